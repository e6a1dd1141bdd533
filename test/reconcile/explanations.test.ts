import { describe, expect, test } from 'vitest';
import {
  BILL,
  billOf,
  buy,
  entry,
  FRIDAY,
  MONDAY,
  NEXT_MONDAY,
  OTHER_BILL,
  position,
  quote,
  TUESDAY,
  WEDNESDAY,
} from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };

/** `rule day: what it explains` of each open break that nothing else explains. */
async function roots(treasury: Treasury): Promise<string[]> {
  const breaks = await treasury.breaksAfterReconciling();
  return breaks.map(({ rule, on, consequences }) =>
    [`${rule} ${on}`, ...consequences].join(' <- '),
  );
}

describe('a wrong trade amount', () => {
  test('of dollars makes a wrong quantity, and cost follows from that', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { amount: '430.00' }));
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(15));
    expect(await roots(treasury)).toEqual([
      `trade_cash ${TUESDAY} <- position_cost ${TUESDAY} <- position_quantity ${TUESDAY}`,
    ]);
  });

  test('explains a quantity that moves when the trade settles', async () => {
    const treasury = await openTreasury();
    const later = { settlesOn: TUESDAY };
    const bills = [3, 4].map(billOf);
    await treasury.trades(
      ALL_WEEK,
      buy(5, MONDAY, { ...later, amount: '430.00' }),
      ...bills.map((cusip) => buy(1, MONDAY, { ...later, cusip })),
    );
    await treasury.summary(MONDAY, position(10));
    const settled = bills.map((cusip) => position(1, { cusip }));
    await treasury.summary(TUESDAY, position(15), ...settled);
    expect(await roots(treasury)).toEqual([
      `trade_cash ${MONDAY} <- position_cost ${TUESDAY} <- position_quantity ${TUESDAY}`,
    ]);
  });

  test('of cents explains no quantity', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { amount: '490.99' }));
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(16, { cost: '1470.99' }));
    expect(await roots(treasury)).toEqual([
      `position_quantity ${TUESDAY}`,
      `trade_cash ${TUESDAY}`,
    ]);
  });

  test('explains a cost that is wrong by as much', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { amount: '490.03' }));
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(15));
    expect(await roots(treasury)).toEqual([`trade_cash ${TUESDAY} <- position_cost ${TUESDAY}`]);
  });

  test('explains no cost that is wrong by another amount, and none of another bill', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { amount: '490.03' }));
    await treasury.summary(MONDAY, position(10), position(3, { cusip: OTHER_BILL }));
    await treasury.summary(
      TUESDAY,
      position(15, { cost: '1470.04' }),
      position(3, { cusip: OTHER_BILL, cost: '294.03' }),
    );
    expect(await roots(treasury)).toEqual([
      `position_cost ${TUESDAY}`,
      `position_cost ${TUESDAY}`,
      `trade_cash ${TUESDAY}`,
    ]);
  });
});

describe('a wrong quantity', () => {
  test('explains the cost', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(15));
    expect(await roots(treasury)).toEqual([
      `position_quantity ${TUESDAY} <- position_cost ${TUESDAY}`,
    ]);
  });

  test('explains that a bill nobody bought has no price', async () => {
    const treasury = await openTreasury();
    await treasury.prices(TUESDAY, quote());
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(3, { cusip: OTHER_BILL }));
    expect(await roots(treasury)).toEqual([
      `position_quantity ${TUESDAY} <- position_cost ${TUESDAY} <- position_price ${TUESDAY}`,
    ]);
  });

  test('explains the value', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(11, { value: '985.00', cost: '980.00' }));
    expect(await roots(treasury)).toEqual([
      `position_quantity ${TUESDAY} <- position_value ${TUESDAY}`,
    ]);
  });

  test('explains the closing balance', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10), position(1, { cusip: OTHER_BILL }));
    await treasury.summary(TUESDAY, position(10));
    await treasury.brokerage(TUESDAY, { opening: '1083.50' });
    expect(await roots(treasury)).toEqual([
      `position_quantity ${TUESDAY} <- brokerage_closing ${TUESDAY}`,
    ]);
  });
});

