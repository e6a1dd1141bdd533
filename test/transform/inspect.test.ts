import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inspectFile } from '../../src/transform/inspect.ts';
import { bytesOf } from './support/bytes.ts';
import { fixture, fixtures } from './support/camt053-fixtures.ts';
import { jiko } from './support/profile.ts';

const inspect = (path: string, content: string | Uint8Array) =>
  inspectFile(path, bytesOf(content, 1_000), jiko);

const csv = (name: string) =>
  readFileSync(new URL(`../fixtures/csv/accepted/${name}`, import.meta.url));

test('a statement', async () => {
  expect(await inspect('s.xml', fixture('accepted', 'off-by-a-cent.xml').bytes)).toEqual({
    path: 's.xml',
    kind: 'camt.053',
    accepted: true,
    error: null,
    version: '001.08',
    statements: [
      {
        id: 'STMT-1',
        account: 'B0194d1c2a3b44c5d8e6f708192a3b4c5',
        currency: 'USD',
        opening: '0.00',
        closing: '2499.99',
        entries: 1,
        credits: '2500.00',
        debits: '0',
        net: '2500.00',
        pending: 0,
        balance_check: 'off',
        difference: '-0.01',
        summary_check: 'unknown',
        details_check: 'unknown',
        details_off: 0,
      },
    ],
    rows: null,
    figures: null,
    problems: [],
  });
});

test('a gap between two statements of one account is told, and refuses nothing', async () => {
  const found = await inspect('s.xml', fixture('accepted', 'several-accounts.xml').bytes);
  expect(found).toMatchObject({
    accepted: true,
    problems: [
      {
        locator: 'Stmt[4]',
        message:
          'its opening balance is 105.50, the closing balance of Stmt[2] before it is 105.00',
      },
    ],
  });
});

test('a summary and details that do not agree with the entries are told', async () => {
  const summary = await inspect('s.xml', fixture('accepted', 'summary-off.xml').bytes);
  expect(summary.statements).toMatchObject([{ balance_check: 'ties', summary_check: 'off' }]);
  const batch = await inspect('s.xml', fixture('accepted', 'batch-with-a-residual.xml').bytes);
  expect(batch.statements).toMatchObject([{ details_check: 'off', details_off: 1 }]);
});

test('an archive is called one', async () => {
  const found = await inspect('s.zip', fixture('refused', 'zip.xml').bytes);
  expect(found.error).toContain('got a ZIP archive');
});

test.each(fixtures('accepted'))('$name is a camt.053 and accepted', async ({ name, bytes }) => {
  expect(await inspect(name, bytes)).toMatchObject({
    kind: 'camt.053',
    accepted: true,
    error: null,
  });
});

test.each(fixtures('refused'))(
  '$name is not accepted, and holds no figures',
  async ({ name, bytes }) => {
    const found = await inspect(name, bytes);
    expect(found).toMatchObject({ accepted: false, statements: [], rows: null });
    expect(found.error).toMatch(/^[\w.-]+:\d+:\d+[ :]/);
  },
);

describe('what a refused file claims to be', () => {
  test.each([
    ['cut.xml', 'camt.053', '001.08'],
    ['amount-comma.xml', 'camt.053', '001.08'],
    ['camt-054.xml', 'unknown', null],
    ['html.xml', 'unknown', null],
    ['json.xml', 'unknown', null],
    ['empty.xml', 'unknown', null],
    ['words.xml', 'unknown', null],
  ])('%s: %s', async (name, kind, version) => {
    expect(await inspect(name, fixture('refused', name).bytes)).toMatchObject({ kind, version });
  });

  test('a CSV file that lacks a column is known by the others', async () => {
    const content = csv('positions.csv').toString('utf8').replace('CUSIP', 'CUSP');
    expect(await inspect('p.csv', content)).toMatchObject({
      kind: 'position-csv',
      accepted: false,
      error: expect.stringContaining(
        "p.csv:1:1 header: expected a column 'CUSIP' (cusip; nearest: 'CUSP'",
      ),
    });
  });
});

test('trades, positions and prices', async () => {
  expect(await inspect('t.csv', csv('trades.csv'))).toMatchObject({
    kind: 'trade-csv',
    accepted: true,
    rows: 3,
    figures: {
      pockets: 2,
      cusips: 2,
      first_date: '2026-10-01',
      last_date: '2026-10-02',
      buys: '219254.04',
      sells: '98.70',
      amount_meaning: { meaning: 'cash', fitsCash: 3, fitsFace: 1, decidedBy: 'profile' },
    },
  });
  expect(await inspect('p.csv', csv('positions.csv'))).toMatchObject({
    kind: 'position-csv',
    rows: 4,
    figures: { pockets: 2, cusips: 2, market_value: '219254.04', cash: '55.10' },
  });
  expect(await inspect('s.csv', csv('prices.csv'))).toMatchObject({
    kind: 'price-csv',
    rows: 3,
    figures: { cusips: 2, first_date: '2026-10-01', last_date: '2026-10-02' },
    problems: [{ locator: 'line 2', message: 'the check digit of CUSIP 912796RF6 should be 8' }],
  });
});

test('a trade listing and transactions', async () => {
  expect(await inspect('l.csv', csv('trade-list.csv'))).toMatchObject({
    kind: 'trade-list-csv',
    accepted: true,
    rows: 2,
    figures: {
      pockets: 1,
      cusips: 1,
      first_date: '2026-10-01',
      buys: '986.12',
      maturities: '986.12',
    },
  });
  expect(await inspect('x.csv', csv('transactions.csv'))).toMatchObject({
    kind: 'transaction-csv',
    accepted: true,
    rows: 3,
    figures: { pockets: 1, last_date: '2026-10-01', credits: '12.30', debits: '-24.60' },
  });
});

describe('a CSV file is known by its first line', () => {
  test.each([
    ['trades-kyriba.csv', 'trade-csv'],
    ['trades-kyriba-comma.csv', 'trade-csv'],
    ['trades-semicolon.csv', 'trade-csv'],
    ['trades-utf-16-le.csv', 'trade-csv'],
    ['trades-utf-16-be.csv', 'trade-csv'],
    ['trades-carriage-returns.csv', 'trade-csv'],
    ['trades-header-only.csv', 'trade-csv'],
    ['positions-totals.csv', 'position-csv'],
    ['prices.csv', 'price-csv'],
    ['trade-list-cents.csv', 'trade-list-csv'],
  ])('%s is %s', async (name, kind) => {
    expect(await inspect(name, csv(name))).toMatchObject({ kind, accepted: true });
  });

  test('one that only resembles a report is no report', async () => {
    for (const content of [
      'id,name,status\n1,a,b\n',
      'SE;JIKO;912797HF7\n',
      '"Pocket ID',
      ';;;;\n',
    ]) {
      expect(await inspect('u.csv', content)).toMatchObject({ kind: 'unknown', accepted: false });
    }
  });
});
