import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BusinessDate } from '../../src/domain/business-date.ts';
import type { EntryDetail, UnbookedEntryRow } from '../../src/domain/ledger-row.ts';
import { stageStatements } from '../../src/load/stage-rows.ts';
import {
  BILL,
  buy,
  decimal,
  entry,
  MONDAY,
  moved,
  OTHER_BILL,
  POCKET,
  position,
  quote,
  residualCash,
  sell,
  statementRows,
  TUESDAY,
} from '../reconcile/support/ledger-rows.ts';
import { openTreasury, type Treasury } from '../reconcile/support/treasury.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let treasury: Treasury;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  treasury = await openTreasury(database.pool);
});

/** Each difference as one line: kind, change, key#occurrence, column: old -> new. */
async function differences(on: BusinessDate = MONDAY): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `select concat_ws(
       ' ', row_kind, change, row_key || '#' || occurrence,
       column_name || ': ' || coalesce(old_value, 'null') || ' -> ' || coalesce(new_value, 'null')
     ) as line
     from books.rpt_restatement_row
     where entity_id = $1
       and business_date = $2
     order by 1`,
    [treasury.entityId, on],
  );
  return rows.map(({ line }) => line);
}

async function counts(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `select
       report_type as report, from_version as "from", version as "to", rows_added as added,
       rows_removed as removed, rows_changed as changed
     from books.rpt_restatement
     where entity_id = $1
     order by accepted_at`,
    [treasury.entityId],
  );
  return rows;
}

