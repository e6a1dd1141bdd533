import { expect, test } from 'vitest';
import { entry, FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY, WEDNESDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('an account that opens with what it closed with ties, over a weekend too', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(FRIDAY, { opening: '10.00', entries: [entry('gain', '1.00')] });
  await treasury.brokerage(NEXT_MONDAY, { opening: '11.00' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each(['10.99', '11.01'])(
  'an account that opens with %s after 11.00 is a break',
  async (opening) => {
    const treasury = await openTreasury();
    await treasury.brokerage(FRIDAY, {
      opening: '10.00',
      closing: '11.00',
      entries: [entry('gain', '1.00')],
    });
    await treasury.brokerage(NEXT_MONDAY, { opening });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'statement_chain',
        account: 'BROKERAGE',
        on: NEXT_MONDAY,
        expected: '11.00',
        actual: opening,
        detail: `opening balance differs from the closing balance of ${FRIDAY}`,
      },
    ]);
  },
);

test('a statement that is shifted as a whole is seen by no other rule, when it begins and when it ends', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { opening: '10.00' });
  await treasury.brokerage(TUESDAY, { opening: '12.00', entries: [entry('gain', '1.00')] });
  await treasury.brokerage(WEDNESDAY, { opening: '11.00' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'statement_chain', on: TUESDAY, expected: '10.00', actual: '12.00' },
    { rule: 'statement_chain', on: WEDNESDAY, expected: '13.00', actual: '11.00' },
  ]);
});

test('nothing is compared over a day without a statement', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { opening: '10.00' });
  await treasury.brokerage(WEDNESDAY, { opening: '99.00' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('the bank account is not compared with the brokerage account, nor one pocket with another', async () => {
  const treasury = await openTreasury(['pocket-1', 'pocket-2']);
  await treasury.brokerage(MONDAY, { opening: '10.00' });
  await treasury.bank(TUESDAY);
  await treasury.brokerage(TUESDAY, { pocket: 'pocket-2', opening: '70.00' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a balance that a statement does not give is that statement’s break alone', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { opening: '10.00', closing: null });
  await treasury.brokerage(TUESDAY, { opening: '10.00' });
  await treasury.brokerage(WEDNESDAY, { opening: null, closing: '10.00' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'statement_balance', on: MONDAY },
    { rule: 'statement_balance', on: WEDNESDAY },
  ]);
});
