import { describe, expect, test } from 'vitest';
import type { Cusip } from '../../../src/domain/cusip.ts';
import type { PositionRow, TradeRow } from '../../../src/domain/ledger-row.ts';
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
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };

// Five at 97 and five at 99, of which five are sold: what is left of the ten costs so much.
const FIFO = '495.00';
const AVERAGE = '490.00';
const LIFO = '485.00';

function halved(cusip: Cusip): TradeRow[] {
  return [
    buy(5, TUESDAY, { cusip, price: '97', reference: `cheap ${cusip}` }),
    buy(5, TUESDAY, { cusip, price: '99', reference: `dear ${cusip}` }),
    sell(5, WEDNESDAY, { cusip }),
  ];
}

/** A bill for each cost: bought on Tuesday in two lots, half of it sold on Wednesday. */
async function sellHalves(...costsLeft: readonly string[]): Promise<Treasury> {
  const treasury = await openTreasury();
  const bills = costsLeft.map((costLeft, index) => ({ costLeft, cusip: billOf(index + 1) }));
  await treasury.trades(ALL_WEEK, ...bills.flatMap(({ cusip }) => halved(cusip)));
  await treasury.summary(MONDAY);
  await treasury.summary(
    TUESDAY,
    ...bills.map(({ cusip }) => position(10, { cusip, cost: '980.00' })),
  );
  const left = bills.map(({ cusip, costLeft }) => position(5, { cusip, cost: costLeft }));
  await treasury.summaries([WEDNESDAY, THURSDAY], ...left);
  return treasury;
}

async function readMethod(treasury: Treasury): Promise<unknown> {
  const { rows } = await treasury.pool.query(
    `select value, fits, fits_otherwise
     from recon.reading
     where entity_id = $1
       and name = 'lot_method'
     order by reading_id desc
     limit 1`,
    [treasury.entityId],
  );
  return rows[0];
}

describe('the method', () => {
  test.each([
    ['fifo', FIFO],
    ['average', AVERAGE],
    ['specific', LIFO],
  ])('is found to be %s by sales that leave %s', async (value, costLeft) => {
    const treasury = await sellHalves(costLeft, costLeft);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    expect(await readMethod(treasury)).toEqual({ value, fits: 2n, fits_otherwise: 0n });
  });

  test('is not decided by lots that all cost the same', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY), sell(2, WEDNESDAY));
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(5));
    await treasury.summary(WEDNESDAY, position(3));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    expect(await readMethod(treasury)).toEqual({ value: 'fifo', fits: 0n, fits_otherwise: 0n });
  });

  test('is not decided by what was held at first', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { price: '97' }), sell(5, WEDNESDAY));
    await treasury.summary(MONDAY, position(10, { cost: '980.00' }));
    await treasury.summary(TUESDAY, position(15, { cost: '1465.00' }));
    // A third of all costs, as under average cost; or the dearer ones of the ten.
    await treasury.summary(WEDNESDAY, position(10, { cost: '976.67' }));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    expect(await readMethod(treasury)).toMatchObject({ fits: 0n });
  });

  test('is found where trades count on another day than positions moved by at first', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(5, MONDAY, { price: '97', reference: 'cheap', settlesOn: TUESDAY }),
      buy(5, MONDAY, { price: '99', reference: 'dear', settlesOn: TUESDAY }),
      sell(5, TUESDAY, { settlesOn: WEDNESDAY }),
    );
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(10, { cost: '980.00' }));
    await treasury.summary(WEDNESDAY, position(5, { cost: FIFO }));
    await treasury.reconcile();
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    expect(await readMethod(treasury)).toEqual({ value: 'fifo', fits: 1n, fits_otherwise: 0n });
  });
});

