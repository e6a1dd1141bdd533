import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import { InvariantError } from '../domain/errors.ts';

/** A statement or tax form as it is listed now. */
export interface DocumentItem {
  readonly statementId: string;
  readonly itemKey: bigint;
  readonly itemVersion: number;
}

/** Its PDF, safe in the landing zone. */
export interface DocumentFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly lengthProven: boolean;
  readonly receivedAt: Date;
}

/**
 * Notes that the PDF of a statement has landed. The same bytes again, for a statement that is listed anew, are the same version;
 * others are a new one, beside the old.
 */
export async function loadDocument(
  pool: Pool,
  entityId: string,
  { statementId, itemKey, itemVersion }: DocumentItem,
  file: DocumentFile,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const last = await readLast(client, itemKey);
    const isSame = last?.sha256 === file.sha256;
    const reportFileId = isSame
      ? last.report_file_id
      : await insertFile(client, entityId, statementId, file);
    await client.query(
      `insert into ledger.document (item_key, item_version, version, report_file_id)
       values ($1, $2, $3, $4)
       on conflict do nothing`,
      [itemKey, itemVersion, (last?.version ?? 0) + (isSame ? 0 : 1), reportFileId],
    );
  });
}

interface LastDocument {
  readonly version: number;
  readonly report_file_id: bigint;
  readonly sha256: string;
}

async function readLast(client: PoolClient, itemKey: bigint): Promise<LastDocument | undefined> {
  const { rows } = await client.query<LastDocument>(
    `select d.version, d.report_file_id, encode(f.sha256, 'hex') as sha256
     from ledger.document d
     join ops.report_file f using (report_file_id)
     where d.item_key = $1
     order by d.item_version desc
     limit 1`,
    [itemKey],
  );
  return rows[0];
}

async function insertFile(
  client: PoolClient,
  entityId: string,
  statementId: string,
  file: DocumentFile,
): Promise<bigint> {
  const { rows } = await client.query<{ report_file_id: bigint }>(
    `with made as (
       insert into ops.report_file (
         entity_id, resource, parent_id, sha256, bytes, length_proven, received_at, origin
       )
       values ($1, 'statement_pdf', $2, decode($3, 'hex'), $4, $5, $6, 'api')
       returning report_file_id
     ),
     read as (
       insert into ops.file_load (
         report_file_id, outcome, rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined,
         units, versions_new
       )
       select report_file_id, 'accepted', 0, 0, 0, 0, 0, 0, 1
       from made
     )
     select report_file_id
     from made`,
    [entityId, statementId, file.sha256, file.bytes, file.lengthProven, file.receivedAt],
  );
  const [row] = rows;
  if (row === undefined) throw new InvariantError('an insert returned no row');
  return row.report_file_id;
}

/** Notes why a PDF is not to be had, once for each reason. `reason` must not hold its address. */
export async function refuseDocument(
  pool: Pool,
  { itemKey, itemVersion }: DocumentItem,
  reason: string,
): Promise<void> {
  await pool.query(
    `insert into ops.document_refusal (item_key, item_version, error)
     select $1, $2, $3
     where $3 is distinct from (
       select error
       from ops.document_refusal
       where item_key = $1
         and item_version = $2
       order by refusal_id desc
       limit 1
     )`,
    [itemKey, itemVersion, reason],
  );
}
