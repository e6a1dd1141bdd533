import pLimit from 'p-limit';
import pg, { type Pool, type PoolClient } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
import { PocketbookError } from '../../domain/errors.ts';
import type { Landing } from '../../extract/landing.ts';
import type { UnitKey } from '../../load/cut-file.ts';
import {
  type FileSource,
  type FileToLoad,
  type LoadOutcome,
  loadFiles,
} from '../../load/load-files.ts';
import type { StagedFile, StagedReading } from '../../load/stage-file.ts';
import type { StagedSlice } from '../../load/staged-lines.ts';
import type { Profile } from '../../transform/profile.ts';
import type { ReadTask } from './read-task.ts';
import { ReadingThreads } from './reading-threads.ts';
import { stageLanded } from './stage-landed.ts';

/** Done in the transaction of the load, when everything else has been. */
export type Alongside = (client: PoolClient) => Promise<void>;

/** A landed file, and the profile that it is read by. */
export interface LandedReport {
  readonly file: FileToLoad;
  readonly sha256: string;
  readonly profile: Profile;
  /** of the business day */
  readonly timeZone: string;
  /** The first calendar day that counts to the first business day of the file. */
  readonly countsFrom: BusinessDate;
}

export interface Loader {
  /**
   * Reads a landed file and loads it, alone or together with others that wait: whole or not at all. Of two that tell of the
   * same unit the one that was given later is the newer version. Throws what the reader throws, and what the ledger does;
   * the others are not touched by that.
   */
  load(landed: LandedReport, alongside: Alongside): Promise<LoadOutcome>;
}

export interface LoaderOptions {
  readonly pool: Pool;
  readonly landing: Landing;
  readonly threads?: number;
}

/** Smaller files are read whole and loaded together; bigger ones alone, while they are read. */
const SMALL_BYTES = 256 * 1024;
/** From this size on, and when so many files wait, reading is worth a thread of its own. */
const THREAD_BYTES = 4 * 1024 * 1024;
const THREAD_FILES = 32;

const GROUP_FILES_MAX = 200;
const GROUP_BYTES_MAX = 8 * 1024 * 1024;
/** File numbers come round again after so many; files of one number are never in one transaction. */
const FILE_NOS = 1_000;
const THREADS = 2;

/**
 * Loads files as they come, and those that come while others are being loaded together in the next transaction: the costs of
 * a transaction are shared by as many files as the database needs to keep up.
 */
export function createLoader(options: LoaderOptions): Loader {
  return new GroupLoader(options);
}

interface Waiting {
  /** Files are loaded in this order, or together. */
  readonly place: number;
  readonly source: FileSource;
  /** Of COPY text; a file that is read while it is loaded counts as none and goes alone. */
  readonly bytes: number;
  readonly units: ReadonlySet<string> | null;
  readonly alongside: Alongside;
  resolve(outcome: LoadOutcome): void;
  reject(error: unknown): void;
}

class GroupLoader implements Loader {
  readonly #options: LoaderOptions;
  readonly #threads: ReadingThreads;
  readonly #readWhole: ReturnType<typeof pLimit>;
  #waiting: Waiting[] = [];
  #loading: Promise<void> | null = null;
  #files = 0;
  #unfinished = 0;
  /** The places of files that have not been read yet, in order: what comes after the first of them has to wait. */
  readonly #unread = new Set<number>();

  constructor(options: LoaderOptions) {
    const { landing, threads = THREADS } = options;
    this.#options = options;
    this.#threads = new ReadingThreads({ landingFolder: landing.folder }, threads);
    this.#readWhole = pLimit(threads);
  }

