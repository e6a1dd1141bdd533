import type { LandedFile } from '../extract/landed-file.ts';
import type { Job } from './job.ts';
import { loadLanded } from './load-landed.ts';
import type { Ask } from './plan.ts';
import { storeReportFile } from './request-ledger.ts';

/** Stores the row of a file that is safe in the landing zone, then loads it. */
export async function landAndLoad(
  job: Job,
  requestId: bigint,
  ask: Ask,
  file: LandedFile,
): Promise<void> {
  const receivedAt = job.clock.now();
  const { pool, entityId } = job;
  const reportFileId = await storeReportFile(pool, entityId, requestId, ask, file, receivedAt);
  await loadLanded(job, { requestId, ask, reportFileId, sha256: file.sha256, receivedAt });
}

/** How an ask is named in the log. */
export function nameOf({ reportType, pocketId, range }: Ask): string {
  const days = range.from === range.to ? range.from : `${range.from}..${range.to}`;
  return `${reportType} ${days}${pocketId === null ? '' : ` pocket ${pocketId}`}`;
}
