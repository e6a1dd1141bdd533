import { expect, test } from 'vitest';
import type { CashEntryRow, EntryDetail, UnbookedEntryRow } from '../../src/domain/ledger-row.ts';
import { stageStatements, stageTrades, tradedOn } from '../../src/load/stage-rows.ts';
import { buy, decimal, entry, MONDAY, statementRows } from '../reconcile/support/ledger-rows.ts';
import type { Treasury } from '../reconcile/support/treasury.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';

const openTreasury = useTreasuries();

const DETAIL: EntryDetail = {
  locator: 'Stmt[1]/Ntry[1]/TxDtls[1]',
  amount: decimal('-60.00', 2),
  instructedAmount: decimal('55.123', 5),
  instructedCurrency: 'EUR',
  counterAmount: decimal('9000', 5),
  counterCurrency: 'JPY',
  exchangeRate: decimal('1.0884567891', 10),
  charges: decimal('-0.50', 2),
  endToEndId: 'e2e\tid',
  transactionId: 'tx id',
  instructionId: 'instruction id',
  servicerReference: 'servicer reference',
  uetr: '97ed4827-7b6f-4491-a06f-b548d5a7512d',
  mandateId: 'mandate id',
  debtorName: 'debtor \\ name',
  debtorAccount: 'debtor account',
  debtorAgent: 'DEBTUS33',
  creditorName: 'creditor\nname',
  creditorAccount: 'creditor account',
  creditorAgent: 'CREDUS33',
  ultimateDebtorName: 'ultimate debtor',
  ultimateCreditorName: 'ultimate creditor',
  remittance: 'invoice 7',
  creditorReference: 'RF18539007547034',
  purpose: 'SALA',
  returnReason: 'AC04',
  additionalInformation: 'more',
};

const NOTHING = Object.fromEntries(
  Object.keys(DETAIL).map((field) => [field, null]),
) as unknown as EntryDetail;

/** A statement with a batch of two, and an entry that is not booked. */
function rowsWith(details: readonly EntryDetail[]) {
  const [paid, statement] = statementRows('BANK', MONDAY, {
    opening: '100.00',
    closing: '0.00',
    entries: [entry('payment_out', '-100.00')],
  });
  const batch: CashEntryRow = {
    ...(paid as CashEntryRow),
    bankCode: 'PMNT/ICDT/ESCT',
    isReversal: true,
    batchTransactions: 2,
    charges: decimal('-0.50', 2),
    detailAmount: decimal('-99.00', 2),
    residual: decimal('-0.50', 2),
    details,
  };
  const { kind: _, batchTransactions, charges, detailAmount, residual, ...shared } = batch;
  const { details: __, ...common } = shared;
  const unbooked: UnbookedEntryRow = {
    ...common,
    kind: 'unbooked',
    status: 'PDNG',
    locator: 'Stmt[1]/Ntry[2]',
    amount: decimal('-7.00', 2),
  };
  return statement === undefined ? [] : [batch, unbooked, statement];
}

const BATCH = [
  DETAIL,
  { ...NOTHING, locator: 'Stmt[1]/Ntry[1]/TxDtls[2]', amount: decimal('-39.00', 2) },
];

function loadStatement(treasury: Treasury, details: readonly EntryDetail[] = BATCH) {
  return treasury.load('BANK_STATEMENT_REPORT', MONDAY, rowsWith(details), stageStatements);
}

async function ask(treasury: Treasury, query: string): Promise<Record<string, unknown>[]> {
  const { rows } = await treasury.pool.query(`${query} where entity_id = $1 order by locator`, [
    treasury.entityId,
  ]);
  return rows;
}

