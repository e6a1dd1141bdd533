import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Log } from '../../domain/log.ts';
import type { RunOutcome } from '../../jobs/run-job.ts';
import { readNight } from '../../report/read-night.ts';
import type { Settings } from '../config.ts';
import { systemClock } from '../system-clock.ts';
import { makePrivateFolder } from '../write-private-file.ts';
import { writePage } from './report.ts';

const SETTING = 'POCKETBOOK_REPORT';

/**
 * Writes the page of a night into the folder of POCKETBOOK_REPORT, as `<entity>-<date>.html`; a second night of a day replaces it.
 * A page that cannot be written does not fail the night: it is logged, and told on stderr.
 */
export async function keepNight(
  { reportFolder }: Settings,
  { pool, log }: { readonly pool: Pool; readonly log: Log },
  entityId: string,
  { range }: Pick<RunOutcome, 'range'>,
): Promise<void> {
  if (reportFolder === null || range === null) return;
  try {
    const generatedAt = systemClock.now();
    const report = await readNight(pool, { entityId, date: range.to, generatedAt });
    if (report === null) return;
    await makePrivateFolder(reportFolder, SETTING);
    const file = join(reportFolder, `${entityId}-${report.date}.html`);
    await writePage(report, file, SETTING);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('page.failed', { entity: entityId, reason });
    process.stderr.write(`pocketbook: ${entityId}: the night has left no page: ${reason}\n`);
  }
}
