import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import {
  BILL,
  billOf,
  buy,
  cashOf,
  FRIDAY,
  MONDAY,
  maturity,
  NEXT_MONDAY,
  OTHER_BILL,
  position,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
  WEEK,
} from '../support/ledger-rows.ts';
import { provenBreaks } from '../support/proven-breaks.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };
const UNEXPLAINED_MORE = 'a purchase is missing, or a sale or maturity is counted twice';
const UNEXPLAINED_LESS = 'a sale or maturity is missing, or a purchase is counted twice';

/** Holdings of a bill from Monday on, one number a day. */
async function hold(treasury: Treasury, ...quantities: readonly number[]): Promise<void> {
  for (const [index, quantity] of quantities.entries()) {
    const held = quantity === 0 ? [] : [position(quantity, { cost: '1.00' })];
    await treasury.summary(WEEK[index] ?? NEXT_MONDAY, ...held);
  }
}

/** What this rule says; how cost goes with it is told in the tests of `position_cost`. */
async function quantityBreaks(treasury: Treasury) {
  const breaks = await treasury.breaksAfterReconciling();
  return breaks.filter(({ rule }) => rule === 'position_quantity');
}

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

describe('the date on which positions move', () => {
  const settledNextDay = [
    buy(5, MONDAY, { settlesOn: TUESDAY }),
    sell(3, TUESDAY, { settlesOn: WEDNESDAY }),
  ];

  async function readBasis(treasury: Treasury): Promise<unknown> {
    const { rows } = await treasury.pool.query<{ basis: string }>(
      `select recon.current_reading($1, 'position_basis') as basis`,
      [treasury.entityId],
    );
    return rows[0]?.basis;
  }

  test('is found to be the settlement date where positions move with it, and they tie', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, ...settledNextDay);
    await hold(treasury, 10, 15, 12, 12);
    expect(await quantityBreaks(treasury)).toEqual([]);
    expect(await readBasis(treasury)).toBe('settlement_date');
  });

  test('is found to be the trade date where positions move with it, and they tie', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, ...settledNextDay);
    await hold(treasury, 15, 12, 12);
    expect(await quantityBreaks(treasury)).toEqual([]);
    expect(await readBasis(treasury)).toBe('trade_date');
  });

  test('is the trade date while nothing tells the two apart', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY));
    await hold(treasury, 10, 15);
    expect(await quantityBreaks(treasury)).toEqual([]);
    expect(await readBasis(treasury)).toBe('trade_date');
  });

  test('decides over weekends and over a trade that settles on no known day', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      { from: MONDAY, to: NEXT_MONDAY },
      buy(5, FRIDAY, { settlesOn: NEXT_MONDAY }),
      { ...buy(2, NEXT_MONDAY), settlementDate: null },
    );
    await treasury.summaries([THURSDAY, FRIDAY], position(10));
    await treasury.summary(NEXT_MONDAY, position(17));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    expect(await readBasis(treasury)).toBe('settlement_date');
  });

  test('does not turn over one trade that moved on the other date: that trade is a break', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      ...settledNextDay,
      buy(2, WEDNESDAY, { settlesOn: THURSDAY }),
      buy(8, WEDNESDAY, { settlesOn: THURSDAY, cusip: OTHER_BILL }),
    );
    const moved = position(8, { cusip: OTHER_BILL });
    await hold(treasury, 10, 15);
    await treasury.summary(WEDNESDAY, position(12, { cost: '1.00' }), moved);
    await treasury.summary(THURSDAY, position(14, { cost: '1.00' }), moved);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { cusip: OTHER_BILL, on: WEDNESDAY, lastSeenOn: WEDNESDAY, expected: '0', actual: '8' },
    ]);
  });

  test('may be found out later: what was judged by the other is judged again', async () => {
    const treasury = await openTreasury();
    const slow = buy(4, MONDAY, { settlesOn: WEDNESDAY, cusip: OTHER_BILL });
    await treasury.trades(MONDAY, slow);
    await treasury.summaries([MONDAY, TUESDAY]);
    await treasury.reconcile();
    await treasury.summary(WEDNESDAY, position(4, { cusip: OTHER_BILL }));
    await treasury.trades(TUESDAY, buy(5, TUESDAY, { settlesOn: WEDNESDAY }));
    await treasury.summary(WEDNESDAY, position(4, { cusip: OTHER_BILL }), position(5));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    expect(await readBasis(treasury)).toBe('settlement_date');
  });

  test('is looked at again every night until the evidence is strong', async () => {
    const treasury = await openTreasury();
    const bills = [1, 2, 3, 4, 5, 6].map(billOf);
    const [odd = BILL, ...even] = bills;
    await treasury.trades(MONDAY, buy(1, MONDAY, { settlesOn: TUESDAY, cusip: odd }));
    await treasury.summary(FRIDAY_BEFORE);
    await treasury.summary(MONDAY, position(1, { cusip: odd }));
    await treasury.reconcile();
    expect(await readBasis(treasury)).toBe('trade_date');
    await treasury.trades(
      TUESDAY,
      ...even.map((cusip) => buy(1, TUESDAY, { settlesOn: WEDNESDAY, cusip })),
    );
    await treasury.summary(TUESDAY, position(1, { cusip: odd }));
    await treasury.summary(WEDNESDAY, ...bills.map((cusip) => position(1, { cusip })));
    expect(await quantityBreaks(treasury)).toMatchObject([
      { cusip: odd, on: MONDAY, lastSeenOn: MONDAY, expected: '0', actual: '1' },
    ]);
    expect(await readBasis(treasury)).toBe('settlement_date');
  });

  const FRIDAY_BEFORE = parseBusinessDate('2026-09-11');
});

