import { describe, expect, test } from 'vitest';
import {
  BILL,
  buy,
  cashOf,
  FRIDAY,
  MONDAY,
  maturity,
  OTHER_BILL,
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

describe('between sales', () => {
  test('cost that grows by the cash of each purchase ties', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { price: '97' }), buy(3, THURSDAY));
    await treasury.summary(MONDAY, position(10, { cost: '970.50' }));
    await treasury.summaries([TUESDAY, WEDNESDAY], position(15, { cost: '1455.50' }));
    await treasury.summaries([THURSDAY, FRIDAY], position(18, { cost: '1749.50' }));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test.each(['1455.49', '1455.51'])(
    'cost of %s where 970.50 and a purchase of 485.00 are 1455.50 is seen by no other rule',
    async (cost) => {
      const treasury = await openTreasury();
      await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { price: '97' }));
      await treasury.summary(MONDAY, position(10, { cost: '970.50' }));
      await treasury.summaries([TUESDAY, WEDNESDAY], position(15, { cost }));
      expect(await treasury.breaksAfterReconciling()).toMatchObject([
        {
          rule: 'position_cost',
          cusip: BILL,
          on: TUESDAY,
          lastSeenOn: WEDNESDAY,
          expected: '1455.50',
          actual: cost,
        },
      ]);
    },
  );

  test('cost that moves on a day without trades is a break, whatever the lots were', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10, { cost: '970.00' }));
    await treasury.summary(TUESDAY, position(10, { cost: '970.01' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: TUESDAY, expected: '970.00', actual: '970.01' },
    ]);
  });

  test('cost of a bill that is bought for the first time is the cash paid', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY));
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(5, { cost: '489.99' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', expected: '490.00', actual: '489.99' },
    ]);
  });

  test('cost of a bill that is sold out and bought again begins anew', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { price: '97' }),
      sell(5, WEDNESDAY),
      buy(2, THURSDAY, { price: '99' }),
    );
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(5, { cost: '485.00' }));
    await treasury.summary(WEDNESDAY);
    await treasury.summary(THURSDAY, position(2, { cost: '198.00' }));
    await treasury.summary(FRIDAY, position(2, { cost: '198.01' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: FRIDAY, expected: '198.00', actual: '198.01' },
    ]);
  });

  test('cost moves on the date on which quantities do', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { settlesOn: WEDNESDAY }));
    await treasury.summaries([MONDAY, TUESDAY], position(10));
    await treasury.summary(WEDNESDAY, position(15));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });
});

