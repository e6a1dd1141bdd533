import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readCamt053 } from '../../src/transform/camt053/read-camt053.ts';
import type { StatementEvent } from '../../src/transform/camt053/statement-event.ts';
import { readPositionCsv } from '../../src/transform/csv/read-position-csv.ts';
import { readPriceCsv } from '../../src/transform/csv/read-price-csv.ts';
import { readTradeCsv } from '../../src/transform/csv/read-trade-csv.ts';
import { readTradeListCsv } from '../../src/transform/csv/read-trade-list-csv.ts';
import { readTransactionCsv } from '../../src/transform/csv/read-transaction-csv.ts';
import { findFragment } from '../../src/transform/find-fragment.ts';
import { FRAGMENT_MAX, type Fragment } from '../../src/transform/fragment/fragment.ts';
import { bytesOf, collect } from './support/bytes.ts';
import { fixtures } from './support/camt053-fixtures.ts';
import { jiko } from './support/profile.ts';

/** More than the head of a file, which is read in one piece. */
const PEEKED = 600;

const CSV_FOLDER = fileURLToPath(new URL('../fixtures/csv/accepted', import.meta.url));

function find(
  content: string | Uint8Array,
  locator: string,
  pieceSize = 64,
): Promise<Fragment | null> {
  return findFragment(bytesOf(content, pieceSize), locator, { listNames: ['items', 'data'] });
}

async function textAt(content: string | Uint8Array, locator: string): Promise<string | null> {
  return (await find(content, locator))?.text ?? null;
}

describe('the record of a line', () => {
  const READERS = [
    ['trade-list', readTradeListCsv],
    ['trades', readTradeCsv],
    ['positions', readPositionCsv],
    ['prices', readPriceCsv],
    ['transactions', readTransactionCsv],
  ] as const;

  function rowsOf(name: string, content: string | Uint8Array): Promise<{ locator: string }[]> {
    const [, read] = READERS.find(([start]) => name.startsWith(start)) ?? [];
    if (read === undefined) throw new Error(`no reader for ${name}`);
    return collect<{ locator: string }>(read(bytesOf(content), name, jiko).rows);
  }

  test.each(readdirSync(CSV_FOLDER).filter((name) => name.endsWith('.csv')))(
    'of %s, read again, is the same row',
    async (name) => {
      const bytes = readFileSync(`${CSV_FOLDER}/${name}`);
      const rows = await rowsOf(name, bytes);
      const hasHeader = rows.every(({ locator }) => locator !== 'line 1');
      for (const row of rows) {
        const { text = '', firstLine } = (await find(bytes, row.locator)) ?? {};
        const again = await rowsOf(name, hasHeader ? `${firstLine}\n${text}\n` : `${text}\n`);
        expect(again).toEqual([{ ...row, locator: hasHeader ? 'line 2' : 'line 1' }]);
      }
    },
  );

  // What comes before is longer than what is looked at first in one piece.
  const QUOTED = [`a,${'b'.repeat(PEEKED)}`, '1,"two\nlines, ""quoted"""', '3,4'];

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])(
    'is found among lines that end in %s, with the lines within its quotes',
    async (_name, end) => {
      const content = `${QUOTED.join(end)}${end}`;
      for (const size of [1, 2, 3, 1_000]) {
        const found = await find(content, 'line 2', size);
        expect(found).toEqual({ text: QUOTED[1], firstLine: QUOTED[0], isCut: false });
        expect((await find(content, 'line 4', size))?.text).toBe('3,4');
      }
    },
  );

  test('needs no line break at the end of the file', async () => {
    expect(await textAt('a,b\n1,2', 'line 2')).toBe('1,2');
  });

  test('is null beyond the last line', async () => {
    expect(await find('a,b\n1,2\n', 'line 3')).toBeNull();
  });

  test('is shown in part where a cell is very long', async () => {
    const content = `a\n"${'x'.repeat(FRAGMENT_MAX)}"\n`;
    const found = await find(content, 'line 2');
    expect(found).toMatchObject({ isCut: true });
    expect(found?.text).toHaveLength(FRAGMENT_MAX);
  });

  test('is found in UTF-16 too, when a byte order mark says so', async () => {
    const content = Buffer.from('\uFEFFa,b\n1,ä\n', 'utf16le');
    expect(await find(content, 'line 2', 3)).toMatchObject({ text: '1,ä', firstLine: 'a,b' });
  });
});

