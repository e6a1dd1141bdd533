import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../src/domain/errors.ts';
import type { ReportType } from '../../../src/domain/report.ts';
import { readTradeCsv } from '../../../src/transform/csv/read-trade-csv.ts';
import type { Profile } from '../../../src/transform/profile.ts';
import { readReport } from '../../../src/transform/read-report.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko, jikoWith } from '../support/profile.ts';
import { POCKET, TRADE_HEADER, tradeCsv } from './trade-csv-fixture.ts';

const KYRIBA = `TR;${POCKET};TBILL;912797HF7;United States Treasury;02/07/2026;31/12/2026;Jiko Securities;A-1;B;01/10/2026;02/10/2026;98.612361;986.12;R-1\n`;

const read = (content: string | Uint8Array, profile: Profile = jiko) =>
  collect(readTradeCsv(bytesOf(content, 100), 't.csv', profile).rows);

/** Rows without their place, which differs between a file with a header and one without. */
async function rowsOf(content: string | Uint8Array, profile: Profile = jiko) {
  return (await read(content, profile)).map(({ locator: _, ...row }) => row);
}

describe('the layout of a file is told by its first line', () => {
  test('a trade is the same in both layouts, but for what only one of them has', async () => {
    const [byName] = await rowsOf(tradeCsv([{}]));
    expect(await rowsOf(KYRIBA)).toEqual([{ ...byName, bookDate: null }]);
  });

  test('whatever format was asked for', async () => {
    const asked = jikoWith({
      'format: CSV\n    reader: trade-csv': 'format: KYRIBA_CSV\n    reader: trade-csv',
    });
    expect(await rowsOf(tradeCsv([{}]), asked)).toEqual(await rowsOf(tradeCsv([{}])));
  });

  test('a first line that fits none is refused with what each layout lacks', async () => {
    expect(await refusalOf(read(KYRIBA.replace('TR;', 'SE;')))).toBe(
      `t.csv:1:1: expected a file of one of 2 layouts; as CSV: expected a column 'Pocket ID' (pocket_id; nearest: 'SE', 'TBILL', 'A-1'), got 'SE,${POCKET},TBILL,912797HF7,U...'; as KYRIBA_CSV: expected the marker TR, got 'SE'`,
    );
  });

  test('no account number is told of a row that is no header', async () => {
    const row = KYRIBA.replace('TR;', 'SE;').replace(POCKET, '000123456789');
    const message = await refusalOf(read(row));
    expect(message).toContain("'SE,...6789,");
    expect(message).not.toContain('000123456789');
  });

  test('a later line of another layout is refused', async () => {
    expect(await refusalOf(read(`${KYRIBA}${KYRIBA.replace('TR;', 'SE;')}`))).toBe(
      "t.csv:2:1 marker: expected the marker TR, got 'SE'",
    );
    expect(await refusalOf(read(`${tradeCsv([{}])}${KYRIBA}`))).toContain(
      't.csv:3:1: expected 16 columns',
    );
  });

  test('a first line that fits several is refused', async () => {
    const layout = jiko.csv.SECURITY_PRICE_REPORT.layouts[0];
    if (layout === undefined) throw new Error('the profile has no layout of prices');
    const twice: Profile = {
      ...jiko,
      csv: {
        ...jiko.csv,
        SECURITY_PRICE_REPORT: { layouts: [layout, { ...layout, format: 'CSV' }] },
      },
    };
    const { reading } = readReport(
      'SECURITY_PRICE_REPORT',
      bytesOf('SE;JIKO;912797HF7;01/10/2026;98.6\n'),
      's.csv',
      twice,
    );
    expect(await refusalOf(collect<unknown>(reading.rows))).toBe(
      "s.csv:1:1: expected a file of one layout, got one that fits KYRIBA_CSV by ';' and CSV by ';'",
    );
  });
});

describe('a file without a byte', () => {
  const asked = jikoWith({
    'format: CSV\n    reader: trade-csv': 'format: KYRIBA_CSV\n    reader: trade-csv',
  });
  const refusal = 't.csv:1:1: expected rows, got an empty file';

  test('is a window without trades, where a layout without a header was asked for', async () => {
    const reading = readTradeCsv(bytesOf(''), 't.csv', asked);
    expect(await collect(reading.rows)).toEqual([]);
    expect(reading.problems).toEqual([]);
    expect(await rowsOf('\r\n', asked)).toEqual([]);
  });

  test('is refused where there should be a header, or rows on every day', async () => {
    expect(await refusalOf(read(''))).toBe(refusal);
    const { reading } = readReport('SECURITY_PRICE_REPORT', bytesOf(''), 't.csv', asked);
    expect(await refusalOf(collect<unknown>(reading.rows))).toBe(refusal);
  });
});

