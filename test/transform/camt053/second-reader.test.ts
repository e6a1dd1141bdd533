import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PocketbookError } from '../../../src/domain/errors.ts';
import type { EntryDetail } from '../../../src/domain/ledger-row.ts';
import {
  inspectCamt053,
  type StatementFigures,
} from '../../../src/transform/camt053/inspect-camt053.ts';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import type {
  StatementEntry,
  StatementEvent,
} from '../../../src/transform/camt053/statement-event.ts';
import { CORPUS, isCorpusHere } from '../../support/corpus-place.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { fixtures } from '../support/camt053-fixtures.ts';
import {
  type SecondDetail,
  type SecondEntry,
  type SecondStatement,
  secondReading,
} from '../support/second-reader.ts';

describe('a second reader finds the same in', () => {
  test.each(fixtures('accepted'))('$name', async ({ name, bytes }) => {
    await expectSame(name, bytes);
  });
});

if (isCorpusHere()) {
  test('a second reader finds the same in every accepted file of other banks', async () => {
    let read = 0;
    for (const name of corpusFiles()) {
      const bytes = readFileSync(`${CORPUS}/camt053/${name}`);
      if (!(await isAccepted(name, bytes))) continue;
      await expectSame(name, bytes);
      read++;
    }
    console.log(`${read} files of other banks were read by both readers`);
    expect(read).toBeGreaterThan(0);
  });
} else {
  console.log(
    'no files of other banks were read: there is no ../shared/corpus beside this checkout',
  );
  test.skip('a second reader finds the same in every accepted file of other banks', () => {});
}

function corpusFiles(): string[] {
  const names = readdirSync(`${CORPUS}/camt053`, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.xml$/i.test(name)).sort();
}

async function isAccepted(name: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await inspectCamt053(bytesOf(bytes), name);
    return true;
  } catch (error) {
    if (error instanceof PocketbookError) return false;
    throw error;
  }
}

async function expectSame(name: string, bytes: Uint8Array): Promise<void> {
  const second = secondReading(bytes);
  const { statements } = await inspectCamt053(bytesOf(bytes), name);
  expect(statements.map(figuresOf), name).toEqual(second.map(secondFiguresOf));
  const events = await collect(readCamt053(bytesOf(bytes), name));
  expect(entriesOf(events), name).toEqual(second.flatMap(({ entries }) => entries));
}

function figuresOf(found: StatementFigures) {
  const { id, account, entries, pending } = found;
  return {
    id,
    account,
    entries,
    pending,
    credits: units(found.credits),
    debits: units(found.debits),
    opening: found.opening === null ? null : units(found.opening),
    closing: found.closing === null ? null : units(found.closing),
  };
}

function secondFiguresOf({ id, account, balances, entries }: SecondStatement) {
  const booked = entries.filter(({ status }) => status === 'BOOK').map(({ amount }) => amount);
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, next) => total + next, 0n);
  const balance = (code: string) => balances.find(([other]) => other === code)?.[1] ?? null;
  return {
    id,
    account,
    entries: booked.length,
    pending: entries.filter(({ status }) => status === 'PDNG' || status === 'FUTR').length,
    credits: sum(booked.filter((amount) => amount > 0n)),
    debits: -sum(booked.filter((amount) => amount < 0n)),
    opening: balance('OPBD') ?? balance('PRCD'),
    closing: balance('CLBD'),
  };
}

function entriesOf(events: readonly StatementEvent[]): SecondEntry[] {
  const entries = events.filter((event): event is StatementEntry => event.kind === 'entry');
  return entries.map(({ amount, status, details }) => ({
    amount: units(amount),
    status,
    details: details.map(secondDetailOf),
  }));
}

function secondDetailOf(detail: EntryDetail): SecondDetail {
  return {
    amount: detail.amount === null ? null : units(detail.amount),
    endToEndId: detail.endToEndId,
    debtor: detail.debtorName,
    creditor: detail.creditorName,
  };
}

function units(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(`${whole}${fraction.padEnd(18, '0')}`);
}
