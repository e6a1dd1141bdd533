import { expect, test } from 'vitest';
import { MONDAY, TUESDAY, WEDNESDAY } from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();
const CSV = 'TRANSACTION_LIST_CSV';

/** A treasury of two pockets that owes a CSV of three days. */
async function openOwing(): Promise<Treasury> {
  const treasury = await openTreasury(['pocket-1', 'pocket-2']);
  await treasury.owe(CSV, MONDAY, TUESDAY, WEDNESDAY);
  return treasury;
}

/** The CSV of the three days is asked for, with this end. */
async function ask(
  { pool, entityId }: Treasury,
  state: 'settled' | 'failed' | 'quarantined',
  error: string | null = null,
): Promise<void> {
  await pool.query(
    `with asked as (
       insert into ops.report_request (entity_id, run_id, report_type, from_date, to_date, state, error)
       select $1, max(run_id), $2, $3, $4, $5, $6
       from ops.run
       where entity_id = $1
       returning request_id
     )
     insert into ops.request_unit (request_id, unit_id)
     select request_id, unit_id
     from asked
     cross join ledger.unit
     where entity_id = $1
       and report_type = $2`,
    [entityId, CSV, MONDAY, WEDNESDAY, state, error],
  );
}

test.each([
  ['failed', 'read the CSV: expected 2xx, got 500', 'could not be read'],
  ['failed', 'read the CSV: expected 2xx, got 4040', 'could not be read'],
  ['quarantined', 'TRANSACTION_LIST_CSV:2: expected an amount', 'was refused'],
] as const)(
  'a CSV that %s is one break that no other rule sees: %s',
  async (state, error, told) => {
    const treasury = await openOwing();
    await ask(treasury, 'settled');
    await ask(treasury, state, error);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        ...{
          rule: 'listing_csv_unread',
          item: CSV,
          pocket: null,
          on: MONDAY,
          lastSeenOn: WEDNESDAY,
        },
        detail: `the CSV ${told}, and nothing was compared with it: ${error}`,
      },
    ]);
    await ask(treasury, 'settled');
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  },
);

test.each([
  'read the CSV: expected to be permitted, got 403: Forbidden; ask Jiko for the scope or the resource',
  'read the CSV: expected 2xx, got 404',
])('one that cannot be had is no break: %s', async (error) => {
  const treasury = await openOwing();
  await ask(treasury, 'failed', error);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});
