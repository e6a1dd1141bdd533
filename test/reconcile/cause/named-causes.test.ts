import { describe, expect, test } from 'vitest';
import {
  BILL,
  buy,
  entry,
  FRIDAY,
  MONDAY,
  moved,
  position,
  quote,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
  WEEK,
} from '../support/ledger-rows.ts';
import { namedAfterReconciling } from '../support/named-breaks.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

describe('a line of the bank statement', () => {
  const PAYMENT = entry('payment_out', '-1250.00', { reference: 'B1' });
  const SWEEP = entry('sweep_in', '1250.00', { reference: 'S1' });
  const listed = moved('-1250.00', TUESDAY, { reference: 'B1' });

  test('that only the listing has is missing, and the balance follows', async () => {
    const treasury = await openTreasury();
    await treasury.bank(TUESDAY, { entries: [SWEEP], closing: '0.00' });
    await treasury.transactions(TUESDAY, listed);
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      {
        rule: 'statement_balance',
        cause: 'one line missing',
        evidence:
          'difference -1,250.00 = ACH B1 of -1,250.00, which stands in the transaction listing and not in the bank statement',
        isUnique: true,
        isRoot: false,
      },
      {
        rule: 'transaction_listing',
        cause: 'one line missing',
        explainedBy: ['-1250.00 ACH B1 (transaction listing)'],
        isRoot: true,
      },
    ]);
  });

  test('that stands twice is doubled', async () => {
    const treasury = await openTreasury();
    await treasury.bank(TUESDAY, { entries: [SWEEP, PAYMENT, PAYMENT], closing: '0.00' });
    await treasury.transactions(TUESDAY, listed);
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      {
        rule: 'statement_balance',
        cause: 'one line doubled',
        evidence: expect.stringContaining('at Stmt[1]/Ntry[2] and Stmt[1]/Ntry[3]'),
      },
      { rule: 'transaction_listing', cause: 'one line doubled', isRoot: true },
    ]);
  });

  test('that has the wrong sign is off by twice its amount', async () => {
    const treasury = await openTreasury();
    const wrong = entry('payment_in', '1250.00', { reference: 'B1' });
    await treasury.bank(TUESDAY, { entries: [SWEEP, wrong], closing: '0.00' });
    await treasury.transactions(TUESDAY, listed);
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      {
        rule: 'statement_balance',
        cause: 'sign',
        evidence:
          'difference -2,500.00 = twice ACH B1 of -1,250.00, which the bank statement tells as 1,250.00, the other sources as -1,250.00',
      },
      { rule: 'transaction_listing', cause: 'sign', isRoot: true },
    ]);
  });

  test('that stands on another day is dated otherwise, and the two days are one break', async () => {
    const treasury = await openTreasury();
    await treasury.bank(TUESDAY, { entries: [SWEEP], closing: '0.00' });
    await treasury.bank(WEDNESDAY);
    await treasury.bank(THURSDAY, { entries: [PAYMENT], closing: '0.00' });
    await treasury.transactions({ from: TUESDAY, to: THURSDAY }, listed);
    const named = await namedAfterReconciling(treasury);
    expect(named.map(({ cause }) => cause)).toEqual(Array(4).fill('dated k days off'));
    expect(named.filter(({ isRoot }) => isRoot)).toMatchObject([
      {
        rule: 'transaction_listing',
        on: TUESDAY,
        evidence: `difference -1,250.00 = ACH B1 of -1,250.00, which the transaction listing has on ${TUESDAY} and the bank statement on ${THURSDAY}, 2 business days after`,
      },
    ]);
  });

  test('that stands on another day is known by its amount where the sources name it differently', async () => {
    const treasury = await openTreasury();
    await treasury.bank(TUESDAY, { entries: [SWEEP], closing: '0.00' });
    await treasury.bank(WEDNESDAY, { entries: [PAYMENT], closing: '0.00' });
    const nameless = { ...listed, reference: null, activityId: 'A1' };
    await treasury.transactions({ from: TUESDAY, to: WEDNESDAY }, nameless);
    const named = await namedAfterReconciling(treasury);
    expect(named.map(({ cause }) => cause)).toEqual(Array(4).fill('dated k days off'));
    expect(named.filter(({ isRoot }) => isRoot)).toMatchObject([{ on: TUESDAY }]);
  });

  test('that is told with another amount and another name is no line that is missing', async () => {
    const treasury = await openTreasury();
    await treasury.bank(TUESDAY, { entries: [SWEEP, PAYMENT] });
    await treasury.transactions(TUESDAY, moved('-1250.37', TUESDAY, { activityId: 'A1' }));
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      { rule: 'transaction_listing', cause: 'unknown' },
    ]);
  });

  test('that a restatement took out is named by its version', async () => {
    const treasury = await openTreasury();
    await treasury.bank(TUESDAY, { entries: [SWEEP, PAYMENT] });
    await treasury.bank(TUESDAY, { entries: [SWEEP], closing: '0.00' });
    await treasury.transactions(TUESDAY, listed);
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      {
        rule: 'statement_balance',
        cause: 'restated',
        evidence: expect.stringContaining('version 1 of the bank statement had'),
      },
      { rule: 'transaction_listing', cause: 'restated' },
    ]);
  });

  test('that is told with another amount is just wrong', async () => {
    const treasury = await openTreasury();
    await treasury.bank(TUESDAY, { entries: [SWEEP, PAYMENT] });
    await treasury.transactions(TUESDAY, { ...listed, amount: moved('-1250.37', TUESDAY).amount });
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      { rule: 'transaction_listing', cause: 'unknown', explainedBy: [], isUnique: null },
    ]);
  });

  test('may be one of several that are missing together', async () => {
    const treasury = await openTreasury();
    await treasury.bank(TUESDAY, { entries: [], opening: '1333.21', closing: '0.00' });
    await treasury.transactions(
      TUESDAY,
      moved('-1250.00', TUESDAY, { reference: 'B1' }),
      moved('-83.21', TUESDAY, { reference: 'B2', locator: 'page[1].items[2]' }),
    );
    const [balance] = await namedAfterReconciling(treasury);
    expect(balance).toMatchObject({
      rule: 'statement_balance',
      cause: 'one line missing',
      explainedBy: ['-1250.00 ACH B1 (transaction listing)', '-83.21 ACH B2 (transaction listing)'],
      isUnique: true,
    });
  });
});

