import { describe, expect, test } from 'vitest';
import { type Decimal, parseDecimal } from '../../../src/domain/decimal.ts';
import type { StatementSummary } from '../../../src/domain/ledger-row.ts';
import { EntryTally } from '../../../src/transform/camt053/entry-tally.ts';
import {
  type ChainLink,
  chainProblems,
  checkSummary,
} from '../../../src/transform/camt053/statement-checks.ts';

const decimal = (text: string): Decimal => parseDecimal(text, 5);

function tally(...amounts: string[]): EntryTally {
  const result = new EntryTally();
  for (const amount of amounts) result.add(decimal(amount));
  return result;
}

const SILENT: StatementSummary = {
  entries: null,
  net: null,
  creditEntries: null,
  credits: null,
  debitEntries: null,
  debits: null,
};

describe('the summary of a statement', () => {
  const booked = tally('10.00', '-4.00', '0.00');
  const cases: [string, StatementSummary | null, string][] = [
    ['is unknown where there is none', null, 'unknown'],
    ['ties', { ...SILENT, entries: 3, net: decimal('6') }, 'ties'],
    ['is off by an entry', { ...SILENT, entries: 2 }, 'off'],
    ['is off by a cent', { ...SILENT, net: decimal('6.01') }, 'off'],
    ['is off by its sign', { ...SILENT, net: decimal('-6.00') }, 'off'],
    ['ties in credits', { ...SILENT, creditEntries: 1, credits: decimal('10.0') }, 'ties'],
    ['may count an entry of nothing as credit', { ...SILENT, creditEntries: 2 }, 'ties'],
    ['or as debit', { ...SILENT, debitEntries: 2, debits: decimal('4.00') }, 'ties'],
    ['is off in debits', { ...SILENT, debits: decimal('4.01') }, 'off'],
    ['may count pending entries too', { ...SILENT, entries: 4, net: decimal('7.00') }, 'ties'],
    ['counts all of them or none', { ...SILENT, entries: 4, net: decimal('6.00') }, 'off'],
  ];
  test.each(cases)('%s', (_, summary, verdict) => {
    expect(checkSummary(summary, booked, tally('1.00'))).toBe(verdict);
  });
});

describe('statements of one account', () => {
  const link = (given: Partial<ChainLink>): ChainLink => ({
    locator: 'Stmt[1]',
    id: null,
    account: 'A',
    currency: 'USD',
    opening: null,
    closing: null,
    closingDate: null,
    ...given,
  });
  const first = link({ closing: decimal('5.00'), closingDate: '2026-10-01', id: 'S-1' });
  const next = (opening: string | null, given: Partial<ChainLink> = {}) =>
    link({
      locator: 'Stmt[2]',
      opening: opening === null ? null : decimal(opening),
      closingDate: '2026-10-02',
      ...given,
    });

  const cases: [string, ChainLink[], number][] = [
    ['follow each other', [first, next('5.0')], 0],
    ['do not, by a cent', [first, next('5.01')], 1],
    ['may stand in another order', [next('5.00'), first], 0],
    ['are not known without a balance', [first, next(null)], 0],
    ['are not those of another one', [first, next('9.00', { account: 'B' })], 0],
    ['or of another currency', [first, next('9.00', { currency: 'EUR' })], 0],
    ['may be sent twice', [first, { ...first, locator: 'Stmt[2]' }], 0],
  ];
  test.each(cases)('%s', (_, statements, gaps) => {
    expect(chainProblems(statements)).toHaveLength(gaps);
  });

  test('that do not are named with both balances', () => {
    expect(chainProblems([first, next('5.01')])).toEqual([
      {
        locator: 'Stmt[2]',
        message: 'its opening balance is 5.01, the closing balance of Stmt[1] before it is 5.00',
      },
    ]);
  });
});
