import { describe, expect, test } from 'vitest';
import { readPositionCsv } from '../../../src/transform/csv/read-position-csv.ts';
import { readPriceCsv } from '../../../src/transform/csv/read-price-csv.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko, jikoWith } from '../support/profile.ts';
import { POCKET } from './trade-csv-fixture.ts';

const HEADER = 'Pocket ID,Pocket,CUSIP,Quantity,Market Price,Market Value,Historical Cost Value\n';

const positions = (rows: string, profile = jiko) =>
  collect(readPositionCsv(bytesOf(`${HEADER}${rows}`), 'p.csv', profile).rows);

const prices = (rows: string) => collect(readPriceCsv(bytesOf(rows), 's.csv', jiko).rows);

test('a row without a CUSIP is the residual cash of its pocket', async () => {
  expect(await positions(`${POCKET},Main,,,,-55.10,\n`)).toEqual([
    { kind: 'cash', locator: 'line 2', pocketId: POCKET, pocketName: 'Main', amount: '-55.10' },
  ]);
});

test('a profile may call the cash row by words', async () => {
  const profile = jikoWith({ 'cash_cusip: [""]': 'cash_cusip: [CASH, USD]' });
  const rows = await positions(
    `${POCKET},Main,CASH,,,1.00,\n${POCKET},Main,USD,,,2.00,\n`,
    profile,
  );
  expect(rows.map(({ kind }) => kind)).toEqual(['cash', 'cash']);
  expect(await refusalOf(positions(`${POCKET},Main,,,,1.00,\n`, profile))).toContain('a CUSIP');
});

test.each([
  ['12', 12n],
  ['12.00', 12n],
  ['0', 0n],
  ['123456789012345678', 123_456_789_012_345_678n],
])('the quantity %s is whole', async (quantity, units) => {
  const [row] = await positions(`${POCKET},Main,912797HF7,${quantity},98.5,1182.00,1180\n`);
  expect(row).toMatchObject({ kind: 'position', quantity: units });
});

describe('refused', () => {
  test.each([
    ['12.5', "4 quantity: expected a whole number, got '12.5'"],
    ['-12', "4 quantity: expected a whole number, got '-12'"],
    ['1e3', "4 quantity: expected a whole number, got '1e3'"],
    ['', "4 quantity: expected a whole number, got ''"],
    ['12.', "4 quantity: expected a whole number, got '12.'"],
  ])('the quantity "%s"', async (quantity, message) => {
    const row = `${POCKET},Main,912797HF7,${quantity},98.5,1182.00,1180\n`;
    expect(await refusalOf(positions(row))).toBe(`p.csv:2:${message}`);
  });

  test.each([
    [
      `${POCKET},Main,912797HF7,1,98.5,-1.00,1\n`,
      "6 market_value: expected no negative amount, got '-1.00'",
    ],
    [`${POCKET},Main,912797HF7,1,98.5,1.00,\n`, "7 cost_value: expected a decimal amount, got ''"],
    [`${POCKET},Main,,,,,\n`, "6 market_value: expected a decimal amount, got ''"],
    [
      `${POCKET},Main,912797HF7,1,0,1.00,1\n`,
      "5 market_price: expected a positive number, got '0'",
    ],
  ])('the position %s', async (row, message) => {
    expect(await refusalOf(positions(row))).toBe(`p.csv:2:${message}`);
  });

  test.each([
    [
      'SE;JIKO;912797HF7;2026-10-01;98.5\n',
      "4 pricing_date: expected a date as DD/MM/YYYY, got '2026-10-01'",
    ],
    [
      'SE;JIKO;912797HF7;31/02/2026;98.5\n',
      "4 pricing_date: expected a calendar date as YYYY-MM-DD, got '2026-02-31'",
    ],
    ['SE;;912797HF7;01/10/2026;98.5\n', "2 provider: expected a value, got ''"],
    ['XX;JIKO;912797HF7;01/10/2026;98.5\n', "1 marker: expected the marker SE, got 'XX'"],
    ['SE;JIKO;912797HF7;01/10/2026;98,5\n', "5 price: expected a decimal amount, got '98,5'"],
    ['SE,JIKO,912797HF7,01/10/2026,98.5\n', "1: expected 5 columns, got '1'"],
    ['', '1: expected rows, got an empty file'],
  ])('the price row %s', async (row, message) => {
    expect(await refusalOf(prices(row))).toBe(`s.csv:1:${message}`);
  });
});