describe('the delimiter', () => {
  test('is any of those that the profile names', async () => {
    expect(await rowsOf(tradeCsv([{}]).replaceAll(',', ';'))).toEqual(await rowsOf(tradeCsv([{}])));
    expect(await rowsOf(KYRIBA.replaceAll(';', ','))).toEqual(await rowsOf(KYRIBA));
  });

  test('counts outside quotes only', async () => {
    const header = TRADE_HEADER.map((name) => `"${name}"`).join(',');
    const content = tradeCsv([{ Pocket: 'a;b;c', Issuer: 'd;e' }], TRADE_HEADER);
    const withExtra = content.replace(TRADE_HEADER.join(','), `${header},"x;y;z"`).trimEnd();
    expect(await read(`${withExtra},1\n`)).toMatchObject([
      { issuer: 'd;e', extra: '{"x;y;z":"1"}' },
    ]);
  });

  test('is one for the whole file', async () => {
    const [header = '', row = ''] = tradeCsv([{}]).split('\n');
    expect(await refusalOf(read(`${header}\n${row.replaceAll(',', ';')}\n`))).toBe(
      "t.csv:2:1: expected 16 columns, got '1'",
    );
  });

  test('is none that the profile does not name, however plain it is', async () => {
    const one = jikoWith({
      'format: CSV\n        delimiter: [",", ";"]': 'format: CSV\n        delimiter: ","',
    });
    expect(await refusalOf(read(tradeCsv([{}]).replaceAll(',', ';'), one))).toContain('as CSV: ');
  });
});

