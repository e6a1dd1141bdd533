import pg from 'pg';
import type { BusinessDate } from '../domain/business-date.ts';
import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { PocketbookError } from '../domain/errors.ts';
import { type FileToLoad, type LoadOutcome, recordQuarantine } from '../load/load-files.ts';
import type { Job } from './job.ts';
import type { Ask } from './plan.ts';
import { storeState } from './request-ledger.ts';

export interface FileOfRequest {
  readonly requestId: bigint;
  readonly ask: Ask;
  readonly reportFileId: bigint;
  readonly sha256: string;
  readonly receivedAt: Date;
}

/**
 * Reads a landed file and loads it. A file that cannot be read, or is not the one asked for, is quarantined: its bytes are
 * kept, the reason is stored, nothing of it is in the ledger, and its units stay owed.
 */
export async function loadLanded(job: Job, landed: FileOfRequest): Promise<void> {
  const { pool, log } = job;
  const name = fileName(landed);
  try {
    const outcome = await readAndLoad(job, landed, name);
    log.info('file.loaded', { file: name, sha256: landed.sha256, ...outcome });
  } catch (error) {
    const reason = whyRefused(error, name);
    if (reason === null) throw error;
    await recordQuarantine(pool, landed.reportFileId, reason);
    await storeState(pool, landed.requestId, 'quarantined', reason);
    log.warn('file.quarantined', { file: name, sha256: landed.sha256, reason });
  }
}

const REFUSALS = new Set(['PARSE_INVALID', 'VALUE_INVALID', 'FILE_FOREIGN']);
/** Data exceptions, and a check that a row does not pass: the same file would fail every night and keep all others out. */
const REFUSED_BY_LEDGER = /^(22...|23514)$/;

/** null for what is not the fault of the file. */
function whyRefused(error: unknown, name: string): string | null {
  if (error instanceof PocketbookError) return REFUSALS.has(error.code) ? error.message : null;
  if (!(error instanceof pg.DatabaseError) || !REFUSED_BY_LEDGER.test(error.code ?? ''))
    return null;
  return `${name}: expected values that the ledger can hold, got '${error.message}'`;
}

async function readAndLoad(job: Job, landed: FileOfRequest, name: string): Promise<LoadOutcome> {
  const { entityId, timeZone, calendar, loader } = job;
  const { requestId, ask, reportFileId, sha256, receivedAt } = landed;
  const finished = lastFinishedBusinessDate(receivedAt, timeZone, calendar);
  const file: FileToLoad = {
    reportFileId,
    entityId,
    reportType: ask.reportType,
    name,
    pocketId: ask.pocketId,
    ...ask.range,
    asked: ask.units,
    isProvisional: (businessDate: BusinessDate) => businessDate > finished,
  };
  return loader.load(file, sha256, (client) => storeState(client, requestId, 'settled'));
}

/** How a file is named in messages: what it was asked for, since its name on disk is a hash. */
function fileName({ ask, sha256 }: FileOfRequest): string {
  const { reportType, range, pocketId } = ask;
  const days = range.from === range.to ? range.from : `${range.from}..${range.to}`;
  const pocket = pocketId === null ? '' : `-${pocketId.slice(0, 8)}`;
  return `${reportType}-${days}${pocket} (${sha256.slice(0, 12)})`;
}
