import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TradeRow } from '../../src/domain/ledger-row.ts';
import { unitsOf } from '../../src/domain/trade-amount.ts';
import { copyLine } from '../../src/load/copy-text.ts';
import { stageStatements, stageTrades, tradedOn } from '../../src/load/stage-rows.ts';
import {
  BILL,
  billOf,
  buy,
  cashOf,
  decimal,
  entry,
  MONDAY,
  OTHER_BILL,
  position,
  quote,
  residualCash,
  statementRows,
  TUESDAY,
} from '../reconcile/support/ledger-rows.ts';
import type { Treasury } from '../reconcile/support/treasury.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';

const openTreasury = useTreasuries();

const LARGEST = '999999999999999999.99';

describe('amounts near 10^18 keep all their digits', () => {
  test('in statements', async () => {
    const treasury = await openTreasury();
    await treasury.brokerage(MONDAY, {
      opening: `-${LARGEST}`,
      closing: LARGEST,
      entries: [entry('gain', LARGEST), entry('loss', `-${LARGEST}`), entry('fee', '-0.01')],
    });
    const { rows: statements } = await treasury.pool.query(
      'select opening_balance, closing_balance from books.fct_statement where entity_id = $1',
      [treasury.entityId],
    );
    expect(statements).toEqual([{ opening_balance: `-${LARGEST}`, closing_balance: LARGEST }]);
    const { rows: entries } = await treasury.pool.query<{ amount: string }>(
      'select amount from books.fct_cash_entry where entity_id = $1 order by amount',
      [treasury.entityId],
    );
    expect(entries.map(({ amount }) => amount)).toEqual([`-${LARGEST}`, '-0.01', LARGEST]);
  });

  test('in positions', async () => {
    const treasury = await openTreasury();
    const quantity = 2n ** 63n - 1n;
    await treasury.summary(
      MONDAY,
      { ...position(1, { price: '99.999999', value: LARGEST, cost: LARGEST }), quantity },
      residualCash(`-${LARGEST}`),
    );
    const { rows } = await treasury.pool.query(
      `select p.quantity, p.market_price, p.market_value, p.cost_value, c.amount
       from books.fct_position_daily p
       join books.fct_cash_position_daily c using (entity_id, pocket_id, business_date)
       where entity_id = $1`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      {
        quantity,
        market_price: '99.99999900',
        market_value: LARGEST,
        cost_value: LARGEST,
        amount: `-${LARGEST}`,
      },
    ]);
  });

  test('in trades and prices', async () => {
    const treasury = await openTreasury();
    const units = 9_999_999_999_999_999n;
    const amount = cashOf(units, '99.999999');
    await treasury.trades(MONDAY, { ...buy(1, MONDAY, { price: '99.999999' }), amount });
    await treasury.prices(MONDAY, quote('123456789012.123456'));
    const { rows } = await treasury.pool.query(
      `select t.quantity, t.face_amount, t.price, t.amount, q.price as quoted
       from books.fct_trade t
       join books.fct_price_daily q using (entity_id, cusip)
       where entity_id = $1`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      {
        quantity: units,
        face_amount: '999999999999999900.00',
        price: '99.99999900',
        amount,
        quoted: '123456789012.12345600',
      },
    ]);
  });
});

