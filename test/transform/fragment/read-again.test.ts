import { describe, expect, test } from 'vitest';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import type { StatementEvent } from '../../../src/transform/camt053/statement-event.ts';
import { XML_HEAD_BYTES, xmlEncoding } from '../../../src/transform/camt053/xml-encoding.ts';
import { findFragment } from '../../../src/transform/find-fragment.ts';
import { readTradeList } from '../../../src/transform/json/read-trade-list.ts';
import { textOfBytes } from '../../../src/transform/text-of-bytes.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { fixtures } from '../support/camt053-fixtures.ts';
import { jiko } from '../support/profile.ts';

type Entry = Extract<StatementEvent, { kind: 'entry' }>;

/** What is around it stays: the message, and the statement without its other entries. */
describe('an entry of a statement, read again from nothing but its own text', () => {
  test.each(fixtures('accepted'))('of $name is the same row', async ({ name, bytes }) => {
    const told = (await collect(readCamt053(bytesOf(bytes), name))).filter(isEntry);
    const text = await textIn(bytes);
    for (const entry of told) {
      const alone = without(text, await othersOf(bytes, told, entry));
      const again = (await collect(readCamt053(bytesOf(alone), name))).filter(isEntry);
      expect(again).toHaveLength(1);
      expect(placeless(again[0])).toEqual(placeless(entry));
    }
  });
});

describe('an item of a listing, read again from nothing but its own text', () => {
  const [ONE, TWO] = ['T-1', 'T-2'].map(
    (
      id,
    ) => `{"id":"${id}","account_id":"0194d1c2-a3b4-4c5d-8e6f-708192a3b4c5","activity":"BUY","cusip":"912797HF7","quantity":21,
      "price":"98.612361","notional":{"value":207086,"currency":"USD"},"trade_datetime":"2026-10-01T15:00:00.123456Z",
      "book_date":"2026-10-01","settlement_date":"2026-10-02","status":"SETTLED","maturity_date":"2026-12-31",
      "reference":"R \\"${id}\\"","unheard_of":1.10}`,
  );

  test('is the same row', async () => {
    const file = `[{"items":[${ONE}],"next_page":"2"},{"items":[${ONE?.replace('T-1', 'T-0')},${TWO}]}]`;
    const read = (content: string) =>
      collect(readTradeList(bytesOf(content), 'l.json', jiko, 'America/New_York').rows);
    const rows = await read(file);
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      const found = await findFragment(bytesOf(file), row.locator, { listNames: ['items'] });
      expect(await read(`[{"items":[${found?.text}]}]`)).toEqual([
        { ...row, locator: 'page[1].items[1]' },
      ]);
    }
  });
});

function isEntry(event: StatementEvent): event is Entry {
  return event.kind === 'entry';
}

/** As UTF-8, whatever it was. */
async function textIn(bytes: Uint8Array): Promise<string> {
  const encoding = xmlEncoding(bytes.subarray(0, XML_HEAD_BYTES));
  const pieces = await collect(asBatches(textOfBytes(bytesOf(bytes), encoding)));
  return pieces.join('').replace(/(<\?xml[^>]*?)\s+encoding=(["'])[^"']*\2/, '$1');
}

async function* asBatches<T>(values: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  for await (const value of values) yield [value];
}

/** The text of every entry but one. */
async function othersOf(
  bytes: Uint8Array,
  told: readonly Entry[],
  entry: Entry,
): Promise<string[]> {
  const texts: string[] = [];
  for (const other of told) {
    if (other.locator === entry.locator) {
      texts.push(KEPT);
      continue;
    }
    const found = await findFragment(bytesOf(bytes), other.locator, { listNames: [] });
    texts.push(found?.text ?? '');
  }
  return texts;
}

/** Stands for the one that stays: the search goes on behind it. */
const KEPT = '';

function without(text: string, texts: readonly string[]): string {
  let [left, from] = [text, 0];
  for (const one of texts) {
    if (one === KEPT) continue;
    const at = left.indexOf(one, from);
    expect(at).toBeGreaterThanOrEqual(0);
    left = left.slice(0, at) + left.slice(at + one.length);
    from = at;
  }
  return left;
}

/** Where it stands differs, as it is the first one now. */
const PLACE = ['locator', 'line', 'column'];

function placeless(entry: Entry | undefined): unknown {
  return JSON.parse(
    JSON.stringify(entry, (key, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : PLACE.includes(key) ? '' : value,
    ),
  );
}
