import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import {
  BILL,
  billOf,
  buy,
  FRIDAY,
  MONDAY,
  position,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };

async function bridgeOf(treasury: Treasury): Promise<unknown[]> {
  const { rows } = await treasury.pool.query(
    `select
       business_date::text as on, basis, settled_quantity::int as settled, unsettled_buys::int as buys,
       unsettled_sells::int as sells, maturing_quantity::int as maturing, trade_date_quantity::int as traded,
       settlement_date_quantity::int as "settledAfter", reported_quantity::int as reported, difference::int, ties
     from books.rpt_position_bridge
     where entity_id = $1
       and cusip = $2
     order by business_date`,
    [treasury.entityId, BILL],
  );
  return rows;
}

const dealt = [
  buy(20, TUESDAY, { settlesOn: WEDNESDAY, maturesOn: FRIDAY }),
  sell(5, WEDNESDAY, { settlesOn: THURSDAY, maturesOn: FRIDAY }),
];

describe('reported = settled + unsettled buys - unsettled sells - maturing', () => {
  test('day by day, by trade date', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, ...dealt);
    await treasury.summary(MONDAY, position(100));
    await treasury.summary(TUESDAY, position(120));
    await treasury.summaries([WEDNESDAY, THURSDAY], position(115));
    await treasury.summary(FRIDAY);
    await treasury.reconcile();
    const day = { basis: 'trade_date', buys: 0, sells: 0, maturing: 0, difference: 0, ties: true };
    expect(await bridgeOf(treasury)).toEqual([
      { ...day, on: MONDAY, settled: 100, traded: 100, settledAfter: 100, reported: 100 },
      {
        ...day,
        on: TUESDAY,
        settled: 100,
        buys: 20,
        traded: 120,
        settledAfter: 100,
        reported: 120,
      },
      {
        ...day,
        on: WEDNESDAY,
        settled: 120,
        sells: 5,
        traded: 115,
        settledAfter: 120,
        reported: 115,
      },
      { ...day, on: THURSDAY, settled: 115, traded: 115, settledAfter: 115, reported: 115 },
      { ...day, on: FRIDAY, settled: 115, maturing: 115, traded: 0, settledAfter: 0, reported: 0 },
    ]);
  });

  test('day by day, by settlement date', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, ...dealt);
    await treasury.summaries([MONDAY, TUESDAY], position(100));
    await treasury.summary(WEDNESDAY, position(120));
    await treasury.summary(THURSDAY, position(115));
    await treasury.summary(FRIDAY);
    await treasury.reconcile();
    const day = {
      basis: 'settlement_date',
      buys: 0,
      sells: 0,
      maturing: 0,
      difference: 0,
      ties: true,
    };
    expect(await bridgeOf(treasury)).toEqual([
      { ...day, on: MONDAY, settled: 100, traded: 100, settledAfter: 100, reported: 100 },
      {
        ...day,
        on: TUESDAY,
        settled: 100,
        buys: 20,
        traded: 120,
        settledAfter: 100,
        reported: 100,
      },
      {
        ...day,
        on: WEDNESDAY,
        settled: 120,
        sells: 5,
        traded: 115,
        settledAfter: 120,
        reported: 120,
      },
      { ...day, on: THURSDAY, settled: 115, traded: 115, settledAfter: 115, reported: 115 },
      { ...day, on: FRIDAY, settled: 115, maturing: 115, traded: 0, settledAfter: 0, reported: 0 },
    ]);
  });

  test('with the difference where it does not tie', async () => {
    const treasury = await openTreasury();
    const early = [2, 3].map((number) =>
      buy(1, MONDAY, { settlesOn: TUESDAY, cusip: billOf(number) }),
    );
    const others = [2, 3].map((number) => position(1, { cusip: billOf(number) }));
    await treasury.trades(ALL_WEEK, ...early, ...dealt);
    await treasury.summary(parseBusinessDate('2026-09-10'), position(100));
    await treasury.summary(MONDAY, position(100), ...others);
    await treasury.summary(TUESDAY, position(100), ...others);
    await treasury.reconcile();
    expect(await bridgeOf(treasury)).toMatchObject([
      { ties: true },
      { ties: true },
      {
        on: TUESDAY,
        basis: 'trade_date',
        traded: 120,
        reported: 100,
        difference: -20,
        ties: false,
      },
    ]);
  });
});

test('a bill that a pocket has nothing to do with has no row', async () => {
  const treasury = await openTreasury(['pocket-1', 'pocket-2']);
  await treasury.trades(ALL_WEEK, buy(20, WEDNESDAY, { pocket: 'pocket-2', maturesOn: FRIDAY }));
  const held = position(20, { pocket: 'pocket-2' });
  await treasury.summaries([MONDAY, TUESDAY]);
  await treasury.summaries([WEDNESDAY, THURSDAY], held);
  await treasury.summary(FRIDAY);
  const { rows } = await treasury.pool.query(
    `select distinct pocket_id, business_date::text as on
     from books.rpt_position_bridge
     where entity_id = $1
     order by 2`,
    [treasury.entityId],
  );
  expect(rows).toEqual([WEDNESDAY, THURSDAY, FRIDAY].map((on) => ({ pocket_id: 'pocket-2', on })));
});
