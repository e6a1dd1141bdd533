import { expect, test } from 'vitest';
import type { BusinessDate } from '../../../src/domain/business-date.ts';
import { fromScaled } from '../../../src/domain/decimal.ts';
import {
  cents,
  entry,
  FRIDAY,
  MONDAY,
  OTHER_BILL,
  position,
  residualCash,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
  WEEK,
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** Bills of 985.00 and residual cash of 5.00 on each day, and what the brokerage account closes with. */
async function openWeek(...closings: readonly string[]): Promise<Treasury> {
  const treasury = await openTreasury();
  for (const [index, closing] of closings.entries()) {
    await addDay(treasury, WEEK[index] ?? FRIDAY, closings[index - 1] ?? closing, closing);
  }
  return treasury;
}

async function addDay(
  treasury: Treasury,
  day: BusinessDate,
  opening: string,
  closing = opening,
): Promise<void> {
  await treasury.summary(day, position(10), residualCash('5.00'));
  const change = fromScaled(cents(closing) - cents(opening), 2);
  await treasury.brokerage(day, { opening, entries: [entry('gain', change)] });
}

async function readReading(treasury: Treasury): Promise<unknown> {
  const { rows } = await treasury.pool.query(
    `select value, fits, fits_otherwise
     from recon.reading
     where entity_id = $1
       and name = 'brokerage_balance'
     order by reading_id desc
     limit 1`,
    [treasury.entityId],
  );
  return rows[0];
}

test('a balance of bills and residual cash is found to hold it, and ties', async () => {
  const treasury = await openWeek('990.00', '990.00');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  expect(await readReading(treasury)).toEqual({
    value: 'with_residual_cash',
    fits: 2n,
    fits_otherwise: 0n,
  });
});

test('a balance of bills alone is found to leave residual cash out, and ties', async () => {
  const treasury = await openWeek('985.00', '985.00');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  expect(await readReading(treasury)).toEqual({
    value: 'without_residual_cash',
    fits: 2n,
    fits_otherwise: 0n,
  });
});

test('the one day that ties the other way is a break', async () => {
  const treasury = await openWeek('985.00', '985.00', '990.00');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'brokerage_closing',
      on: WEDNESDAY,
      expected: '985.00',
      actual: '990.00',
      detail: 'closing balance differs from the bills held (without residual cash)',
    },
  ]);
});

test.each(['989.99', '990.01'])(
  'a balance of %s where bills and cash are 990.00 is seen by no other rule',
  async (closing) => {
    const treasury = await openWeek('990.00', '990.00', closing);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'brokerage_closing',
        account: 'BROKERAGE',
        on: WEDNESDAY,
        expected: '990.00',
        actual: closing,
        detail: 'closing balance differs from the bills and the residual cash held: 985.00 + 5.00',
      },
    ]);
  },
);

test('all bills of a pocket are added up, and no bill of another', async () => {
  const treasury = await openTreasury(['pocket-1', 'pocket-2']);
  await treasury.summary(
    MONDAY,
    position(10),
    position(1, { cusip: OTHER_BILL }),
    position(7, { pocket: 'pocket-2' }),
  );
  await treasury.brokerage(MONDAY, { opening: '1083.50' });
  await treasury.brokerage(MONDAY, { pocket: 'pocket-2', opening: '689.50' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a pocket that holds nothing closes with nothing', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY);
  await treasury.brokerage(MONDAY, { opening: '0.01' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'brokerage_closing', expected: '0', actual: '0.01' },
  ]);
});

test('days without residual cash prove nothing; the first that has some decides', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10), residualCash('0.00'));
  await treasury.brokerage(MONDAY, { opening: '985.00' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  expect(await readReading(treasury)).toMatchObject({ value: 'with_residual_cash', fits: 0n });
  await addDay(treasury, WEDNESDAY, '985.00');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  expect(await readReading(treasury)).toMatchObject({ value: 'without_residual_cash', fits: 1n });
});

test('days that were judged before the answer was known are judged again', async () => {
  const treasury = await openWeek('986.00');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ expected: '990.00' }]);
  await addDay(treasury, WEDNESDAY, '985.00');
  await addDay(treasury, THURSDAY, '985.00');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'brokerage_closing', on: MONDAY, expected: '985.00', actual: '986.00' },
  ]);
});

test('a statement without a summary, and a summary without a statement, are left to completeness', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10));
  await treasury.brokerage(TUESDAY, { opening: '1.00' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a closing balance that is not there is the break of its statement alone', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10));
  await treasury.brokerage(MONDAY, { opening: '985.00', closing: null });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ rule: 'statement_balance' }]);
});
