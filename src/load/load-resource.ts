import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import { InvariantError } from '../domain/errors.ts';
import type { Problem } from '../domain/reading.ts';
import { type ItemParent, RESOURCE_NAMES, type ResourceName } from '../domain/resource.ts';
import { RESOURCES } from '../domain/resources.ts';

/** A landed listing of a resource, and what it was asked for. */
export interface ResourceFile {
  readonly entityId: string;
  readonly resource: ResourceName;
  /** The item of another resource that it belongs to; empty where it belongs to none. */
  readonly parentId: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly receivedAt: Date;
  /** What reads it: the same bytes may mean something else to another program or profile. */
  readonly reader: string;
}

/** What was read of it; the fields are those of `ResourceItem`. */
export interface ResourceContent {
  readonly items: readonly {
    readonly itemId: string;
    readonly locator: string;
    readonly content: string;
    readonly substance: string;
    readonly extra: string | null;
  }[];
  readonly itemsRead: number;
  /** Everything there is: what is not among the items has gone. */
  readonly isWhole: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Is this the very answer that was accepted last, from the same reader? Then there is nothing in it that the warehouse does not
 * have, and it leaves no trace.
 */
export async function isLastReading(pool: Pool, file: ResourceFile): Promise<boolean> {
  const last = await readLast(pool, file);
  return last?.isAccepted === true && last.isSame && last.reader === file.reader;
}

interface LastReading {
  readonly isAccepted: boolean;
  /** The same bytes, and all that they told still stands. */
  readonly isSame: boolean;
  readonly reader: string | null;
}

async function readLast(db: Pool | PoolClient, file: ResourceFile): Promise<LastReading | null> {
  const { item, version } = tablesOf(file.resource);
  const { rows } = await db.query<LastReading>(
    `select
       l.outcome = 'accepted' as "isAccepted",
       f.sha256 = decode($4, 'hex')
       -- it may have gone since with what it belongs to
       and not exists (
         select
         from ${item} i
         join ${version} v using (item_key)
         where i.entity_id = f.entity_id
           and i.resource = f.resource
           and i.parent_id = f.parent_id
           and v.report_file_id > f.report_file_id
       ) as "isSame",
       l.reader
     from ops.report_file f
     join ops.file_load l using (report_file_id)
     where f.entity_id = $1
       and f.resource = $2
       and f.parent_id = $3
     order by f.report_file_id desc
     limit 1`,
    [file.entityId, file.resource, file.parentId, file.sha256],
  );
  return rows[0] ?? null;
}

/**
 * Loads a listing in one transaction: its file, a version of each item that is new or has changed, and, where it is whole, a
 * version without content for each one that has gone, and for what belonged to it. Returns how many versions that made. One
 * that brings nothing new leaves no trace: what it says stands in the warehouse already, from another file. But it does where
 * the last one was refused, which it makes up for, and where another reader had read the same bytes, so that they are not read
 * again each time.
 */
export async function loadResource(
  pool: Pool,
  file: ResourceFile,
  content: ResourceContent,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const last = await readLast(client, file);
    await client.query('savepoint before_file');
    const reportFileId = await insertFile(client, file);
    const changed = await insertVersions(client, file, reportFileId, content);
    const gone = content.isWhole
      ? (await insertGone(client, file, reportFileId, content)) +
        (await insertOrphaned(client, file, reportFileId, content))
      : 0;
    if (changed + gone === 0 && !isNews(last, file)) {
      await client.query('rollback to savepoint before_file');
      return 0;
    }
    const { itemsRead, problems } = content;
    await client.query(
      `insert into ops.file_load (
         report_file_id, outcome, rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined, units,
         versions_new, problems, reader
       )
       values ($1, 'accepted', $2, $3, $4, 0, 0, 0, $5, $6, $7)`,
      [
        reportFileId,
        itemsRead,
        changed,
        itemsRead - changed,
        changed + gone,
        JSON.stringify(problems),
        file.reader,
      ],
    );
    return changed + gone;
  });
}

function isNews(last: LastReading | null, { resource, reader }: ResourceFile): boolean {
  if (last === null) return false;
  // Of a resource that is read by periods the last file may be about another one.
  if (last.isAccepted) return last.isSame && last.reader !== reader;
  return RESOURCES[resource].reading.kind !== 'periods';
}

/** Keeps a listing that cannot be read: its bytes are landed, nothing of it is in the ledger, and the reason is told. */
export async function refuseResource(
  pool: Pool,
  file: ResourceFile,
  reason: string,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const reportFileId = await insertFile(client, file);
    await client.query(
      `insert into ops.file_load (
         report_file_id, outcome, rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined, units,
         versions_new, error, reader
       )
       values ($1, 'quarantined', 0, 0, 0, 0, 0, 0, 0, $2, $3)`,
      [reportFileId, reason, file.reader],
    );
  });
}

