import { ValueError } from '../../domain/errors.ts';
import type { ItemParent, Resource, ResourceName } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import type { Job } from '../job.ts';
import { planPeriods } from './plan-periods.ts';
import { dayOfPortfolio } from './portfolio-day.ts';
import type { Parent, ReadingScope, ResourceReading } from './resource-reading.ts';

/** What is to be read of one resource. */
export interface PlannedReadings {
  readonly readings: readonly ResourceReading[];
  /** Why some cannot be asked for: one reason for each item of the parent that tells too little. */
  readonly unaskable: readonly string[];
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
  scope: ReadingScope,
): Promise<PlannedReadings | null> {
  const resource = RESOURCES[name];
  if (!(await isDue(job, name, resource))) return null;
  const { places, unaskable } = await readParents(job, resource);
  const parents = resource.reading.kind === 'once' ? await unread(job, name, places) : places;
  return { readings: await planPlaces(job, name, parents, scope), unaskable };
}

async function planPlaces(
  job: Job,
  name: ResourceName,
  parents: readonly Parent[],
  scope: ReadingScope,
): Promise<ResourceReading[]> {
  const resource = RESOURCES[name];
  switch (resource.reading.kind) {
    case 'periods':
      return planPeriods(job, name, parents, scope);
    case 'daily':
      return parents.map(({ parentId, values }) => ({
        parentId,
        ask: { values },
        isWhole: false,
        complete: dayOfPortfolio(job, parentId),
      }));
    case 'whole':
    case 'with':
    case 'once':
    case 'since': {
      const since = await readSince(job, name, resource);
      return parents.map(({ parentId, values }) => ({
        parentId,
        ask: { values, ...(since === null ? {} : { since }) },
        isWhole: since === null,
      }));
    }
    default:
      return resource.reading satisfies never;
  }
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

/** How many readings a run would make of all resources that are turned on; those of items not known yet are not among them. */
export async function countReadings(job: Job, scope: ReadingScope): Promise<number> {
  let count = 0;
  for (const name of job.resources) {
    count += (await planReadings(job, name, scope))?.readings.length ?? 0;
  }
  return count;
}

interface Places {
  readonly places: readonly Parent[];
  readonly unaskable: readonly string[];
}

async function readParents(job: Job, { parent }: Resource): Promise<Places> {
  if (parent === undefined) return { places: [{ parentId: '', values: {} }], unaskable: [] };
  if (parent === 'pocket') return { places: await readPockets(job), unaskable: [] };
  const { rows } = await job.pool.query<{ item_id: string; content: Content }>(
    `select item_id, content
     from ledger.current_resource
     where entity_id = $1
       and resource = $2
     order by item_id`,
    [job.entityId, parent.resource],
  );
  const places: Parent[] = [];
  const unaskable: string[] = [];
  for (const { item_id: itemId, content } of rows) {
    try {
      places.push(...placesIn(itemId, content, parent));
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      unaskable.push(`${parent.resource} ${itemId}: ${error.message}`);
    }
  }
  return { places, unaskable };
}

/** Throws `ValueError` where the item tells too little to ask. */
function placesIn(itemId: string, content: Content, parent: ItemParent): Parent[] {
  if (parent.rows === undefined) {
    return [{ parentId: itemId, values: valuesOf(content, parent) }];
  }
  const inside = (content[parent.rows] ?? []) as Content[];
  return inside.map((row) => {
    const values = valuesOf(row, parent);
    return { parentId: Object.values(values)[0] ?? '', values };
  });
}

type Content = Record<string, unknown>;

function valuesOf(content: Content, { values }: ItemParent): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([placeholder, field]) => [
      placeholder,
      pathText(field, content[field]),
    ]),
  );
}

/** Those places of which nothing is known yet. */
async function unread(
  { pool, entityId }: Job,
  name: ResourceName,
  places: readonly Parent[],
): Promise<Parent[]> {
  const { rows } = await pool.query<{ parent_id: string }>(
    `select parent_id
     from ledger.current_resource
     where entity_id = $1
       and resource = $2`,
    [entityId, name],
  );
  const known = new Set(rows.map(({ parent_id }) => parent_id));
  return places.filter(({ parentId }) => !known.has(parentId));
}

async function readPockets({ pool, entityId }: Job): Promise<Parent[]> {
  const { rows } = await pool.query<{ pocket_id: string }>(
    `select pocket_id
     from ledger.pocket
     where entity_id = $1
     order by pocket_id`,
    [entityId],
  );
  return rows.map(({ pocket_id }) => ({ parentId: pocket_id, values: { pocket_id } }));
}

/** Nothing, or dots alone, would lead to another path. */
function pathText(field: string, value: unknown): string {
  if (typeof value === 'string' && !/^\.{0,2}$/.test(value)) return value;
  throw new ValueError(`${field}, to ask for what belongs to it`, String(value ?? 'none'));
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
  if (wholeAt === null) return null;
  if (clock.now().getTime() - wholeAt.getTime() >= WHOLE_EVERY_MS) return null;
  // Where there was nothing at all, what is new has come since.
  return new Date((newest ?? wholeAt).getTime() - OVERLAP_MS);
}
