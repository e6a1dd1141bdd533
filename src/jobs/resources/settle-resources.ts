import pLimit from 'p-limit';
import { PocketbookError } from '../../domain/errors.ts';
import { RESOURCE_NAMES, type ResourceName } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import {
  isLastReading,
  loadResource,
  type ResourceFile,
  refuseResource,
} from '../../load/load-resource.ts';
import { readResource } from '../../transform/resource/read-resource.ts';
import type { Job } from '../job.ts';
import { whyRefused } from '../load-landed.ts';
import { readerOf } from '../reader.ts';
import { withoutOwn } from './own-requests.ts';
import { planReadings } from './plan-readings.ts';
import type { ReadingScope, ResourceReading } from './resource-reading.ts';
import { settleDocuments } from './settle-documents.ts';

export interface ResourceChoice extends ReadingScope {
  /** Left out: all that are turned on. */
  readonly resources?: readonly ResourceName[];
}

/** How the reading of one resource went; see `books.rpt_resource`. */
interface Outcome {
  readonly outcome: 'read' | 'forbidden' | 'absent' | 'refused' | 'failed';
  readonly isWhole: boolean;
  readonly calls: number;
  readonly items: number;
  readonly versionsNew: number;
  readonly error: string | null;
  /** The other readings of this resource would fare no better, each after all of its repeats: they are not asked. */
  readonly concernsAll?: boolean;
}

/** Readings of one resource that go on side by side: the rate limit is what holds them back. */
const SIDE_BY_SIDE = 4;

/**
 * Reads every resource that is turned on and loads what is new, a parent before its children. What we are not permitted to
 * see is said once and costs the others nothing; neither does one that fails or cannot be read.
 */
export async function settleResources(
  job: Job,
  runId: bigint,
  choice: ResourceChoice,
  signal: AbortSignal,
): Promise<void> {
  const wanted = choice.resources ?? RESOURCE_NAMES;
  for (const name of RESOURCE_NAMES) {
    if (!wanted.includes(name) || !job.resources.includes(name)) continue;
    signal.throwIfAborted();
    job.progress.step?.(name.replaceAll('_', ' '));
    const planned = await planReadings(job, name, choice);
    if (planned === null) continue;
    const settled = await settleWithFiles(job, name, planned.readings, signal);
    const outcome = planned.unaskable.map(notAsked).reduce(added, settled);
    await storeOutcome(job, runId, name, outcome);
    if (outcome.error !== null) {
      job.log.warn('resource.not-read', {
        resource: name,
        outcome: outcome.outcome,
        reason: outcome.error,
      });
    }
  }
}

/** Of what comes with files of its own, those too. */
async function settleWithFiles(
  job: Job,
  name: ResourceName,
  readings: readonly ResourceReading[],
  signal: AbortSignal,
): Promise<Outcome> {
  const outcome = await settleOne(job, name, readings, signal);
  if (name !== 'statements' || outcome.outcome !== 'read') return outcome;
  try {
    await settleDocuments(job, signal);
    return outcome;
  } catch (error) {
    signal.throwIfAborted();
    return { ...outcome, ...failure(error) };
  }
}

async function settleOne(
  job: Job,
  name: ResourceName,
  readings: readonly ResourceReading[],
  signal: AbortSignal,
): Promise<Outcome> {
  const limit = pLimit(SIDE_BY_SIDE);
  let hopeless: Outcome | null = null;
  const settle = async (reading: ResourceReading): Promise<Outcome> => {
    if (hopeless !== null) return { ...NOTHING, ...reasonOf(hopeless) };
    const outcome = await settleReading(job, name, reading, signal);
    if (outcome.concernsAll === true) hopeless ??= outcome;
    return outcome;
  };
  const outcomes = await Promise.all(readings.map((reading) => limit(() => settle(reading))));
  const isWhole = readings.every((reading) => reading.isWhole);
  return outcomes.reduce(added, { ...NOTHING, isWhole });
}

const NOTHING: Outcome = {
  outcome: 'read',
  isWhole: true,
  calls: 0,
  items: 0,
  versionsNew: 0,
  error: null,
};

function reasonOf({ outcome, error }: Outcome): Pick<Outcome, 'outcome' | 'error'> {
  return { outcome, error };
}

