import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import type { Concerns } from '../domain/concerns.ts';
import { RESOURCE_NAMES, type ResourceName } from '../domain/resource.ts';
import type { Job } from './job.ts';
import { nthBusinessDayBack } from './nightly.ts';
import { settleResources } from './resources/settle-resources.ts';
import { type RunOutcome, runJob } from './run-job.ts';
import { settleRange } from './settle-range.ts';

const TRANSACTIONS = 'transactions';

/**
 * Reads again what an event concerns, between two nights, and reconciles. Of the transactions these are the last finished days:
 * those of a day that goes on come with its night. Throws `RUN_BUSY` while another process works for the entity.
 */
export async function runRefresh(job: Job, concerns: Concerns): Promise<RunOutcome> {
  const to = lastFinishedBusinessDate(job.clock.now(), job.timeZone, job.calendar);
  const from = nthBusinessDayBack(job, to, job.reaskDays);
  return runJob(job, 'refresh', null, async (runId, signal) => {
    const choice = { reaskFrom: from, reportTypes: ['TRANSACTION_LIST'] } as const;
    if (concerns === 'everything' || concerns.includes(TRANSACTIONS)) {
      await settleRange(job, runId, { from, to }, choice, signal);
    }
    const resources = resourcesOf(concerns);
    await settleResources(job, runId, { resources, range: { from: to, to } }, signal);
    return { range: null, reportsSettled: 0 };
  });
}

function resourcesOf(concerns: Concerns): readonly ResourceName[] {
  if (concerns === 'everything') return RESOURCE_NAMES;
  const named = new Set(concerns.filter((name) => name !== TRANSACTIONS));
  const known = RESOURCE_NAMES.filter((name) => named.has(name));
  return known.length < named.size ? RESOURCE_NAMES : known;
}
