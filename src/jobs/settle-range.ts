import type { BusinessDate } from '../domain/business-date.ts';
import { ConfigError } from '../domain/errors.ts';
import { type DateRange, isFirstListing, isListing, type ReportType } from '../domain/report.ts';
import { RESOURCE_NAMES, type ResourceName } from '../domain/resource.ts';
import { noteReader, retryWithNewReader } from './import/import-retry.ts';
import type { Job } from './job.ts';
import { loadLanded } from './load-landed.ts';
import {
  noteOwedUnits,
  type Queryable,
  readUnits,
  registerPockets,
  type UnitState,
} from './owed-units.ts';
import { type Ask, planAsks } from './plan.ts';
import { readOpenRequests, readUnloadedFiles } from './request-ledger.ts';
import { settleResources } from './resources/settle-resources.ts';
import { settleAsks } from './settle.ts';
import { together } from './together.ts';

/** Which units to ask for although they are there, and which to leave alone although they are owed. */
export interface Choice {
  /** ask again for what is loaded, from this day on */
  readonly reaskFrom?: BusinessDate;
  /** Ask again for the listings from this day on, and on any day that is in dispute: a row may come late, with an old date. */
  readonly listingsFrom?: BusinessDate;
  /** Ask again for the listings of the whole range, but not for their CSVs. */
  readonly wholeListings?: boolean;
  readonly reportTypes?: readonly ReportType[];
  readonly pocketIds?: readonly string[];
}

/** Only when none of ours is on its way it is known which requests were made by others. */
const AFTER_REPORTS: readonly ResourceName[] = ['report_requests', 'reports'];

/**
 * Settles what is owed in a range: notes the units that the calendar demands, picks up what an earlier run left behind,
 * plans the asks for the rest and carries them out. Returns how many asks there were.
 */
export async function settleRange(
  job: Job,
  runId: bigint,
  range: DateRange,
  choice: Choice,
  signal: AbortSignal,
): Promise<number> {
  job.progress.step?.('planning');
  await learnPockets(job, signal);
  await refuseUnknownPockets(job, choice);
  await noteOwedUnits(job.pool, job.entityId, job.calendar.businessDays(range));
  const unloaded = await readUnloadedFiles(job.pool, job.entityId);
  for (const file of unloaded) await loadLanded(job, file);
  await retryWithNewReader(job, signal);
  const open = await readOpenRequests(job.pool, job.entityId);
  const asks = await planRange(job, range, choice);
  job.progress.planned?.(open.length + asks.length);
  // Other limits hold them back than hold back the reports, so they go on beside them.
  const scope = { range, ...reaskOf(choice) };
  const beside = RESOURCE_NAMES.filter((name) => !AFTER_REPORTS.includes(name));
  await together(signal, [
    (stop) => settleAsks(job, runId, asks, open, stop),
    async (stop) => {
      if (isPartial(choice)) return;
      await settleResources(job, runId, { resources: beside, ...scope }, stop);
    },
  ]);
  if (!isPartial(choice)) {
    await settleResources(job, runId, { resources: AFTER_REPORTS, ...scope }, signal);
  }
  await noteReader(job);
  return open.length + asks.length;
}

/** Whoever asks for some reports or pockets wants those and nothing else: no resources then. */
export function isPartial({ reportTypes, pocketIds }: Choice): boolean {
  return reportTypes !== undefined || pocketIds !== undefined;
}

function reaskOf({ reaskFrom }: Choice): Pick<Choice, 'reaskFrom'> {
  return reaskFrom === undefined ? {} : { reaskFrom };
}

/** The asks for a range as things stand. */
export async function planRange(
  job: Job,
  range: DateRange,
  choice: Choice,
  pool: Queryable = job.pool,
): Promise<Ask[]> {
  const units = await readUnits(pool, job.entityId, range);
  const wanted = units.filter((unit) => isChosen(unit, choice) && isWanted(unit, choice));
  return planAsks(wanted, units, { windowDaysMax: job.profile.api.create.window_days_max });
}

export async function learnPockets(job: Job, signal: AbortSignal): Promise<void> {
  await registerPockets(job.pool, job.entityId, await job.client.listPockets(signal));
}

/** A mistyped id would otherwise choose nothing, and look like a range in which all is there. */
export async function refuseUnknownPockets(
  { pool, entityId }: Job,
  { pocketIds = [] }: Choice,
): Promise<void> {
  const { rows } = await pool.query<{ pocket_id: string }>(
    'select pocket_id from ledger.pocket where entity_id = $1 order by pocket_id',
    [entityId],
  );
  const known = rows.map(({ pocket_id }) => pocket_id);
  const unknown = pocketIds.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  throw new ConfigError(
    `--pocket: there is no pocket '${unknown}'; expected one of ${known.join(', ')}`,
  );
}

function isChosen(unit: UnitState, { reportTypes, pocketIds }: Choice): boolean {
  if (reportTypes !== undefined && !reportTypes.includes(unit.reportType)) return false;
  return pocketIds === undefined || unit.pocketId === null || pocketIds.includes(unit.pocketId);
}

function isWanted(
  unit: UnitState,
  { reaskFrom, listingsFrom, wholeListings = false }: Choice,
): boolean {
  if (unit.isAsked) return false;
  if (!unit.isLoaded || (reaskFrom !== undefined && unit.businessDate >= reaskFrom)) return true;
  if (wholeListings && isFirstListing(unit.reportType)) return true;
  if (listingsFrom === undefined || !isListing(unit.reportType)) return false;
  return unit.isDisputed || unit.businessDate >= listingsFrom;
}
