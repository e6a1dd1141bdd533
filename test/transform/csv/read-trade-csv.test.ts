import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTradeCsv } from '../../../src/transform/csv/read-trade-csv.ts';
import type { Profile } from '../../../src/transform/profile.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';
import {
  POCKET,
  TRADE_HEADER,
  type TradeCells,
  type TradeHeader,
  tradeCsv,
} from './trade-csv-fixture.ts';

async function read(content: string, profile = jiko) {
  const reading = readTradeCsv(bytesOf(content, 100), 't.csv', profile);
  const rows = await collect(reading.rows);
  return { rows, problems: reading.problems, amounts: reading.amountMeaning() };
}

test('a trade, every column of it', async () => {
  const { rows, problems } = await read(tradeCsv([{}]));
  expect(rows).toEqual([
    {
      locator: 'line 2',
      pocketId: POCKET,
      tradeId: null,
      reference: 'R-1',
      side: 'BUY',
      cusip: '912797HF7',
      issuer: 'United States Treasury',
      issueDate: '2026-07-02',
      maturityDate: '2026-12-31',
      transactionCode: 'TBILL',
      custodian: 'Jiko Securities',
      custodianAccount: 'A-1',
      tradeDate: '2026-10-01',
      settlementDate: '2026-10-02',
      bookDate: '2026-10-01',
      price: '98.612361',
      amount: '986.12',
      quantity: null,
      extra: null,
    },
  ]);
  expect(problems).toEqual([]);
});

test('columns that are not required may be empty or missing', async () => {
  const required: TradeHeader[] = [
    'Pocket ID',
    'CUSIP',
    'Buy/Sell',
    'Trade Date',
    'Price',
    'Amount',
  ];
  const [row] = (await read(tradeCsv([{}], required))).rows;
  expect(row).toMatchObject({
    issuer: null,
    issueDate: null,
    settlementDate: null,
    reference: null,
  });
});

test('headers match without regard to case, blanks and underscores, by synonyms and in any order', async () => {
  const content = tradeCsv([{}])
    .replace('Pocket ID', 'POCKET_ID')
    .replace('Settlement Date', '"settle  date"')
    .replace('Buy/Sell', 'side');
  expect((await read(content)).rows).toEqual((await read(tradeCsv([{}]))).rows);

  const property = fc.asyncProperty(
    fc.shuffledSubarray([...TRADE_HEADER], { minLength: TRADE_HEADER.length }),
    async (header) => {
      expect((await read(tradeCsv([{}], header))).rows).toEqual((await read(tradeCsv([{}]))).rows);
    },
  );
  await fc.assert(property, { numRuns: 30 });
});

test.each([
  ['BUY', 'BUY'],
  ['b', 'BUY'],
  ['BOT', 'BUY'],
  ['SELL', 'SELL'],
  ['S', 'SELL'],
  ['sld', 'SELL'],
])('the word %s is a %s', async (word, side) => {
  expect((await read(tradeCsv([{ 'Buy/Sell': word }]))).rows[0]?.side).toBe(side);
});

test('a file with a header alone is a day without trades', async () => {
  const { rows, amounts } = await read(tradeCsv([]));
  expect(rows).toEqual([]);
  expect(amounts).toMatchObject({ rows: 0, decidedBy: 'profile' });
});

test('a wrong check digit is told of once, where it stands first', async () => {
  const { rows, problems } = await read(
    tradeCsv([{}, { CUSIP: '912796RF6' }, { CUSIP: '912796RF6' }]),
  );
  expect(rows).toHaveLength(3);
  expect(problems).toEqual([
    { locator: 'line 3', message: 'the check digit of CUSIP 912796RF6 should be 8' },
  ]);
});

test('unknown columns are told of once', async () => {
  const { problems } = await read(tradeCsv([{}, {}], [...TRADE_HEADER, 'Yield', 'Desk']));
  expect(problems).toEqual([
    { locator: 'line 1', message: "unknown columns are kept as they came: 'Yield', 'Desk'" },
  ]);
});