test('a sweep that the brokerage account lacks is missing there', async () => {
  const treasury = await openTreasury();
  const sweep = entry('sweep_out', '-400.00', { reference: 'S1' });
  await treasury.bank(TUESDAY, { opening: '400.00', entries: [sweep] });
  await treasury.brokerage(TUESDAY, { opening: '0.00', closing: '400.00' });
  const named = await namedAfterReconciling(treasury);
  expect(named).toMatchObject([
    { rule: 'statement_balance', cause: 'one line missing' },
    {
      rule: 'sweep_legs',
      cause: 'one line missing',
      evidence: expect.stringContaining(
        'which stands in the bank statement and not in the brokerage statement',
      ),
    },
  ]);
});

describe('a price', () => {
  test.each([
    ['0.985', 'price per 1 instead of per 100', '0.985 is a hundredth of 98.50'],
    ['98.40', 'dated k days off', `98.40 is the price of ${MONDAY}, 2 business days before`],
    ['98.43', 'unknown', expect.any(String)],
  ])('of %s where 98.50 was told shows %s', async (price, cause, evidence) => {
    const treasury = await openTreasury();
    await treasury.prices(MONDAY, quote('98.40'));
    await treasury.prices(TUESDAY, quote('98.45'));
    await treasury.prices(WEDNESDAY, quote('98.50'));
    await treasury.summary(WEDNESDAY, position(4000, { price }));
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      { rule: 'position_price', cause, evidence },
    ]);
  });

  test('that a restatement of the position took away is named', async () => {
    const treasury = await openTreasury();
    await treasury.prices(WEDNESDAY, quote('98.50'));
    await treasury.summary(WEDNESDAY, position(4000));
    await treasury.summary(WEDNESDAY, position(4000, { price: '98.43' }));
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      { rule: 'position_price', cause: 'restated', evidence: expect.stringContaining('version 1') },
    ]);
  });
});

