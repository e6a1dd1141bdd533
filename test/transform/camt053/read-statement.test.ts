import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../src/domain/errors.ts';
import type { CashEntryRow, UnbookedEntryRow } from '../../../src/domain/ledger-row.ts';
import type { Account } from '../../../src/domain/report.ts';
import { isStatementRow, readStatement } from '../../../src/transform/camt053/read-statement.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { fixture } from '../support/camt053-fixtures.ts';
import { jiko } from '../support/profile.ts';

const POCKET = '0194d1c2-a3b4-4c5d-8e6f-708192a3b4c5';

async function read(xml: string | Uint8Array, account: Account = 'BANK') {
  const reading = readStatement(bytesOf(xml), 's.xml', { profile: jiko, account });
  const rows = await collect(reading.rows);
  return {
    statement: rows.find(isStatementRow),
    statements: rows.filter(isStatementRow),
    entries: rows.filter((row): row is CashEntryRow => row.kind === 'entry'),
    unbooked: rows.filter((row): row is UnbookedEntryRow => row.kind === 'unbooked'),
    problems: reading.problems,
    ignored: reading.ignored(),
  };
}

function text(name: string): string {
  return Buffer.from(fixture('accepted', name).bytes).toString('utf8');
}

const plain = text('plain.xml');

function changed(from: string | RegExp, to: string): string {
  const text = plain.replace(from, to);
  if (text === plain) throw new InvariantError(`nothing to change: ${from}`);
  return text;
}

test('a bank statement becomes one statement row and its booked entries', async () => {
  const { statement, entries, problems, ignored } = await read(plain);
  expect(statement).toEqual({
    kind: 'statement',
    locator: 'Stmt[1]',
    account: 'BANK',
    pocketId: POCKET,
    businessDate: '2026-10-01',
    statementId: 'STMT-1',
    sequenceNumber: null,
    openingBalance: '0.00',
    closingBalance: '0.00',
    currency: 'USD',
    entries: 2,
    summary: null,
  });
  expect(entries).toEqual([
    {
      kind: 'entry',
      locator: 'Stmt[1]/Ntry[1]',
      account: 'BANK',
      pocketId: POCKET,
      businessDate: '2026-10-01',
      bookedOn: '2026-10-01',
      valueOn: '2026-10-01',
      amount: '2500.00',
      currency: 'USD',
      category: 'deposit',
      description: 'Deposit by wire',
      reference: 'JK1',
      endToEndId: 'E2E-1',
      bankCode: 'DEPOSIT',
      isReversal: false,
      batchTransactions: null,
      charges: null,
      detailAmount: null,
      residual: null,
      details: [
        expect.objectContaining({
          locator: 'Stmt[1]/Ntry[1]/TxDtls[1]',
          amount: null,
          endToEndId: 'E2E-1',
        }),
      ],
    },
    expect.objectContaining({ amount: '-2500.00', category: 'sweep_out', endToEndId: null }),
  ]);
  expect(problems).toEqual([]);
  expect(ignored).toBe(0);
});

test('a brokerage statement is read under its own account pattern and codes', async () => {
  const xml = changed('>B0194', '>S0194').replace('>SWEEP_OUT<', '>LOSS<');
  const { statement, entries } = await read(xml, 'BROKERAGE');
  expect(statement).toMatchObject({ account: 'BROKERAGE', pocketId: POCKET });
  expect(entries.map(({ category }) => category)).toEqual(['unclassified', 'loss']);
});

describe('what an entry is', () => {
  test.each([
    ['PAYMENT_IN', 'whatever', 'payment_in'],
    ['FEE', 'Deposit', 'fee'],
    ['SOMETHING', 'Cash SWEEP FROM brokerage', 'sweep_in'],
    ['SOMETHING', 'Account fee for a deposit', 'fee'],
    ['SOMETHING', 'who knows', 'unclassified'],
  ])('code %s with the text "%s" is %s', async (code, text, category) => {
    const { entries } = await read(
      changed('>DEPOSIT<', `>${code}<`).replace('Deposit by wire', text),
    );
    expect(entries[0]?.category).toBe(category);
  });

  test('an unclassified one is named as a problem', async () => {
    const { problems } = await read(changed('>DEPOSIT<', '>NEW<').replace('Deposit by wire', 'x'));
    expect(problems).toEqual([
      {
        locator: 'Stmt[1]/Ntry[1]',
        message: 'no code and no keyword of the profile says what this entry is (code NEW)',
      },
    ]);
  });
});

test('entries that are not booked are rows of their own, and in no count', async () => {
  const { statement, entries, unbooked, problems, ignored } = await read(
    fixture('accepted', 'pending.xml').bytes,
  );
  expect(statement?.entries).toBe(1);
  expect(entries).toHaveLength(1);
  expect(unbooked.map(({ status, amount }) => [status, amount])).toEqual([
    ['PDNG', '7.00'],
    ['INFO', '-9.00'],
    ['FUTR', '-11.00'],
  ]);
  expect(unbooked[0]).toMatchObject({
    locator: 'Stmt[1]/Ntry[2]',
    pocketId: POCKET,
    businessDate: '2026-10-01',
    category: 'deposit',
  });
  expect(problems).toEqual([]);
  expect(ignored).toBe(0);
});