describe('the whole file is refused for', () => {
  const changed: [string, Partial<TradeCells>, string][] = [
    [
      'a decimal comma',
      { Amount: '986,12' },
      "2:15 amount: expected a decimal amount, got '986,12'",
    ],
    [
      'a thousands separator',
      { Amount: '1,986.12' },
      "2:15 amount: expected a decimal amount, got '1,986.12'",
    ],
    [
      'an amount in brackets',
      { Amount: '(986.12)' },
      "2:15 amount: expected a decimal amount, got '(986.12)'",
    ],
    [
      'a minus behind',
      { Amount: '986.12-' },
      "2:15 amount: expected a decimal amount, got '986.12-'",
    ],
    ['an exponent', { Amount: '1e3' }, "2:15 amount: expected a decimal amount, got '1e3'"],
    ['a currency sign', { Amount: '$5' }, "2:15 amount: expected a decimal amount, got '$5'"],
    ['a plus', { Amount: '+5' }, "2:15 amount: expected a decimal amount, got '+5'"],
    ['a blank before', { Amount: ' 5' }, "2:15 amount: expected a decimal amount, got ' 5'"],
    [
      'a no-break space',
      { Amount: '\u00a05' },
      "2:15 amount: expected a decimal amount, got '\u00a05'",
    ],
    ['other digits', { Amount: '٣' }, "2:15 amount: expected a decimal amount, got '٣'"],
    ['no amount', { Amount: '' }, "2:15 amount: expected a decimal amount, got ''"],
    [
      'half a cent',
      { Amount: '986.125' },
      "2:15 amount: expected at most 2 decimals, got '986.125'",
    ],
    [
      'a negative amount',
      { Amount: '-986.12' },
      "2:15 amount: expected no negative amount, got '-986.12'",
    ],
    [
      'a price too fine',
      { Price: '98.6123611' },
      "2:14 price: expected at most 6 decimals, got '98.6123611'",
    ],
    ['a price of nothing', { Price: '0.00' }, "2:14 price: expected a positive number, got '0.00'"],
    ['a negative price', { Price: '-98.6' }, "2:14 price: expected a positive number, got '-98.6'"],
    [
      'an unknown side',
      { 'Buy/Sell': 'HOLD' },
      "2:10 side: expected one of BUY, B, BOT, SELL, S, SLD, got 'HOLD'",
    ],
    ['no side', { 'Buy/Sell': '' }, "2:10 side: expected a value, got ''"],
    [
      'another date format',
      { 'Trade Date': '01/10/2026' },
      "2:11 trade_date: expected a date as YYYY-MM-DD, got '01/10/2026'",
    ],
    [
      'a day that does not exist',
      { 'Trade Date': '2026-02-29' },
      "2:11 trade_date: expected a calendar date as YYYY-MM-DD, got '2026-02-29'",
    ],
    [
      'no trade date',
      { 'Trade Date': '' },
      "2:11 trade_date: expected a date as YYYY-MM-DD, got ''",
    ],
    [
      'a short CUSIP',
      { CUSIP: '912797HF' },
      "2:3 cusip: expected a CUSIP of nine characters, got '912797HF'",
    ],
    [
      'a CUSIP in lower case',
      { CUSIP: '912797hf7' },
      "2:3 cusip: expected a CUSIP of nine characters, got '912797hf7'",
    ],
    ['no CUSIP', { CUSIP: '' }, "2:3 cusip: expected a CUSIP of nine characters, got ''"],
    [
      'a pocket that is no UUID',
      { 'Pocket ID': 'main' },
      "2:1 pocket_id: expected a pocket id (a UUID), got 'main'",
    ],
  ];
  test.each(changed)('%s', async (_, cells, message) => {
    expect(await refusalOf(read(tradeCsv([cells])))).toBe(`t.csv:${message}`);
  });

  const content = tradeCsv([{}]);
  const [header = '', row = ''] = content.split('\n');
  const broken: [string, string, string][] = [
    ['no bytes', '', '1:1: expected rows, got an empty file'],
    [
      'a short row',
      `${content}${row.slice(0, row.lastIndexOf(','))}\n`,
      "3:1: expected 16 columns, got '15'",
    ],
    ['a long row', `${content}${row},more\n`, "3:1: expected 16 columns, got '17'"],
    [
      'a delimiter that the profile does not name',
      content.replaceAll(',', '|'),
      `1:1: expected a file of one of 2 layouts; as CSV: expected a column 'Pocket ID' (pocket_id; nearest: '${header.replaceAll(',', '|')}'), got '${header.replaceAll(',', '|').slice(0, 57)}...'; as KYRIBA_CSV: expected 15 columns, got '1'`,
    ],
    [
      'a missing column',
      tradeCsv(
        [{}],
        TRADE_HEADER.filter((name) => name !== 'Price'),
      ),
      "1:1: expected a file of one of 2 layouts; as CSV: expected a column 'Price' (price; nearest: 'Pocket', 'CUSIP', 'Issuer'), got 'Pocket ID,Pocket,CUSIP,Issuer,Issue Date,Maturity Date,Tr...'; as KYRIBA_CSV: expected the marker TR, got 'Pocket ID'",
    ],
    [
      'a misspelt column',
      content.replace('Amount', 'Amuont'),
      "1:1: expected a file of one of 2 layouts; as CSV: expected a column 'Amount' (amount; nearest: 'Amuont', 'Pocket', 'Issuer'), got 'Pocket ID,Pocket,CUSIP,Issuer,Issue Date,Maturity Date,Tr...'; as KYRIBA_CSV: expected 15 columns, got '16'",
    ],
    [
      'the same header twice',
      content.replace('Issuer', 'price'),
      "1:1: expected a file of one of 2 layouts; as CSV: expected headers that differ, got 'price' and 'Price'; as KYRIBA_CSV: expected 15 columns, got '16'",
    ],
    [
      'two headers for one column',
      content.replace('Book Date', 'Settle Date'),
      "1:1: expected a file of one of 2 layouts; as CSV: expected one header for settlement_date, got 'Settlement Date' and 'Settle Date'; as KYRIBA_CSV: expected 15 columns, got '16'",
    ],
  ];
  test.each(broken)('%s', async (_, text, message) => {
    expect(await refusalOf(read(text))).toBe(`t.csv:${message}`);
  });
});

