import { expect, test } from 'vitest';
import { addDays } from '../../../src/domain/business-date.ts';
import {
  entry,
  FRIDAY,
  MONDAY,
  NEXT_MONDAY,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
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

/** So many entries on Monday that are worth from the day after, and one on Tuesday with another value date. */
async function openHabit(
  alike: number,
  last: Parameters<typeof entry>[2],
  category: 'gain' | 'fee' = 'gain',
) {
  const treasury = await openTreasury();
  const usual = Array.from({ length: alike }, (_, index) =>
    entry('gain', '1.00', { valueOn: TUESDAY, reference: `usual ${index}` }),
  );
  await treasury.brokerage(MONDAY, { closing: `${alike}.00`, entries: usual });
  const amount = category === 'fee' ? '-1.00' : '1.00';
  await treasury.brokerage(TUESDAY, {
    opening: `${alike}.00`,
    closing: category === 'fee' ? `${alike - 1}.00` : `${alike + 1}.00`,
    entries: [entry(category, amount, last)],
  });
  return treasury.breaksAfterReconciling();
}

test.each([
  ['a day after its booking, as all are', 10, { valueOn: WEDNESDAY }],
  ['on the day of its booking, where too few are not', 9, {}],
])('an entry that is worth from %s is sound', async (_, alike, dates) => {
  expect(await openHabit(alike, dates)).toEqual([]);
});

test.each([
  ['on the day of its booking', {}, '-1'],
  ['two days after its booking', { valueOn: THURSDAY }, '1'],
])(
  'an entry of a kind that is worth from the next day, and itself %s, is dated off',
  async (_, dates, actual) => {
    for (const category of ['gain', 'fee'] as const) {
      expect(await openHabit(10, dates, category)).toMatchObject([
        { rule: 'entry_dates', on: TUESDAY, expected: '0', actual },
      ]);
    }
  },
);

test('what is told on Friday to be worth from Monday lies as near as from Monday to Tuesday', async () => {
  const treasury = await openTreasury();
  const entries = (valueOn: typeof FRIDAY) =>
    Array.from({ length: 10 }, (_, index) =>
      entry('gain', '1.00', { valueOn, reference: `${valueOn} ${index}` }),
    );
  await treasury.brokerage(FRIDAY, {
    closing: '11.00',
    entries: [...entries(NEXT_MONDAY), entry('gain', '1.00', { valueOn: FRIDAY })],
  });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'entry_dates', on: FRIDAY, actual: '-3' },
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
