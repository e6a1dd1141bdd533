import { RESOURCE_NAMES, type ResourceName } from '../domain/resource.ts';
import type { Job } from './job.ts';
import { type RunOutcome, runJob } from './run-job.ts';
import { settleResources } from './settle-resources.ts';

/**
 * Reads again what an event concerns, between two nights, and reconciles. `concerns` are names of resources; a name that is
 * none, or no name at all, concerns all of them. Throws `RUN_BUSY` while another process works for the entity.
 */
export async function runRefresh(job: Job, concerns: readonly string[]): Promise<RunOutcome> {
  const resources = resourcesOf(concerns);
  return runJob(job, 'refresh', null, async (runId, signal) => {
    await settleResources(job, runId, { resources }, signal);
    return { range: null, reportsSettled: 0 };
  });
}

function resourcesOf(concerns: readonly string[]): readonly ResourceName[] {
  const known = RESOURCE_NAMES.filter((name) => concerns.includes(name));
  return known.length === 0 || known.length < new Set(concerns).size ? RESOURCE_NAMES : known;
}