async function insertFile(client: PoolClient, file: ResourceFile): Promise<bigint> {
  const { rows } = await client.query<{ report_file_id: bigint }>(
    `insert into ops.report_file (
       entity_id, resource, parent_id, sha256, bytes, length_proven, received_at, origin
     )
     values ($1, $2, $3, decode($4, 'hex'), $5, true, $6, 'api')
     returning report_file_id`,
    [file.entityId, file.resource, file.parentId, file.sha256, file.bytes, file.receivedAt],
  );
  const row = rows[0];
  if (row === undefined) throw new InvariantError('an insert returned no row');
  return row.report_file_id;
}

async function insertVersions(
  client: PoolClient,
  { entityId, resource, parentId }: ResourceFile,
  reportFileId: bigint,
  { items }: ResourceContent,
): Promise<number> {
  const { item, version } = tablesOf(resource);
  const ids = items.map(({ itemId }) => itemId);
  await client.query(
    `insert into ${item} (entity_id, resource, parent_id, item_id)
     select $1, $2, $3, told.item_id
     from unnest($4::text[]) as told (item_id)
     where not exists (
       select
       from ${item} i
       where i.entity_id = $1
         and i.resource = $2
         and i.parent_id = $3
         and i.item_id = told.item_id
     )`,
    [entityId, resource, parentId, ids],
  );
  const { rowCount } = await client.query(
    `insert into ${version} (
       item_key, version, content, extra, content_hash, report_file_id, locator
     )
     select
       i.item_key, coalesce(last.version, 0) + 1, told.content, told.extra, decode(told.hash, 'hex'), $4, told.locator
     from unnest($5::text[], $6::jsonb[], $7::jsonb[], $8::text[], $9::text[])
       as told (item_id, content, extra, hash, locator)
     join ${item} i
       on i.entity_id = $1
       and i.resource = $2
       and i.parent_id = $3
       and i.item_id = told.item_id
     left join lateral (
       select version, content_hash
       from ${version} v
       where v.item_key = i.item_key
       order by version desc
       limit 1
     ) last on true
     where last.content_hash is distinct from decode(told.hash, 'hex')`,
    [
      entityId,
      resource,
      parentId,
      reportFileId,
      ids,
      items.map(({ content }) => content),
      items.map(({ extra }) => extra),
      items.map(({ substance }) => createHash('sha256').update(substance).digest('hex')),
      items.map(({ locator }) => locator),
    ],
  );
  return rowCount ?? 0;
}

async function insertGone(
  client: PoolClient,
  { entityId, resource, parentId }: ResourceFile,
  reportFileId: bigint,
  { items }: ResourceContent,
): Promise<number> {
  return insertAbsent(
    client,
    { entityId, resource, reportFileId },
    'i.parent_id = $4 and not (i.item_id = any ($5))',
    [parentId, items.map(({ itemId }) => itemId)],
  );
}

/** What belongs to an item that has gone is not read any more, so that nothing else would tell that it has gone with it. */
async function insertOrphaned(
  client: PoolClient,
  { entityId, resource }: ResourceFile,
  reportFileId: bigint,
  { items }: ResourceContent,
): Promise<number> {
  let count = 0;
  for (const child of RESOURCE_NAMES) {
    const { parent } = RESOURCES[child];
    if (parent === undefined || parent === 'pocket' || parent.resource !== resource) continue;
    const ids = items.flatMap((one) => idsIn(one, parent));
    const about = { entityId, resource: child, reportFileId };
    count += await insertAbsent(client, about, 'not (i.parent_id = any ($4))', [ids]);
  }
  return count;
}

/** A version without content for each item that was there and, by the condition on `i`, is not any more. */
async function insertAbsent(
  client: PoolClient,
  about: Pick<ResourceFile, 'entityId' | 'resource'> & { readonly reportFileId: bigint },
  hasGone: string,
  values: readonly unknown[],
): Promise<number> {
  const { item, version } = tablesOf(about.resource);
  const { rowCount } = await client.query(
    `insert into ${version} (item_key, version, report_file_id, locator)
     select i.item_key, last.version + 1, $3, ''
     from ${item} i
     cross join lateral (
       select version, content
       from ${version} v
       where v.item_key = i.item_key
       order by version desc
       limit 1
     ) last
     where i.entity_id = $1
       and i.resource = $2
       and last.content is not null
       and ${hasGone}`,
    [about.entityId, about.resource, about.reportFileId, ...values],
  );
  return rowCount ?? 0;
}

/** By what the items that belong to this one know it, or its rows. */
function idsIn(
  { itemId, content }: ResourceContent['items'][number],
  { rows, values }: ItemParent,
): string[] {
  if (rows === undefined) return [itemId];
  const [field = ''] = Object.values(values);
  const inside: unknown = JSON.parse(content)[rows];
  return Array.isArray(inside) ? inside.map((row) => String(row?.[field])) : [];
}

/** What is about persons has tables of its own. */
function tablesOf(resource: ResourceName): { item: string; version: string } {
  const schema = RESOURCES[resource].isPersonal === true ? 'personal' : 'ledger';
  return { item: `${schema}.resource_item`, version: `${schema}.resource_version` };
}
