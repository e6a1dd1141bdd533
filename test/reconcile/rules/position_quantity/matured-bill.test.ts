import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../../../src/domain/business-date.ts';
import {
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
  WEEK,
} from '../../support/ledger-rows.ts';
import { ALL_WEEK, hold, quantityBreaks, UNEXPLAINED_LESS } from '../../support/quantity-breaks.ts';
import { useTreasuries } from '../../support/use-treasuries.ts';

const openTreasury = useTreasuries();

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
