import { describe, expect, test } from 'vitest';
import { readPositionCsv } from '../../../src/transform/csv/read-position-csv.ts';
import { readPriceCsv } from '../../../src/transform/csv/read-price-csv.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko, jikoWith } from '../support/profile.ts';
import { POCKET } from './trade-csv-fixture.ts';

const OTHER = '0194d1c2-a3b4-4c5d-8e6f-000000000002';

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

test('what is below nothing is read as it is told', async () => {
  const [row] = await positions(`${POCKET},Main,912797HF7,-12,98.5,-1182.00,-1180\n`);
  expect(row).toMatchObject({ quantity: -12n, marketValue: '-1182.00', costValue: '-1180' });
});

describe('refused', () => {
  test.each([
    ['12.5', "4 quantity: expected a whole number, got '12.5'"],
    ['1e3', "4 quantity: expected a whole number, got '1e3'"],
    ['', "4 quantity: expected a whole number, got ''"],
    ['12.', "4 quantity: expected a whole number, got '12.'"],
  ])('the quantity "%s"', async (quantity, message) => {
    const row = `${POCKET},Main,912797HF7,${quantity},98.5,1182.00,1180\n`;
    expect(await refusalOf(positions(row))).toBe(`p.csv:2:${message}`);
  });

  test.each([
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
    ['XX;JIKO;912797HF7;01/10/2026;98.5\n', "1: expected the marker SE, got 'XX'"],
    ['SE;JIKO;912797HF7;01/10/2026;98,5\n', "5 price: expected a decimal amount, got '98,5'"],
    ['SE|JIKO|912797HF7|01/10/2026|98.5\n', "1: expected 5 columns, got '1'"],
    ['', '1: expected rows, got an empty file'],
  ])('the price row %s', async (row, message) => {
    expect(await refusalOf(prices(row))).toBe(`s.csv:1:${message}`);
  });
});

describe('a row of totals', () => {
  const position = `${POCKET},Main,912797HF7,2,98.5,197.00,190.00\n`;
  const cash = `${POCKET},Main,,,,3.00,\n`;
  const other = `${OTHER},Tax,912797HF7,1,98.5,98.50,95.00\n`;

  async function read(rows: string) {
    const reading = readPositionCsv(bytesOf(`${HEADER}${rows}`), 'p.csv', jiko);
    const kinds = (await collect(reading.rows)).map(({ kind }) => kind);
    return { kinds, ignored: reading.ignored(), problems: reading.problems };
  }

  test.each([
    ['of all rows', `${position}${cash}Total,,,2,,197.00,190.00\n`],
    ['of all rows, cash included', `${position}${cash}TOTAL PORTFOLIO,,,2.00,,200.00,190\n`],
    ['in place of the CUSIP', `${position}${cash},,Total,2,,200.00,190.00\n`],
    ['of a pocket', `${position}${cash}${POCKET},Main,total,2,,200.00,190.00\n`],
    ['that claims nothing', `${position}${cash}Total:,,,,,,\n`],
  ])('%s is checked, and is no position', async (_, rows) => {
    expect(await read(rows)).toEqual({ kinds: ['position', 'cash'], ignored: 1, problems: [] });
  });

  test('after each pocket and at the end', async () => {
    const rows = `${position}${cash}Subtotal\n`.replace('Subtotal', 'Total,,,2,,197.00,190.00');
    const found = await read(`${rows}${other}Total,,,1,,98.50,95.00\nTotal,,,3,,298.50,285.00\n`);
    expect(found).toMatchObject({ ignored: 3, problems: [] });
  });

  test('of one pocket is not measured by the rows of another', async () => {
    const { problems } = await read(`${position}${other}${OTHER},Tax,Total,3,,295.50,285.00\n`);
    expect(problems.map(({ message }) => message)).toEqual([
      "the total does not tie: quantity: expected 1.00, got '3'",
      "the total does not tie: market_value: expected 98.50, got '295.50'",
      "the total does not tie: cost_value: expected 95.00, got '285.00'",
    ]);
  });

  test.each([
    ['197.01', "market_value: expected 197.00, got '197.01'"],
    ['1,97', "market_value: expected 197.00, got '1,97'"],
    ['NaN', "market_value: expected 197.00, got 'NaN'"],
  ])('that says %s does not tie, and is told of', async (value, complaint) => {
    const { kinds, problems } = await read(`${position}Total,,,2,,"${value}",190.00\n`);
    expect(kinds).toEqual(['position']);
    expect(problems).toEqual([
      { locator: 'line 3', message: `the total does not tie: ${complaint}` },
    ]);
  });

  test('is no pocket whose name begins like one', async () => {
    const byName = HEADER.replace('Pocket ID,Pocket,', 'Pocket,Pocket ID,');
    const row = `Total Holdings,${POCKET},,,,3.00,\n`;
    const rows = await collect(readPositionCsv(bytesOf(`${byName}${row}`), 'p.csv', jiko).rows);
    expect(rows).toMatchObject([{ kind: 'cash', amount: '3.00' }]);
  });
});