describe('at a sale', () => {
  test.each([
    ['297.00', []],
    ['291.00', []],
    ['297.01', ['position_cost']],
  ])('lots dated otherwise by the listing may leave %s', async (costLeft, told) => {
    const treasury = await openTreasury();
    const cheap = { price: '97', reference: 'cheap' };
    const dear = buy(5, WEDNESDAY, { price: '99', reference: 'dear' });
    await treasury.trades(ALL_WEEK, dear, buy(5, THURSDAY, cheap), sell(7, FRIDAY));
    await treasury.listing(ALL_WEEK, buy(5, TUESDAY, cheap), dear, sell(7, FRIDAY));
    await treasury.summaries([MONDAY, TUESDAY]);
    await treasury.summary(WEDNESDAY, position(5, { cost: '495.00' }));
    await treasury.summary(THURSDAY, position(10, { cost: '980.00' }));
    await treasury.summary(FRIDAY, position(3, { cost: costLeft }));
    const breaks = await treasury.breaksAfterReconciling();
    expect(breaks.map(({ rule }) => rule).filter((rule) => rule !== 'trade_listing')).toEqual(told);
  });

  test.each([
    ['291.00', []],
    ['297.00', []],
    ['291.01', ['position_cost']],
  ])(
    'lots of one day by the listing, and of two by the report, may leave %s',
    async (costLeft, told) => {
      const treasury = await openTreasury();
      const other = buy(1, WEDNESDAY, { cusip: OTHER_BILL, line: 1 });
      const first = buy(5, WEDNESDAY, { price: '99', reference: 'first', line: 2 });
      const second = { price: '97', reference: 'second', line: 3 };
      await treasury.trades(ALL_WEEK, other, first, buy(5, TUESDAY, second), sell(7, FRIDAY));
      await treasury.listing(ALL_WEEK, other, first, buy(5, WEDNESDAY, second), sell(7, FRIDAY));
      await treasury.summaries([MONDAY, TUESDAY]);
      const held = position(1, { cusip: OTHER_BILL });
      await treasury.summaries([WEDNESDAY, THURSDAY], position(10, { cost: '980.00' }), held);
      await treasury.summary(FRIDAY, position(3, { cost: costLeft }), held);
      const breaks = await treasury.breaksAfterReconciling();
      expect(breaks.map(({ rule }) => rule).filter((rule) => rule !== 'trade_listing')).toEqual(
        told,
      );
    },
  );

  test('lots stand in line as they were dealt, whatever day they settle on', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { price: '97', reference: 'cheap', settlesOn: THURSDAY }),
      buy(5, TUESDAY, { price: '99', reference: 'dear', settlesOn: WEDNESDAY }),
      sell(7, THURSDAY, { settlesOn: FRIDAY }),
    );
    await treasury.summaries([MONDAY, TUESDAY]);
    await treasury.summary(WEDNESDAY, position(5, { cost: '495.00' }));
    await treasury.summary(THURSDAY, position(10, { cost: '980.00' }));
    await treasury.summary(FRIDAY, position(3, { cost: '297.00' }));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  /** Five at 97 and five at 99 on Tuesday, five of them sold on Wednesday. */
  async function sellHalf(costLeft: string): Promise<Treasury> {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { price: '97', reference: 'cheap' }),
      buy(5, TUESDAY, { price: '99', reference: 'dear' }),
      sell(5, WEDNESDAY),
    );
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(10, { cost: '980.00' }));
    await treasury.summaries([WEDNESDAY, THURSDAY], position(5, { cost: costLeft }));
    return treasury;
  }

  test.each([
    ['495.00', 'the cheap lot was sold, as under FIFO'],
    ['490.00', 'half of each was sold, as under average cost'],
    ['485.00', 'the dear lot was sold, as under LIFO'],
  ])('a cost of %s is possible: %s', async (costLeft) => {
    const treasury = await sellHalf(costLeft);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test.each(['494.99', '495.01'])(
    'cost may only begin anew: 495.00 on the day of the sale is not %s on the day after',
    async (cost) => {
      const treasury = await sellHalf('495.00');
      await treasury.summaries([THURSDAY, FRIDAY], position(5, { cost }));
      expect(await treasury.breaksAfterReconciling()).toMatchObject([
        {
          rule: 'position_cost',
          on: THURSDAY,
          lastSeenOn: FRIDAY,
          expected: '495.00',
          actual: cost,
        },
      ]);
    },
  );

  test('a purchase on the day of a sale is part of what is not judged, one after it is not', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, sell(5, TUESDAY), buy(2, TUESDAY), buy(3, WEDNESDAY));
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(7, { cost: '650.00' }));
    await treasury.summary(WEDNESDAY, position(10, { cost: '944.01' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: WEDNESDAY, expected: '944.00', actual: '944.01' },
    ]);
  });

  test('lots that were there before the first summary are not known, and any cost may go', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, sell(5, TUESDAY));
    await treasury.summary(MONDAY, position(10, { cost: '980.00' }));
    await treasury.summary(TUESDAY, position(5, { cost: '123.45' }));
    await treasury.summary(WEDNESDAY, position(5, { cost: '123.45' }));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('a maturity takes cost out as a sale does, and nothing is left to judge', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY));
    await treasury.listing(ALL_WEEK, buy(5, TUESDAY), maturity(5, THURSDAY));
    await treasury.summary(MONDAY);
    await treasury.summaries([TUESDAY, WEDNESDAY], position(5));
    await treasury.summary(THURSDAY);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('a difference from before the sale goes on after it, as the same break', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(10, TUESDAY), sell(5, THURSDAY));
    await treasury.summary(MONDAY);
    await treasury.summaries([TUESDAY, WEDNESDAY], position(10, { cost: '980.40' }));
    await treasury.summaries([THURSDAY, FRIDAY], position(5, { cost: '490.40' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: TUESDAY, lastSeenOn: FRIDAY, actual: '980.40' },
    ]);
  });
});

