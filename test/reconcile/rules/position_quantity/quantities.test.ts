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
  WEEK,
} from '../../support/ledger-rows.ts';
import { provenBreaks } from '../../support/proven-breaks.ts';
import {
  ALL_WEEK,
  hold,
  quantityBreaks,
  UNEXPLAINED_LESS,
  UNEXPLAINED_MORE,
} from '../../support/quantity-breaks.ts';
import type { Treasury } from '../../support/treasury.ts';
import { useTreasuries } from '../../support/use-treasuries.ts';

const openTreasury = useTreasuries();

describe('what is held against the trades', () => {
  test('purchases, sales and maturities are counted', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY), sell(3, WEDNESDAY));
    await treasury.listing(ALL_WEEK, buy(5, TUESDAY), sell(3, WEDNESDAY), maturity(12, FRIDAY));
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(15));
    await treasury.summaries([WEDNESDAY, THURSDAY], position(12));
    await treasury.summary(FRIDAY);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('a day may have a sale and a purchase, and a bill may be bought again', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      sell(10, TUESDAY),
      buy(4, WEDNESDAY),
      sell(4, THURSDAY),
      buy(6, THURSDAY),
    );
    await hold(treasury, 10, 0, 4, 6, 6);
    expect(await quantityBreaks(treasury)).toEqual([]);
  });

  test.each([
    [14, UNEXPLAINED_LESS],
    [16, UNEXPLAINED_MORE],
  ])('ten and a purchase of five are not %i', async (held, detail) => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY));
    await hold(treasury, 10, held);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { cusip: BILL, on: TUESDAY, expected: '15', actual: String(held), detail },
    ]);
  });

  test('a bill that is gone without a sale is a break though no position tells of it', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 0);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_quantity', expected: '10', actual: '0', detail: UNEXPLAINED_LESS },
    ]);
  });

  test('a sale of a bill that was never held is a break', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, sell(3, TUESDAY));
    await hold(treasury, 0, 0);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, expected: '-3', actual: '0' },
    ]);
  });

  test('a missing purchase is seen by no other rule where its cost is left out too', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK);
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(15, { cost: '980.00' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'position_quantity', on: TUESDAY, consequences: [] },
    ]);
  });

  test('quantities beyond all measure are followed as exactly as others', async () => {
    const treasury = await openTreasury();
    const huge = (quantity: bigint) => ({
      ...position(1, { price: '1', value: '1.00', cost: '1.00' }),
      quantity,
    });
    await treasury.trades(ALL_WEEK, {
      ...buy(1, WEDNESDAY, { price: '50', quantity: 5_000_000_000n }),
      amount: cashOf(5_000_000_000n, '50'),
    });
    await treasury.summary(MONDAY, huge(2n ** 61n));
    await treasury.summary(TUESDAY, huge(2n ** 61n));
    await treasury.summary(WEDNESDAY, huge(2n ** 61n + 5_000_000_001n));
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: WEDNESDAY, expected: '2305843014213693952', actual: '2305843014213693953' },
    ]);
  });

  test('pockets and bills are followed each for itself', async () => {
    const treasury = await openTreasury(['pocket-1', 'pocket-2']);
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY),
      buy(5, TUESDAY, { pocket: 'pocket-2', cusip: OTHER_BILL }),
    );
    await treasury.summary(MONDAY);
    await treasury.summary(
      TUESDAY,
      position(5, { cusip: OTHER_BILL }),
      position(5, { pocket: 'pocket-2' }),
    );
    expect(await quantityBreaks(treasury)).toMatchObject([
      { pocket: 'pocket-1', cusip: BILL, expected: '5', actual: '0' },
      { pocket: 'pocket-1', cusip: OTHER_BILL, expected: '0', actual: '5' },
      { pocket: 'pocket-2', cusip: BILL, expected: '0', actual: '5' },
      { pocket: 'pocket-2', cusip: OTHER_BILL, expected: '5', actual: '0' },
    ]);
  });
});

