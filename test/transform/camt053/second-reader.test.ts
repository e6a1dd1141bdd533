import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { toScaled } from '../../../src/domain/decimal.ts';
import { inspectCamt053 } from '../../../src/transform/camt053/inspect-camt053.ts';
import { bytesOf } from '../support/bytes.ts';
import { fixture } from '../support/camt053-fixtures.ts';

/** An independent reader: another library, the whole document in memory, nothing of ours. */
const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  isArray: (name) => ['Stmt', 'Ntry', 'Bal'].includes(name),
});

const NAMES = [
  'plain.xml',
  'prefixed.xml',
  'reversal.xml',
  'batch.xml',
  'pending.xml',
  'off-by-a-cent.xml',
  'overdrawn.xml',
  'two-statements.xml',
  'carriage-returns.xml',
  'version-02.xml',
  'version-14.xml',
];

describe('fast-xml-parser finds the same figures', () => {
  test.each(NAMES)('in %s', async (name) => {
    const { bytes } = fixture('accepted', name);
    const { statements } = await inspectCamt053(bytesOf(bytes), name);
    const found = statements.map(({ id, account, entries, credits, debits }) => ({
      id,
      account,
      entries,
      credits: toScaled(credits, 2),
      debits: toScaled(debits, 2),
    }));
    expect(found).toEqual(secondReading(Buffer.from(bytes).toString('utf8')));
  });
});

interface Entry {
  readonly Amt: { readonly '#text': string };
  readonly CdtDbtInd: string;
  readonly Sts: string | { readonly Cd: string };
}

interface Statement {
  readonly Id: string;
  readonly Acct: {
    readonly Id: { readonly IBAN?: string; readonly Othr?: { readonly Id: string } };
  };
  readonly Ntry?: readonly Entry[];
}

function secondReading(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  const statements: Statement[] = parser.parse(xml).Document.BkToCstmrStmt.Stmt;
  return statements.map((statement) => {
    const booked = (statement.Ntry ?? []).filter((entry) => statusOf(entry) === 'BOOK');
    return {
      id: statement.Id,
      account: statement.Acct.Id.IBAN ?? statement.Acct.Id.Othr?.Id,
      entries: booked.length,
      credits: sum(booked, 'CRDT'),
      debits: sum(booked, 'DBIT'),
    };
  });
}

function statusOf(entry: Entry): string {
  return typeof entry.Sts === 'string' ? entry.Sts : entry.Sts.Cd;
}

function sum(entries: readonly Entry[], direction: string): bigint {
  return entries
    .filter((entry) => entry.CdtDbtInd === direction)
    .reduce((total, entry) => total + BigInt(entry.Amt['#text'].replace('.', '')), 0n);
}
