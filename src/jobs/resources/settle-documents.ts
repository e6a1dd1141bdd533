import type { LandedFile } from '../../extract/landed-file.ts';
import { type DocumentItem, loadDocument, refuseDocument } from '../../load/load-document.ts';
import type { Job } from '../job.ts';

/**
 * Lands the PDF of every statement and tax form that is listed and has none yet, or has changed since. One that is not to be had
 * is noted with the reason, and tried again by the next run.
 */
export async function settleDocuments(job: Job, signal: AbortSignal): Promise<void> {
  const { pool, entityId, client, clock, log } = job;
  const wanted = new Map((await readWanted(job)).map((item) => [item.statementId, item]));
  const itemOf = (id: string): DocumentItem => {
    const item = wanted.get(id);
    if (item === undefined) throw new TypeError('a document that nobody wanted');
    return item;
  };
  await client.fetchDocuments(
    [...wanted.keys()],
    {
      async landed(id, file: LandedFile) {
        await loadDocument(pool, entityId, itemOf(id), { ...file, receivedAt: clock.now() });
      },
      async refused(id, reason) {
        await refuseDocument(pool, itemOf(id), reason);
        log.warn('document.refused', { statement: id, reason });
      },
    },
    signal,
  );
}

async function readWanted({ pool, entityId }: Job): Promise<DocumentItem[]> {
  const { rows } = await pool.query<DocumentItem>(
    `select statement_id as "statementId", item_key as "itemKey", item_version as "itemVersion"
     from ledger.current_document
     where entity_id = $1
       and is_listed
       and item_version is distinct from landed_item_version
     order by statement_id`,
    [entityId],
  );
  return rows;
}
