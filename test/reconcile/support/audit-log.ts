import { createHash } from 'node:crypto';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import type { ResourceName } from '../../../src/domain/resource.ts';
import { loadResource } from '../../../src/load/load-resource.ts';
import type { Treasury } from './treasury.ts';

/** Long ago by every clock: what was noted within the hour is not compared. */
export const LOG_MONDAY = parseBusinessDate('2025-05-12');
export const LOG_FRIDAY = parseBusinessDate('2025-05-16');

/** An entry of a log, as a test tells it. */
export interface LogEntry {
  readonly id: string;
  readonly member?: string;
  readonly action?: string;
  readonly details?: string | undefined;
  /** an instant */
  readonly at: string;
}

/** Loads a log, whole, and notes that it was read: the log of the team, its CSV, or, for a member, the one of that member. */
export async function tellLog(
  treasury: Treasury,
  resource: ResourceName,
  entries: readonly LogEntry[],
  memberId = '',
): Promise<void> {
  await loadLog(treasury, resource, entries, memberId);
  await noteRead(treasury, resource, entries.length);
}

/** The same, and nothing is noted. */
export async function loadLog(
  treasury: Treasury,
  resource: ResourceName,
  entries: readonly LogEntry[],
  memberId = '',
): Promise<void> {
  const items = entries.map(({ id, member = 'm1', action = 'LOGIN', at, details }, index) => {
    const content = JSON.stringify({
      entry_id: id,
      member_id: member,
      action,
      occurred_at: at,
      details,
    });
    return { itemId: id, locator: `entry ${index + 1}`, content, substance: content, extra: null };
  });
  await load(treasury, resource, memberId, items);
}

/** Notes that the logs of the members were read, but for one that is not there. */
export async function tellAbsence({ pool, entityId }: Treasury): Promise<void> {
  await pool.query(
    `insert into ops.resource_reading (
       entity_id, run_id, resource, outcome, is_whole, calls, items, versions_new, error
     )
     select $1, max(run_id), 'member_audit_logs', 'absent', true, 1, 1, 0, 'expected 2xx, got 404'
     from ops.run
     where entity_id = $1`,
    [entityId],
  );
}

/** Loads the members of the team, and notes that they were read. */
export async function tellMembers(treasury: Treasury, ...ids: readonly string[]): Promise<void> {
  const items = ids.map((id) => {
    const content = JSON.stringify({ member_id: id });
    return { itemId: id, locator: id, content, substance: content, extra: null };
  });
  await load(treasury, 'members', '', items);
  await noteRead(treasury, 'members', ids.length);
}

type Items = Parameters<typeof loadResource>[2]['items'];

async function load(
  { pool, entityId }: Treasury,
  resource: ResourceName,
  parentId: string,
  items: Items,
): Promise<void> {
  const sha256 = createHash('sha256').update(JSON.stringify(items)).digest('hex');
  await loadResource(
    pool,
    { entityId, resource, parentId, sha256, bytes: 1, receivedAt: new Date(), reader: 'test' },
    { items, itemsRead: items.length, isWhole: true, problems: [] },
  );
}

async function noteRead(
  { pool, entityId }: Treasury,
  resource: ResourceName,
  items: number,
): Promise<void> {
  await pool.query(
    `insert into ops.resource_reading (
       entity_id, run_id, resource, outcome, is_whole, calls, items, versions_new
     )
     select $1, max(run_id), $2, 'read', true, 1, $3, 0
     from ops.run
     where entity_id = $1`,
    [entityId, resource, items],
  );
}
