import { expect, test } from 'vitest';
import {
  buy,
  type Entry,
  entry,
  FRIDAY,
  MONDAY,
  maturity,
  OTHER_BILL,
  position,
  residualCash,
  sell,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const DAYS = { from: MONDAY, to: FRIDAY };

/** Ten bills on Monday; on Tuesday six more are bought for the 588.00 that are swept in. */
async function bought(treasury: Treasury, ...entries: readonly Entry[]): Promise<void> {
  await treasury.trades(DAYS, buy(6, TUESDAY));
  await treasury.listing(DAYS, buy(6, TUESDAY));
  await treasury.summary(MONDAY, position(10), residualCash('5.00'));
  await treasury.summary(TUESDAY, position(16), residualCash('5.00'));
  await treasury.brokerage(MONDAY, { opening: '990.00' });
  await treasury.bank(TUESDAY, {
    entries: [entry('deposit', '588.00'), entry('sweep_out', '-588.00')],
  });
  await treasury.brokerage(TUESDAY, {
    opening: '990.00',
    entries: [entry('addition', '588.00'), ...entries],
  });
}

async function breaksOf(treasury: Treasury): Promise<string[]> {
  const breaks = await treasury.breaksAfterReconciling();
  return breaks
    .filter(({ rule }) => rule !== 'transaction_listing')
    .map(({ rule, on, expected, actual, consequences }) =>
      [`${rule} ${on} ${expected} ${actual}`, ...consequences].join(' <- '),
    );
}

test('six bills bought at 98.00 and worth 98.50 are a gain of 3.00', async () => {
  const treasury = await openTreasury();
  await bought(treasury, entry('gain', '3.00'));
  expect(await breaksOf(treasury)).toEqual([]);
});

test.each(['2.99', '3.01'])('and none of %s, which the closing balance shows too', async (gain) => {
  const treasury = await openTreasury();
  await bought(treasury, entry('gain', gain));
  const closing = gain === '2.99' ? '1580.99' : '1581.01';
  expect(await breaksOf(treasury)).toEqual([
    `brokerage_closing ${TUESDAY} 1581.00 ${closing} <- brokerage_gain ${TUESDAY}`,
  ]);
});

test('a gain that a fee eats up again is seen where the summary does not tell the cash', async () => {
  const treasury = await openTreasury();
  await treasury.trades(DAYS);
  await treasury.listing(DAYS);
  await treasury.summaries([MONDAY, TUESDAY], position(10));
  await treasury.brokerage(MONDAY, { opening: '985.00' });
  await treasury.brokerage(TUESDAY, {
    opening: '985.00',
    entries: [entry('gain', '4.00'), entry('fee', '-4.00')],
  });
  expect(await breaksOf(treasury)).toEqual([`brokerage_gain ${TUESDAY} 0.00 4.00`]);
});

test('sales and maturities count with their cash, and a loss is a gain below zero', async () => {
  const treasury = await openTreasury();
  const other = (units: number) => position(units, { cusip: OTHER_BILL });
  await treasury.trades(DAYS, sell(4, TUESDAY));
  await treasury.listing(
    DAYS,
    sell(4, TUESDAY),
    maturity(2, TUESDAY, { cusip: OTHER_BILL, maturesOn: TUESDAY }),
  );
  await treasury.summary(MONDAY, position(10), other(2), residualCash('5.00'));
  await treasury.summary(TUESDAY, position(6), residualCash('5.00'));
  await treasury.bank(TUESDAY, {
    entries: [entry('sweep_in', '592.00'), entry('withdrawal', '-592.00')],
  });
  await treasury.brokerage(TUESDAY, {
    opening: '1187.00',
    entries: [
      entry('subtraction', '-592.00'),
      // four units sold at 98.00, and worth 98.50 the day before; two that were worth 98.50 paid 100
      entry('loss', '-2.00'),
      entry('gain', '3.00'),
    ],
  });
  expect(await breaksOf(treasury)).toEqual([]);
});

test('where the balance is that of the bills alone, cash that stays behind is a loss', async () => {
  const treasury = await openTreasury();
  await treasury.trades(DAYS);
  await treasury.listing(DAYS);
  await treasury.summary(MONDAY, position(10), residualCash('5.00'));
  await treasury.summary(TUESDAY, position(10), residualCash('8.00'));
  await treasury.bank(TUESDAY, {
    entries: [entry('deposit', '3.00'), entry('sweep_out', '-3.00')],
  });
  await treasury.brokerage(MONDAY, { opening: '985.00' });
  await treasury.brokerage(TUESDAY, {
    opening: '985.00',
    entries: [entry('addition', '3.00'), entry('loss', '-3.00')],
  });
  expect(await breaksOf(treasury)).toEqual([]);
});

test('what is wrong in one summary is told once, though the next day is off by it again', async () => {
  const treasury = await openTreasury();
  await treasury.trades(DAYS);
  await treasury.listing(DAYS);
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(10, { value: '985.07' }));
  await treasury.summary(WEDNESDAY, position(10));
  for (const on of [MONDAY, TUESDAY, WEDNESDAY])
    await treasury.brokerage(on, { opening: '985.00' });
  const once = [
    `position_value ${TUESDAY} 985.00 985.07 <- brokerage_closing ${TUESDAY} <- brokerage_gain ${TUESDAY}`,
  ];
  expect(await breaksOf(treasury)).toEqual(once);
  await treasury.reconcile({ from: WEDNESDAY, to: WEDNESDAY });
  expect(await breaksOf(treasury)).toEqual(once);
});

test('a day whose trades have not landed is not judged', async () => {
  const treasury = await openTreasury();
  await treasury.trades(DAYS);
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(10, { price: '98.60' }));
  await treasury.brokerage(TUESDAY, { opening: '986.00' });
  expect(await breaksOf(treasury)).toEqual([]);
});
