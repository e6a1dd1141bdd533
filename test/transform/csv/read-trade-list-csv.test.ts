import { describe, expect, test } from 'vitest';
import { readTradeListCsv } from '../../../src/transform/csv/read-trade-list-csv.ts';
import { readReport } from '../../../src/transform/read-report.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';
import { POCKET } from './trade-csv-fixture.ts';

const listed: Readonly<Record<string, string>> = {
  id: 'T-1',
  account_id: POCKET,
  activity: 'BUY',
  cusip: '912797HF7',
  quantity: '2123',
  price: '98.612361',
  notional: '209354.04',
  trade_datetime: '2026-10-01T15:00:00.123456Z',
  book_date: '2026-10-01',
  settlement_date: '2026-10-02',
  status: 'SETTLED',
  maturity_date: '2026-12-31',
  reference: 'R-1',
  object_type: 'Trade',
};

function csvOf(...rows: readonly Readonly<Record<string, string>>[]): string {
  const headers = Object.keys(rows[0] ?? listed);
  const lines = rows.map((row) => headers.map((header) => row[header] ?? '').join(','));
  return `${[headers.join(','), ...lines].join('\n')}\n`;
}

async function read(content: string, timeZone?: string) {
  const reading = readTradeListCsv(bytesOf(content, 64), 'l.csv', jiko, timeZone);
  const rows = await collect(reading.rows);
  return { rows, problems: reading.problems, ignored: reading.ignored() };
}

test('a trade means what it means in the JSON listing', async () => {
  const { notional: _, ...fields } = listed;
  const json = JSON.stringify([
    {
      items: [{ ...fields, quantity: 2123, notional: { value: 20_935_404, currency: 'USD' } }],
      next_page: null,
    },
  ]);
  const readAny = async (content: string) => {
    const { kind, reading } = readReport('TRADE_LIST', bytesOf(content, 7), 'l', jiko);
    const rows = await collect<{ locator: string; extra?: unknown }>(
      reading.rows as AsyncIterable<readonly { locator: string }[]>,
    );
    return { kind, rows: rows.map((row) => ({ ...row, locator: '', extra: null })) };
  };
  expect(await readAny(csvOf(listed))).toEqual(await readAny(json));
  expect(await readAny(`\n ${json}`)).toEqual(await readAny(json));
});

test('columns without a meaning are kept', async () => {
  expect((await read(csvOf(listed))).rows[0]?.extra).toBe('{"object_type":"Trade"}');
});

test.each([
  [{ notional: '209354.04' }, '209354.04'],
  [{ 'notional.value': '20935404' }, '209354.04'],
  [{ notional_value: '20935404', 'notional.currency': 'USD' }, '209354.04'],
  [{ notional_cents: '5' }, '0.05'],
])('the amount of %j is %s', async (amount, dollars) => {
  const { notional: _, ...fields } = listed;
  expect((await read(csvOf({ ...fields, ...amount } as typeof listed))).rows[0]?.amount).toBe(
    dollars,
  );
});

test('maturities are trades; an unknown activity is ignored and told of', async () => {
  const { rows, problems, ignored } = await read(
    csvOf(listed, { ...listed, activity: 'MATURITY' }, { ...listed, activity: 'TRANSFER_IN' }),
  );
  expect(rows.map(({ side }) => side)).toEqual(['BUY', 'MATURITY']);
  expect(ignored).toBe(1);
  expect(problems).toContainEqual({
    locator: 'line 4',
    message: 'a trade with the unknown activity TRANSFER_IN was ignored',
  });
});

test.each([
  ['2026-10-02T03:30:00Z', undefined, '2026-10-01'],
  ['2026-10-02T04:00:00Z', undefined, '2026-10-02'],
  ['2026-12-02T04:30:00Z', undefined, '2026-12-01'],
  ['2026-10-01T23:00:00Z', 'Asia/Tokyo', '2026-10-02'],
])('%s in %s is a trade of %s', async (instant, zone, day) => {
  const { rows } = await read(csvOf({ ...listed, trade_datetime: instant }), zone);
  expect(rows[0]?.tradeDate).toBe(day);
});

describe('refused', () => {
  test.each<[object, string]>([
    [{ quantity: '0' }, "2:5 quantity: expected a positive quantity, got '0'"],
    [{ quantity: '1.5' }, "2:5 quantity: expected a whole number, got '1.5'"],
    [{ price: '0' }, "2:6 price: expected a positive number, got '0'"],
    [{ notional: '-1.00' }, "2:7 amount: expected no negative amount, got '-1.00'"],
    [{ notional: '1.005' }, "2:7 amount: expected at most 2 decimals, got '1.005'"],
    [
      { trade_datetime: '2026-10-01T15:00:00' },
      "2:8 trade_datetime: expected an instant with its offset, got '2026-10-01T15:00:00'",
    ],
    [{ id: '' }, "2:1 id: expected a value, got ''"],
    [{ activity: '' }, "2:3 activity: expected a value, got ''"],
    [{ account_id: 'x' }, "2:2 pocket_id: expected a pocket id (a UUID), got 'x'"],
    [{ book_date: '01/10/2026' }, "2:9 book_date: expected a date as YYYY-MM-DD, got '01/10/2026'"],
    [{ currency: 'EUR' }, "2:15 currency: expected an amount in USD, got 'EUR'"],
    [
      { notional_cents: '1' },
      "1:1 header: expected one column for the amount, 'notional' or 'notional_amount' or 'notional.value' or 'notional_value' or 'notional_cents', got both",
    ],
  ])('%j', async (changes, message) => {
    expect(await refusalOf(read(csvOf({ ...listed, ...changes } as typeof listed)))).toBe(
      `l.csv:${message}`,
    );
  });

  test('no column for the amount', async () => {
    const { notional: _, ...fields } = listed;
    expect(await refusalOf(read(csvOf(fields)))).toContain('got neither');
  });

  test('cents with a fraction', async () => {
    const { notional: _, ...fields } = listed;
    expect(await refusalOf(read(csvOf({ ...fields, notional_cents: '1.5' })))).toBe(
      "l.csv:2:14 amount_cents: expected at most 0 decimals, got '1.5'",
    );
  });
});