describe('a flip', () => {
  const flipped = billOf(3);

  test.each([
    ['average cost', FIFO, AVERAGE, '495.00'],
    ['the cost of one lot', FIFO, LIFO, '495.00'],
    ['first in, first out', AVERAGE, FIFO, '490.00'],
    ['the cost of one lot', AVERAGE, LIFO, '490.00'],
  ])('to %s is a break, and explains the cost', async (tied, costLeft, flippedTo, expected) => {
    const treasury = await sellHalves(costLeft, costLeft, flippedTo);
    const breaks = await treasury.breaksAfterReconciling();
    expect(breaks).toMatchObject([
      {
        rule: 'lot_method',
        cusip: flipped,
        on: WEDNESDAY,
        lastSeenOn: WEDNESDAY,
        expected,
        actual: flippedTo,
        consequences: [`position_cost ${WEDNESDAY}`],
      },
    ]);
    expect(breaks[0]?.detail).toContain(tied);
  });

  test('from specific lots to average cost is a break; the oldest lot is as good as another', async () => {
    const treasury = await sellHalves(LIFO, LIFO, FIFO, AVERAGE);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'lot_method', cusip: billOf(4), actual: AVERAGE },
    ]);
  });

  test('is none where the cost left ties under no method: that is a wrong cost', async () => {
    const treasury = await sellHalves(FIFO, FIFO, '494.00');
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', cusip: flipped, expected: '495.00', actual: '494.00' },
    ]);
  });

  test.each([
    ['490.01', 'lot_method'],
    ['490.02', 'position_cost'],
  ])('is told by a cent of rounding: %s is a break of %s', async (costLeft, rule) => {
    const treasury = await sellHalves(FIFO, FIFO, costLeft);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([{ rule, actual: costLeft }]);
  });

  test('is none where the cost ties by the dates of the listing', async () => {
    const treasury = await openTreasury();
    const cheap = { cusip: flipped, price: '97', reference: `cheap ${flipped}` };
    const dear = buy(5, WEDNESDAY, { cusip: flipped, price: '99', reference: `dear ${flipped}` });
    const sale = sell(5, FRIDAY, { cusip: flipped });
    const usual = [...halved(billOf(1)), ...halved(billOf(2))];
    await treasury.trades(ALL_WEEK, ...usual, dear, buy(5, THURSDAY, cheap), sale);
    await treasury.listing(ALL_WEEK, ...usual, buy(5, TUESDAY, cheap), dear, sale);
    const held = (quantity: number, cost: string, ...more: readonly PositionRow[]) => [
      position(quantity, { cusip: billOf(1), cost }),
      position(quantity, { cusip: billOf(2), cost }),
      ...more,
    ];
    const all = position(10, { cusip: flipped, cost: '980.00' });
    await treasury.summary(MONDAY);
    await treasury.summary(
      TUESDAY,
      ...held(10, '980.00', position(5, { cusip: flipped, cost: '485.00' })),
    );
    await treasury.summaries([WEDNESDAY, THURSDAY], ...held(5, FIFO, all));
    await treasury.summary(FRIDAY, ...held(5, FIFO, position(5, { cusip: flipped, cost: FIFO })));
    const breaks = await treasury.breaksAfterReconciling();
    expect(breaks.map(({ rule, on }) => [rule, on])).toEqual([['trade_listing', TUESDAY]]);
  });

  test('is told though the cost before was wrong', async () => {
    const treasury = await sellHalves(FIFO, FIFO);
    const cusip = billOf(1);
    await treasury.summary(
      TUESDAY,
      position(10, { cusip, cost: '981.00' }),
      position(10, { cusip: billOf(2), cost: '980.00' }),
    );
    // A dollar more before and after, and the dear lot sold.
    const rest = position(5, { cusip: billOf(2), cost: FIFO });
    await treasury.summaries([WEDNESDAY, THURSDAY], position(5, { cusip, cost: '486.00' }), rest);
    const breaks = await treasury.breaksAfterReconciling();
    expect(breaks.map(({ rule, on }) => [rule, on])).toEqual([
      ['lot_method', WEDNESDAY],
      ['position_cost', TUESDAY],
    ]);
  });
});

test('a purchase is no sale, whatever it costs', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { cusip: BILL }));
  await treasury.summary(MONDAY);
  await treasury.summary(TUESDAY, position(5, { cost: '485.00' }));
  const breaks = await treasury.breaksAfterReconciling();
  expect(breaks.map(({ rule }) => rule)).toEqual(['position_cost']);
});