describe('of the lots that a sale leaves', () => {
  // Three of five units are left of a lot: 291.370365, and 291.495, which is as far from the one cent as from the other.
  test.each([
    ['97.123455', '291.37', []],
    ['97.123455', '291.36', ['position_cost']],
    ['97.123455', '291.38', ['position_cost']],
    ['97.165', '291.49', []],
    ['97.165', '291.50', []],
    ['97.165', '291.48', ['position_cost']],
    ['97.165', '291.51', ['position_cost']],
  ])('three at %s may be told as %s or not', async (price, costLeft, rules) => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { price }), sell(2, WEDNESDAY));
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(5, { cost: cashOf(5, price) }));
    await treasury.summaries([WEDNESDAY, THURSDAY], position(3, { cost: costLeft }));
    const breaks = await treasury.breaksAfterReconciling();
    expect(breaks.map(({ rule }) => rule)).toEqual(rules);
  });

  test('only the lot that was sold from is rounded anew', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { price: '97.165', reference: 'first' }),
      buy(5, TUESDAY, { price: '97.165', reference: 'second' }),
      sell(2, WEDNESDAY),
    );
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(10, { cost: '971.66' }));
    // 485.83 of the second lot, and 291.49 or 291.50 of the first: one cent more would be half a cent for each of two lots
    await treasury.summary(WEDNESDAY, position(8, { cost: '777.34' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: WEDNESDAY, actual: '777.34' },
    ]);
  });

  test('the cost may not move by a cent after the sale, though half a cent is in doubt', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { price: '97.165' }), sell(2, WEDNESDAY));
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(5, { cost: '485.83' }));
    await treasury.summary(WEDNESDAY, position(3, { cost: '291.49' }));
    await treasury.summary(THURSDAY, position(3, { cost: '291.50' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: THURSDAY, expected: '291.49', actual: '291.50' },
    ]);
  });

  test('some dollars off after a sale are seen by no other rule, and last until they go', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { price: '97' }), sell(2, WEDNESDAY));
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(5, { cost: '485.00' }));
    await treasury.summaries([WEDNESDAY, THURSDAY], position(3, { cost: '296.00' }));
    await treasury.summary(FRIDAY, position(3, { cost: '291.00' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'position_cost',
        on: WEDNESDAY,
        lastSeenOn: THURSDAY,
        expected: '291.00',
        actual: '296.00',
        detail: 'cost is not that of the lots that the sale has left',
      },
    ]);
  });

  test('what was held at first is known again once all of it is sold', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { price: '97' }),
      sell(4, WEDNESDAY),
      sell(8, THURSDAY),
    );
    await treasury.summary(MONDAY, position(10, { cost: '980.00' }));
    await treasury.summary(TUESDAY, position(15, { cost: '1465.00' }));
    await treasury.summary(WEDNESDAY, position(11, { cost: '1071.11' }));
    await treasury.summary(THURSDAY, position(3, { cost: '292.00' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: THURSDAY, expected: '291.00', actual: '292.00' },
    ]);
  });

  test('a sale that a later night brings is judged by lots of long ago', async () => {
    const treasury = await openTreasury();
    await treasury.trades({ from: MONDAY, to: WEDNESDAY }, buy(5, TUESDAY, { price: '97' }));
    await treasury.summary(MONDAY);
    await treasury.summaries([TUESDAY, WEDNESDAY], position(5, { cost: '485.00' }));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    await treasury.trades(THURSDAY, sell(2, THURSDAY));
    await treasury.summary(THURSDAY, position(3, { cost: '290.00' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: THURSDAY, expected: '291.00', actual: '290.00' },
    ]);
  });

  test('while the quantity is off, so are the lots: each sale is explained by it', async () => {
    const treasury = await openTreasury();
    // The sale of the first two has not been told.
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { price: '97', reference: 'cheap' }),
      buy(5, TUESDAY, { price: '99', reference: 'dear' }),
      sell(4, THURSDAY),
    );
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(10, { cost: '980.00' }));
    await treasury.summary(WEDNESDAY, position(8, { cost: '786.00' }));
    await treasury.summaries([THURSDAY, FRIDAY], position(4, { cost: '396.00' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'position_quantity',
        on: WEDNESDAY,
        lastSeenOn: FRIDAY,
        consequences: [`position_cost ${WEDNESDAY}`, `position_cost ${THURSDAY}`],
      },
    ]);
  });

  test('while the quantity is off, cost that moves on a day without trades is wrong by itself', async () => {
    const treasury = await openTreasury();
    // The purchase of two has not been told.
    await treasury.trades(ALL_WEEK, buy(5, MONDAY, { price: '97' }));
    await treasury.summary(MONDAY, position(5, { cost: '485.00' }));
    await treasury.summaries([TUESDAY, WEDNESDAY, FRIDAY], position(7, { cost: '679.00' }));
    await treasury.summary(THURSDAY, position(7, { cost: '678.50' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_cost', on: THURSDAY, lastSeenOn: THURSDAY },
      {
        rule: 'position_quantity',
        on: TUESDAY,
        lastSeenOn: FRIDAY,
        consequences: [`position_cost ${TUESDAY}`],
      },
    ]);
  });
});

test('a quantity that stays wrong does not hide a wrong cost on the day on which a purchase only settles', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, buy(1, WEDNESDAY, { settlesOn: THURSDAY }));
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(12));
  await treasury.summary(WEDNESDAY, position(13));
  await treasury.summary(THURSDAY, position(13, { cost: '1300.00' }));
  await treasury.summary(FRIDAY, position(13));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'position_cost', on: THURSDAY },
    { rule: 'position_quantity', on: TUESDAY },
  ]);
});