describe('a value', () => {
  test.each([
    ['3940.00', 'price per 1 instead of per 100'],
    ['400000.00', 'face and cash swapped'],
    ['393600.00', 'dated k days off'],
    ['393999.99', 'unknown'],
  ])('of %s for 4,000 units at 98.50 shows %s', async (value, cause) => {
    const treasury = await openTreasury();
    await treasury.prices(MONDAY, quote('98.40'));
    await treasury.prices(TUESDAY, quote('98.50'));
    await treasury.summary(TUESDAY, position(4000, { value }));
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      { rule: 'position_value', cause },
    ]);
  });

  test.each([
    ['294.99', 'per-lot rounding'],
    ['294.98', 'unknown'],
  ])('of %s for three units bought one by one at 98.333333 shows %s', async (value, cause) => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY);
    await treasury.trades(
      TUESDAY,
      ...['R1', 'R2', 'R3'].map((reference, index) =>
        buy(1, TUESDAY, { reference, tradeId: reference, line: index + 1 }),
      ),
    );
    await treasury.summary(TUESDAY, position(3, { price: '98.333333', value, cost: '294.00' }));
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      { rule: 'position_value', cause },
    ]);
  });
});

describe('a quantity', () => {
  test('that a trade of the listing explains lacks that trade', async () => {
    const treasury = await openTreasury();
    await treasury.summaries([MONDAY], position(10));
    await treasury.trades({ from: MONDAY, to: FRIDAY });
    await treasury.listing({ from: MONDAY, to: FRIDAY }, buy(5, TUESDAY, { tradeId: 'T1' }));
    await treasury.summaries(WEEK.slice(1), position(15));
    const named = await namedAfterReconciling(treasury);
    expect(named.filter(({ rule }) => rule !== 'position_cost')).toMatchObject([
      {
        rule: 'position_quantity',
        cause: 'one line missing',
        evidence: expect.stringMatching(
          /^difference 5 = BUY .* of 5, which stands in the trade listing/,
        ),
      },
      { rule: 'trade_listing', cause: 'one line missing', isRoot: true },
    ]);
  });

  test('that moves two days after its trade is dated otherwise', async () => {
    const treasury = await openTreasury();
    await treasury.summaries([MONDAY, TUESDAY, WEDNESDAY], position(10));
    await treasury.summaries([THURSDAY, FRIDAY], position(15));
    await treasury.trades({ from: MONDAY, to: FRIDAY }, buy(5, TUESDAY));
    const named = await namedAfterReconciling(treasury);
    expect(named.find(({ rule }) => rule === 'position_quantity')).toMatchObject({
      cause: 'dated k days off',
      evidence: expect.stringMatching(
        /^difference -5 = BUY .*, which the trade report has on 2026-09-15 and the positions 2 business days after; held /,
      ),
    });
  });

  test('that goes the other way than its trade has a sign wrong', async () => {
    const treasury = await openTreasury();
    await treasury.summaries([MONDAY], position(10));
    await treasury.summaries(WEEK.slice(1), position(5));
    await treasury.trades({ from: MONDAY, to: FRIDAY }, buy(5, TUESDAY));
    const named = await namedAfterReconciling(treasury);
    expect(named.find(({ rule }) => rule === 'position_quantity')).toMatchObject({
      cause: 'sign',
    });
  });

  test('that waits for the trades of a day is late', async () => {
    const treasury = await openTreasury();
    await treasury.summaries([MONDAY], position(10));
    await treasury.summaries([TUESDAY], position(15));
    await treasury.owe('TRADE_REPORT', TUESDAY);
    const named = await namedAfterReconciling(treasury);
    expect(named.find(({ rule }) => rule === 'position_quantity')).toMatchObject({
      cause: 'late report',
      evidence: expect.stringContaining(`the TRADE_REPORT of ${TUESDAY} has not landed`),
    });
    expect(named.find(({ rule }) => rule === 'completeness')).toMatchObject({
      cause: 'late report',
    });
  });

  test('that no trade explains is unknown', async () => {
    const treasury = await openTreasury();
    await treasury.summaries([MONDAY], position(10));
    await treasury.summaries(WEEK.slice(1), position(18));
    await treasury.trades({ from: MONDAY, to: FRIDAY }, buy(5, TUESDAY));
    const named = await namedAfterReconciling(treasury);
    expect(named.find(({ rule }) => rule === 'position_quantity')).toMatchObject({
      cause: 'unknown',
    });
  });
});

