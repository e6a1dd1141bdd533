import { expect, test } from 'vitest';
import { addDays } from '../../../src/domain/business-date.ts';
import { entry, FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

async function breaksOf(dates: Parameters<typeof entry>[2], on = NEXT_MONDAY) {
  const treasury = await openTreasury();
  await treasury.brokerage(on, { entries: [entry('gain', '1.00', dates)] });
  await treasury.reconcile();
  const { rows } = await treasury.pool.query(
    `select rule, account, business_date, difference::int, cause, detail
     from books.fct_break
     where entity_id = $1`,
    [treasury.entityId],
  );
  return rows;
}

test.each([
  ['on its day', {}],
  ['on the Sunday before', { bookedOn: addDays(NEXT_MONDAY, -1) }],
  ['on the Saturday before', { bookedOn: addDays(NEXT_MONDAY, -2) }],
  ['on a day that is not told', { bookedOn: null, valueOn: null }],
  ['a week before its value date', { valueOn: addDays(NEXT_MONDAY, 7) }],
])('an entry that is booked %s is sound', async (_, dates) => {
  expect(await breaksOf(dates)).toEqual([]);
});

test.each([
  ['on the business day before', { bookedOn: FRIDAY, valueOn: FRIDAY }, -3],
  ['on the next day', { bookedOn: addDays(NEXT_MONDAY, 1) }, 1],
  ['eight days before its value date', { valueOn: addDays(NEXT_MONDAY, 8) }, 8],
  ['eight days after its value date', { valueOn: addDays(NEXT_MONDAY, -8) }, -8],
])('an entry that is booked %s is dated some days off', async (_, dates, difference) => {
  expect(await breaksOf(dates)).toMatchObject([
    { rule: 'entry_dates', account: 'BROKERAGE', difference, cause: 'dated k days off' },
  ]);
});

test('two entries under one reference are two breaks', async () => {
  const treasury = await openTreasury();
  const off = { bookedOn: MONDAY, valueOn: MONDAY, reference: 'the same' };
  await treasury.brokerage(TUESDAY, {
    entries: [entry('gain', '1.00', off), entry('loss', '-1.00', off)],
  });
  expect(await treasury.breaksAfterReconciling()).toHaveLength(2);
});
