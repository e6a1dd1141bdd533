import type { BusinessDate } from '../../domain/business-date.ts';
import { calendarDayOf } from '../../domain/calendar.ts';
import { PocketbookError } from '../../domain/errors.ts';
import type { ReportType } from '../../domain/report.ts';
import type { LandedFile } from '../../extract/landed-file.ts';
import { recordQuarantine } from '../../load/load-files.ts';
import type { LocalJob } from '../job.ts';
import { type FileAsk, loadLanded } from '../load-landed.ts';
import {
  isAlreadyThere,
  isOvertaken,
  isReadSince,
  type LatestLoad,
  OVERTAKEN,
  readLatestLoad,
  readPocketOwners,
  storeImport,
} from './import-ledger.ts';
import type { Turn } from './import-order.ts';
import { refuseReport, scopeOf, type Told } from './import-scope.ts';
import type { ImportSource } from './import-sources.ts';
import { type ReadableFile, recogniseReport, surveyReport } from './import-survey.ts';

/** What became of one file. */
export interface ImportedFile {
  readonly name: string;
  readonly outcome: 'loaded' | 'there' | 'refused';
  /** Why it was refused; null otherwise. */
  readonly reason: string | null;
  /** null: not even its bytes could be read, and nothing is kept */
  readonly sha256: string | null;
  readonly reportType: ReportType | null;
  /** Those that it speaks of; none for prices, and where it was refused. */
  readonly pocketIds: readonly string[];
  readonly from: BusinessDate | null;
  readonly to: BusinessDate | null;
  /** null where no row was counted, because the file is there already or was refused */
  readonly load: LatestLoad | null;
}

/** A file whose bytes are safe, and how it is called. */
export interface LandedImport extends Pick<LandedFile, 'sha256' | 'bytes'> {
  readonly name: string;
  readonly receivedAt: Date;
  /** Given when it is tried again: the row under which it was refused. */
  readonly refusedAs?: bigint;
  /** Given for a report that others asked for: when they did. What the books have learned since is newer than it. */
  readonly askedAt?: Date;
}

/** Lands a file. Returns what became of it where that is all that can be done: it cannot be read, or not be unpacked. */
export async function landSource(
  job: LocalJob,
  source: ImportSource,
  told: Told,
): Promise<LandedImport | ImportedFile> {
  const { name } = source;
  try {
    const landed = await job.landing.land(source.open(), { lengthProven: true });
    return toLanded(job, name, landed);
  } catch (error) {
    if (isFromDisk(error)) {
      return { ...refusal(name, `${name}: cannot be read (${error.code})`), sha256: null };
    }
    if (!(error instanceof PocketbookError) || error.code !== 'ARCHIVE_INVALID') throw error;
    const packed = await job.landing.land(source.openPacked(), { lengthProven: true });
    return quarantine(job, toLanded(job, name, packed), told, null, error.message);
  }
}

/**
 * Recognises a landed file by what it holds and loads it, when it is its turn. One that is refused is kept, and leaves nothing
 * in the books.
 */
export async function importLanded(
  job: LocalJob,
  landed: LandedImport,
  told: Told,
  turn: Turn,
): Promise<ImportedFile> {
  const readable = { name: landed.name, open: () => job.landing.openLanded(landed.sha256) };
  let reportType: ReportType | null = null;
  let ask: FileAsk;
  try {
    reportType = await recogniseReport(readable, job.profile);
    // Which of the pockets that were named have books decides what a file without rows of them says.
    if (told.date !== undefined && told.pocketIds !== undefined) await turn.earlierEnded;
    ask = await readScope(job, readable, reportType, landed, told);
  } catch (error) {
    if (!(error instanceof PocketbookError) || !REFUSALS.has(error.code)) throw error;
    return quarantine(job, landed, told, reportType, error.message);
  }
  return turn.load(ask, () => loadAs(job, landed, ask));
}

const REFUSALS = new Set(['PARSE_INVALID', 'VALUE_INVALID', 'FILE_FOREIGN']);

async function readScope(
  { pool, entityId, profile, calendar, timeZone }: LocalJob,
  file: ReadableFile,
  reportType: ReportType,
  { receivedAt }: LandedImport,
  told: Told,
): Promise<FileAsk> {
  refuseReport(reportType, told, (reason) => {
    return new PocketbookError('FILE_FOREIGN', `${file.name}: ${reason}`, { retryable: false });
  });
  const survey = await surveyReport(file, reportType, told.date ?? null, {
    profile,
    timeZone,
    calendar,
  });
  const today = calendarDayOf(receivedAt, timeZone);
  const { from, to } = calendar.coverage;
  return scopeOf(file.name, survey, told, {
    entityId,
    owners: await readPocketOwners(pool),
    days: { from, to: today < to ? today : to },
  });
}

async function loadAs(job: LocalJob, landed: LandedImport, ask: FileAsk): Promise<ImportedFile> {
  const { pool, entityId } = job;
  const { name, sha256, receivedAt, refusedAs, askedAt } = landed;
  const { reportType, pocketId, range, units } = ask;
  const pocketIds = [...new Set(units.flatMap((unit) => unit.pocketId ?? []))].sort();
  const found = { name, sha256, reportType, pocketIds, ...range, reason: null };
  if (await isAlreadyThere(pool, entityId, sha256, ask)) {
    return { ...found, outcome: 'there', load: null };
  }
  if (refusedAs !== undefined && (await isOvertaken(pool, entityId, refusedAs, ask))) {
    return { ...found, outcome: 'refused', reason: OVERTAKEN, load: null };
  }
  if (askedAt !== undefined && (await isReadSince(pool, entityId, askedAt, ask))) {
    const reason = `some of its days have been read since it was asked for, at ${askedAt.toISOString()}, and it must not overwrite them`;
    return { ...found, outcome: 'refused', reason, load: null };
  }
  const scope = { reportType, pocketId, ...range };
  const reportFileId = await storeImport(pool, entityId, landed, scope);
  await loadLanded(job, { requestId: null, ask, reportFileId, sha256, receivedAt, name });
  const load = await readLatestLoad(pool, reportFileId);
  if (load?.isAccepted !== true) {
    return { ...found, outcome: 'refused', reason: load?.reason ?? null, load: null };
  }
  return { ...found, outcome: load.versionsNew > 0 ? 'loaded' : 'there', load };
}

/** What the person said is stored with the file, so that it need not be said again when it is tried again. */
async function quarantine(
  { pool, entityId, log }: LocalJob,
  landed: LandedImport,
  { pocketIds = [], date }: Told,
  reportType: ReportType | null,
  reason: string,
): Promise<ImportedFile> {
  const { name, sha256 } = landed;
  const [pocketId = null] = pocketIds.length === 1 ? pocketIds : [];
  const scope = { reportType, pocketId, from: date ?? null, to: date ?? null };
  await recordQuarantine(pool, await storeImport(pool, entityId, landed, scope), reason);
  log.warn('file.quarantined', { file: name, sha256, reason });
  return { ...refusal(name, reason), sha256, reportType };
}

function refusal(name: string, reason: string) {
  return {
    name,
    outcome: 'refused' as const,
    reason,
    reportType: null,
    pocketIds: [],
    from: null,
    to: null,
    load: null,
  };
}

function toLanded(
  { clock }: LocalJob,
  name: string,
  { sha256, bytes }: Pick<LandedFile, 'sha256' | 'bytes'>,
): LandedImport {
  return { name, sha256, bytes, receivedAt: clock.now() };
}

/** The file to import could not be read; what goes wrong in the landing zone is LANDING_FAILED and stops all. */
function isFromDisk(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