describe('a trade', () => {
  test('whose amount is its face has face and cash swapped', async () => {
    const treasury = await openTreasury();
    await treasury.trades(TUESDAY, buy(102, TUESDAY, { amount: '10000.00', tradeId: 'T1' }));
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      {
        rule: 'trade_cash',
        cause: 'face and cash swapped',
        evidence: `BUY BUY 102 ${BILL} pocket-1 ${TUESDAY} has the amount 10,000.00, which is the face of 100 units; their cash at 98.00 would be 9,800.00`,
      },
    ]);
  });

  test('whose cash is just wrong is unknown', async () => {
    const treasury = await openTreasury();
    await treasury.trades(TUESDAY, buy(102, TUESDAY, { amount: '9999.00' }));
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      { rule: 'trade_cash', cause: 'unknown' },
    ]);
  });

  test('that the report has at a hundredth of the price is priced per 1', async () => {
    const treasury = await openTreasury();
    const facts = { reference: 'R1', tradeId: 'T1' };
    await treasury.trades(
      TUESDAY,
      buy(10000, TUESDAY, { ...facts, price: '0.98', quantity: 10000n, amount: '9800.00' }),
    );
    await treasury.listing(TUESDAY, buy(100, TUESDAY, facts));
    const named = await namedAfterReconciling(treasury);
    expect(named.map(({ rule, cause }) => [rule, cause])).toEqual([
      ['listing_terms', 'price per 1 instead of per 100'],
      ['trade_listing', 'price per 1 instead of per 100'],
      ['trade_price', 'price per 1 instead of per 100'],
    ]);
  });

  test('that the two date otherwise is one break', async () => {
    const treasury = await openTreasury();
    const facts = { reference: 'R1', tradeId: 'T1', settlesOn: FRIDAY };
    const week = { from: MONDAY, to: FRIDAY };
    await treasury.trades(week, buy(100, WEDNESDAY, facts));
    await treasury.listing(week, buy(100, TUESDAY, facts));
    const named = await namedAfterReconciling(treasury);
    expect(named.filter(({ isRoot }) => isRoot)).toHaveLength(1);
    expect(named.filter(({ rule }) => rule === 'trade_listing')).toMatchObject([
      { rule: 'trade_listing', on: TUESDAY, cause: 'dated k days off', isRoot: true },
      { rule: 'trade_listing', on: WEDNESDAY, cause: 'dated k days off', isRoot: false },
    ]);
  });

  test('that one calls a purchase and the other a sale has a sign wrong', async () => {
    const treasury = await openTreasury();
    const facts = { reference: 'R1', tradeId: 'T1' };
    await treasury.trades(TUESDAY, sell(100, TUESDAY, facts));
    await treasury.listing(TUESDAY, buy(100, TUESDAY, facts));
    const named = await namedAfterReconciling(treasury);
    expect(named.map(({ cause }) => cause)).toEqual(['sign', 'sign']);
  });

  test('whose line stands twice names both lines', async () => {
    const treasury = await openTreasury();
    await treasury.trades(TUESDAY, buy(100, TUESDAY, { line: 1 }), buy(100, TUESDAY, { line: 2 }));
    expect(await namedAfterReconciling(treasury)).toMatchObject([
      {
        rule: 'trade_duplicate',
        cause: 'one line doubled',
        evidence: 'the same line stands at line 1 and at line 2',
      },
    ]);
  });
});

test('a balance of another day is dated otherwise', async () => {
  const treasury = await openTreasury();
  await treasury.summaries([MONDAY], position(100, { price: '98.40' }));
  await treasury.summaries([TUESDAY], position(100));
  await treasury.brokerage(MONDAY, { opening: '9840.00' });
  await treasury.brokerage(TUESDAY, { opening: '9840.00' });
  expect(await namedAfterReconciling(treasury)).toMatchObject([
    {
      rule: 'brokerage_closing',
      cause: 'dated k days off',
      evidence: `9,840.00 is the closing balance of ${MONDAY}, 1 business day before`,
    },
  ]);
});
