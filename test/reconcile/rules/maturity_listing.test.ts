import { describe, expect, test } from 'vitest';
import {
  BILL,
  buy,
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

/** Ten units are bought on Tuesday, two are sold, and the rest matures on Thursday. */
async function openMatured(): Promise<Treasury> {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, buy(10, TUESDAY, { maturesOn: THURSDAY }), sell(2, WEDNESDAY));
  await treasury.summary(MONDAY);
  await treasury.summary(TUESDAY, position(10));
  await treasury.summary(WEDNESDAY, position(8));
  await treasury.summaries([THURSDAY, FRIDAY]);
  return treasury;
}

const dealt = [buy(10, TUESDAY, { maturesOn: THURSDAY }), sell(2, WEDNESDAY)];

describe('a maturity', () => {
  test('of what was held is as it should be, in one row or in two', async () => {
    for (const told of [[8], [5, 3]]) {
      const treasury = await openMatured();
      const rows = told.map((units) => maturity(units, THURSDAY, { tradeId: `of ${units}` }));
      await treasury.listing(ALL_WEEK, ...dealt, ...rows);
      expect(await treasury.breaksAfterReconciling()).toEqual([]);
    }
  });

  test('that no listing tells is as it should be', async () => {
    const treasury = await openMatured();
    await treasury.listing(ALL_WEEK, ...dealt);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test.each([7, 9])(
    'of %i units is not one of eight, and is seen by no other rule',
    async (units) => {
      const treasury = await openMatured();
      await treasury.listing(ALL_WEEK, ...dealt, maturity(units, THURSDAY));
      expect(await treasury.breaksAfterReconciling()).toMatchObject([
        {
          rule: 'maturity_listing',
          cusip: BILL,
          item: 'quantity',
          on: THURSDAY,
          lastSeenOn: THURSDAY,
          expected: '8',
          actual: String(units),
          consequences: [],
        },
      ]);
    },
  );

  test('of other cash than the face of what was held is a consequence of its own figures', async () => {
    const treasury = await openMatured();
    await treasury.listing(ALL_WEEK, ...dealt, maturity(8, THURSDAY, { amount: '799.99' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'trade_cash',
        on: THURSDAY,
        consequences: expect.arrayContaining([`maturity_listing ${THURSDAY}`]),
      },
    ]);
  });

  test('below its face is a break though price and cash agree', async () => {
    const treasury = await openMatured();
    const paid = { price: '99.50', amount: '796.00' };
    await treasury.listing(ALL_WEEK, ...dealt, maturity(8, THURSDAY, paid));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'maturity_listing', item: 'cash', expected: '800', actual: '796.00' },
    ]);
  });

  test('of a bill that was not held is a break', async () => {
    const treasury = await openMatured();
    await treasury.listing(
      ALL_WEEK,
      ...dealt,
      maturity(8, THURSDAY),
      maturity(3, THURSDAY, { cusip: OTHER_BILL }),
    );
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'maturity_listing', cusip: OTHER_BILL, expected: '0', actual: '3' },
    ]);
  });

  test('counts what was sold since the last summary', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, ...dealt);
    await treasury.listing(ALL_WEEK, ...dealt, maturity(8, THURSDAY));
    await treasury.summary(TUESDAY, position(10));
    await treasury.summary(THURSDAY);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('of which nothing is known before is not judged', async () => {
    const treasury = await openTreasury();
    await treasury.listing(ALL_WEEK, maturity(8, THURSDAY));
    await treasury.summaries([THURSDAY, FRIDAY]);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('that is held against a summary which is wrong is a consequence of that', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, ...dealt);
    await treasury.listing(ALL_WEEK, ...dealt, maturity(8, THURSDAY));
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(10));
    await treasury.summary(WEDNESDAY, position(6));
    await treasury.summary(THURSDAY);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'position_quantity',
        on: WEDNESDAY,
        consequences: expect.arrayContaining([`maturity_listing ${THURSDAY}`]),
      },
    ]);
  });
});
