import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../src/domain/errors.ts';
import { readPositionCsv } from '../../../src/transform/csv/read-position-csv.ts';
import { readPriceCsv } from '../../../src/transform/csv/read-price-csv.ts';
import { readTradeCsv, type TradeReading } from '../../../src/transform/csv/read-trade-csv.ts';
import { readTradeListCsv } from '../../../src/transform/csv/read-trade-list-csv.ts';
import { readTransactionCsv } from '../../../src/transform/csv/read-transaction-csv.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/csv', import.meta.url));

/** What a fixture is, by the beginning of its name. */
const READERS = [
  ['trade-list', readTradeListCsv],
  ['trades', readTradeCsv],
  ['positions', readPositionCsv],
  ['prices', readPriceCsv],
  ['transactions', readTransactionCsv],
] as const;

const names = (folder: string) =>
  readdirSync(`${FOLDER}/${folder}`).filter((name) => name.endsWith('.csv'));

async function read(folder: string, name: string, size: number) {
  const [, reader] = READERS.find(([start]) => name.startsWith(start)) ?? [];
  if (reader === undefined) throw new Error(`no reader for ${name}`);
  const reading = reader(bytesOf(readFileSync(`${FOLDER}/${folder}/${name}`), size), name, jiko);
  const rows = await collect<unknown>(reading.rows);
  const amounts = isTrades(reading) ? reading.amountMeaning() : undefined;
  return { rows, ignored: reading.ignored(), problems: reading.problems, amounts };
}

function isTrades(reading: object): reading is TradeReading {
  return 'amountMeaning' in reading;
}

describe('accepted', () => {
  test.each(names('accepted'))('%s', async (name) => {
    const golden = await read('accepted', name, 50);
    await expect(`${JSON.stringify(golden, exactly, 2)}\n`).toMatchFileSnapshot(
      `${FOLDER}/accepted/${name}.expected.json`,
    );
    expect(await read('accepted', name, 65_536)).toEqual(golden);
  });
});

describe('refused', () => {
  test.each(names('refused'))('%s', async (name) => {
    const messages: string[] = [];
    for (const size of [1, 50, 65_536]) {
      messages.push(await refusal(name, size));
    }
    expect(new Set(messages).size).toBe(1);
    await expect(`${messages[0]}\n`).toMatchFileSnapshot(`${FOLDER}/refused/${name}.expected.txt`);
  });
});

async function refusal(name: string, size: number): Promise<string> {
  try {
    await read('refused', name, size);
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
  throw new Error(`expected ${name} to be refused`);
}

function exactly(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
