import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  BILL, buy, FRIDAY, MONDAY, maturity, NEXT_MONDAY, position, sell, THURSDAY, TUESDAY, WEDNESDAY, WEEK,
} from '../support/ledger-rows.ts';
import { openTreasury } from '../support/treasury.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('holdings that move with their trades tie', async () => {
  const treasury = await openTreasury(database.pool);
  await treasury.trades({ from: MONDAY, to: FRIDAY }, buy(5, TUESDAY), sell(3, WEDNESDAY));
  await treasury.listing({ from: MONDAY, to: FRIDAY }, maturity(12, FRIDAY));
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(15));
  await treasury.summary(WEDNESDAY, position(12));
  await treasury.summary(THURSDAY, position(12));
  await treasury.summary(FRIDAY);
  console.time('r');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  console.timeEnd('r');
});
test('missing', async () => {
  const treasury = await openTreasury(database.pool);
  await treasury.trades({ from: MONDAY, to: FRIDAY }, sell(3, WEDNESDAY));
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(15));
  await treasury.summary(WEDNESDAY, position(12));
  console.time('r');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  console.timeEnd('r');
});