describe('the element of a place', () => {
  type Counted = Extract<StatementEvent, { kind: 'entry' | 'balance' }>;
  const isCounted = (event: StatementEvent): event is Counted =>
    event.kind === 'entry' || event.kind === 'balance';

  test.each(fixtures('accepted'))(
    'of every balance and entry of $name holds its amount',
    async ({ name, bytes }) => {
      for (const event of (await collect(readCamt053(bytesOf(bytes), name))).filter(isCounted)) {
        const text = (await textAt(bytes, event.locator)) ?? '';
        expect(text).toMatch(event.kind === 'entry' ? /^<(\w+:)?Ntry[\s>]/ : /^<(\w+:)?Bal[\s>]/);
        expect(text).toMatch(event.kind === 'entry' ? /<\/(\w+:)?Ntry\s*>$/ : /<\/(\w+:)?Bal\s*>$/);
        expect(amountIn(text)).toBe(Number(event.amount.replace('-', '')));
      }
    },
  );

  test.each(fixtures('accepted'))(
    'of every statement of $name holds its id',
    async ({ name, bytes }) => {
      for (const event of await collect(readCamt053(bytesOf(bytes), name))) {
        if (event.kind !== 'end') continue;
        const text = (await textAt(bytes, event.header.locator)) ?? '';
        expect(text).toMatch(/^<(\w+:)?Stmt[\s>]/);
        expect(text).toContain(event.header.id ?? '');
      }
    },
  );

  test.each(fixtures('accepted'))(
    'of every transaction of $name holds its texts',
    async ({ name, bytes }) => {
      for (const event of (await collect(readCamt053(bytesOf(bytes), name))).filter(isCounted)) {
        for (const detail of event.kind === 'entry' ? event.details : []) {
          const text = (await textAt(bytes, detail.locator)) ?? '';
          expect(text).toMatch(/^<(\w+:)?TxDtls[\s>/]/);
          const told = [detail.endToEndId, detail.uetr, detail.transactionId, detail.mandateId];
          for (const one of told) if (one !== null) expect(text).toContain(one);
        }
      }
    },
  );

  /** Only compared, never kept: exactness is what the readers' own tests are about. */
  function amountIn(text: string): number {
    const [, amount = ''] = /<(?:\w+:)?Amt[^>]*>(?:\s|<!\[CDATA\[)*([\d.]+)/.exec(text) ?? [];
    return Number(amount);
  }

  const entry = (id: string, ...details: string[]) =>
    `<Ntry>\r\n  <Id>${id}</Id>${details.map((one) => `<NtryDtls>${one}</NtryDtls>`).join('')}</Ntry>`;
  const details = (...ids: string[]) => ids.map((id) => `<TxDtls><Id>${id}</Id></TxDtls>`).join('');
  const fileOf = (...statements: string[]) =>
    `<x:Document xmlns:x="a"><BkToCstmrStmt>${statements
      .map((one) => `<Stmt\r\n>${one}</Stmt>`)
      .join('')}</BkToCstmrStmt></x:Document>`;

  test('counts transactions over all groups of the entry', async () => {
    const file = fileOf(entry('1', details('a', 'b'), details('c')), entry('2', details('d')));
    const found = await textAt(file, 'Stmt[1]/Ntry[1]/TxDtls[3]');
    expect(found).toBe('<TxDtls><Id>c</Id></TxDtls>');
    const named = await textAt(file, 'Stmt[1]/Ntry[1]/NtryDtls/TxDtls[2]');
    expect(named).toBe('<TxDtls><Id>b</Id></TxDtls>');
  });

  test('is itself, byte by byte, wherever the pieces of the file are cut', async () => {
    const before = `<!--${'x'.repeat(PEEKED)}-->`;
    const file = before + fileOf(entry('1'), entry('2') + entry('3\u{1F3E6}'));
    for (const size of [1, 2, 3, 5, 7, 1_000]) {
      const found = await find(file, 'Stmt[2]/Ntry[2]', size);
      expect(found?.text).toBe(entry('3\u{1F3E6}'));
    }
  });

  test('counts statements over several messages in one envelope', async () => {
    const message = (id: string) => `<BkToCstmrStmt><Stmt>${entry(id)}</Stmt></BkToCstmrStmt>`;
    const file = `<All>${message('1')}${message('2')}</All>`;
    expect(await textAt(file, 'Stmt[2]/Ntry[1]')).toBe(entry('2'));
  });

  test('is not looked for in another statement', async () => {
    const file = fileOf(entry('1'), entry('2'), entry('3') + entry('4'));
    expect(await find(file, 'Stmt[2]/Ntry[2]')).toBeNull();
  });

  test('may be empty', async () => {
    expect(await textAt(fileOf('<Ntry/>', '<Ntry a="1" />'), 'Stmt[2]/Ntry[1]')).toBe(
      '<Ntry a="1" />',
    );
  });

  test.each(['Stmt[3]', 'Stmt[1]/Ntry[2]', 'Stmt[1]/Ntry[1]/TxDtls[1]', 'Stmt[0]'])(
    '%s is null where the file has none',
    async (locator) => {
      expect(await find(fileOf(entry('1'), entry('2')), locator)).toBeNull();
    },
  );

  test('is not looked for within another entry', async () => {
    const file = fileOf(`<Ntry><SplmtryData><Ntry>inner</Ntry></SplmtryData></Ntry>${entry('2')}`);
    expect(await textAt(file, 'Stmt[1]/Ntry[2]')).toBe(entry('2'));
  });

  test('is shown in part where it is very long', async () => {
    for (const length of [20_000, 200_000]) {
      const long = entry('y'.repeat(length));
      const found = await find(fileOf(long), 'Stmt[1]/Ntry[1]', 65_536);
      expect(found).toMatchObject({ isCut: true, text: long.slice(0, FRAGMENT_MAX) });
    }
  });

  test('is not looked for behind megabytes without a tag', async () => {
    const behind = (length: number) => `<!--${'x'.repeat(length)}-->${fileOf(entry('1'))}`;
    expect((await find(behind(1_000_000), 'Stmt[1]/Ntry[1]', 65_536))?.text).toBe(entry('1'));
    expect(await find(behind(3_000_000), 'Stmt[1]/Ntry[1]', 65_536)).toBeNull();
  });

  test('before the break of a broken file is found, and after it is not', async () => {
    const file = fileOf(entry('1'), '<Ntry><Amt Ccy=USD></Ntry>', entry('3'));
    expect(await textAt(file, 'Stmt[1]/Ntry[1]')).toBe(entry('1'));
    expect(await find(file, 'Stmt[2]/Ntry[1]')).toBeNull();
    expect(await find(Buffer.from('<BkToCstmrStmt>\xff', 'latin1'), 'Stmt[1]')).toBeNull();
  });
});

describe('the item of a listing', () => {
  const FILE = `[
    {"next": null, "items": [{"id": "a"}]},
    {"items":[{"id":"b","price":"98.10"},
              {"id":"c]\\"}", "n": 12345678901234567890.10, "amount":{"value":1,"tags":[],"of":[1,{}]}}],"data":[9]},
    {"data": [true, [false]]}]`;

  test('is laid out anew, its texts and numbers as they stand', async () => {
    expect(await textAt(FILE, 'page[2].items[2]')).toBe(`{
  "id": "c]\\"}",
  "n": 12345678901234567890.10,
  "amount": {
    "value": 1,
    "tags": [],
    "of": [
      1,
      {}
    ]
  }
}`);
  });

  test('stands under any name that the profile has for the list', async () => {
    expect(await textAt(FILE, 'page[1].items[1]')).toBe('{\n  "id": "a"\n}');
    expect(await textAt(FILE, 'page[3].items[1]')).toBe('true');
    expect(await textAt(FILE, 'page[3].items[2]')).toBe('[\n  false\n]');
  });

  test('stands in the last list of a name, as for the reader', async () => {
    expect(await textAt('[{"items":[1],"items":[2]}]', 'page[1].items[1]')).toBe('2');
  });

  test.each(['page[4].items[1]', 'page[2].items[3]', 'page[0].items[1]'])(
    '%s is null',
    async (at) => {
      expect(await find(FILE, at)).toBeNull();
    },
  );
});

test('what is no place has no text', async () => {
  for (const locator of ['', 'amount', 'line', 'page[1]', 'Ntry[1]']) {
    expect(await find('a,b\n1,2\n', locator)).toBeNull();
  }
});