test('every field of a detail stands in the books, and what a bank left out is null', async () => {
  const treasury = await openTreasury();
  expect(await loadStatement(treasury)).toMatchObject({ rowsRead: 3, rowsLoaded: 3 });
  const [first, second] = await ask(treasury, 'select * from books.fct_cash_entry_detail');
  const told = Object.fromEntries(
    Object.entries(DETAIL).map(([field, value]) => [
      field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
  expect(first).toMatchObject({ ...told, entry_locator: 'Stmt[1]/Ntry[1]', currency: 'USD' });
  expect(second).toMatchObject({ amount: '-39.00', debtor_name: null, exchange_rate: null });
});

test('an entry keeps what its details leave over, and its own amount', async () => {
  const treasury = await openTreasury();
  await loadStatement(treasury);
  expect(await ask(treasury, 'select * from books.fct_cash_entry')).toMatchObject([
    {
      amount: '-100.00',
      bank_code: 'PMNT/ICDT/ESCT',
      is_reversal: true,
      batch_transactions: 2n,
      charges: '-0.50',
      detail_amount: '-99.00',
      residual: '-0.50',
      details: 2,
    },
  ]);
});

test('an entry that is not booked stands apart and in no sum', async () => {
  const treasury = await openTreasury();
  await loadStatement(treasury);
  expect(await ask(treasury, 'select * from books.fct_unbooked_entry')).toMatchObject([
    { status: 'PDNG', amount: '-7.00', locator: 'Stmt[1]/Ntry[2]' },
  ]);
  const rules = (await treasury.breaksAfterReconciling()).map(({ rule }) => rule);
  expect(rules).not.toContain('statement_balance');
  expect(rules).toContain('entry_details');
});

test('the same details again are no new version, one other word in them is', async () => {
  const treasury = await openTreasury();
  await loadStatement(treasury);
  expect(await loadStatement(treasury)).toMatchObject({ rowsDuplicate: 3, versionsNew: 0 });
  const restated = [{ ...DETAIL, debtorName: 'somebody else' }, ...BATCH.slice(1)];
  expect(await loadStatement(treasury, restated)).toMatchObject({ rowsLoaded: 3, versionsNew: 1 });
  const [first] = await ask(treasury, 'select * from books.fct_cash_entry_detail');
  expect(first).toMatchObject({ debtor_name: 'somebody else' });
});

test('columns that mean nothing to us are kept, and make no version of their own', async () => {
  const treasury = await openTreasury();
  const load = (extra: string | null) =>
    treasury.load(
      'TRADE_REPORT',
      MONDAY,
      [{ ...buy(5, MONDAY), extra }],
      (cut) => stageTrades(cut, tradedOn),
      'cash',
    );
  await load('{"Trader":"A \\"B\\"","__proto__":"x"}');
  expect(await load(null)).toMatchObject({ versionsNew: 0 });
  const { rows } = await treasury.pool.query(
    'select extra::text from books.fct_trade where entity_id = $1',
    [treasury.entityId],
  );
  expect(rows).toEqual([{ extra: '{"Trader": "A \\"B\\"", "__proto__": "x"}' }]);
});

test('rates and foreign amounts may be written with any number of zeros', async () => {
  const treasury = await openTreasury();
  const written = (rate: string, amount: string) => [
    { ...DETAIL, exchangeRate: decimal(rate, 18), instructedAmount: decimal(amount, 18) },
  ];
  await loadStatement(treasury, written('1.100000000000', '55.00000000'));
  expect(await loadStatement(treasury, written('1.1', '55'))).toMatchObject({ versionsNew: 0 });
  expect(await loadStatement(treasury, written('0', '55'))).toMatchObject({ versionsNew: 1 });
});

test('two trades that differ in an unknown column alone are two trades', async () => {
  const treasury = await openTreasury();
  const fill = (no: number) => ({
    ...buy(5, MONDAY, { reference: 'JK-1', line: no }),
    extra: `{"Fill No":"${no}"}`,
  });
  const outcome = await treasury.load(
    'TRADE_REPORT',
    MONDAY,
    [fill(1), fill(2)],
    (cut) => stageTrades(cut, tradedOn),
    'cash',
  );
  expect(outcome).toMatchObject({ rowsLoaded: 2, rowsDuplicate: 0 });
});
