import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../../../src/domain/business-date.ts';
import {
  BILL,
  billOf,
  buy,
  FRIDAY,
  MONDAY,
  NEXT_MONDAY,
  OTHER_BILL,
  position,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../../support/ledger-rows.ts';
import { provenBreaks } from '../../support/proven-breaks.ts';
import { ALL_WEEK, hold, quantityBreaks } from '../../support/quantity-breaks.ts';
import type { Treasury } from '../../support/treasury.ts';
import { useTreasuries } from '../../support/use-treasuries.ts';

const openTreasury = useTreasuries();

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
