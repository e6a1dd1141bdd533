import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import {
  BILL,
  buy,
  FRIDAY,
  MONDAY,
  maturity,
  NEXT_MONDAY,
  position,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
  WEEK,
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };
const SATURDAY = parseBusinessDate('2026-09-19');

async function missed(treasury: Treasury) {
  const breaks = await treasury.breaksAfterReconciling();
  return breaks.filter(({ rule }) => rule.startsWith('maturity'));
}

describe('a bill', () => {
  test('that is held the day before it pays, and not on that day, is as it should be', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(10, TUESDAY, { maturesOn: FRIDAY }));
    await treasury.summary(MONDAY);
    await treasury.summaries([TUESDAY, WEDNESDAY, THURSDAY], position(10));
    await treasury.summary(FRIDAY);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('that is held on the day it pays is one break, whatever else disagrees because of it', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(10, TUESDAY, { maturesOn: THURSDAY }));
    await treasury.summary(MONDAY);
    await treasury.summaries([TUESDAY, WEDNESDAY, THURSDAY, FRIDAY], position(10));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'maturity_missed',
        cusip: BILL,
        on: THURSDAY,
        lastSeenOn: FRIDAY,
        expected: '0',
        actual: '10',
        detail: 'still held though it matured on 2026-09-17',
        consequences: [`position_quantity ${THURSDAY}`],
      },
    ]);
  });

  test('of which a part is held after it paid is missed by that part', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(10, TUESDAY, { maturesOn: THURSDAY }), sell(2, WEDNESDAY));
    await treasury.listing(ALL_WEEK, maturity(8, THURSDAY));
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(10));
    await treasury.summary(WEDNESDAY, position(8));
    await treasury.summary(THURSDAY, position(1, { cost: '98.00' }));
    expect(await missed(treasury)).toMatchObject([{ on: THURSDAY, expected: '0', actual: '1' }]);
  });

  test('that matures on a Saturday may be held on Friday, and is a break on Monday', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(10, TUESDAY, { maturesOn: SATURDAY }));
    await treasury.summary(MONDAY);
    await treasury.summaries([...WEEK.slice(1), NEXT_MONDAY], position(10));
    expect(await missed(treasury)).toMatchObject([
      {
        on: NEXT_MONDAY,
        detail: 'still held though it matured on 2026-09-19 and paid on 2026-09-21',
      },
    ]);
  });

  test('that had matured before the books begin is a break on their first day', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(1, MONDAY, { maturesOn: TUESDAY }));
    await treasury.summaries([WEDNESDAY, THURSDAY], position(10));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'maturity_missed', on: WEDNESDAY, lastSeenOn: THURSDAY, actual: '10' },
    ]);
  });

  test('that stays held is one break over a summary that is missing', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(1, MONDAY, { maturesOn: TUESDAY }));
    await treasury.summaries([MONDAY, TUESDAY, THURSDAY], position(10));
    expect(await missed(treasury)).toMatchObject([{ on: TUESDAY, lastSeenOn: THURSDAY }]);
  });
});