test('a reversal keeps the direction of its own booking', async () => {
  const { entries } = await read(fixture('accepted', 'reversal.xml').bytes);
  expect(entries.map(({ amount }) => amount)).toEqual(['-40.00', '40.00']);
});

test('dates with a time keep the day that the bank wrote', async () => {
  const { entries } = await read(fixture('accepted', 'date-times.xml').bytes);
  expect(entries[0]).toMatchObject({
    businessDate: '2026-10-01',
    bookedOn: '2026-10-01',
    valueOn: '2026-10-02',
  });
});

test('without a closing balance the business date is the last day of FrToDt', async () => {
  const period =
    '<FrToDt><FrDtTm>2026-10-01T00:00:00</FrDtTm><ToDtTm>2026-10-02T00:00:00</ToDtTm></FrToDt>';
  const xml = changed(/ *<Bal>.*CLBD.*\n/, '').replace('<Acct>', `${period}<Acct>`);
  const { statement } = await read(xml);
  expect(statement).toMatchObject({ businessDate: '2026-10-02', closingBalance: null });
});

describe('several statements in one file', () => {
  test('are a unit each', async () => {
    const { statements, entries } = await read(fixture('accepted', 'several-accounts.xml').bytes);
    const other = POCKET.replace(/5$/, '6');
    expect(
      statements.map(({ pocketId, businessDate, sequenceNumber, entries: count }) => [
        pocketId,
        businessDate,
        sequenceNumber,
        count,
      ]),
    ).toEqual([
      [POCKET, '2026-10-01', '7', 1],
      [other, '2026-10-01', '3', 1],
      [POCKET, '2026-10-02', '8', 0],
      [other, '2026-10-02', null, 1],
    ]);
    expect(entries.map(({ pocketId }) => pocketId)).toEqual([POCKET, other, other]);
  });

  test('are refused whole for one account of the other side', async () => {
    const xml = text('several-accounts.xml').replace(/>B(\w+6)</, '>S$1<');
    expect(await refusalOf(read(xml))).toContain('expected an account id like B{pocket}');
  });
});

describe('pages', () => {
  const pages = text('pages.xml');
  const page = (number: number) => pages.split(/(?= {4}<Stmt>)/)[number] ?? '';

  test('of one statement are one unit', async () => {
    const { statements, entries } = await read(pages);
    expect(statements).toEqual([
      expect.objectContaining({
        locator: 'Stmt[1]',
        openingBalance: '0.00',
        closingBalance: '27.00',
        businessDate: '2026-10-01',
        entries: 3,
      }),
    ]);
    expect(entries.map(({ locator, amount }) => [locator, amount])).toEqual([
      ['Stmt[1]/Ntry[1]', '10.00'],
      ['Stmt[2]/Ntry[1]', '20.00'],
      ['Stmt[3]/Ntry[1]', '-3.00'],
    ]);
  });

  test('without a period take the day of their interim balance', async () => {
    const { statements } = await read(pages.replace(/<FrToDt>.*?<\/FrToDt>/g, ''));
    expect(statements).toMatchObject([{ businessDate: '2026-10-01', entries: 3 }]);
  });

  test('may have an id each where the statement has a number', async () => {
    let number = 0;
    const xml = pages.replace(/<Id>STMT-1<\/Id>(<StmtPgntn>.*?<\/StmtPgntn>)/g, (_, pagination) => {
      number++;
      return `<Id>STMT-1-${number}</Id><ElctrncSeqNb>9</ElctrncSeqNb>${pagination}`;
    });
    const { statements } = await read(xml);
    expect(statements).toMatchObject([{ statementId: 'STMT-1-1', sequenceNumber: '9' }]);
  });

  const missing: [string, string, string][] = [
    [
      'the last',
      pages.replace(page(3), '  </BkToCstmrStmt>\n</Document>\n'),
      ':5:5 Stmt[1]: expected all pages, got page 2 which is not the last',
    ],
    [
      'the first',
      pages.replace(page(1), ''),
      ":5:5 Stmt[1]: expected all pages in their order, so page 1, got '2'",
    ],
    [
      'one between',
      pages.replace(page(2), ''),
      ":17:5 Stmt[2]: expected all pages in their order, so page 2, got '3'",
    ],
    [
      'the mark of the last',
      pages.replace('<LastPgInd>true</LastPgInd>', ''),
      ":29:5 Stmt[3]: expected a page that says whether it is the last, got ''",
    ],
    [
      'those before another statement',
      pages.replace(page(2), page(2).replace('STMT-1', 'STMT-2')),
      ":17:5 Stmt[2]: expected page 2 of statement STMT-1, got 'STMT-2'",
    ],
  ];
  test.each(missing)('are refused without %s', async (_, xml, message) => {
    expect(await refusalOf(read(xml))).toBe(`s.xml${message}`);
  });

  test('may repeat the opening balance: that of the first counts, and the closing one of the last', async () => {
    const xml = pages.replace(page(2), page(2).replace('>ITBD<', '>OPBD<'));
    const { statements } = await read(xml);
    expect(statements).toMatchObject([{ openingBalance: '0.00', closingBalance: '27.00' }]);
  });

  test('of the message count as well (MsgPgntn)', async () => {
    const of = (number: number, isLast: boolean) =>
      plain.replace(
        '</GrpHdr>',
        `<MsgPgntn><PgNb>${number}</PgNb><LastPgInd>${isLast}</LastPgInd></MsgPgntn></GrpHdr>`,
      );
    expect((await read(of(1, true))).statement?.entries).toBe(2);
    expect(await refusalOf(read(of(1, false)))).toContain('page 1 which is not the last');
    expect(await refusalOf(read(of(2, true)))).toContain("so page 1, got '2'");
  });
});

