import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../src/domain/errors.ts';
import { readTradeCsv } from '../../../src/transform/csv/read-trade-csv.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';
import { tradeCsv } from './trade-csv-fixture.ts';

async function amountOf(text: string): Promise<string> {
  const [row] = await collect(
    readTradeCsv(bytesOf(tradeCsv([{ Amount: text }])), 't.csv', jiko).rows,
  );
  return row?.amount ?? '';
}

/** null for a text that refuses the file. */
async function readOrNull(text: string): Promise<string | null> {
  try {
    return await amountOf(text);
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

test.each([
  ['0', '0'],
  ['-0', '0'],
  ['-0.00', '0.00'],
  ['000.10', '0.10'],
  ['12.3', '12.3'],
  ['012345.60', '12345.60'],
  ['123456789012345678.99', '123456789012345678.99'],
])('%s is %s', async (text, canonical) => {
  expect(await amountOf(text)).toBe(canonical);
});

describe('refuses the file', () => {
  test.each([
    '1.234,56',
    '1,234.56',
    '1234,56',
    "1'234.56",
    '1 234.56',
    '(12.00)',
    '12.00-',
    '--12.00',
    '+5',
    '1e3',
    '1E3',
    '1e400',
    '0x10',
    '$5',
    '5 USD',
    '5%',
    '٣',
    '１２',
    '\u00a05',
    '5\u00a0',
    ' 5',
    '5 ',
    '\t5',
    '\u22125',
    '.5',
    '5.',
    '1.005',
    '1234567890123456789012345678901234567890',
    '0.00000000000000000001',
    'NaN',
    'Infinity',
    '-Infinity',
    'null',
    '',
    '-',
    '-5',
  ])('%j', async (text) => {
    expect(await readOrNull(text)).toBeNull();
  });
});

test('only the declared grammar passes, and nothing is rounded', async () => {
  const text = fc.string({
    unit: fc.constantFrom('0', '1', '9', '.', '.', '-', '+', ',', 'e', ' ', '٣', '$'),
    minLength: 1,
    maxLength: 7,
  });
  const property = fc.asyncProperty(text, async (cell) => {
    const match = /^(-?)0*(\d{1,18})(\.\d{1,2})?$/.exec(cell);
    const digits = `${match?.[2] ?? ''}${match?.[3] ?? ''}`;
    const isZero = /^[0.]*$/.test(digits);
    const expected = match === null || (match[1] === '-' && !isZero) ? null : digits;
    expect(await readOrNull(cell)).toBe(expected);
  });
  await fc.assert(property, { numRuns: 500 });
});