describe('a difference over time', () => {
  test('that stays is one break: it began on its first day and was last seen on its last', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 10, 11, 11, 11, 11);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: WEDNESDAY, lastSeenOn: NEXT_MONDAY, expected: '10', actual: '11' },
    ]);
  });

  test('that stays while trades go on is still one break, though the figures move', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, THURSDAY));
    await hold(treasury, 10, 11, 11, 16);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, lastSeenOn: THURSDAY, expected: '10', actual: '11' },
    ]);
  });

  test('that changes for good is another break', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 11, 11, 14, 14);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, lastSeenOn: WEDNESDAY, expected: '10', actual: '11' },
      { on: THURSDAY, lastSeenOn: FRIDAY, expected: '10', actual: '14' },
    ]);
  });

  test('that lies for one day on top of a lasting one is a second break, and the first goes on', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 11, 13, 11, 11);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, lastSeenOn: FRIDAY, actual: '11' },
      { on: WEDNESDAY, lastSeenOn: WEDNESDAY, actual: '13' },
    ]);
  });

  test('that is made good and comes again is two breaks', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 11, 10, 11);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, lastSeenOn: TUESDAY },
      { on: THURSDAY, lastSeenOn: THURSDAY },
    ]);
  });

  test('goes on over a holiday', async () => {
    const treasury = await openTreasury();
    const [thursday, friday, tuesday] = ['2026-09-03', '2026-09-04', '2026-09-08'].map(
      parseBusinessDate,
    );
    if (!thursday || !friday || !tuesday) throw new Error('three days');
    await treasury.summary(thursday, position(10));
    await treasury.summaries([friday, tuesday], position(11, { cost: '980.00' }));
    expect(await quantityBreaks(treasury)).toMatchObject([{ on: friday, lastSeenOn: tuesday }]);
  });
});