describe('columns that mean nothing to us', () => {
  test('are kept with each row, under their headers', async () => {
    const [row] = await read(
      tradeCsv([{ Yield: '4.25 %', Desk: '' } as object], [...TRADE_HEADER, 'Yield', 'Desk']),
    );
    expect(row?.extra).toBe('{"Yield":"4.25 %","Desk":""}');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a"b', 'a\\b', 'ü'])(
    'even one called %s',
    async (name) => {
      const header = `"${name.replaceAll('"', '""')}"`;
      const content = tradeCsv([{}]).trimEnd().replace('\n', `,${header}\n`);
      const [row] = await read(`${content},=HYPERLINK()\n`);
      const parsed: unknown = JSON.parse(row?.extra ?? 'null');
      expect(Object.entries(parsed as object)).toEqual([[name, '=HYPERLINK()']]);
    },
  );

  test('without a header go by their place', async () => {
    const content = tradeCsv([{}]).trimEnd().replace('\n', ',,\n');
    expect((await read(`${content},a,b\n`))[0]?.extra).toBe('{"column 17":"a","column 18":"b"}');
  });

  test('change nothing else', async () => {
    const property = fc.asyncProperty(
      fc.uniqueArray(fc.stringMatching(/^z[a-z ]{0,8}$/), {
        minLength: 1,
        maxLength: 4,
        selector: (text) => text.replaceAll(' ', ''),
      }),
      async (names) => {
        const [plain] = await rowsOf(tradeCsv([{}]));
        const [row] = await rowsOf(tradeCsv([{}], [...names, ...TRADE_HEADER]));
        expect({ ...row, extra: null }).toEqual(plain);
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });
});

const plain = tradeCsv([
  { Issuer: 'Ünited "States", 💵' },
  { Reference: 'a\u2028b' },
  { Reference: '\\.' },
]);

describe('the same rows come from a file', () => {
  const variants: readonly [string, string | Uint8Array][] = [
    ['with a byte order mark', `\uFEFF${plain}`],
    ['with CRLF', plain.replaceAll('\n', '\r\n')],
    ['with CR', plain.replaceAll('\n', '\r')],
    ['with mixed line ends', plain.replace('\n', '\r\n').replace(/\n$/, '\r')],
    ['without a final line end', plain.trimEnd()],
    ['with blank lines at its end', `${plain}\n \n\r\n`],
    ['in UTF-16, little end first', Buffer.from(`\uFEFF${plain}`, 'utf16le')],
    ['in UTF-16, big end first', Buffer.from(`\uFEFF${plain}`, 'utf16le').swap16()],
    ['with everything in quotes', allQuoted(plain)],
  ];
  test.each(variants)('%s', async (_, content) => {
    expect(await rowsOf(content)).toEqual(await rowsOf(plain));
  });
});

describe('cells are taken as they are', () => {
  test.each([
    ['a line of backslash and dot', '\\.'],
    ['a line break', 'a\nb\r\nc\rd'],
    ['a line separator', 'a\u2028b'],
    ['a formula', '=HYPERLINK("http://x.test";"y")'],
    ['a megabyte', 'x'.repeat(1_048_576)],
    ['digits that a spreadsheet would eat', '000123456'],
  ])('%s', async (_, cell) => {
    const content = tradeCsv([{ Reference: cell }, {}]);
    const rows = await collect(readTradeCsv(bytesOf(content, 65_536), 't.csv', jiko).rows);
    expect(rows.map(({ reference }) => reference)).toEqual([cell, 'R-1']);
  });

  test('a CUSIP that looks like a number stays text', async () => {
    expect((await read(tradeCsv([{ CUSIP: '912797E61' }])))[0]?.cusip).toBe('912797E61');
  });
});

describe('a file that is cut inside a row', () => {
  const files: readonly [ReportType, string][] = [
    ['TRADE_REPORT', tradeCsv([{}, {}])],
    ['TRADE_REPORT', `${KYRIBA}${KYRIBA}`],
    [
      'POSITION_SUMMARY_REPORT',
      `Pocket ID,CUSIP,Market Price,Market Value,Historical Cost Value,Quantity,Pocket\n${POCKET},912797HF7,98.5,197.00,190.00,2,Main\n`,
    ],
    [
      'SECURITY_PRICE_REPORT',
      'SE;JIKO;912797HF7;01/10/2026;98.612361\nSE;JIKO;912797HF7;02/10/2026;98.62\n',
    ],
  ];

  /** What is left of `content`: is it refused? Where it is not, is it told that its last line does not end? */
  async function verdictOn(
    reportType: ReportType,
    bytes: Uint8Array,
  ): Promise<'refused' | 'told' | 'taken'> {
    const { reading } = readReport(reportType, bytesOf(bytes), 'x.csv', jiko);
    try {
      await collect<unknown>(reading.rows);
    } catch (error) {
      if (error instanceof ParseError) return 'refused';
      throw error;
    }
    return reading.problems.some(({ message }) => message.includes('may have been cut'))
      ? 'told'
      : 'taken';
  }

  // In its last cell a cut row is as wide as it should be, and at the end of a row nothing shows that more was to come:
  // no reader can see either. The first is told, the second is for control totals and the calendar.
  test.each(files)(
    '%s %#: refused before its last cell, told of in it',
    async (reportType, content) => {
      const bytes = Buffer.from(content);
      const delimiter = content.includes(';') ? ';' : ',';
      for (let length = 1; length < bytes.length; length++) {
        const start = content.slice(0, length);
        const row = start.slice(start.lastIndexOf('\n') + 1);
        if (row === '') continue;
        const whole = content.slice(length - row.length).split('\n', 1)[0] ?? '';
        const isInLastCell = row.split(delimiter).length === whole.split(delimiter).length;
        // A header without columns that may be missing is a header, of a file without rows.
        const isHeader =
          !start.includes('\n') && !start.startsWith('TR') && !start.startsWith('SE');
        const expected = isInLastCell || isHeader ? ['told', 'refused'] : ['refused'];
        expect(expected, start).toContain(await verdictOn(reportType, bytes.subarray(0, length)));
      }
    },
  );

  test('is refused anywhere within quotes', async () => {
    const content = tradeCsv([{ Reference: 'a\nb, "c"' }]);
    const bytes = Buffer.from(content);
    for (let length = content.indexOf('"a') + 1; length < bytes.length - 1; length++) {
      // Behind the first half of a doubled quote what is left is a cell that is whole.
      const isHalf = /[^"]"("")*$/.test(content.slice(content.indexOf('"a') + 1, length));
      const expected = isHalf ? 'told' : 'refused';
      expect(await verdictOn('TRADE_REPORT', bytes.subarray(0, length)), `${length}`).toBe(
        expected,
      );
    }
  });
});

function allQuoted(content: string): string {
  const lines = content.trimEnd().split('\n');
  const [header = '', ...rows] = lines;
  const quotedHeader = header
    .split(',')
    .map((cell) => `"${cell}"`)
    .join(',');
  const quotedRows = rows.map((row) =>
    row.replace(/("(?:[^"]|"")*"|[^,]*)(,|$)/g, (_, cell: string, end: string) =>
      cell === '' && end === '' ? '' : `${cell.startsWith('"') ? cell : `"${cell}"`}${end}`,
    ),
  );
  return `${[quotedHeader, ...quotedRows].join('\n')}\n`;
}
