import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decimal } from '../../../src/domain/decimal.ts';
import type { EntryDetail } from '../../../src/domain/ledger-row.ts';
import { inspectCamt053 } from '../../../src/transform/camt053/inspect-camt053.ts';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import type {
  StatementEntry,
  StatementEvent,
} from '../../../src/transform/camt053/statement-event.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import {
  type DetailModel,
  type EntryModel,
  renderStatement,
  type StatementModel,
} from '../support/render-statement.ts';
import { statementModel, VERSIONS } from '../support/statement-models.ts';

const RUNS = { numRuns: 40 };
const SCALE = 5;

describe.each(VERSIONS)('001.%i', (version) => {
  test('what was rendered is what is read, in pieces of any size', async () => {
    const property = fc.asyncProperty(
      statementModel(version),
      fc.integer({ min: 1, max: 300 }),
      async (model, size) => {
        const xml = renderStatement(model, version);
        const events = await collect(readCamt053(bytesOf(xml, size), 'x.xml'));
        expect(modelOf(events)).toEqual(withSharedCharges(model));
      },
    );
    await fc.assert(property, RUNS);
  });

  test('the net is the sum of the booked entries, to the last digit', async () => {
    const property = fc.asyncProperty(statementModel(version), async (model) => {
      const xml = renderStatement(model, version);
      const { statements } = await inspectCamt053(bytesOf(xml), 'x.xml');
      const booked = model.entries.filter(({ status }) => status === 'BOOK');
      expect(statements.map(({ net }) => units(net))).toEqual([sum(booked)]);
      expect(statements[0]?.entries).toBe(booked.length);
    });
    await fc.assert(property, RUNS);
  });

  test('an entry is its details, the charges that explain it, and the residual', async () => {
    const property = fc.asyncProperty(statementModel(version), async (model) => {
      const xml = renderStatement(model, version);
      for (const entry of entriesOf(await collect(readCamt053(bytesOf(xml), 'x.xml')))) {
        expectSplit(entry);
      }
    });
    await fc.assert(property, RUNS);
  });
});

function modelOf(events: readonly StatementEvent[]): StatementModel {
  const balances = events.filter((event) => event.kind === 'balance');
  const header = events.find((event) => event.kind === 'end')?.header;
  return {
    id: header?.id ?? '',
    sequenceNumber: header?.sequenceNumber ?? null,
    account: header?.account?.id ?? '',
    opening: balances[0]?.amount as Decimal,
    closing: balances[1]?.amount as Decimal,
    summary: header?.summary ?? null,
    entries: entriesOf(events).map(entryModelOf),
  };
}

function entriesOf(events: readonly StatementEvent[]): StatementEntry[] {
  return events.filter((event) => event.kind === 'entry');
}

function entryModelOf(entry: StatementEntry): EntryModel {
  return {
    amount: entry.amount,
    status: entry.status as EntryModel['status'],
    isReversal: entry.isReversal,
    bookedOn: entry.bookedOn,
    valueOn: entry.valueOn,
    servicerReference: entry.servicerReference,
    proprietaryCode: entry.proprietaryCode ?? '',
    batchTransactions: entry.batchTransactions,
    charges: entry.charges === null ? null : exact(units(entry.charges)),
    details: entry.details.map(withoutLocator),
    additionalInformation: entry.additionalInformation,
  };
}

function withoutLocator({ locator, ...told }: EntryDetail): DetailModel {
  expect(locator).toMatch(/^Stmt\[1\]\/Ntry\[\d+\]\/TxDtls\[\d+\]$/);
  return told;
}

/** An entry that tells no charges has those of its details. */
function withSharedCharges(model: StatementModel): StatementModel {
  return {
    ...model,
    entries: model.entries.map((entry) => ({ ...entry, charges: chargesOf(entry) })),
  };
}

function chargesOf({ charges, details }: EntryModel): Decimal | null {
  const told = details.flatMap((detail) => detail.charges ?? []);
  if (charges !== null) return exact(units(charges));
  return told.length === 0 ? null : exact(told.reduce((total, next) => total + units(next), 0n));
}

function expectSplit({ amount, details, detailAmount, residual, charges }: StatementEntry): void {
  const amounts = details.map((detail) => detail.amount);
  if (amounts.length === 0 || amounts.includes(null)) {
    expect([detailAmount, residual]).toEqual([null, null]);
    return;
  }
  const split = amounts.reduce((total, next) => total + units(next ?? '0'), 0n);
  const gap = units(amount) - split;
  const explained = gap - units(charges ?? '0');
  expect(units(detailAmount ?? '')).toBe(split);
  expect(units(residual ?? '')).toBe(magnitude(explained) < magnitude(gap) ? explained : gap);
}

function sum(entries: readonly EntryModel[]): bigint {
  return entries.reduce((total, { amount }) => total + units(amount), 0n);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** In hundred-thousandths, by hand: independent of what is tested. */
function units(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(`${whole}${fraction.padEnd(SCALE, '0')}`);
}

/** Compared by value: which scale a sum has is no matter. */
function exact(value: bigint): Decimal {
  return String(value) as Decimal;
}
