import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import type { Cusip } from '../../../src/domain/cusip.ts';
import type { PositionRow } from '../../../src/domain/ledger-row.ts';
import { billOf, buy, MONDAY, position, sell, TUESDAY, WEDNESDAY } from '../support/ledger-rows.ts';
import { provenBreaks } from '../support/proven-breaks.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const FRIDAY_BEFORE = parseBusinessDate('2026-09-11');
const [FIRST, SECOND, OLD] = [billOf(1), billOf(2), billOf(3)];
const EARLY = [4, 5, 6].map(billOf);

const of = (cusip: Cusip, quantity: number): PositionRow =>
  position(quantity, { cusip, cost: '1.00' });

const nextDay = { settlesOn: WEDNESDAY };

/** Monday's trades say that positions move by trade date; on Tuesday two bills are dealt that settle on Wednesday. */
async function openByTradeDate(...tuesday: readonly PositionRow[]): Promise<Treasury> {
  const treasury = await openTreasury();
  const early = EARLY.map((cusip) => of(cusip, 5));
  await treasury.trades(
    { from: MONDAY, to: TUESDAY },
    ...EARLY.map((cusip) => buy(5, MONDAY, { settlesOn: TUESDAY, cusip })),
    buy(20, TUESDAY, { ...nextDay, cusip: FIRST }),
    sell(4, TUESDAY, { ...nextDay, cusip: SECOND }),
  );
  await treasury.summary(FRIDAY_BEFORE, of(FIRST, 100), of(SECOND, 50), of(OLD, 30));
  await treasury.summary(MONDAY, of(FIRST, 100), of(SECOND, 50), of(OLD, 30), ...early);
  await treasury.summary(TUESDAY, ...tuesday, ...early);
  await treasury.summary(WEDNESDAY, of(FIRST, 120), of(SECOND, 46), of(OLD, 30), ...early);
  return treasury;
}

async function quantities(treasury: Treasury) {
  const breaks = await treasury.breaksAfterReconciling();
  return breaks.filter(({ rule }) => rule !== 'position_cost');
}

describe('a pocket', () => {
  test('that tells two bills by the other date is one break, which explains both', async () => {
    const treasury = await openByTradeDate(of(FIRST, 100), of(SECOND, 50), of(OLD, 30));
    expect(await quantities(treasury)).toMatchObject([
      {
        rule: 'position_basis_flip',
        cusip: null,
        on: TUESDAY,
        lastSeenOn: TUESDAY,
        expected: '2',
        actual: '0',
        detail:
          'of 2 bills with something unsettled none ties by trade date, all tie by settlement date',
        consequences: expect.arrayContaining([
          `position_quantity ${TUESDAY}`,
          `position_quantity ${TUESDAY}`,
        ]),
      },
    ]);
    expect(await provenBreaks(treasury, 'position_basis_flip')).toMatchObject([
      { cause: 'unsettled', dueOn: WEDNESDAY, age: 0 },
    ]);
  });

  test('that tells one of two by the other date has a break of that bill', async () => {
    const treasury = await openByTradeDate(of(FIRST, 100), of(SECOND, 46), of(OLD, 30));
    expect(await quantities(treasury)).toMatchObject([{ rule: 'position_quantity', cusip: FIRST }]);
  });

  test('of which a third bill does not tie at all has a break of each', async () => {
    const treasury = await openByTradeDate(of(FIRST, 100), of(SECOND, 50), of(OLD, 31));
    expect(await quantities(treasury)).toMatchObject([
      { rule: 'position_quantity', cusip: FIRST },
      { rule: 'position_quantity', cusip: SECOND },
      { rule: 'position_quantity', cusip: OLD },
    ]);
  });

  test('of which a third bill has been off for days has changed over none the less', async () => {
    const treasury = await openByTradeDate(of(FIRST, 100), of(SECOND, 50), of(OLD, 31));
    const early = EARLY.map((cusip) => of(cusip, 5));
    await treasury.summary(MONDAY, of(FIRST, 100), of(SECOND, 50), of(OLD, 31), ...early);
    expect(await quantities(treasury)).toMatchObject([
      { rule: 'position_basis_flip', on: TUESDAY },
      {
        rule: 'position_quantity',
        cusip: OLD,
        on: MONDAY,
      },
    ]);
  });

  test('of which one bill has been off for days has changed over with it', async () => {
    const treasury = await openByTradeDate(of(FIRST, 101), of(SECOND, 50), of(OLD, 30));
    const early = EARLY.map((cusip) => of(cusip, 5));
    await treasury.summary(MONDAY, of(FIRST, 101), of(SECOND, 50), of(OLD, 30), ...early);
    await treasury.summary(WEDNESDAY, of(FIRST, 121), of(SECOND, 46), of(OLD, 30), ...early);
    expect(await quantities(treasury)).toMatchObject([
      { rule: 'position_basis_flip', on: TUESDAY },
      { rule: 'position_quantity', cusip: FIRST, on: MONDAY, lastSeenOn: WEDNESDAY },
    ]);
  });

  test('that tells its bills by the date in force ties', async () => {
    const treasury = await openByTradeDate(of(FIRST, 120), of(SECOND, 46), of(OLD, 30));
    expect(await quantities(treasury)).toEqual([]);
  });
});