describe('where it begins', () => {
  test('what was before the first summary is not asked for', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(7, MONDAY), buy(5, WEDNESDAY));
    await treasury.summary(TUESDAY, position(100));
    await treasury.summary(WEDNESDAY, position(105));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('a summary that lands later and is earlier becomes the beginning', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY));
    await treasury.summary(TUESDAY, position(100));
    await treasury.summary(WEDNESDAY, position(100));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    await treasury.summary(MONDAY, position(94, { cost: '9310.00' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'position_quantity',
        on: TUESDAY,
        lastSeenOn: WEDNESDAY,
        expected: '99',
        actual: '100',
      },
    ]);
  });

  test('a pocket that opens later begins from nothing', async () => {
    const treasury = await openTreasury(['pocket-1', 'pocket-2']);
    const late = { pocket: 'pocket-2' };
    await treasury.trades(ALL_WEEK, buy(5, WEDNESDAY, late));
    await treasury.summaries([MONDAY, TUESDAY], position(10));
    await treasury.summary(WEDNESDAY, position(10), position(6, late));
    expect(await quantityBreaks(treasury)).toMatchObject([
      { pocket: 'pocket-2', on: WEDNESDAY, expected: '5', actual: '6', detail: UNEXPLAINED_MORE },
    ]);
  });

  test('a pocket that opens later and ties has no break', async () => {
    const treasury = await openTreasury(['pocket-1', 'pocket-2']);
    const late = { pocket: 'pocket-2' };
    await treasury.trades(ALL_WEEK, buy(5, WEDNESDAY, late));
    await treasury.summaries([MONDAY, TUESDAY], position(10));
    await treasury.summary(WEDNESDAY, position(10), position(5, late));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });
});

describe('a summary that is missing in between', () => {
  test('is stepped over: the trades of both days count for the next one', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY), sell(2, WEDNESDAY));
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(WEDNESDAY, position(13));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('does not hide what is wrong on either side of it', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY));
    await hold(treasury, 10);
    await treasury.summary(WEDNESDAY, position(14, { cost: '1.00' }));
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: WEDNESDAY, expected: '15', actual: '14' },
    ]);
  });

  test('leaves a difference that stays one break, and the same one when it lands', async () => {
    const treasury = await openTreasury();
    await treasury.owe('POSITION_SUMMARY_REPORT', ...WEEK);
    await hold(treasury, 10, 11);
    await treasury.summaries([THURSDAY, FRIDAY], position(11, { cost: '1.00' }));
    const lasting = { on: TUESDAY, lastSeenOn: FRIDAY, expected: '10', actual: '11' };
    expect(await quantityBreaks(treasury)).toMatchObject([lasting]);
    await treasury.summary(WEDNESDAY, position(11, { cost: '1.00' }));
    expect(await quantityBreaks(treasury)).toMatchObject([lasting]);
  });
});

describe('the bridge in the evidence', () => {
  test('leads from the summary before to what was reported', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(20, TUESDAY), sell(5, TUESDAY));
    await hold(treasury, 100, 114);
    await treasury.reconcile();
    expect(await provenBreaks(treasury, 'position_quantity')).toMatchObject([
      {
        evidence: 'held 100 on 2026-09-14 + bought 20 - sold 5 - matured 0 = 115; reported 114',
        cause: 'unknown',
        dueOn: TUESDAY,
      },
    ]);
  });

  test('counts what matured', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(20, TUESDAY, { maturesOn: TUESDAY }));
    await treasury.summary(MONDAY, position(100));
    await treasury.summary(TUESDAY, position(3));
    await treasury.reconcile();
    const { rows } = await treasury.pool.query(
      `select evidence
       from recon.break_now
       where entity_id = $1
         and rule = 'position_quantity'`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      { evidence: 'held 100 on 2026-09-14 + bought 20 - sold 0 - matured 120 = 0; reported 3' },
    ]);
  });
});

describe('a trade whose cash is wrong', () => {
  const WRONG = { amount: '97.00', settlesOn: WEDNESDAY, reference: 'wrong' };

  /** One bill is bought on Tuesday and settles on Wednesday; so many more than that are told on the days after. */
  async function openAfter(
    tuesday: number,
    wednesday: number,
    thursday: number,
  ): Promise<Treasury> {
    const treasury = await openTreasury();
    await treasury.trades({ from: MONDAY, to: FRIDAY }, buy(1, TUESDAY, WRONG));
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(11 + tuesday));
    await treasury.summary(WEDNESDAY, position(11 + wednesday));
    await treasury.summary(THURSDAY, position(11 + thursday));
    await treasury.summary(FRIDAY, position(11));
    return treasury;
  }

  test.each([
    ['on which it is traded', [2, 0, 0]],
    ['on which it settles', [0, 2, 0]],
  ] as const)('explains what begins on the day %s', async (_, [tuesday, wednesday, thursday]) => {
    expect(await quantityBreaks(await openAfter(tuesday, wednesday, thursday))).toEqual([]);
  });

  test('explains nothing that begins on another', async () => {
    expect(await quantityBreaks(await openAfter(0, 0, 2))).toMatchObject([{ on: THURSDAY }]);
  });
});