describe('a bill that has matured', () => {
  const matured = { maturesOn: WEDNESDAY };

  test('and is still held is no break beside that of its maturity', async () => {
    const treasury = await openTreasury();
    await treasury.listing(ALL_WEEK, maturity(10, WEDNESDAY, matured));
    await treasury.summaries(WEEK, position(10));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'maturity_missed',
        on: WEDNESDAY,
        lastSeenOn: FRIDAY,
        consequences: ['position_quantity 2026-09-16'],
      },
    ]);
  });

  test('moves on the day on which it pays, whatever day it was booked on', async () => {
    const treasury = await openTreasury();
    const settlingLater = buy(1, TUESDAY, { settlesOn: WEDNESDAY, cusip: OTHER_BILL });
    await treasury.trades(
      ALL_WEEK,
      buy(1, MONDAY, { settlesOn: TUESDAY, cusip: OTHER_BILL }),
      settlingLater,
    );
    const other = (quantity: number) => position(quantity, { cusip: OTHER_BILL });
    await treasury.summary(MONDAY, position(10), other(4));
    await treasury.summary(TUESDAY, position(10), other(5));
    await treasury.reconcile();
    const matured = maturity(10, TUESDAY, { settlesOn: WEDNESDAY, maturesOn: WEDNESDAY });
    await treasury.listing(WEDNESDAY, matured, settlingLater);
    await treasury.summary(WEDNESDAY, other(5));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    const { rows } = await treasury.pool.query(
      `select recon.current_reading($1, 'position_basis') as basis`,
      [treasury.entityId],
    );
    expect(rows).toEqual([{ basis: 'trade_date' }]);
  });

  test.each([
    ['a listing that tells nothing', true],
    ['no listing at all', false],
  ])('and is gone is as expected, by %s', async (_, isListed) => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(4, TUESDAY, matured));
    if (isListed) await treasury.listing(ALL_WEEK);
    await hold(treasury, 10, 14, 0, 0);
    expect(await quantityBreaks(treasury)).toEqual([]);
  });

  test('and is gone a day before is a break', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(4, TUESDAY, { maturesOn: THURSDAY }));
    await hold(treasury, 10, 14, 0, 0);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: WEDNESDAY, lastSeenOn: WEDNESDAY, expected: '14', actual: '0' },
    ]);
  });

  test('takes with it what is held then, and not what was once bought', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(4, TUESDAY, matured),
      sell(13, TUESDAY),
      sell(1, WEDNESDAY),
    );
    await hold(treasury, 10, 1, 0, 0);
    expect(await quantityBreaks(treasury)).toEqual([]);
  });

  test('on a day without business pays on the next', async () => {
    const treasury = await openTreasury();
    const [saturday, nextTuesday] = ['2026-09-19', '2026-09-22'].map(parseBusinessDate);
    if (!saturday || !nextTuesday) throw new Error('two days');
    await treasury.trades(ALL_WEEK, buy(4, TUESDAY, { maturesOn: saturday }));
    await hold(treasury, 10, 14, 14, 14, 14, 0);
    await treasury.summary(nextTuesday);
    expect(await quantityBreaks(treasury)).toEqual([]);
  });

  test('counts a summary that is missing on its day by the next one', async () => {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(4, TUESDAY, matured),
      buy(7, THURSDAY, { cusip: OTHER_BILL }),
    );
    await hold(treasury, 10, 14);
    await treasury.summary(THURSDAY, position(7, { cusip: OTHER_BILL }));
    expect(await quantityBreaks(treasury)).toEqual([]);
  });

  test('hides no other difference of its pocket and day', async () => {
    const treasury = await openTreasury();
    const other = (quantity: number) => position(quantity, { cusip: OTHER_BILL, cost: '1.00' });
    await treasury.trades(ALL_WEEK, buy(4, TUESDAY, matured));
    await treasury.summary(MONDAY, position(10, { cost: '1.00' }), other(20));
    await treasury.summary(TUESDAY, position(14, { cost: '1.00' }), other(20));
    await treasury.summary(WEDNESDAY, other(34));
    expect(await quantityBreaks(treasury)).toMatchObject([
      { cusip: OTHER_BILL, on: WEDNESDAY, expected: '20', actual: '34' },
    ]);
  });

  test('whose maturity no file names is followed by the listing alone', async () => {
    const treasury = await openTreasury();
    await treasury.listing(ALL_WEEK, { ...maturity(10, WEDNESDAY), maturityDate: null });
    await hold(treasury, 10, 10, 0);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    const silent = await openTreasury();
    await hold(silent, 10, 10, 0);
    expect(await quantityBreaks(silent)).toMatchObject([
      { on: WEDNESDAY, expected: '10', actual: '0', detail: UNEXPLAINED_LESS },
    ]);
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

describe('what is not settled yet', () => {
  const nextDay = { settlesOn: WEDNESDAY };
  const other = { cusip: OTHER_BILL };

  /** Two bills; the first trades say that positions move by trade date. */
  async function openByTradeDate(): Promise<Treasury> {
    const treasury = await openTreasury();
    await treasury.trades(
      { from: MONDAY, to: TUESDAY },
      buy(5, MONDAY, { settlesOn: TUESDAY, ...other }),
      buy(20, TUESDAY, nextDay),
      sell(1, TUESDAY, { ...nextDay, ...other }),
    );
    await treasury.summary(parseBusinessDate('2026-09-11'), position(100));
    await treasury.summary(MONDAY, position(100), position(5, other));
    return treasury;
  }

  test('and not reported is the cause, with its settlement, and no day old on that day', async () => {
    const treasury = await openByTradeDate();
    await treasury.summary(TUESDAY, position(100), position(4, { ...other, cost: '1.00' }));
    await treasury.summary(WEDNESDAY, position(120), position(4, { ...other, cost: '1.00' }));
    await treasury.reconcile();
    expect(await provenBreaks(treasury, 'position_quantity')).toEqual([
      {
        on: TUESDAY,
        cusip: BILL,
        dueOn: WEDNESDAY,
        age: 0,
        cause: 'unsettled',
        detail: 'reported by settlement date: what is traded and not settled yet is not in it',
        evidence:
          'held 100 on 2026-09-14 + bought 20 - sold 0 - matured 0 = 120; reported 100; unsettled buys 20 (settle 2026-09-16)',
      },
    ]);
  });

  test('is the cause only where it makes up the whole difference', async () => {
    const treasury = await openByTradeDate();
    await treasury.summary(TUESDAY, position(101), position(4, { ...other, cost: '1.00' }));
    await treasury.reconcile();
    expect(await provenBreaks(treasury, 'position_quantity')).toMatchObject([
      { on: TUESDAY, cause: 'unknown', dueOn: WEDNESDAY },
    ]);
  });

  test('is the cause no longer once it has settled and the difference has not', async () => {
    const treasury = await openByTradeDate();
    const sold = position(4, { ...other, cost: '1.00' });
    await treasury.summaries([TUESDAY, WEDNESDAY, THURSDAY], position(100), sold);
    await treasury.reconcile();
    expect(await provenBreaks(treasury, 'position_quantity')).toMatchObject([
      { on: TUESDAY, cause: 'unknown', dueOn: WEDNESDAY, age: 1 },
    ]);
  });

  test('and reported is the cause as well where positions move by settlement date', async () => {
    const treasury = await openTreasury();
    const early = [1, 2, 3].map(billOf);
    await treasury.trades(
      ALL_WEEK,
      ...early.map((cusip) => buy(5, MONDAY, { settlesOn: TUESDAY, cusip })),
      buy(20, TUESDAY, { ...nextDay, cusip: billOf(4) }),
    );
    const held = early.map((cusip) => position(5, { cusip }));
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, ...held, position(20, { cusip: billOf(4) }));
    await treasury.summary(WEDNESDAY, ...held, position(20, { cusip: billOf(4) }));
    await treasury.reconcile();
    expect(await provenBreaks(treasury, 'position_quantity')).toMatchObject([
      {
        on: TUESDAY,
        cusip: billOf(4),
        cause: 'unsettled',
        detail: 'reported by trade date: what is traded and not settled yet is in it',
        evidence:
          'held 0 on 2026-09-14 + bought 0 - sold 0 - matured 0 = 0; reported 20; unsettled buys 20 (settle 2026-09-16)',
      },
    ]);
  });

  test.each([
    ['2026-09-08', 0],
    ['2026-09-09', 1],
  ])(
    'of a Friday before a holiday is due on Tuesday: on %s it is %i days old',
    async (last, age) => {
      const days = ['2026-09-02', '2026-09-03', '2026-09-04', '2026-09-08', '2026-09-09'];
      const [before, thursday, friday, tuesday] = days.map(parseBusinessDate);
      if (!before || !thursday || !friday || !tuesday) throw new Error('four days');
      const treasury = await openTreasury();
      await treasury.trades(
        { from: before, to: tuesday },
        buy(5, thursday, { settlesOn: friday, ...other }),
        buy(20, friday, { settlesOn: tuesday }),
      );
      await treasury.summary(before, position(100));
      await treasury.summary(thursday, position(100), position(5, other));
      for (const day of days.slice(2).filter((on) => on <= last)) {
        await treasury.summary(
          parseBusinessDate(day),
          position(99, { cost: '1.00' }),
          position(5, other),
        );
      }
      await treasury.reconcile();
      expect(await provenBreaks(treasury, 'position_quantity')).toMatchObject([
        { on: friday, dueOn: tuesday, age },
      ]);
    },
  );
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

  const quantitiesOf = async (treasury: Treasury) =>
    (await treasury.breaksAfterReconciling()).filter(({ rule }) => rule === 'position_quantity');

  test.each([
    ['on which it is traded', [2, 0, 0]],
    ['on which it settles', [0, 2, 0]],
  ] as const)('explains what begins on the day %s', async (_, [tuesday, wednesday, thursday]) => {
    expect(await quantitiesOf(await openAfter(tuesday, wednesday, thursday))).toEqual([]);
  });

  test('explains nothing that begins on another', async () => {
    expect(await quantitiesOf(await openAfter(0, 0, 2))).toMatchObject([{ on: THURSDAY }]);
  });
});
