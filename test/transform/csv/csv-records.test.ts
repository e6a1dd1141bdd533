import fc from 'fast-check';
import { parseString } from 'fast-csv';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../src/domain/errors.ts';
import { csvRecords } from '../../../src/transform/csv/csv-records.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';

const read = (content: string | Uint8Array, size?: number) =>
  collect(csvRecords(bytesOf(content, size), 'x.csv', [',']));

describe('the line on which a record begins', () => {
  test.each([
    ['LF', 'a,b\nc,d\ne,f\n', [1, 2, 3]],
    ['CRLF', 'a,b\r\nc,d\r\ne,f\r\n', [1, 2, 3]],
    ['CR', 'a,b\rc,d\re,f\r', [1, 2, 3]],
    ['mixed', 'a,b\nc,d\r\ne,f\rg,h', [1, 2, 3, 4]],
    ['a break inside quotes', 'a,"b\nb"\nc,d\n', [1, 3]],
    ['CRLF inside quotes', 'a,"b\r\nb\r\nb"\r\nc,d\r\n', [1, 4]],
    ['two fields with breaks', '"a\na","b\nb"\nc,d\n', [1, 4]],
  ])('%s', async (_, content, lines) => {
    for (const size of [1, 2, 3, 1_000]) {
      expect((await read(content, size)).map(({ line }) => line)).toEqual(lines);
    }
  });
});

test('empty lines at the end are passed over', async () => {
  expect(await read('a,b\n\n \n')).toEqual([{ line: 1, fields: ['a', 'b'] }]);
});

test('a byte order mark at the start is no part of the first field', async () => {
  expect(await read('\uFEFFa,b\n', 1)).toEqual([{ line: 1, fields: ['a', 'b'] }]);
});

test('quotes are taken off and doubled ones are one', async () => {
  const [record] = await read('"a,""b""",\'c,d\n', 2);
  expect(record?.fields).toEqual(['a,"b"', "'c", 'd']);
});

describe('what is refused, with its line', () => {
  const good = 'a,b\n"c\nc",d\n';
  test.each<[string, string | Uint8Array, string]>([
    ['an empty line inside', `${good}\ne,f\n`, '4:1: expected a row, got an empty line'],
    ['a quote that is not closed', `${good}e,"f\ng,h\n`, '4:2: expected a closing quote'],
    ['text after a quote', `${good}e,"f"f\n`, '4:2: expected a delimiter after a closing quote'],
    ['NUL', `${good}e,\0f\n`, '4:2: expected text, got a NUL character'],
    [
      'a second byte order mark',
      `${good}\uFEFFe,f\n`,
      '4:1: expected a byte order mark only at the start, got one inside',
    ],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from(`${good}e,`), Buffer.from([0xe9]), Buffer.from('f\n')]),
      "4:2: expected UTF-8 text, got 'bytes that are none'",
    ],
    [
      'a character cut at the end',
      Buffer.from(`${good}e,€`).subarray(0, -1),
      "4:2: expected whole UTF-8 characters, got 'a cut one at the end'",
    ],
    [
      'UTF-16 without a mark',
      Buffer.from('a,b\n', 'utf16le'),
      '1:1: expected text, got a NUL character',
    ],
    [
      'UTF-16 cut in a character',
      Buffer.from('\uFEFFa,b\nc,d', 'utf16le').subarray(0, -1),
      "2:2: expected whole UTF-16LE characters, got 'a cut one at the end'",
    ],
    [
      'UTF-32',
      Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
      '1:1: expected text, got a NUL character',
    ],
    [
      'a quote inside a field without quotes',
      `${good}e,f"f\n`,
      '4:2: expected a field with a quote inside to be in quotes',
    ],
    [
      'a blank before a quote',
      `${good}e, "f"\n`,
      '4:2: expected a field with a quote inside to be in quotes',
    ],
  ])('%s', async (_, content, message) => {
    for (const size of [1, 5, 1_000]) {
      expect(await refusalOf(read(content, size))).toBe(`x.csv:${message}`);
    }
  });

  test('a quote that is never closed, before the memory is full', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,"');
      for (let piece = 0; piece < 10_000; piece++) yield Buffer.alloc(65_536, 'x');
    }
    const rows = collect(csvRecords(endless(), 'x.csv', [',']));
    expect(await refusalOf(rows)).toBe('x.csv:1:2: expected a closing quote');
  });
});

test('what was rendered is what is read, in pieces of any size', async () => {
  const field = fc.string({
    unit: fc.constantFrom('a', 'é', '💵', ',', '"', ' ', '\n', '\r\n', ';'),
  });
  // A field of blanks alone may lose them, and a record of one empty field is an empty line.
  const record = fc.array(
    field.map((text) => `x${text}`),
    { minLength: 2, maxLength: 5 },
  );
  const property = fc.asyncProperty(
    fc.array(record, { minLength: 1, maxLength: 8 }),
    fc.constantFrom('\n', '\r\n'),
    fc.integer({ min: 1, max: 50 }),
    async (records, lineEnd, size) => {
      const content = records.map((fields) => fields.map(quoted).join(',')).join(lineEnd);
      expect((await read(content, size)).map(({ fields }) => fields)).toEqual(records);
    },
  );
  await fc.assert(property);
});

test('another reader finds the same records in whatever is accepted', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r\n', '\r', 'é'),
    minLength: 1,
    maxLength: 24,
  });
  let compared = 0;
  const property = fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, size) => {
    const records = await readOrNull(content, size);
    if (records === null) return;
    compared++;
    // It takes a line with a quoted nothing for an empty one.
    if (records.some((fields) => fields.length === 1 && fields[0] === '')) return;
    expect(records).toEqual(await readWithFastCsv(content));
  });
  await fc.assert(property, { numRuns: 1_000 });
  expect(compared).toBeGreaterThan(200);
});

async function readOrNull(content: string, size: number): Promise<(readonly string[])[] | null> {
  try {
    return (await read(content, size)).map(({ fields }) => fields);
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function readWithFastCsv(content: string): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const records: string[][] = [];
    parseString<string[], string[]>(content, { headers: false, ignoreEmpty: false })
      .on('data', (fields: string[]) => {
        if (fields.length > 0) records.push(fields);
      })
      .on('error', reject)
      .on('end', () => resolve(records));
  });
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
