import { expect, test } from 'vitest';
import { BILL, buy, FRIDAY, MONDAY, maturity, position, sell, THURSDAY, TUESDAY, WEDNESDAY } from '../reconcile/support/ledger-rows.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';

const openTreasury = useTreasuries();
const ALL_WEEK = { from: MONDAY, to: FRIDAY };

test('try', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK,
      buy(5, TUESDAY, { price: '97.123456', reference: 'cheap' }),
      buy(5, TUESDAY, { price: '99', reference: 'dear' }),
      sell(7, WEDNESDAY));
    await treasury.listing(ALL_WEEK, maturity(5, THURSDAY));
    await treasury.summary(MONDAY, position(2));
    console.table((await treasury.pool.query(`select cusip, trade_id, acquired_on, price, quantity, remaining, cost, remaining_cost, method, maturity_date from books.fct_lot where entity_id=$1`, [treasury.entityId])).rows);
    console.table((await treasury.pool.query(`select lot_id, disposed_on, kind, quantity, proceeds, cost, gain, days_held from books.fct_lot_disposal where entity_id=$1`, [treasury.entityId])).rows);
});
