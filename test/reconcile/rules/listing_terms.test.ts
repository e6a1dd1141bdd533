import { expect, test } from 'vitest';
import {
  BILL,
  buy,
  FRIDAY,
  MONDAY,
  maturity,
  moved,
  position,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();
const ALL_WEEK = { from: MONDAY, to: FRIDAY };

const bought = buy(5, TUESDAY, { settlesOn: WEDNESDAY, tradeId: 't-1', reference: 'JK-1' });
const wired = moved('40.00', TUESDAY, { activityId: 'x-1', settledAt: `${TUESDAY}T15:00:00Z` });

test('what all three tell alike ties, and what one leaves out', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, { ...bought, tradeId: null, bookDate: null });
  await treasury.listing(ALL_WEEK, bought, maturity(3, FRIDAY));
  await treasury.tradesCsv(ALL_WEEK, { ...bought, bookDate: null }, maturity(3, FRIDAY));
  await treasury.transactions(ALL_WEEK, wired);
  await treasury.transactionsCsv(ALL_WEEK, { ...wired, settledAt: null });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('the last digit of a price, too small to move a cent, is a break that no other rule sees', async () => {
  const treasury = await openTreasury();
  const price = buy(5, TUESDAY, { price: '98.000001' }).price;
  await treasury.trades(ALL_WEEK, { ...bought, price });
  await treasury.listing(ALL_WEEK, bought);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'listing_terms',
      cusip: BILL,
      item: 'JK-1 price',
      on: TUESDAY,
      detail: 'the trade report tells the price 98.000001, the trade listing 98',
    },
  ]);
});

test('another day of settlement or of booking is a break each, so many days off', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, { ...bought, settlementDate: FRIDAY, bookDate: MONDAY });
  await treasury.listing(ALL_WEEK, bought);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'listing_terms', item: 'JK-1 booking', on: TUESDAY, expected: '0', actual: '1' },
    {
      rule: 'listing_terms',
      item: 'JK-1 settlement',
      on: TUESDAY,
      actual: '-2',
      detail: 'by the trade listing the settlement is 2 days earlier than by the trade report',
    },
  ]);
  const { rows } = await treasury.pool.query(
    'select distinct cause from books.fct_break where entity_id = $1',
    [treasury.entityId],
  );
  expect(rows).toEqual([{ cause: 'dated k days off' }]);
});

test('is found when the listing of the settlement lands, days after the report', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, { ...bought, bookDate: WEDNESDAY });
  await treasury.listing({ from: MONDAY, to: TUESDAY });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  await treasury.listing({ from: WEDNESDAY, to: FRIDAY }, bought);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'listing_terms', item: 'JK-1 booking', on: TUESDAY },
  ]);
});

test('another booking in the CSV of trades, and another time of settlement in that of transactions', async () => {
  const treasury = await openTreasury();
  await treasury.listing(ALL_WEEK, bought);
  await treasury.tradesCsv(ALL_WEEK, { ...bought, bookDate: THURSDAY });
  await treasury.transactions(ALL_WEEK, wired);
  await treasury.transactionsCsv(ALL_WEEK, { ...wired, settledAt: `${TUESDAY}T21:00:00Z` });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'listing_terms', item: 't-1 booking', on: TUESDAY, actual: '2' },
    { rule: 'listing_terms', item: 'x-1 settlement', on: TUESDAY, actual: '0.25' },
  ]);
});

test('one reference for two trades says nothing about which is which', async () => {
  const treasury = await openTreasury();
  const other = buy(7, TUESDAY, {
    settlesOn: WEDNESDAY,
    price: '98.50',
    reference: 'JK-1',
    tradeId: 't-2',
  });
  await treasury.trades(ALL_WEEK, bought, other);
  await treasury.listing(ALL_WEEK, bought, other);
  const rules = (await treasury.breaksAfterReconciling()).map(({ rule }) => rule);
  expect(rules).toEqual(['trade_duplicate']);
});

test('a price that moves the cash is told by the cash', async () => {
  const treasury = await openTreasury();
  const price = buy(5, TUESDAY, { price: '98.10' }).price;
  await treasury.trades(ALL_WEEK, { ...bought, price });
  await treasury.listing(ALL_WEEK, bought);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'trade_cash', consequences: [`listing_terms ${TUESDAY}`] },
  ]);
});

test('a settlement that the report tells wrongly explains a quantity that moves on another day', async () => {
  const treasury = await openTreasury();
  const other = buy(7, MONDAY, { settlesOn: TUESDAY, tradeId: 't-2', reference: 'JK-2' });
  await treasury.trades(ALL_WEEK, other, { ...bought, settlementDate: THURSDAY });
  await treasury.listing(ALL_WEEK, other, bought);
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(17));
  await treasury.summary(WEDNESDAY, position(22));
  await treasury.summary(THURSDAY, position(22));
  const found = await treasury.breaksAfterReconciling();
  expect(found.map(({ rule, on }) => `${rule} ${on}`)).toEqual([`listing_terms ${TUESDAY}`]);
  expect(found[0]?.consequences).toContain(`position_quantity ${WEDNESDAY}`);
});
