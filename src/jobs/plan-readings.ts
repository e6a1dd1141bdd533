import { InvariantError } from '../domain/errors.ts';
import type { Resource, ResourceName } from '../domain/resource.ts';
import { RESOURCES } from '../domain/resources.ts';
import type { ListingAsk } from '../extract/jiko-client.ts';
import type { Job } from './job.ts';

/** One listing to fetch. */
export interface ResourceReading {
  readonly ask: Omit<ListingAsk, 'resource'>;
  /** The item of another resource that it belongs to; empty where it belongs to none. */
  readonly parentId: string;
  readonly isWhole: boolean;
}

const DAY_MS = 86_400_000;
/** How far behind the newest that we know a reading begins: what is noted late is mostly a few days late. */
const OVERLAP_MS = 7 * DAY_MS;
/** Every so often everything is read again, so that what is noted later still, under an old date, is found. */
const WHOLE_EVERY_MS = 7 * DAY_MS;

/**
 * What is to be read of a resource, as things stand: once, or once for each item of its parent. Null where its turn has not
 * come.
 */
export async function planReadings(
  job: Job,
  name: ResourceName,
): Promise<ResourceReading[] | null> {
  const resource = RESOURCES[name];
  if (!(await isDue(job, name, resource))) return null;
  const parents = await readParents(job, resource);
  const since = await readSince(job, name, resource);
  return parents.map(({ parentId, values }) => ({
    parentId,
    ask: { values, ...(since === null ? {} : { since }) },
    isWhole: since === null,
  }));
}

/** What is read with another resource waits until that one was read whole once more. */
async function isDue({ pool, entityId }: Job, name: ResourceName, { reading }: Resource) {
  if (reading.kind !== 'with') return true;
  const { rows } = await pool.query(
    `select
     from ops.resource_reading r
     where r.entity_id = $1
       and r.resource = $2
       and r.outcome = 'read'
       and r.is_whole
       and not exists (
         select
         from ops.resource_reading own
         where own.entity_id = r.entity_id
           and own.resource = $3
           and own.outcome = 'read'
           and own.reading_id > r.reading_id
       )
     limit 1`,
    [entityId, reading.resource, name],
  );
  return rows.length > 0;
}

interface Parent {
  readonly parentId: string;
  readonly values: Readonly<Record<string, string>>;
}

async function readParents({ pool, entityId }: Job, { parent }: Resource): Promise<Parent[]> {
  if (parent === undefined) return [{ parentId: '', values: {} }];
  const { rows } = await pool.query<{ item_id: string; content: Record<string, unknown> }>(
    `select item_id, content
     from ledger.current_resource
     where entity_id = $1
       and resource = $2
     order by item_id`,
    [entityId, parent.resource],
  );
  return rows.map(({ item_id, content }) => ({
    parentId: item_id,
    values: Object.fromEntries(
      Object.entries(parent.values).map(([placeholder, field]) => [
        placeholder,
        textOf(content[field], `${parent.resource}.${field}`),
      ]),
    ),
  }));
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new InvariantError(`${what}: expected text to fill a path with, got ${typeof value}`);
}

/** From when on to read; null for everything. */
async function readSince(
  { pool, entityId, clock }: Job,
  name: ResourceName,
  { reading }: Resource,
): Promise<Date | null> {
  if (reading.kind !== 'since') return null;
  const { rows } = await pool.query<{ newest: Date | null; whole_at: Date | null }>(
    `select
       (
         select max((content ->> $3)::timestamptz)
         from ledger.current_resource
         where entity_id = $1
           and resource = $2
       ) as newest,
       (
         select max(read_at)
         from ops.resource_reading
         where entity_id = $1
           and resource = $2
           and outcome = 'read'
           and is_whole
       ) as whole_at`,
    [entityId, name, reading.by],
  );
  const { newest = null, whole_at: wholeAt = null } = rows[0] ?? {};
  if (newest === null || wholeAt === null) return null;
  if (clock.now().getTime() - wholeAt.getTime() >= WHOLE_EVERY_MS) return null;
  return new Date(newest.getTime() - OVERLAP_MS);
}