describe('a report that comes again', () => {
  test('with the same content is no restatement', async () => {
    await treasury.summary(MONDAY, position(10), residualCash('3.00'));
    await treasury.summary(MONDAY, residualCash('3.00'), position(10));
    expect(await counts()).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  test('with another figure tells the column, both values, and where both stand', async () => {
    await treasury.summary(MONDAY, position(10, { value: '985.00' }), residualCash('3.00'));
    await treasury.summary(MONDAY, position(10, { value: '985.01' }), residualCash('3.00'));
    const { rows } = await database.pool.query(
      `select
         pocket_id, change, row_key, column_name, old_value, new_value, from_locator, locator,
         from_report_file_id < report_file_id as is_later_file, old_row ->> 'quantity' as quantity
       from books.rpt_restatement_row
       where entity_id = $1`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      {
        pocket_id: POCKET,
        change: 'changed',
        row_key: BILL,
        column_name: 'market_value',
        old_value: '985.00',
        new_value: '985.01',
        from_locator: `${POCKET} ${BILL}`,
        locator: `${POCKET} ${BILL}`,
        is_later_file: true,
        quantity: '10',
      },
    ]);
    expect(await counts()).toEqual([
      { report: 'POSITION_SUMMARY_REPORT', from: 1, to: 2, added: 0, removed: 0, changed: 1 },
    ]);
  });

  test('with a row more and a row less tells each once, whole', async () => {
    await treasury.trades(MONDAY, buy(10, MONDAY, { line: 1 }), buy(20, MONDAY, { line: 2 }));
    await treasury.trades(MONDAY, buy(20, MONDAY, { line: 1 }), sell(5, MONDAY, { line: 2 }));
    expect(await differences()).toEqual([
      `trade added SELL 5 ${BILL} ${POCKET} ${MONDAY}#1`,
      `trade removed BUY 10 ${BILL} ${POCKET} ${MONDAY}#1`,
    ]);
    const { rows } = await database.pool.query(
      `select change, old_row ->> 'amount' as old, new_row ->> 'amount' as new, from_locator, locator,
         from_report_file_id is null as has_no_old_file, report_file_id is null as has_no_new_file
       from books.rpt_restatement_row
       where entity_id = $1
       order by change`,
      [treasury.entityId],
    );
    expect(rows).toMatchObject([
      { change: 'added', old: null, new: '490.00', locator: 'line 2', has_no_old_file: true },
      {
        change: 'removed',
        old: '980.00',
        new: null,
        from_locator: 'line 1',
        has_no_new_file: true,
      },
    ]);
  });

  test('with nothing in it any more has removed every row', async () => {
    await treasury.trades(MONDAY, buy(10, MONDAY));
    await treasury.trades(MONDAY);
    expect(await counts()).toEqual([
      { report: 'TRADE_REPORT', from: 1, to: 2, added: 0, removed: 1, changed: 0 },
    ]);
  });

  test('twice has two differences, each against the version before', async () => {
    for (const price of ['98.50', '98.60', '98.50']) await treasury.prices(MONDAY, quote(price));
    const line = (from: string, to: string) =>
      `price_quote changed ${BILL} JIKO#1 price: ${from}000000 -> ${to}000000`;
    expect(await differences()).toEqual([line('98.50', '98.60'), line('98.60', '98.50')].sort());
    expect(await counts()).toMatchObject([
      { from: 1, to: 2 },
      { from: 2, to: 3 },
    ]);
  });
});

describe('rows that share a key', () => {
  const fee = (amount: string) => entry('fee', amount, { reference: 'SAME' });

  test('cancel out by what they say before they are paired by their order', async () => {
    const [a, b, c] = ['-1.00', '-2.00', '-3.00'].map(fee);
    if (!a || !b || !c) throw new Error('three fees');
    await treasury.bank(MONDAY, { entries: [a, b, c], closing: '0.00' });
    await treasury.bank(MONDAY, { entries: [b, fee('-4.00'), a], closing: '0.00' });
    expect(await differences()).toEqual(['cash_entry changed SAME#2 amount: -3.00 -> -4.00']);
  });

  test('and are equal are counted: one of three that goes is one removed', async () => {
    const three = [fee('-1.00'), fee('-1.00'), fee('-1.00')];
    await treasury.bank(MONDAY, { entries: three, closing: '0.00' });
    await treasury.bank(MONDAY, { entries: three.slice(1), closing: '0.00' });
    expect(await differences()).toEqual([
      'cash_entry removed SAME#3',
      'statement changed statement#1 entries: 3 -> 2',
    ]);
  });

  test('of our own making do not differ because a line came in before them', async () => {
    const nameless = { reference: null };
    await treasury.trades(MONDAY, buy(10, MONDAY, nameless), sell(5, MONDAY, nameless));
    const before = buy(7, MONDAY, { ...nameless, cusip: OTHER_BILL });
    await treasury.trades(MONDAY, before, buy(10, MONDAY, nameless), sell(5, MONDAY, nameless));
    expect(await differences()).toEqual([`trade added BUY ${OTHER_BILL}#1`]);
  });
});

const NOTHING_TOLD: EntryDetail = {
  locator: '',
  amount: null,
  instructedAmount: null,
  instructedCurrency: null,
  counterAmount: null,
  counterCurrency: null,
  exchangeRate: null,
  charges: null,
  endToEndId: null,
  transactionId: null,
  instructionId: null,
  servicerReference: null,
  uetr: null,
  mandateId: null,
  debtorName: null,
  debtorAccount: null,
  debtorAgent: null,
  creditorName: null,
  creditorAccount: null,
  creditorAgent: null,
  ultimateDebtorName: null,
  ultimateCreditorName: null,
  remittance: null,
  creditorReference: null,
  purpose: null,
  returnReason: null,
  additionalInformation: null,
};

/** A bank statement of one deposit, with these rows within it or beside it. */
function deposit(
  details: readonly EntryDetail[],
  ...beside: readonly UnbookedEntryRow[]
): Promise<unknown> {
  const told = entry('deposit', '5.00', { reference: 'D1' });
  const rows = statementRows('BANK', MONDAY, { entries: [told] }).map((row) =>
    row.kind === 'entry' ? { ...row, details } : row,
  );
  return treasury.load('BANK_STATEMENT_REPORT', MONDAY, [...beside, ...rows], stageStatements);
}

/** The transactions of the deposit, in their order. */
function details(...told: readonly Partial<EntryDetail>[]): EntryDetail[] {
  return told.map((one, index) => ({
    ...NOTHING_TOLD,
    locator: `Stmt[1]/Ntry[1]/TxDtls[${index + 1}]`,
    ...one,
  }));
}

/** A payment that is announced and not booked. */
function pending(amount: string, facts: Partial<UnbookedEntryRow> = {}): UnbookedEntryRow {
  return {
    kind: 'unbooked',
    status: 'PDNG',
    locator: 'Stmt[1]/Ntry[2]',
    account: 'BANK',
    pocketId: POCKET,
    businessDate: MONDAY,
    bookedOn: null,
    valueOn: null,
    amount: decimal(amount, 2),
    currency: 'USD',
    category: 'payment_in',
    description: null,
    reference: 'P1',
    endToEndId: null,
    bankCode: null,
    isReversal: false,
    ...facts,
  };
}

describe('of every kind of row a change is told', () => {
  test.each<{ kind: string; line: string | string[]; change: () => Promise<unknown> }>([
    {
      kind: 'statement',
      line: 'statement changed statement#1 closing_balance: 0.00 -> 1.00',
      async change() {
        await treasury.brokerage(MONDAY, { closing: '0.00' });
        await treasury.brokerage(MONDAY, { closing: '1.00' });
      },
    },
    {
      kind: 'cash position',
      line: 'cash_position changed residual cash#1 amount: 3.00 -> 4.00',
      async change() {
        await treasury.summary(MONDAY, residualCash('3.00'));
        await treasury.summary(MONDAY, residualCash('4.00'));
      },
    },
    {
      kind: 'listed trade',
      line: 'listed_trade changed T1#1 amount: 980.00 -> 981.00',
      async change() {
        await treasury.listing(MONDAY, buy(10, MONDAY, { tradeId: 'T1' }));
        await treasury.listing(MONDAY, buy(10, MONDAY, { tradeId: 'T1', amount: '981.00' }));
      },
    },
    {
      kind: 'transaction',
      line: 'transaction changed A1#1 amount: 5.00 -> 6.00',
      async change() {
        await treasury.transactions(MONDAY, moved('5.00', MONDAY, { activityId: 'A1' }));
        await treasury.transactions(MONDAY, moved('6.00', MONDAY, { activityId: 'A1' }));
      },
    },
    {
      kind: 'transaction of an entry',
      line: 'cash_entry_detail changed D1 detail 2#1 creditor_name: Acme -> Apex',
      async change() {
        await deposit(details({ creditorName: 'Acme' }, { creditorName: 'Acme' }));
        await deposit(details({ creditorName: 'Acme' }, { creditorName: 'Apex' }));
      },
    },
    {
      kind: 'transaction of an entry that is new',
      line: ['cash_entry changed D1#1 details: 0 -> 1', 'cash_entry_detail added D1 detail 1#1'],
      async change() {
        await deposit([]);
        await deposit(details({ amount: decimal('5.00', 2) }));
      },
    },
    {
      kind: 'entry that is not booked',
      line: 'unbooked_entry changed P1#1 amount: 7.00 -> 7.01',
      async change() {
        await deposit([], pending('7.00'));
        await deposit([], pending('7.01'));
      },
    },
    {
      kind: 'entry that is not booked any more',
      line: 'unbooked_entry removed payment_in#1',
      async change() {
        await deposit([], pending('7.00', { reference: null }));
        await deposit([]);
      },
    },
    {
      kind: 'line that was sent twice',
      line: `doubled_row added BUY 10 ${BILL} ${POCKET} ${MONDAY}#1`,
      async change() {
        await treasury.trades(MONDAY, buy(10, MONDAY));
        await treasury.trades(MONDAY, buy(10, MONDAY), buy(10, MONDAY, { line: 2 }));
      },
    },
    {
      kind: 'line that is sent only once now',
      line: `doubled_row removed BUY 10 ${BILL} ${POCKET} ${MONDAY}#1`,
      async change() {
        await treasury.trades(MONDAY, buy(10, MONDAY), buy(10, MONDAY, { line: 2 }));
        await treasury.trades(MONDAY, buy(10, MONDAY));
      },
    },
    {
      kind: 'term of a trade',
      line: `trade changed BUY 10 ${BILL} ${POCKET} ${MONDAY}#1 maturity_date: null -> ${TUESDAY}`,
      async change() {
        await treasury.trades(MONDAY, buy(10, MONDAY));
        await treasury.trades(MONDAY, buy(10, MONDAY, { maturesOn: TUESDAY }));
      },
    },
  ])('$kind', async ({ line, change }) => {
    await change();
    expect(await differences()).toEqual([line].flat());
  });
});

describe('what the rules made of it', () => {
  async function effects(): Promise<unknown[]> {
    const { rows } = await database.pool.query(
      `select report_type as report, version, effect, rule
       from books.rpt_restatement_break
       where entity_id = $1
       order by version, rule`,
      [treasury.entityId],
    );
    return rows;
  }

  test('a break that the new version opens appeared with it, one that it mends was cleared', async () => {
    const off = position(10, { value: '985.07' });
    await treasury.summary(MONDAY, position(10), residualCash('0.00'));
    await treasury.reconcile();
    await treasury.summary(MONDAY, off, residualCash('0.00'));
    await treasury.reconcile();
    await treasury.summary(MONDAY, position(10, { value: '985.08' }), residualCash('0.00'));
    await treasury.reconcile();
    await treasury.summary(MONDAY, position(10), residualCash('0.00'));
    await treasury.reconcile();
    const report = 'POSITION_SUMMARY_REPORT';
    expect(await effects()).toEqual([
      { report, version: 2, effect: 'appeared', rule: 'position_value' },
      { report, version: 3, effect: 'changed', rule: 'position_value' },
      { report, version: 4, effect: 'cleared', rule: 'position_value' },
    ]);
    const { rows } = await database.pool.query(
      `select breaks_appeared, breaks_changed, breaks_cleared
       from books.rpt_restatement
       where entity_id = $1
       order by version`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      { breaks_appeared: 1, breaks_changed: 0, breaks_cleared: 0 },
      { breaks_appeared: 0, breaks_changed: 1, breaks_cleared: 0 },
      { breaks_appeared: 0, breaks_changed: 0, breaks_cleared: 1 },
    ]);
  });

  test('a break on another bill or another day is not put beside it', async () => {
    await treasury.summary(MONDAY, position(10), position(10, { cusip: OTHER_BILL }));
    await treasury.reconcile();
    await treasury.summary(
      MONDAY,
      position(10, { cost: '981.00' }),
      position(10, { cusip: OTHER_BILL }),
    );
    await treasury.prices(MONDAY, quote(), quote('98.60', OTHER_BILL));
    await treasury.reconcile();
    expect((await treasury.openBreaks()).map(({ rule }) => rule)).toContain('position_price');
    expect(await effects()).toEqual([]);
  });
});
