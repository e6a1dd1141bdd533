import { expect, test } from 'vitest';
import { entry, MONDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('sweeps tie in both directions and in several legs; gains and fees are none', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, {
    entries: [
      entry('deposit', '90.00'),
      entry('sweep_out', '-60.00'),
      entry('sweep_out', '-40.00'),
      entry('sweep_in', '30.00'),
      entry('payment_out', '-20.00'),
    ],
  });
  await treasury.brokerage(MONDAY, {
    entries: [
      entry('addition', '100.00'),
      entry('subtraction', '-30.00'),
      entry('gain', '1.11'),
      entry('loss', '-0.22'),
      entry('fee', '-0.33'),
    ],
  });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each(['99.99', '100.01'])(
  'a sweep of 100.00 that arrives as %s, hidden in a gain, is seen by no other rule',
  async (arrived) => {
    const treasury = await openTreasury();
    await treasury.bank(MONDAY, {
      entries: [entry('deposit', '100.00'), entry('sweep_out', '-100.00')],
    });
    await treasury.brokerage(MONDAY, {
      entries: [entry('addition', arrived), entry('gain', '0.01')],
    });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'sweep_legs', account: null, on: MONDAY, expected: '100.00', actual: arrived },
    ]);
  },
);

test('a leg without the statement of the other side is left to completeness', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, {
    entries: [entry('deposit', '100.00'), entry('sweep_out', '-100.00')],
  });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a leg that goes to another pocket is a break in both', async () => {
  const treasury = await openTreasury(['pocket-1', 'pocket-2']);
  await treasury.bank(MONDAY, {
    entries: [entry('deposit', '100.00'), entry('sweep_out', '-100.00')],
  });
  await treasury.brokerage(MONDAY);
  await treasury.bank(MONDAY, { pocket: 'pocket-2' });
  await treasury.brokerage(MONDAY, { pocket: 'pocket-2', entries: [entry('addition', '100.00')] });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'sweep_legs', pocket: 'pocket-1', expected: '100.00', actual: '0' },
    { rule: 'sweep_legs', pocket: 'pocket-2', expected: '0', actual: '100.00' },
  ]);
});