function notAsked(reason: string): Outcome {
  return { ...NOTHING, outcome: 'failed', error: reason };
}

/** From what is nobody's fault to what somebody must look at. */
const GRAVITY = ['read', 'absent', 'forbidden', 'refused', 'failed'];

/** The first of the gravest tells why. */
function added(sum: Outcome, one: Outcome): Outcome {
  const isGraver = GRAVITY.indexOf(one.outcome) > GRAVITY.indexOf(sum.outcome);
  const { outcome, error } = isGraver ? one : sum;
  return {
    outcome,
    error,
    isWhole: sum.isWhole,
    calls: sum.calls + one.calls,
    items: sum.items + one.items,
    versionsNew: sum.versionsNew + one.versionsNew,
  };
}

async function settleReading(
  job: Job,
  name: ResourceName,
  reading: ResourceReading,
  signal: AbortSignal,
): Promise<Outcome> {
  const { isWhole } = reading;
  try {
    const { file, calls } = await job.client.fetchResource(
      { resource: name, ...reading.ask },
      signal,
    );
    const listing: ResourceFile = {
      entityId: job.entityId,
      resource: name,
      parentId: reading.parentId,
      sha256: file.sha256,
      bytes: file.bytes,
      receivedAt: job.clock.now(),
      reader: readerOf(job),
    };
    return { ...NOTHING, isWhole, calls, ...(await readAndLoad(job, listing, reading)) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...NOTHING, isWhole, ...failure(error) };
  }
}

async function readAndLoad(
  job: Job,
  file: ResourceFile,
  { isWhole, complete }: ResourceReading,
): Promise<Partial<Outcome>> {
  const { pool, profile, landing } = job;
  const { resource, parentId, sha256 } = file;
  // A whole answer that is the same as a partial one before it may still show that something has gone, and the same answer to
  // another question is another fact.
  const mayBePartial = isWhole && RESOURCES[resource].reading.kind === 'since';
  const isOneFact = !mayBePartial && complete === undefined;
  if (isOneFact && (await isLastReading(pool, file))) return {};
  const name = `${resource}${parentId === '' ? '' : ` of ${parentId}`} ${sha256.slice(0, 12)}`;
  const zone = RESOURCES[resource].isPersonal === true ? landing.personal : landing;
  try {
    const told = await readResource(zone.openLanded(sha256), name, resource, profile, complete);
    const read = resource === 'report_requests' ? await withoutOwn(job, told) : told;
    for (const { locator, message } of read.problems) {
      job.log.warn('resource.problem', { file: name, locator, message });
    }
    const versionsNew = await loadResource(pool, file, { ...read, isWhole });
    return { items: read.items.length, versionsNew };
  } catch (error) {
    const reason = whyRefused(error, name);
    if (reason === null) throw error;
    await refuseResource(pool, file, reason);
    return { outcome: 'refused', error: reason };
  }
}

/** What concerns one answer of Jiko. Throws on what stops everything: a token that is refused, a disk, a database. */
function failure(error: unknown): Pick<Outcome, 'outcome' | 'error' | 'concernsAll'> {
  if (!(error instanceof PocketbookError)) throw error;
  const { code, message, context, retryable: concernsAll } = error;
  switch (code) {
    case 'NOT_PERMITTED':
      return { outcome: 'forbidden', error: message, concernsAll: true };
    case 'HTTP_STATUS':
      return context['status'] === 404
        ? { outcome: 'absent', error: message }
        : { outcome: 'failed', error: message, concernsAll };
    case 'HTTP_FAILED':
    case 'ANSWER_INVALID':
      return { outcome: 'failed', error: message, concernsAll };
    default:
      throw error;
  }
}

async function storeOutcome(
  { pool, entityId }: Job,
  runId: bigint,
  name: ResourceName,
  { outcome, isWhole, calls, items, versionsNew, error }: Outcome,
): Promise<void> {
  await pool.query(
    `insert into ops.resource_reading (
       entity_id, run_id, resource, outcome, is_whole, calls, items, versions_new, error
     )
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [entityId, runId, name, outcome, isWhole, calls, items, versionsNew, error],
  );
}
