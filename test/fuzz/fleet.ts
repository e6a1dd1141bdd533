import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Finding,
  GROWTH_MAX_BYTES,
  HANG_MS,
  type Range,
  SLOWEST_KEPT,
  type Tally,
  type Timing,
} from './messages.ts';

export interface FuzzRun {
  readonly seed: number;
  readonly ranges: Iterable<Range>;
  readonly children: number;
  readonly onProgress?: (done: number) => void;
}

export interface FuzzResult {
  readonly mutants: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
  readonly slowest: readonly Timing[];
  readonly growthBytes: number;
}

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
/** Smaller than what a child may grow by, so that what was only not collected yet is not taken for a leak. */
const HEAP_MB = 176;
const POLL_MS = 100;

/** Reads mutants in several processes, and puts to the proof whatever looked like a hang or a hoard. */
export async function fuzzInChildren(run: FuzzRun): Promise<FuzzResult> {
  const fleet = new Fleet(run);
  await Promise.all(Array.from({ length: run.children }, () => fleet.work()));
  await fleet.proveHoards();
  return fleet.result();
}

class Fleet {
  readonly #seed: number;
  readonly #waiting: Iterator<Range>;
  readonly #again: Range[] = [];
  readonly #onProgress: (done: number) => void;
  readonly #counts = new Map<string, number>();
  readonly #findings: Finding[] = [];
  /** After these a child had grown too much: by them, or by what came before. */
  readonly #hoards: number[] = [];
  #slowest: Timing[] = [];
  #growthBytes = 0;
  #done = 0;

  constructor({ seed, ranges, onProgress }: FuzzRun) {
    this.#seed = seed;
    this.#waiting = ranges[Symbol.iterator]();
    this.#onProgress = onProgress ?? (() => {});
  }

  result(): FuzzResult {
    return {
      mutants: this.#done,
      counts: this.#counts,
      findings: this.#findings.sort((one, other) => one.index - other.index),
      slowest: this.#slowest,
      growthBytes: this.#growthBytes,
    };
  }

  /** One child after the other until no range is left. */
  async work(): Promise<void> {
    let child = await Child.start(this.#seed);
    for (let range = this.#next(); range !== null; range = this.#next()) {
      const answer = await child.read(range);
      if ('tally' in answer) this.#add(answer.tally, range);
      const isSpent = 'lost' in answer || answer.tally.range.to < range.to || child.isOld();
      if ('lost' in answer) {
        await this.#prove(answer.lost, answer.why);
        this.#again.push(
          { from: range.from, to: answer.lost },
          { from: answer.lost + 1, to: range.to },
        );
      }
      if (!isSpent) continue;
      child.stop();
      child = await Child.start(this.#seed);
    }
    child.stop();
  }

  #next(): Range | null {
    for (;;) {
      const next = this.#again.pop() ?? this.#waiting.next().value ?? null;
      if (next === null || next.from < next.to) return next;
    }
  }

  #add(tally: Tally, asked: Range): void {
    for (const [key, count] of Object.entries(tally.counts)) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    }
    this.#findings.push(...tally.findings);
    this.#slowest = [...this.#slowest, ...tally.slowest]
      .sort((one, other) => other.ms - one.ms)
      .slice(0, SLOWEST_KEPT);
    this.#done += tally.range.to - tally.range.from;
    this.#growthBytes = Math.max(this.#growthBytes, tally.growthBytes);
    // It stopped because its memory had grown: the last mutant, or the sum of them all.
    if (tally.range.to < asked.to) this.#again.push({ from: tally.range.to, to: asked.to });
    if (tally.growthBytes > GROWTH_MAX_BYTES) this.#hoards.push(tally.range.to - 1);
    this.#onProgress(this.#done);
  }

  /** Only what is found again, in a process of its own, is a finding. */
  async #prove(index: number, why: string): Promise<void> {
    const answer = await this.#readAlone(index);
    this.#done++;
    if ('lost' in answer) this.#findings.push({ index, what: `${why}; alone: ${answer.why}` });
    else this.#findings.push(...answer.tally.findings);
  }

  async proveHoards(): Promise<void> {
    for (const index of this.#hoards) {
      const answer = await this.#readAlone(index);
      const why = 'lost' in answer ? answer.why : tooMuch(answer.tally.growthBytes);
      if (why !== null) this.#findings.push({ index, what: why });
    }
  }

  async #readAlone(index: number): Promise<Answer> {
    const child = await Child.start(this.#seed);
    const answer = await child.read({ from: index, to: index + 1 });
    child.stop();
    return answer;
  }
}

function tooMuch(growthBytes: number): string | null {
  if (growthBytes <= GROWTH_MAX_BYTES) return null;
  return `took ${Math.round(growthBytes / 1_048_576)} MB`;
}

type Answer = { readonly tally: Tally } | { readonly lost: number; readonly why: string };

class Child {
  static readonly #RANGES_MAX = 40;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #journal: string;
  #ranges = 0;
  #errors = '';

  /** When it is ready to read. */
  static async start(seed: number): Promise<Child> {
    const child = new Child(seed);
    await new Promise<void>((resolve, reject) => {
      child.#process.once('message', () => resolve());
      child.#process.once('exit', () =>
        reject(new Error(`a child did not start: ${child.#errors}`)),
      );
    });
    return child;
  }

  private constructor(seed: number) {
    this.#folder = mkdtempSync(join(tmpdir(), 'pocketbook-fuzz-child-'));
    this.#journal = join(this.#folder, 'index');
    this.#process = fork(CHILD, [String(seed), this.#journal], {
      execArgv: ['--import', 'tsx', `--max-old-space-size=${HEAP_MB}`],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#process.stderr?.on('data', (text) => {
      this.#errors = (this.#errors + text).slice(-2_000);
    });
  }

  /** Memory that a process once took it seldom gives back: now and then a fresh one. */
  isOld(): boolean {
    return this.#ranges >= Child.#RANGES_MAX;
  }

  read(range: Range): Promise<Answer> {
    this.#ranges++;
    return new Promise((resolve) => {
      let index = '';
      let since = performance.now();
      const watch = setInterval(() => {
        const now = readFileSync(this.#journal, 'utf8');
        if (now !== index) {
          index = now;
          since = performance.now();
        } else if (performance.now() - since > HANG_MS) {
          finish({ lost: Number(index), why: `no answer for ${HANG_MS} ms` });
        }
      }, POLL_MS);
      const onTally = (tally: Tally) => finish({ tally });
      const onExit = (code: number | null, signal: string | null) => {
        const lost = Number(readFileSync(this.#journal, 'utf8'));
        finish({
          lost,
          why: `the process ended (${code ?? signal}): ${this.#errors.slice(0, 500)}`,
        });
      };
      const finish = (answer: Answer) => {
        clearInterval(watch);
        this.#process.off('message', onTally).off('exit', onExit);
        resolve(answer);
      };
      this.#process.on('message', onTally).on('exit', onExit);
      this.#process.send(range);
    });
  }

  stop(): void {
    this.#process.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