test('a copy of a statement has the rows of the statement', async () => {
  const copy = text('copy.xml');
  const original = copy.replace('<CpyDplctInd>DUPL</CpyDplctInd>', '');
  expect(await read(copy)).toEqual(await read(original));
});

describe('what is told of a statement besides', () => {
  test('the summary', async () => {
    const { statement } = await read(fixture('accepted', 'summary.xml').bytes);
    expect(statement?.summary).toEqual({
      entries: 2,
      net: '5.00',
      creditEntries: 1,
      credits: '10',
      debitEntries: 1,
      debits: '5.00',
    });
  });

  test('the code of the standard, where the bank has none of its own', async () => {
    const domain =
      '<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>';
    const { entries } = await read(changed('<Prtry><Cd>DEPOSIT</Cd></Prtry>', domain));
    expect(entries[0]?.bankCode).toBe('PMNT/RCDT/ESCT');
  });

  test('nothing of what the file does not tell', async () => {
    const { entries } = await read(fixture('accepted', 'without-dates.xml').bytes);
    expect(entries[0]).toMatchObject({ bookedOn: null, valueOn: null, details: [] });
  });

  test('a split that charges explain', async () => {
    const { entries } = await read(fixture('accepted', 'batch-with-charges.xml').bytes);
    expect(entries[0]).toMatchObject({
      amount: '97.50',
      batchTransactions: 2,
      charges: '-2.50',
      detailAmount: '100.00',
      residual: '0.00',
      description: null,
      endToEndId: 'E2E-1',
    });
  });
});

describe('statements that are refused', () => {
  const NTRY = ':11:7 Stmt[1]/Ntry[1]';
  const refused: [string, string, Account, string][] = [
    [
      'of the other side',
      plain,
      'BROKERAGE',
      ":5:5 Stmt[1]: expected an account id like S{pocket}, got '...b4c5'",
    ],
    [
      'of an IBAN',
      changed(/<Othr>.*<\/Othr>/, '<IBAN>DE89370400440532013000</IBAN>'),
      'BANK',
      ":5:5 Stmt[1]: expected an account id like B{pocket}, got '...3000'",
    ],
    [
      'without an account',
      changed(/<Acct>.*<\/Acct>/, ''),
      'BANK',
      ":5:5 Stmt[1]: expected an account id (Acct/Id), got ''",
    ],
    [
      'without a currency',
      changed('<Ccy>USD</Ccy>', ''),
      'BANK',
      ":5:5 Stmt[1]: expected a currency (Acct/Ccy), got ''",
    ],
    [
      'finer than a cent',
      changed('2500.00', '2500.005'),
      'BANK',
      `${NTRY}: expected at most 2 decimals, got '2500.005'`,
    ],
    [
      'in another currency',
      changed('Ccy="USD">2500', 'Ccy="EUR">2500'),
      'BANK',
      `${NTRY}: expected an amount in USD, the currency of the account, got 'EUR'`,
    ],
    [
      'of a day that does not exist',
      changed('<BookgDt><Dt>2026-10-01', '<BookgDt><Dt>2026-02-30'),
      'BANK',
      `${NTRY}: expected a calendar date as YYYY-MM-DD, got '2026-02-30'`,
    ],
    [
      'without a date',
      changed(/ *<Bal>.*CLBD.*\n/, ''),
      'BANK',
      `:10:7 Stmt[1]/Ntry[1]: expected a closing balance with a date, or FrToDt, before the entries, got ''`,
    ],
    [
      'with two closing balances',
      changed('OPBD', 'CLBD'),
      'BANK',
      ":10:7 Stmt[1]/Bal[2]: expected one balance of each code, got 'CLBD'",
    ],
    [
      'without an id',
      changed('<Id>STMT-1</Id>', ''),
      'BANK',
      ":5:5 Stmt[1]: expected a statement id (Id), got ''",
    ],
    [
      'that are not there',
      changed(/ {4}<Stmt>[\s\S]*<\/Stmt>\n/, ''),
      'BANK',
      ':1:1: expected a statement (Stmt), got none',
    ],
  ];
  test.each(refused)('%s', async (_, xml, account, message) => {
    expect(await refusalOf(read(xml, account))).toBe(`s.xml${message}`);
  });
});
