import pg from 'pg';
import { addDays, type BusinessDate } from '../domain/business-date.ts';
import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { UnitKey } from '../load/cut-file.ts';
import { type FileToLoad, type LoadOutcome, recordQuarantine } from '../load/load-files.ts';
import type { LocalJob } from './job.ts';
import type { Queryable } from './owed-units.ts';
import type { Ask } from './plan.ts';
import { type RequestState, storeState } from './request-ledger.ts';

export interface FileOfRequest {
  /** null for a file that a person imported */
  readonly requestId: bigint | null;
  readonly ask: FileAsk;
  readonly reportFileId: bigint;
  readonly sha256: string;
  readonly receivedAt: Date;
  /** for messages; left out, it is named by what it was asked for */
  readonly name?: string;
}

/** What a file was asked for, or what an imported one turned out to speak of. */
export type FileAsk = Omit<Ask, 'units'> & { readonly units: readonly UnitKey[] };

/**
 * Reads a landed file and loads it. A file that cannot be read, or is not the one asked for, is quarantined: its bytes are
 * kept, the reason is stored, nothing of it is in the ledger, and its units stay owed.
 */
export async function loadLanded(job: LocalJob, landed: FileOfRequest): Promise<void> {
  const { pool, log } = job;
  const name = landed.name ?? fileName(landed);
  try {
    const outcome = await readAndLoad(job, landed, name);
    log.info('file.loaded', { file: name, sha256: landed.sha256, ...outcome });
  } catch (error) {
    const reason = whyRefused(error, name);
    if (reason === null) throw error;
    await recordQuarantine(pool, landed.reportFileId, reason);
    await close(pool, landed, 'quarantined', reason);
    log.warn('file.quarantined', { file: name, sha256: landed.sha256, reason });
  }
}

/** Nobody waits for the answer to an import. */
async function close(
  database: Queryable,
  { requestId }: FileOfRequest,
  state: RequestState,
  error: string | null = null,
): Promise<void> {
  if (requestId !== null) await storeState(database, requestId, state, error);
}

const REFUSALS = new Set(['PARSE_INVALID', 'VALUE_INVALID', 'FILE_FOREIGN']);
/** Data exceptions, and a check that a row does not pass: the same file would fail every night and keep all others out. */
const REFUSED_BY_LEDGER = /^(22...|23514)$/;

/** null for what is not the fault of the file. */
export function whyRefused(error: unknown, name: string): string | null {
  if (error instanceof PocketbookError) return REFUSALS.has(error.code) ? error.message : null;
  if (!(error instanceof pg.DatabaseError) || !REFUSED_BY_LEDGER.test(error.code ?? ''))
    return null;
  return `${name}: expected values that the ledger can hold, got '${error.message}'`;
}

async function readAndLoad(
  job: LocalJob,
  landed: FileOfRequest,
  name: string,
): Promise<LoadOutcome> {
  const { entityId, timeZone, calendar, loader, profile } = job;
  const { ask, reportFileId, sha256, receivedAt } = landed;
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
  const countsFrom = addDays(calendar.previousBusinessDay(ask.range.from), 1);
  return loader.load({ file, sha256, profile, timeZone, countsFrom }, (client) =>
    close(client, landed, 'settled'),
  );
}

/** How a file is named in messages: what it was asked for, since its name on disk is a hash. */
function fileName({ ask, sha256 }: FileOfRequest): string {
  const { reportType, range, pocketId } = ask;
  const days = range.from === range.to ? range.from : `${range.from}..${range.to}`;
  const pocket = pocketId === null ? '' : `-${pocketId.slice(0, 8)}`;
  return `${reportType}-${days}${pocket} (${sha256.slice(0, 12)})`;
}