describe('a wrong price', () => {
  test('explains the value', async () => {
    const treasury = await openTreasury();
    await treasury.prices(MONDAY, quote('98.50'));
    await treasury.summary(MONDAY, position(10, { price: '98.60', value: '985.00' }));
    expect(await roots(treasury)).toEqual([`position_price ${MONDAY} <- position_value ${MONDAY}`]);
  });

  test('explains the closing balance', async () => {
    const treasury = await openTreasury();
    await treasury.prices(MONDAY, quote('98.50'));
    await treasury.summary(MONDAY, position(10, { price: '98.60' }));
    await treasury.brokerage(MONDAY, { opening: '985.00' });
    expect(await roots(treasury)).toEqual([
      `position_price ${MONDAY} <- brokerage_closing ${MONDAY}`,
    ]);
  });

  test('that turns out to be right explains nothing any more: what stays is a break under its old id', async () => {
    const treasury = await openTreasury();
    await treasury.prices(MONDAY, quote('98.50'));
    await treasury.summary(MONDAY, position(10, { price: '98.60' }));
    await treasury.brokerage(MONDAY, { opening: '985.00' });
    await treasury.reconcile();
    const before = await readId(treasury, 'books.fct_break_consequence');
    await treasury.prices(MONDAY, quote('98.60'));
    expect(await roots(treasury)).toEqual([`brokerage_closing ${MONDAY}`]);
    expect(await readId(treasury, 'books.fct_break')).toBe(before);
  });

  async function readId(treasury: Treasury, view: string): Promise<unknown> {
    const { rows } = await treasury.pool.query<{ break_id: string }>(
      `select break_id from ${view} where entity_id = $1 and rule = 'brokerage_closing'`,
      [treasury.entityId],
    );
    return rows[0]?.break_id ?? 'none';
  }
});

test('a wrong value explains the closing balance', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10, { value: '985.01' }));
  await treasury.brokerage(MONDAY, { opening: '985.00' });
  expect(await roots(treasury)).toEqual([
    `position_value ${MONDAY} <- brokerage_closing ${MONDAY}`,
  ]);
});

test('a wrong price comes before the wrong value that it makes: the balance is listed under the price', async () => {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote('98.50'));
  await treasury.summary(MONDAY, position(10, { price: '98.60', value: '986.01' }));
  await treasury.brokerage(MONDAY, { opening: '985.00' });
  expect(await roots(treasury)).toEqual([
    `position_price ${MONDAY} <- brokerage_closing ${MONDAY} <- position_value ${MONDAY}`,
  ]);
});

describe('a statement that does not add up', () => {
  test('explains a closing balance that is wrong by as much', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10));
    await treasury.brokerage(MONDAY, { opening: '985.00', closing: '985.50' });
    expect(await roots(treasury)).toEqual([
      `statement_balance ${MONDAY} <- brokerage_closing ${MONDAY}`,
    ]);
  });

  test('explains none that is wrong by another amount', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10));
    await treasury.brokerage(MONDAY, { opening: '985.01', closing: '985.50' });
    expect(await roots(treasury)).toEqual([
      `brokerage_closing ${MONDAY}`,
      `statement_balance ${MONDAY}`,
    ]);
  });

  test('explains nothing in another pocket', async () => {
    const treasury = await openTreasury(['pocket-1', 'pocket-2']);
    await treasury.summary(MONDAY, position(10, { pocket: 'pocket-2' }));
    await treasury.brokerage(MONDAY, { pocket: 'pocket-2', opening: '985.50' });
    await treasury.brokerage(MONDAY, { pocket: 'pocket-1', opening: '0.00', closing: '0.50' });
    const breaks = await treasury.breaksAfterReconciling();
    expect(breaks).toMatchObject([
      { rule: 'brokerage_closing', pocket: 'pocket-2', consequences: [] },
      { rule: 'statement_balance', pocket: 'pocket-1' },
    ]);
  });

  test('explains that the next day opens with what is right, over a weekend too', async () => {
    const treasury = await openTreasury();
    await treasury.brokerage(FRIDAY, { opening: '10.00', closing: '12.00' });
    await treasury.brokerage(NEXT_MONDAY, { opening: '10.00' });
    expect(await roots(treasury)).toEqual([
      `statement_balance ${FRIDAY} <- statement_chain ${NEXT_MONDAY}`,
    ]);
  });

  test('explains no broken chain of a later day', async () => {
    const treasury = await openTreasury();
    await treasury.brokerage(MONDAY, { opening: '10.00', closing: '12.00' });
    await treasury.brokerage(TUESDAY, { opening: '12.00' });
    await treasury.brokerage(WEDNESDAY, { opening: '10.00' });
    expect(await roots(treasury)).toEqual([
      `statement_balance ${MONDAY}`,
      `statement_chain ${WEDNESDAY}`,
    ]);
  });
});

