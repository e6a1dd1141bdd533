import { describe, expect, test } from 'vitest';
import { readTradeCsv } from '../../../src/transform/csv/read-trade-csv.ts';
import { collect, refusalOf } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';
import { TRADE_HEADER, tradeCsv } from './trade-csv-fixture.ts';

const GIGABYTE = 1_073_741_824;
const PIECE = 65_536;

/** `start`, then `fill` over and over up to a gigabyte; counts what was taken of it. */
function bomb(start: string, fill: string) {
  const piece = Buffer.alloc(PIECE, fill);
  const taken = { bytes: 0 };
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(start);
    for (; taken.bytes < GIGABYTE; taken.bytes += PIECE) yield piece;
  }
  return { bytes: bytes(), taken };
}

const header = `${TRADE_HEADER.join(',')}\n`;

describe('refused before a hundredth of a gigabyte is read', () => {
  test.each([
    ['one cell', header, 'x', 't.csv:2:1: expected a line of at most 4194304 characters'],
    ['one header', '', 'x', 'as CSV: expected a line of at most 4194304 characters'],
    ['columns of a row', header, ',', 'expected a line of at most 4194304 characters'],
    ['columns of a header', '', 'a,', 'as CSV: expected a line of at most 4194304 characters'],
    ['a quote that is never closed', `${header}a,"`, 'x\n', 't.csv:2:2: expected a closing quote'],
    ['doubled quotes', `${header}a,"`, '"', 't.csv:2:2: expected a closing quote'],
    ['quotes and delimiters', `${header}a`, ',""', 'expected a closing quote'],
    ['a quote that opens the file', '"', 'x\n', 'as CSV: expected a closing quote'],
    ['NUL', '', '\0', 'as CSV: expected text, got a NUL character'],
  ])('%s', async (_, start, fill, message) => {
    const { bytes, taken } = bomb(start, fill);
    expect(await refusalOf(collect(readTradeCsv(bytes, 't.csv', jiko).rows))).toContain(message);
    expect(taken.bytes).toBeLessThan(GIGABYTE / 100);
  });
});

test('a million columns are refused, in a header and in a row', async () => {
  async function* pieces(content: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(content);
  }
  const many = `${Array.from({ length: 1_000_000 }, (_, index) => `c${index % 7}`).join(',')}\n`;
  const inHeader = readTradeCsv(pieces(many), 't.csv', jiko);
  expect(await refusalOf(collect(inHeader.rows))).toContain(
    'as CSV: expected at most 10000 columns',
  );
  const inRow = readTradeCsv(pieces(`${header}${many}`), 't.csv', jiko);
  expect(await refusalOf(collect(inRow.rows))).toBe(
    "t.csv:2:1: expected 16 columns, got '1000000'",
  );
});

test('blank lines without end are read in bounded memory', async () => {
  const blank = Buffer.alloc(PIECE, '\n');
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(tradeCsv([{}]));
    for (let count = 0; count < 500; count++) yield blank;
    yield Buffer.from('x,y\n');
  }
  expect(await refusalOf(collect(readTradeCsv(bytes(), 't.csv', jiko).rows))).toBe(
    't.csv:3:1: expected a row, got an empty line',
  );
});
