import type { PoolClient } from 'pg';
import { expect, test } from 'vitest';
import { buy, MONDAY, position, TUESDAY } from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** Runs `read` in a session that asks what was known at an instant. */
async function asOf<T>(
  { pool }: Treasury,
  knownAt: string,
  read: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`select set_config('pocketbook.known_at', $1, false)`, [knownAt]);
    return await read(client);
  } finally {
    client.release(true);
  }
}

async function now({ pool }: Treasury): Promise<string> {
  const { rows } = await pool.query<{ now: string }>('select clock_timestamp()::text as now');
  return rows[0]?.now ?? '';
}

test('the books answer as they were known at any instant', async () => {
  const treasury = await openTreasury();
  const read = async (client: PoolClient) => {
    const columns = {
      fct_trade: 'quantity, amount',
      fct_position_daily: 'business_date, quantity',
      fct_unit: 'report_type, business_date, state, version',
      fct_break: 'rule, status, expected, actual, last_seen_on',
      fct_break_event: 'verb',
      fct_recon_run: 'breaks_open',
    };
    const seen: Record<string, unknown[]> = {};
    for (const [view, list] of Object.entries(columns)) {
      const { rows } = await client.query({
        text: `select ${list} from books.${view} where entity_id = $1 order by ${list}`,
        values: [treasury.entityId],
        rowMode: 'array',
      });
      seen[view] = rows;
    }
    return seen;
  };
  const seen: { at: string; books: Record<string, unknown[]> }[] = [];
  const remember = async () => {
    seen.push({ at: await now(treasury), books: await asOf(treasury, '', read) });
  };
  await remember();
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(15));
  await treasury.trades(TUESDAY, buy(4, TUESDAY));
  await remember();
  await treasury.reconcile();
  await remember();
  await treasury.summary(TUESDAY, position(16));
  await remember();
  await treasury.reconcile();
  await remember();
  await treasury.summary(TUESDAY, position(14));
  await treasury.reconcile();
  await remember();

  for (const { at, books } of seen) expect(await asOf(treasury, at, read)).toEqual(books);
  const [empty, loaded, opened, restated, moved, healed] = seen.map(({ books }) => books);
  expect(empty).toMatchObject({ fct_trade: [], fct_break: [], fct_unit: [] });
  expect(loaded).toMatchObject({ fct_trade: [[4n, '392.00']], fct_break: [] });
  const quantity = (status: string, actual: string) => [
    'position_quantity',
    status,
    '14',
    actual,
    TUESDAY,
  ];
  expect(opened?.['fct_break']).toEqual([quantity('open', '15')]);
  expect(restated).toMatchObject({
    fct_position_daily: [
      [MONDAY, 10n],
      [TUESDAY, 16n],
    ],
    fct_break: [quantity('open', '15')],
  });
  expect(moved?.['fct_break']).toEqual([quantity('open', '16')]);
  expect(healed?.['fct_break']).toEqual([quantity('cleared', '16')]);
});

test('an instant may be given with its zone, and nothing given means now', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10));
  const count = (knownAt: string) =>
    asOf(treasury, knownAt, async (client) => {
      const { rows } = await client.query<{ rows: number }>(
        'select count(*)::int as rows from books.fct_position_daily where entity_id = $1',
        [treasury.entityId],
      );
      return rows[0]?.rows;
    });
  expect(await count('2001-10-31 18:00-04')).toBe(0);
  expect(await count('2099-10-31 18:00-04')).toBe(1);
  expect(await count('')).toBe(1);
});