describe('a sweep', () => {
  const sweptOut = { entries: [entry('deposit', '100.00'), entry('sweep_out', '-100.00')] };

  test('whose arrival is of no known kind is explained by that', async () => {
    const treasury = await openTreasury();
    await treasury.bank(MONDAY, sweptOut);
    await treasury.brokerage(MONDAY, { entries: [entry('unclassified', '100.00')] });
    expect(await roots(treasury)).toEqual([`unclassified_entry ${MONDAY} <- sweep_legs ${MONDAY}`]);
  });

  test('whose arrival is missing explains that the statement does not add up, and the next does not begin there', async () => {
    const treasury = await openTreasury();
    await treasury.bank(MONDAY, sweptOut);
    await treasury.brokerage(MONDAY, { opening: '0.00', closing: '100.00' });
    expect(await roots(treasury)).toEqual([`sweep_legs ${MONDAY} <- statement_balance ${MONDAY}`]);
  });
});

describe('money left in the bank', () => {
  test('explains a statement that does not add up by as much, and the next that begins at zero', async () => {
    const treasury = await openTreasury();
    await treasury.bank(MONDAY, { closing: '5.00' });
    await treasury.bank(TUESDAY);
    expect(await roots(treasury)).toEqual([
      `bank_zero_close ${MONDAY} <- statement_balance ${MONDAY} <- statement_chain ${TUESDAY}`,
    ]);
  });

  test('explains that the next day begins without it', async () => {
    const treasury = await openTreasury();
    await treasury.bank(MONDAY, { entries: [entry('deposit', '5.00')] });
    await treasury.bank(TUESDAY);
    expect(await roots(treasury)).toEqual([
      `bank_zero_close ${MONDAY} <- statement_chain ${TUESDAY}`,
    ]);
  });

  test('explains nothing of the brokerage account', async () => {
    const treasury = await openTreasury();
    await treasury.bank(MONDAY, { entries: [entry('deposit', '5.00')] });
    await treasury.brokerage(MONDAY, { opening: '5.00', closing: '10.00' });
    expect(await roots(treasury)).toEqual([
      `bank_zero_close ${MONDAY}`,
      `statement_balance ${MONDAY}`,
    ]);
  });
});

test('an explanation is handed on to its own: chain, balance, legs, and the entry at the bottom', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, {
    entries: [entry('deposit', '100.00'), entry('sweep_out', '-100.00')],
  });
  await treasury.brokerage(MONDAY, {
    closing: '200.00',
    entries: [entry('unclassified', '100.00')],
  });
  await treasury.brokerage(TUESDAY, { opening: '100.00' });
  expect(await roots(treasury)).toEqual([
    `unclassified_entry ${MONDAY} <- statement_balance ${MONDAY} <- statement_chain ${TUESDAY} <- sweep_legs ${MONDAY}`,
  ]);
});

test('what is explained is no break of its own and not among the open ones', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10, { value: '985.01' }));
  await treasury.brokerage(MONDAY, { opening: '985.00' });
  const { breaksOpen, findings } = await treasury.reconcile();
  expect({ breaksOpen, findings }).toEqual({ breaksOpen: 1, findings: 2 });
  const { rows } = await treasury.pool.query(
    `select c.rule, c.difference, c.status, b.rule as root, b.cusip
     from books.fct_break_consequence c
     join books.fct_break b on b.break_id = c.root_break_id
     where c.entity_id = $1`,
    [treasury.entityId],
  );
  expect(rows).toEqual([
    {
      rule: 'brokerage_closing',
      difference: '-0.01',
      status: 'open',
      root: 'position_value',
      cusip: BILL,
    },
  ]);
});
