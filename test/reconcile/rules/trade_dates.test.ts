import { expect, test } from 'vitest';
import { type BusinessDate, parseBusinessDate } from '../../../src/domain/business-date.ts';
import type { TradeRow } from '../../../src/domain/ledger-row.ts';
import {
  BILL,
  buy,
  FRIDAY,
  MONDAY,
  NEXT_MONDAY,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const SATURDAY = parseBusinessDate('2026-09-19');
const NEXT_TUESDAY = parseBusinessDate('2026-09-22');
const DECEMBER = parseBusinessDate('2026-12-15');
const DAYS = { from: MONDAY, to: NEXT_TUESDAY };

async function breaksOf(...trades: readonly TradeRow[]): Promise<string[]> {
  const treasury = await openTreasury();
  await treasury.trades(DAYS, ...trades);
  const breaks = await treasury.breaksAfterReconciling();
  return breaks.map(({ rule, on, actual, detail }) => `${rule} ${on} ${actual}: ${detail}`);
}

const dated = (
  on: BusinessDate,
  settlesOn: BusinessDate,
  facts: Partial<TradeRow> = {},
): TradeRow => ({ ...buy(1, on, { settlesOn }), reference: 'JK1', ...facts });

test.each<[string, TradeRow]>([
  ['is dealt when issued and settles on the issue', dated(MONDAY, TUESDAY, { issueDate: TUESDAY })],
  ['settles on the day it is dealt', dated(TUESDAY, TUESDAY)],
  ['settles on the maturity', dated(TUESDAY, WEDNESDAY, { maturityDate: WEDNESDAY })],
  ['settles five business days later', dated(MONDAY, NEXT_MONDAY)],
  ['tells no settlement', dated(MONDAY, MONDAY, { settlementDate: null })],
])('a trade is sound that %s', async (_, trade) => {
  expect(await breaksOf(trade)).toEqual([]);
});

test.each<[TradeRow, string]>([
  [
    dated(MONDAY, TUESDAY, { issueDate: WEDNESDAY }),
    `${MONDAY} -1: BUY JK1 settles on ${TUESDAY}, before its bill is issued on ${WEDNESDAY}`,
  ],
  [
    dated(TUESDAY, MONDAY),
    `${TUESDAY} -1: BUY JK1 settles on ${MONDAY}, before it is dealt on ${TUESDAY}`,
  ],
  [
    dated(TUESDAY, FRIDAY, { maturityDate: WEDNESDAY }),
    `${TUESDAY} 2: BUY JK1 settles on ${FRIDAY}, after its bill matures on ${WEDNESDAY}`,
  ],
  [
    dated(FRIDAY, SATURDAY),
    `${FRIDAY} -2: BUY JK1 settles on ${SATURDAY}, which is no business day`,
  ],
  [
    dated(MONDAY, MONDAY, { maturityDate: SATURDAY }),
    `${MONDAY} -2: BUY JK1 its bill matures on ${SATURDAY}, which is no business day`,
  ],
  [
    dated(MONDAY, NEXT_TUESDAY),
    `${MONDAY} 1: BUY JK1 settles on ${NEXT_TUESDAY}, 6 business days after it is dealt`,
  ],
])('a trade is a break whose dates contradict: %#', async (trade, told) => {
  expect(await breaksOf(trade)).toEqual([`trade_dates ${told}`]);
});

test('a bill with two maturity dates is a break of the trades that tell the rarer one, with its cause', async () => {
  const treasury = await openTreasury();
  const off = parseBusinessDate('2026-12-16');
  const trades = [1, 2, 3].map((units) => buy(units, MONDAY, { maturesOn: DECEMBER }));
  await treasury.trades(DAYS, ...trades, buy(4, TUESDAY, { maturesOn: off }));
  await treasury.reconcile();
  const { rows } = await treasury.pool.query(
    `select rule, cusip, business_date, difference, cause, evidence, tolerance
     from books.fct_break
     where entity_id = $1`,
    [treasury.entityId],
  );
  expect(rows).toEqual([
    {
      rule: 'trade_dates',
      cusip: BILL,
      business_date: TUESDAY,
      difference: '1',
      cause: 'dated k days off',
      evidence: `k = 1: its bill matures on ${off} here and on ${DECEMBER} in 3 others`,
      tolerance: 'settles_within = 5',
    },
  ]);
});

test.each(['2026-12-14', '2026-12-16'])(
  'the listing says that %s is wrong, though it lands later and the report has one trade',
  async (wrong) => {
    const treasury = await openTreasury();
    const settled = { settlesOn: TUESDAY };
    await treasury.trades(
      MONDAY,
      buy(1, MONDAY, { ...settled, maturesOn: parseBusinessDate(wrong) }),
    );
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    await treasury.listing(TUESDAY, buy(1, MONDAY, { ...settled, maturesOn: DECEMBER }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'trade_dates', on: MONDAY, actual: wrong === '2026-12-14' ? '-1' : '1' },
    ]);
  },
);

test('the one trade of many that is wrong is told, and only it', async () => {
  const told = await breaksOf(buy(1, MONDAY), buy(2, MONDAY), dated(MONDAY, NEXT_TUESDAY));
  expect(told).toHaveLength(1);
});
