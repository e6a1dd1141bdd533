import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { RESOURCE_NAMES, type ResourceName } from '../domain/resource.ts';
import type { Job } from './job.ts';
import { type RunOutcome, runJob } from './run-job.ts';
import { settleResources } from './settle-resources.ts';

/** Names of resources; one that is none of ours concerns all of them. */
export type RefreshConcerns = readonly string[] | 'everything';

/**
 * Reads again what an event concerns, between two nights, and reconciles. Throws `RUN_BUSY` while another process works for the entity.
 */
export async function runRefresh(job: Job, concerns: RefreshConcerns): Promise<RunOutcome> {
  const resources = resourcesOf(concerns);
  const day = lastFinishedBusinessDate(job.clock.now(), job.timeZone, job.calendar);
  return runJob(job, 'refresh', null, async (runId, signal) => {
    await settleResources(job, runId, { resources, range: { from: day, to: day } }, signal);
    return { range: null, reportsSettled: 0 };
  });
}

function resourcesOf(concerns: RefreshConcerns): readonly ResourceName[] {
  if (concerns === 'everything') return RESOURCE_NAMES;
  const known = RESOURCE_NAMES.filter((name) => concerns.includes(name));
  return known.length < new Set(concerns).size ? RESOURCE_NAMES : known;
}
