import { expect, test } from 'vitest';
import type { BusinessDate } from '../../../src/domain/business-date.ts';
import { MONDAY, TUESDAY, WEDNESDAY } from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

type Outcomes = Readonly<Record<string, 'read' | 'forbidden' | 'absent' | 'refused' | 'failed'>>;

/** A treasury of which three days are known. */
async function openKnown(): Promise<Treasury> {
  const treasury = await openTreasury();
  for (const day of [MONDAY, TUESDAY, WEDNESDAY]) await treasury.summary(day);
  return treasury;
}

/** A run up to a day, and how it fared with what it asked for. */
async function readAll(
  { pool, entityId }: Treasury,
  to: BusinessDate | null,
  outcomes: Outcomes,
  kind = 'nightly',
  startedAt = new Date().toISOString(),
): Promise<void> {
  await pool.query(
    `with run as (
       insert into ops.run (entity_id, kind, from_date, to_date, app_version, started_at)
       values ($1, $2, $3, $3, 'test', $6)
       returning run_id
     )
     insert into ops.resource_reading (
       entity_id, run_id, resource, outcome, is_whole, calls, items, versions_new, error
     )
     select $1, run_id, resource, outcome, true, 1, 0, 0, case when outcome <> 'read' then 'HTTP 500' end
     from run, unnest($4::text[], $5::text[]) as told (resource, outcome)`,
    [entityId, kind, to, Object.keys(outcomes), Object.values(outcomes), startedAt],
  );
}

test.each(['read', 'forbidden', 'absent'] as const)(
  'a resource that is %s is no break',
  async (outcome) => {
    const treasury = await openKnown();
    await readAll(treasury, WEDNESDAY, { portals: outcome });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  },
);

test.each([
  ['failed', 'could not be read: HTTP 500'],
  ['refused', 'the answer was refused: HTTP 500'],
] as const)('a resource that %s is a break that no other rule sees', async (outcome, detail) => {
  const treasury = await openKnown();
  await readAll(treasury, TUESDAY, { portals: 'read', notifications: outcome });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'resource_reading', item: 'notifications', pocket: null, on: TUESDAY, detail },
  ]);
});

test('one that fails night after night is one break, of the first night, until it is read', async () => {
  const treasury = await openKnown();
  await readAll(treasury, MONDAY, { portals: 'read' });
  await readAll(treasury, TUESDAY, { portals: 'failed' });
  await treasury.reconcile();
  await readAll(treasury, WEDNESDAY, { portals: 'refused' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ item: 'portals', on: TUESDAY }]);
  await readAll(treasury, WEDNESDAY, { portals: 'read' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('one that is turned off is no break any more', async () => {
  const treasury = await openKnown();
  await readAll(treasury, TUESDAY, { portals: 'read', notifications: 'failed' });
  expect(await treasury.breaksAfterReconciling()).toHaveLength(1);
  await readAll(treasury, WEDNESDAY, { portals: 'read' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a run that asks for one thing only says nothing of the others', async () => {
  const treasury = await openKnown();
  await readAll(treasury, TUESDAY, { portals: 'failed', notifications: 'failed' });
  await readAll(treasury, TUESDAY, { portals: 'read' }, 'import');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ item: 'notifications' }]);
});

test('a run that reads nothing clears nothing, and a refresh clears only what it reads', async () => {
  const treasury = await openKnown();
  await readAll(treasury, TUESDAY, { portals: 'failed', notifications: 'failed' });
  await readAll(treasury, WEDNESDAY, {}, 'backfill');
  expect(await treasury.breaksAfterReconciling()).toHaveLength(2);
  await readAll(treasury, null, { portals: 'read' }, 'refresh');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ item: 'notifications' }]);
});

test('what fails in a refresh first is a break of the day of the refresh', async () => {
  const treasury = await openKnown();
  await readAll(treasury, MONDAY, { portals: 'read' });
  await readAll(treasury, null, { portals: 'failed' }, 'refresh', `${TUESDAY}T15:00:00Z`);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ item: 'portals', on: TUESDAY }]);
});

test.each([
  ['forbidden', /read before, and is forbidden now/],
  ['absent', /read before, and is not there now/],
] as const)(
  'what was read before and is %s now is a break until it is turned off',
  async (outcome, detail) => {
    const treasury = await openKnown();
    await readAll(treasury, MONDAY, { portals: 'read' });
    await readAll(treasury, TUESDAY, { portals: outcome, members: 'read' });
    await readAll(treasury, WEDNESDAY, { portals: outcome, members: 'read' });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { item: 'portals', on: TUESDAY, detail: expect.stringMatching(detail) },
    ]);
    await readAll(treasury, WEDNESDAY, { members: 'read' });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  },
);

test('a day that the warehouse does not know is told as the last that it does', async () => {
  const treasury = await openKnown();
  const later = '2026-09-30' as BusinessDate;
  await readAll(treasury, later, { portals: 'failed' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ on: WEDNESDAY }]);
});
