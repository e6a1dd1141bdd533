import { expect, test } from 'vitest';
import {
  BILL,
  billOf,
  FRIDAY,
  MONDAY,
  OTHER_BILL,
  position,
  quote,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();
const OTHER = quote('97.00', OTHER_BILL);

async function open(): Promise<Treasury> {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote(), OTHER);
  return treasury;
}

test('a bill that is told once a day from its first day to its last ties', async () => {
  const treasury = await open();
  await treasury.prices(TUESDAY, quote(), OTHER);
  await treasury.prices(WEDNESDAY, OTHER, quote('98.60', billOf(3)));
  await treasury.prices(THURSDAY, OTHER);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each([
  ['98.50', 'the report tells 2 prices: 98.50'],
  ['98.60', 'the report tells 2 prices: 98.50000000 to 98.60000000'],
])(
  'a bill that is told twice is a break that no other rule sees, the second at %s',
  async (price, detail) => {
    const treasury = await open();
    await treasury.prices(TUESDAY, quote(), OTHER, quote(price));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'price_series',
        pocket: null,
        cusip: BILL,
        on: TUESDAY,
        expected: '1',
        actual: '2',
        detail: expect.stringContaining(detail),
      },
    ]);
  },
);

test('a bill that is left out for a day is a break, found when the day after it has landed', async () => {
  const treasury = await open();
  await treasury.prices(TUESDAY, OTHER);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  await treasury.prices(WEDNESDAY, quote(), OTHER);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'price_series', cusip: BILL, on: TUESDAY, expected: '1', actual: '0' },
  ]);
});

test('a report that tells only what is held may leave out what is not', async () => {
  const treasury = await open();
  await treasury.summary(TUESDAY, position(5, { cusip: OTHER_BILL, price: '97.00' }));
  await treasury.prices(TUESDAY, OTHER);
  await treasury.prices(WEDNESDAY, quote(), OTHER);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a held bill without a price is told by the position', async () => {
  const treasury = await open();
  await treasury.summary(TUESDAY, position(5));
  await treasury.prices(TUESDAY, OTHER);
  await treasury.prices(WEDNESDAY, quote(), OTHER);
  const breaks = await treasury.breaksAfterReconciling();
  expect(breaks.map(({ rule }) => rule)).toEqual(['position_price']);
});

test('a day whose report has not landed is no gap', async () => {
  const treasury = await open();
  await treasury.prices(FRIDAY, quote(), OTHER);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each([
  ['98.50', 'one line doubled'],
  ['98.60', 'unknown'],
])('a second price of %s is named as %s', async (price, cause) => {
  const treasury = await open();
  await treasury.prices(TUESDAY, quote(), OTHER, quote(price));
  expect(await causesOf(treasury)).toEqual([{ rule: 'price_series', cause }]);
});

test('a price that is left out for a day is a line that is missing', async () => {
  const treasury = await open();
  await treasury.prices(TUESDAY, OTHER);
  await treasury.prices(WEDNESDAY, quote(), OTHER);
  expect(await causesOf(treasury)).toEqual([{ rule: 'price_series', cause: 'one line missing' }]);
});

async function causesOf(treasury: Treasury): Promise<unknown[]> {
  await treasury.reconcile();
  const { rows } = await treasury.pool.query(
    'select rule, cause from books.fct_break where entity_id = $1',
    [treasury.entityId],
  );
  return rows;
}