describe('the amount of a trade', () => {
  async function loadAs(
    meaning: 'cash' | 'face',
    ...trades: readonly TradeRow[]
  ): Promise<{ treasury: Treasury; loaded: unknown[] }> {
    const treasury = await openTreasury();
    const rows = trades.map((trade, index) => ({ ...trade, reference: `JK-${index}` }));
    await treasury.load('TRADE_REPORT', MONDAY, rows, (cut) => stageTrades(cut, tradedOn), meaning);
    const { rows: loaded } = await treasury.pool.query(
      `select quantity, face_amount, amount
       from books.fct_trade
       where entity_id = $1
       order by length(reference), reference`,
      [treasury.entityId],
    );
    return { treasury, loaded };
  }

  const trade = (price: string, amount: string, facts: { quantity?: bigint } = {}) =>
    buy(1, MONDAY, { price, amount, ...facts });

  test('that is cash gives the nearest whole number of units', async () => {
    const { loaded } = await loadAs(
      'cash',
      trade('98.612361', '98612.36'),
      trade('98', '490.03'),
      trade('98', '538.99'),
      trade('98', '539.00'),
      trade('98', '0'),
    );
    expect(loaded).toEqual([
      { quantity: 1_000n, face_amount: '100000.00', amount: '98612.36' },
      { quantity: 5n, face_amount: '500.00', amount: '490.03' },
      { quantity: 5n, face_amount: '500.00', amount: '538.99' },
      { quantity: 6n, face_amount: '600.00', amount: '539.00' },
      { quantity: 0n, face_amount: '0.00', amount: '0.00' },
    ]);
  });

  test('that is face gives cash, rounded half up to the cent', async () => {
    const { loaded } = await loadAs(
      'face',
      trade('98.612361', '100000'),
      trade('98.005', '100.00'),
      trade('98.004999', '100.00'),
      trade('98', '149.99'),
      trade('98', '150.00'),
    );
    expect(loaded).toEqual([
      { quantity: 1_000n, face_amount: '100000.00', amount: '98612.36' },
      { quantity: 1n, face_amount: '100.00', amount: '98.01' },
      { quantity: 1n, face_amount: '100.00', amount: '98.00' },
      { quantity: 1n, face_amount: '149.99', amount: '98.00' },
      { quantity: 2n, face_amount: '150.00', amount: '196.00' },
    ]);
  });

  test('beside a quantity that the file gives leaves that quantity as it came', async () => {
    const { loaded } = await loadAs('cash', trade('98', '490.00', { quantity: 7n }));
    expect(loaded).toEqual([{ quantity: 7n, face_amount: '700.00', amount: '490.00' }]);
  });

  test.each(['cash', 'face'] as const)(
    'that is %s is turned into units by the database as by the reader',
    async (meaning) => {
      const price = fc
        .integer({ min: 1_000_000, max: 199_999_999 })
        .map((micros) =>
          decimal(`${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`, 6),
        );
      const amount = fc
        .bigInt({ min: 0n, max: 10n ** 15n })
        .map((told) => decimal(`${told / 100n}.${String(told % 100n).padStart(2, '0')}`, 2));
      const told = fc.sample(fc.record({ price, amount }), 400);
      const { loaded } = await loadAs(
        meaning,
        ...told.map((facts) => ({ ...buy(1, MONDAY), ...facts })),
      );
      const expected = told.map((facts) => unitsOf(facts.price, facts.amount, meaning));
      expect(loaded.map((row) => (row as { quantity: bigint }).quantity)).toEqual(expected);
    },
  );

  test('is noted with how the file was understood', async () => {
    const { treasury } = await loadAs('face', trade('98', '100'));
    const { rows } = await treasury.pool.query(
      `select l.amount_meaning, l.amount_decided_by, l.rows_fit_cash, l.rows_fit_face
       from ops.file_load l
       join ops.report_file f using (report_file_id)
       where f.entity_id = $1`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      {
        amount_meaning: 'face',
        amount_decided_by: 'arithmetic',
        rows_fit_cash: 1n,
        rows_fit_face: 1n,
      },
    ]);
  });
});

