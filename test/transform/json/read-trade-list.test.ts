import { describe, expect, test } from 'vitest';
import { readTradeList } from '../../../src/transform/json/read-trade-list.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';

const POCKET = '0194d1c2-a3b4-4c5d-8e6f-708192a3b4c5';

const trade = {
  id: 'T-1',
  account_id: POCKET,
  activity: 'BUY',
  cusip: '912797HF7',
  quantity: 2123,
  price: '98.612361',
  notional: { value: 20_935_404, currency: 'USD', formatted: '$1.00' },
  trade_datetime: '2026-10-01T15:00:00.123456Z',
  book_date: '2026-10-01',
  settlement_date: '2026-10-02',
  status: 'SETTLED',
  maturity_date: '2026-12-31',
  reference: 'R-1',
  object_type: 'Trade',
};

const fileOf = (...pages: object[][]) =>
  JSON.stringify(pages.map((items) => ({ items, next_page: null })));

async function read(content: string, timeZone?: string) {
  const reading = readTradeList(bytesOf(content, 64), 'l.json', jiko, timeZone);
  const rows = await collect(reading.rows);
  return { rows, problems: reading.problems, ignored: reading.ignored() };
}

test('a trade, every field of it', async () => {
  const { rows, ignored } = await read(fileOf([trade]));
  expect(rows).toEqual([
    {
      locator: 'page[1].items[1]',
      pocketId: POCKET,
      tradeId: 'T-1',
      reference: 'R-1',
      side: 'BUY',
      cusip: '912797HF7',
      issuer: null,
      issueDate: null,
      maturityDate: '2026-12-31',
      transactionCode: null,
      custodian: null,
      custodianAccount: null,
      tradeDate: '2026-10-01',
      settlementDate: '2026-10-02',
      bookDate: '2026-10-01',
      price: '98.612361',
      amount: '209354.04',
      quantity: 2123n,
      extra: null,
    },
  ]);
  expect(ignored).toBe(0);
});

test('maturities and sells are trades, on any page', async () => {
  const pages = fileOf(
    [trade],
    [],
    [
      { ...trade, id: 'T-2', activity: 'SELL' },
      { ...trade, id: 'T-3', activity: 'MATURITY' },
    ],
  );
  const { rows } = await read(pages);
  expect(rows.map(({ side, locator }) => [side, locator])).toEqual([
    ['BUY', 'page[1].items[1]'],
    ['SELL', 'page[3].items[1]'],
    ['MATURITY', 'page[3].items[2]'],
  ]);
});

test('one page without trades is an empty day', async () => {
  expect((await read(fileOf([]))).rows).toEqual([]);
});

test('an unknown activity is ignored, counted and named', async () => {
  const { rows, problems, ignored } = await read(
    fileOf([{ id: 'X', activity: 'TRANSFER' }, trade]),
  );
  expect(rows).toHaveLength(1);
  expect(ignored).toBe(1);
  expect(problems).toEqual([
    {
      locator: 'page[1].items[1]',
      message: 'a trade with the unknown activity TRANSFER was ignored',
    },
  ]);
});

test('other names for the pocket, and fields that are missing or null', async () => {
  const { account_id: pocket_id, settlement_date: _, reference: __, ...rest } = trade;
  const { rows } = await read(fileOf([{ ...rest, pocket_id, book_date: null }]));
  expect(rows[0]).toMatchObject({
    pocketId: POCKET,
    settlementDate: null,
    bookDate: null,
    reference: null,
  });
});

describe('the trade date is the day in New York', () => {
  test.each([
    ['2026-10-02T03:59:59Z', '2026-10-01'],
    ['2026-10-02T04:00:00Z', '2026-10-02'],
    ['2026-12-02T04:59:59Z', '2026-12-01'],
    ['2026-12-02T05:00:00Z', '2026-12-02'],
    ['2026-10-02T00:30:00-04:00', '2026-10-02'],
    ['2026-10-02T12:00:00+14:00', '2026-10-01'],
  ])('%s is %s', async (instant, day) => {
    const { rows } = await read(fileOf([{ ...trade, trade_datetime: instant }]));
    expect(rows[0]?.tradeDate).toBe(day);
  });

  test('or in another zone that is asked for', async () => {
    const { rows } = await read(
      fileOf([{ ...trade, trade_datetime: '2026-10-01T23:00:00Z' }]),
      'Asia/Tokyo',
    );
    expect(rows[0]?.tradeDate).toBe('2026-10-02');
  });
});

describe('refused', () => {
  const at = 'l.json:1:1 page[1].items[1]: expected';
  test.each<[string, object, string]>([
    ['a fraction of a unit', { quantity: 1.5 }, `${at} quantity as a whole number, got '1.5'`],
    ['a quantity in text', { quantity: '1' }, `${at} quantity as a whole number, got '"1"'`],
    [
      'a quantity that is not written as a whole number',
      { quantity: 1e21 },
      `${at} quantity as a whole number, got '1e+21'`,
    ],
    ['no units', { quantity: 0 }, `${at} a positive quantity, got '0'`],
    ['a price as a number', { price: 98.6 }, `${at} price as text, got '98.6'`],
    ['a price of nothing', { price: '0.0' }, `${at} a positive price, got '0.0'`],
    [
      'cents with a fraction',
      { notional: { value: 0.5 } },
      `${at} value as a whole number, got '0.5'`,
    ],
    ['negative cents', { notional: { value: -1 } }, `${at} no negative amount, got '-1'`],
    [
      'another currency',
      { notional: { value: 1, currency: 'EUR' } },
      `${at} an amount in USD, got 'EUR'`,
    ],
    ['no notional', { notional: null }, `${at} a JSON object, got 'null'`],
    [
      'an instant without an offset',
      { trade_datetime: '2026-10-01T15:00:00' },
      `${at} an instant with its offset, got '2026-10-01T15:00:00'`,
    ],
    [
      'a date that does not exist',
      { book_date: '2026-02-30' },
      `${at} a calendar date as YYYY-MM-DD, got '2026-02-30'`,
    ],
    ['no pocket', { account_id: null }, `${at} account_id, got 'none'`],
    ['no activity', { activity: null }, `${at} activity, got 'none'`],
  ])('%s', async (_, changes, message) => {
    expect(await refusalOf(read(fileOf([{ ...trade, ...changes }])))).toBe(message);
  });

  test.each([
    ['', 'l.json:1:1: expected JSON that is whole'],
    ['[\n{"items":[', 'l.json:2:11: expected JSON that is whole'],
    ['[]', "l.json:1:1: expected a list of pages, got 'an empty one'"],
    ['{"items":[]}', "l.json:1:1: expected a list of pages, got 'object'"],
    ['[{"results":[]}]', "l.json:1:1 page[1]: expected a list called items, got 'object'"],
    ['[1]', "l.json:1:1 page[1]: expected a JSON object, got '1'"],
  ])('the file %j', async (content, message) => {
    expect(await refusalOf(read(content))).toBe(message);
  });
});

test.each([
  ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['objects', `[{"items":[{"activity":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}]}]`],
])('%s nested very deep are refused like any other', async (_, content) => {
  expect(await refusalOf(read(content))).toBe(
    'l.json:1:1: expected JSON of at most 500 levels, got more',
  );
});

test('names that JSON objects inherit are no fields', async () => {
  const content = fileOf([trade]).replace('"account_id"', '"__proto__"');
  expect(await refusalOf(read(content))).toContain('account_id');
});