  async load({ file, ...landed }: LandedReport, alongside: Alongside): Promise<LoadOutcome> {
    const { sha256 } = landed;
    this.#unfinished++;
    const place = this.#files++;
    this.#unread.add(place);
    try {
      const fileNo = place % FILE_NOS;
      const { name, reportType, pocketId, from, to, asked } = file;
      const task = { ...landed, name, fileNo, reportType, pocketId, from, to, asked };
      const size = await this.#options.landing.sizeOf(sha256);
      if (size > SMALL_BYTES) {
        const read = () => this.#read(task, size);
        const source = { file, fileNo, read };
        return await this.#enqueue({ place, source, bytes: 0, units: null, alongside });
      }
      const kept = await this.#readWhole(() => this.#keep(task, size));
      const source = { file, fileNo, read: () => replay(kept) };
      const units = new Set(kept.staged.units.map(unitKey));
      return await this.#enqueue({ place, source, bytes: kept.bytes, units, alongside });
    } finally {
      this.#unfinished--;
      if (this.#unread.delete(place)) this.#wake();
    }
  }

  #read(task: ReadTask, size: number): StagedReading {
    if (size >= THREAD_BYTES || this.#unfinished >= THREAD_FILES) return this.#threads.read(task);
    return stageLanded(task, this.#options.landing.openLanded(task.sha256));
  }

  /** Waits, before it reads, while more text is waiting than the next transaction will take. */
  async #keep(task: ReadTask, size: number): Promise<Kept> {
    while (this.#loading !== null && this.#bytesWaiting() > GROUP_BYTES_MAX) await this.#loading;
    const slices: StagedSlice[] = [];
    const reading = this.#read(task, size);
    for (;;) {
      const next = await reading.next();
      if (next.done === true) {
        const bytes = slices.reduce((sum, slice) => sum + slice.bytes.length, 0);
        return { slices, staged: next.value, bytes };
      }
      slices.push(next.value);
    }
  }

  #bytesWaiting(): number {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #enqueue(waiting: Omit<Waiting, 'resolve' | 'reject'>): Promise<LoadOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...waiting, resolve, reject });
      this.#unread.delete(waiting.place);
      this.#wake();
    });
  }

  #wake(): void {
    this.#loading ??= this.#loadNext();
  }

  async #loadNext(): Promise<void> {
    // What comes in the same moment goes together.
    await new Promise((resolve) => setImmediate(resolve));
    const group = this.#takeGroup();
    if (group.length > 0) await this.#loadGroup(group);
    this.#loading = group.length > 0 && this.#waiting.length > 0 ? this.#loadNext() : null;
  }

  /** Files of the kind of the first, which share no unit: two that tell of the same one follow each other. */
  #takeGroup(): Waiting[] {
    const [unread = Number.POSITIVE_INFINITY] = this.#unread;
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    const room = new GroupRoom();
    for (const one of this.#waiting.sort((a, b) => a.place - b.place)) {
      if (one.place < unread && room.takes(one)) group.push(one);
      else left.push(one);
    }
    this.#waiting = left;
    return group;
  }

  async #loadGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await loadFiles(
        this.#options.pool,
        group.map(({ source }) => source),
        async (client) => {
          for (const { alongside } of group) await alongside(client);
        },
      );
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index] as LoadOutcome);
    } catch (error) {
      // One of them is at fault: each by itself shows which.
      if (group.length > 1 && isFaultOfOne(error)) {
        for (const one of group) await this.#loadGroup([one]);
      } else {
        for (const { reject } of group) reject(error);
      }
    }
  }
}

/** Lost connections, full disks and servers that are shutting down are no fault of a file: trying each would only take longer. */
const OF_THE_SERVER = /^(08|53|57|58)/;

function isFaultOfOne(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return !OF_THE_SERVER.test(error.code ?? '');
  return error instanceof PocketbookError;
}

/** What one transaction has room for. */
class GroupRoom {
  readonly #units = new Set<string>();
  readonly #fileNos = new Set<number>();
  #kind: string | null = null;
  #bytes = 0;

  takes({ source, units, bytes }: Waiting): boolean {
    const { file, fileNo } = source;
    const kind = units === null ? ALONE : `${file.entityId} ${file.reportType}`;
    const isFirst = this.#fileNos.size === 0;
    const fits =
      this.#kind === kind &&
      kind !== ALONE &&
      this.#fileNos.size < GROUP_FILES_MAX &&
      this.#bytes + bytes <= GROUP_BYTES_MAX &&
      !this.#fileNos.has(fileNo) &&
      [...(units ?? [])].every((unit) => !this.#units.has(unit));
    // One that is left behind keeps its units: no later file may overtake it.
    for (const unit of units ?? []) this.#units.add(unit);
    if (!isFirst && !fits) {
      // What the units of a file are that is read while it is loaded is not known yet: nothing overtakes it.
      if (kind === ALONE) this.#kind = CLOSED;
      return false;
    }
    this.#kind = kind;
    this.#fileNos.add(fileNo);
    this.#bytes += bytes;
    return true;
  }
}

const ALONE = 'alone';
const CLOSED = 'closed';

/** A file that was read whole. */
interface Kept {
  readonly slices: readonly StagedSlice[];
  readonly staged: StagedFile;
  readonly bytes: number;
}

async function* replay({ slices, staged }: Kept): StagedReading {
  yield* slices;
  return staged;
}

function unitKey({ pocketId, businessDate }: UnitKey): string {
  return `${pocketId ?? ''} ${businessDate}`;
}