describe('texts come out as they went in', () => {
  const AWKWARD = [
    '\\.',
    '\\N',
    '\\',
    '\\\\.',
    '\n\\.\n',
    '\t',
    '\r\n',
    'a\\tb',
    '"',
    "'",
    ',',
    '\\x41',
    '\u2028',
    '😀',
    ' ',
    '',
  ];
  const character = fc.constantFrom(
    ...'\\.N\t\n\r\b\f\v"\',;|axn0é😀\u0001\u001f\u2028'.split(/(?:)/u),
  );
  const text = fc.oneof(
    fc.constantFrom(...AWKWARD),
    fc.string({ unit: character, maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 12 }).map((told) => told.replaceAll('\u0000', '')),
  );

  test('of statement entries', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text, text), { minLength: 1 }), async (texts) => {
        const treasury = await openTreasury();
        const [paid, statement] = statementRows('BANK', MONDAY, {
          entries: [entry('payment_in', '1.00')],
        });
        if (paid === undefined || statement === undefined) throw new Error('two rows');
        const rows = texts.map(([description, reference, endToEndId], index) => ({
          ...paid,
          locator: String(index),
          description,
          reference,
          endToEndId,
        }));
        await treasury.load('BANK_STATEMENT_REPORT', MONDAY, [...rows, statement], stageStatements);
        const { rows: loaded } = await treasury.pool.query({
          text: `select description, reference, end_to_end_id
                 from books.fct_cash_entry
                 where entity_id = $1
                 order by locator::int`,
          values: [treasury.entityId],
          rowMode: 'array',
        });
        expect(loaded).toEqual(texts);
      }),
      { numRuns: 15 },
    );
  });

  test('of trades, and of the terms that many trades share', async () => {
    const treasury = await openTreasury();
    const texts = [...AWKWARD, 'US TREASURY', null];
    const rows = texts.map((told, index) => ({
      ...buy(1, MONDAY, { cusip: billOf(index % 3) }),
      locator: String(index),
      reference: `${told}`,
      transactionCode: told,
      custodian: told,
      custodianAccount: told,
    }));
    await treasury.trades(MONDAY, ...rows);
    const { rows: loaded } = await treasury.pool.query({
      text: `select reference, transaction_code, custodian, custodian_account
             from books.fct_trade
             where entity_id = $1
             order by locator::int`,
      values: [treasury.entityId],
      rowMode: 'array',
    });
    expect(loaded).toEqual(texts.map((told) => [`${told}`, told, told, told]));
  });

  test('and a line of COPY holds no tab, newline or end mark of a text', () => {
    fc.assert(
      fc.property(fc.array(fc.option(text), { minLength: 1, maxLength: 4 }), (fields) => {
        const line = copyLine(fields);
        expect(line.slice(0, -1)).not.toMatch(/[\n\r]/);
        expect(line.split('\t')).toHaveLength(fields.length);
        expect(line).not.toBe('\\.\n');
      }),
    );
  });
});

describe('what a file tells of securities', () => {
  test('is kept once, with the check digit judged', async () => {
    const treasury = await openTreasury();
    const misspelt = `${BILL.slice(0, 8)}${(Number(BILL.at(8)) + 1) % 10}` as typeof BILL;
    await treasury.trades(
      MONDAY,
      buy(1, MONDAY),
      buy(2, MONDAY),
      buy(3, MONDAY, { cusip: misspelt }),
    );
    await treasury.summary(MONDAY, position(3));
    await treasury.prices(MONDAY, quote());
    const { rows } = await treasury.pool.query(
      'select cusip, cusip_check_ok, issuer from books.dim_security where entity_id = $1 order by cusip_check_ok',
      [treasury.entityId],
    );
    expect(rows).toEqual([
      { cusip: misspelt, cusip_check_ok: false, issuer: 'UNITED STATES TREASURY' },
      { cusip: BILL, cusip_check_ok: true, issuer: 'UNITED STATES TREASURY' },
    ]);
  });

  test('that contradicts itself does not depend on which came first', async () => {
    const answers = [];
    for (const order of [
      [MONDAY, TUESDAY],
      [TUESDAY, MONDAY],
    ] as const) {
      const treasury = await openTreasury();
      for (const maturesOn of order)
        await treasury.trades(maturesOn, buy(1, maturesOn, { maturesOn }));
      await treasury.summary(MONDAY, position(1, { cusip: OTHER_BILL }));
      const { rows } = await treasury.pool.query(
        'select cusip, maturity_date from books.dim_security where entity_id = $1 order by cusip',
        [treasury.entityId],
      );
      answers.push(rows);
    }
    expect(answers[0]).toEqual([
      { cusip: BILL, maturity_date: TUESDAY },
      { cusip: OTHER_BILL, maturity_date: null },
    ]);
    expect(answers[1]).toEqual(answers[0]);
  });
});
