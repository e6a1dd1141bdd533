import type { Log } from '../domain/log.ts';
import { postAlert } from '../extract/post-alert.ts';
import type { RunOutcome } from '../jobs/run-job.ts';
import type { Settings } from './config.ts';

/** Tells POCKETBOOK_ALERT_URL of a night that was not green. An alert that cannot be delivered does not fail the night. */
export async function alertOnNight(
  { alertUrl }: Settings,
  log: Log,
  entity: string,
  run: RunOutcome | 'failed',
): Promise<void> {
  if (alertUrl === null) return;
  const { outcome, unitsMissing, breaksOpen } =
    run === 'failed' ? { outcome: run, unitsMissing: 0, breaksOpen: 0 } : run;
  if (outcome === 'green') return;
  try {
    await postAlert(alertUrl, { entity, outcome, unitsMissing, breaksOpen });
  } catch (error) {
    log.warn('alert.failed', { reason: error instanceof Error ? error.message : String(error) });
  }
}