test('the place of a bad value counts physical lines', async () => {
  const content = tradeCsv([{ Issuer: 'United\nStates\r\nTreasury' }, { Amount: 'x' }]);
  expect(await refusalOf(read(content))).toContain('t.csv:5:15 amount:');
});

test('a file without a header is read by the order of its columns', async () => {
  const profile: Profile = {
    ...jiko,
    csv: {
      ...jiko.csv,
      TRADE_REPORT: {
        trade_amount: 'cash',
        layouts: [
          {
            format: 'FEED',
            delimiter: [';'],
            header: false,
            marker: 'TR',
            columns: [
              'marker',
              'pocket_id',
              'cusip',
              'ignored',
              'side',
              'trade_date',
              'price',
              'amount',
            ],
            date_format: 'DD/MM/YYYY',
            sides: { BUY: ['B'], SELL: ['S'] },
          },
        ],
      },
    },
  };
  const row = `TR;${POCKET};912797HF7;x;S;31/12/2026;98.5;98.50\n`;
  expect((await read(row, profile)).rows).toMatchObject([
    { locator: 'line 1', pocketId: POCKET, side: 'SELL', tradeDate: '2026-12-31', amount: '98.50' },
  ]);
  expect(await refusalOf(read(`${row}${row.replace('TR', 'SE')}`, profile))).toBe(
    "t.csv:2:1 marker: expected the marker TR, got 'SE'",
  );
  expect(await refusalOf(read('\n', profile))).toBe('t.csv:1:1: expected rows, got an empty file');
});

test('what was rendered is what is read', async () => {
  const cells = fc.record<Partial<TradeCells>>({
    Issuer: fc.constantFrom('A', 'B, C', 'D "E"', 'F\nG'),
    Price: fc.integer({ min: 1, max: 99_999_999 }).map((micros) => scaled(micros, 6)),
    Amount: fc.integer({ min: 0, max: 2_000_000_000 }).map((cents) => scaled(cents, 2)),
    'Buy/Sell': fc.constantFrom('BUY', 'SELL'),
    Reference: fc.constantFrom('', 'R-1', 'R-2'),
  });
  const property = fc.asyncProperty(fc.array(cells, { maxLength: 10 }), async (trades) => {
    const { rows } = await read(tradeCsv(trades));
    const found = rows.map((row) => ({
      Issuer: row.issuer,
      Price: row.price,
      Amount: row.amount,
      'Buy/Sell': row.side,
      Reference: row.reference ?? '',
    }));
    expect(found).toEqual(trades);
  });
  await fc.assert(property);
});

function scaled(value: number, scale: number): string {
  const digits = String(value).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

test('a file that is one long line is not quoted whole', async () => {
  const line = TRADE_HEADER.join('|').repeat(100);
  const refusal = await refusalOf(collect(readTradeCsv(bytesOf(line), 't.csv', jiko).rows));
  expect(refusal.length).toBeLessThan(1_000);
});
