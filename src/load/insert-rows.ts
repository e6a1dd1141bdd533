import { InvariantError } from '../domain/errors.ts';
import type { ReportType } from '../domain/report.ts';
import { SAME_TERMS } from './register-dimensions.ts';

// The keys of the files as arrays. A file's numbers begin at 1 and leave none out, and its base is how many the files before
// it have: base + number is the place in the array. 0 where a unit has no new version. Looked up in arrays rows keep the
// order of their file; joined, the planner, which knows nothing of temporary tables, hashes the big one, and a load takes
// three times as long. Arrays of numbers without a null: in any other PostgreSQL walks from the first element to the one asked for.
const VERSION_KEYS = `
  version_key as materialized (
    select
      array_agg(coalesce(v.version_id, 0) order by f.unit_base + u.unit_no) as version,
      array_agg(coalesce(f.meaning = 'face', false)::int order by f.unit_base + u.unit_no) as is_face
    from stage_unit u
    join stage_file f using (file_no)
    left join stage_version v using (file_no, unit_no)
  ),
  base as materialized (
    select
      array_agg(coalesce(f.unit_base, 0) order by no) as unit,
      array_agg(coalesce(f.holding_base, 0) order by no) as holding,
      array_agg(coalesce(f.context_base, 0) order by no) as context
    from generate_series(0, (select max(file_no) from stage_file)) no
    left join stage_file f on f.file_no = no
  )`;

const HOLDING_KEYS = `
  holding_key as materialized (
    select array_agg(h.holding_key order by f.holding_base + n.holding_no) as holding
    from stage_holding n
    join stage_file f using (file_no)
    join stage_security c using (file_no, security_no)
    join ledger.pocket p on p.entity_id = $1 and p.pocket_id = n.pocket_id
    join ledger.security s on s.entity_id = $1 and s.cusip = c.cusip
    join ledger.holding h on h.pocket_key = p.pocket_key and h.security_key = s.security_key
  )`;

const CONTEXT_KEYS = `
  context_key as materialized (
    select array_agg(k.context_key order by f.context_base + n.context_no) as context
    from stage_context n
    join stage_file f using (file_no)
    join stage_security c using (file_no, security_no)
    join ledger.security s on s.entity_id = $1 and s.cusip = c.cusip
    join ledger.trade_context k on k.security_key = s.security_key and ${SAME_TERMS}
  )`;

// Arrays begin at 1, files at 0.
const UNIT_NO = '(select unit from base)[t.file_no + 1] + t.unit_no';
const VERSION_ID = `(select version from version_key)[${UNIT_NO}]`;
const HOLDING = `(select holding from holding_key)[(select holding from base)[t.file_no + 1] + t.holding_no]`;
const CONTEXT = `(select context from context_key)[(select context from base)[t.file_no + 1] + t.context_no]`;

// With cash the quantity is the nearest whole number of units, with face the cash is quantity x price, rounded half up as
// Jiko does. A quantity that the file gives is taken as it came.
const trades = (table: 'trade' | 'listed_trade', only = 'true') => `
  with ${HOLDING_KEYS}, ${CONTEXT_KEYS}, ${VERSION_KEYS},
  measured as (
    select t.*, ${VERSION_ID} as version_id,
      (select is_face from version_key)[${UNIT_NO}] = 1 as is_face,
      coalesce(
        t.quantity,
        case
          when (select is_face from version_key)[${UNIT_NO}] = 1 then round(t.amount / 100)
          when t.price = 0 then 0
          else round(t.amount / t.price)
        end::bigint
      ) as units
    from stage_trade t
    where not exists (
      select
      from stage_doubled d
      where d.file_no = t.file_no and d.unit_no = t.unit_no and d.ordinal = t.ordinal
    )
  )
  insert into ledger.${table} (
    version_id, ordinal, holding_key, context_key, side, trade_date, settlement_date, book_date,
    quantity, face_amount, price, amount, trade_id, reference, locator, extra
  )
  select
    t.version_id, t.ordinal, ${HOLDING}, ${CONTEXT}, t.side, t.trade_date, t.settlement_date,
    t.book_date, t.units,
    case when t.is_face then t.amount else t.units * 100 end,
    t.price,
    case when t.is_face then round(t.units * t.price, 2) else t.amount end,
    t.trade_id, t.reference, t.locator, t.extra
  from measured t
  where t.version_id <> 0
    and ${only}`;

const TRADES = trades('trade');
const LISTED_TRADES = trades('listed_trade');
// No report tells maturities: they stand among the trades as well.
const LISTED_MATURITIES = trades('trade', "t.side = 'MATURITY'");

// The second of two equal lines with one id or reference: kept out of the ledger, and listed for a rule to find.
const DOUBLED_TRADES = `
  with ${HOLDING_KEYS}, ${VERSION_KEYS}
  insert into ledger.doubled_row (
    version_id, ordinal, holding_key, reference, locator, first_locator
  )
  select ${VERSION_ID}, d.ordinal, ${HOLDING}, coalesce(t.reference, t.trade_id), t.locator, f.locator
  from stage_doubled d
  join stage_trade t using (file_no, unit_no, ordinal)
  join stage_trade f
    on f.file_no = d.file_no and f.unit_no = d.unit_no and f.ordinal = d.first_ordinal
  where ${VERSION_ID} <> 0`;

const TRANSACTION_COLUMNS = `
  ordinal, activity_id, transaction_id, type, direction, amount, currency, description, title,
  counterparty_name, wire_id, on_us_id, trace_number, reference, time_booked, booked_on, time_settled,
  status, locator, extra`;

// The second of two equal ones has moved on to the next page while the listing was read.
const TRANSACTIONS = `
  with ${VERSION_KEYS}
  insert into ledger.transaction (version_id, ${TRANSACTION_COLUMNS})
  select ${VERSION_ID}, ${TRANSACTION_COLUMNS}
  from stage_transaction t
  where ${VERSION_ID} <> 0
    and not exists (
      select
      from stage_doubled d
      where d.file_no = t.file_no and d.unit_no = t.unit_no and d.ordinal = t.ordinal
    )`;

const STATEMENTS = `
  with ${VERSION_KEYS}
  insert into ledger.statement (
    version_id, ordinal, statement_id, opening_balance, closing_balance, currency, entries, locator,
    sequence_number, summary_entries, summary_net, summary_credit_entries, summary_credits,
    summary_debit_entries, summary_debits
  )
  select ${VERSION_ID}, t.ordinal, t.statement_id, t.opening_balance, t.closing_balance, t.currency,
    t.entries, t.locator, t.sequence_number, t.summary_entries, t.summary_net,
    t.summary_credit_entries, t.summary_credits, t.summary_debit_entries, t.summary_debits
  from stage_statement t
  where ${VERSION_ID} <> 0`;

const CASH_ENTRIES = `
  with ${VERSION_KEYS}
  insert into ledger.cash_entry (
    version_id, ordinal, booked_on, value_on, amount, currency, category, description, reference,
    end_to_end_id, locator, bank_code, is_reversal, batch_transactions, charges, detail_amount,
    residual, details
  )
  select ${VERSION_ID}, t.ordinal, t.booked_on, t.value_on, t.amount, t.currency, t.category,
    t.description, t.reference, t.end_to_end_id, t.locator, t.bank_code, t.is_reversal,
    t.batch_transactions, t.charges, t.detail_amount, t.residual, t.details
  from stage_cash_entry t
  where ${VERSION_ID} <> 0`;

const DETAIL_COLUMNS = `
  entry_ordinal, ordinal, amount, instructed_amount, instructed_currency, counter_amount,
  counter_currency, exchange_rate, charges, end_to_end_id, transaction_id, instruction_id,
  servicer_reference, uetr, mandate_id, debtor_name, debtor_account, debtor_agent, creditor_name,
  creditor_account, creditor_agent, ultimate_debtor_name, ultimate_creditor_name, remittance,
  creditor_reference, purpose, return_reason, additional_information, locator`;

const ENTRY_DETAILS = `
  with ${VERSION_KEYS}
  insert into ledger.cash_entry_detail (version_id, ${DETAIL_COLUMNS})
  select ${VERSION_ID}, ${DETAIL_COLUMNS}
  from stage_cash_entry_detail t
  where ${VERSION_ID} <> 0`;

const UNBOOKED_ENTRIES = `
  with ${VERSION_KEYS}
  insert into ledger.unbooked_entry (
    version_id, ordinal, status, booked_on, value_on, amount, currency, category, description,
    reference, end_to_end_id, bank_code, is_reversal, locator
  )
  select ${VERSION_ID}, t.ordinal, t.status, t.booked_on, t.value_on, t.amount, t.currency,
    t.category, t.description, t.reference, t.end_to_end_id, t.bank_code, t.is_reversal, t.locator
  from stage_unbooked_entry t
  where ${VERSION_ID} <> 0`;

const POSITIONS = `
  with ${HOLDING_KEYS}, ${VERSION_KEYS}
  insert into ledger.position (
    version_id, ordinal, holding_key, quantity, market_price, market_value, cost_value, locator, extra
  )
  select ${VERSION_ID}, t.ordinal, ${HOLDING}, t.quantity, t.market_price, t.market_value,
    t.cost_value, t.locator, t.extra
  from stage_position t
  where ${VERSION_ID} <> 0`;

const CASH_POSITIONS = `
  with ${VERSION_KEYS}
  insert into ledger.cash_position (version_id, ordinal, amount, locator)
  select ${VERSION_ID}, t.ordinal, t.amount, t.locator
  from stage_cash_position t
  where ${VERSION_ID} <> 0`;

const PRICE_QUOTES = `
  with ${VERSION_KEYS}
  insert into ledger.price_quote (
    version_id, ordinal, security_key, price, provider, locator, extra
  )
  select ${VERSION_ID}, t.ordinal, s.security_key, t.price, t.provider, t.locator, t.extra
  from stage_price_quote t
  join stage_security n using (file_no, security_no)
  join ledger.security s on s.entity_id = $1 and s.cusip = n.cusip
  where ${VERSION_ID} <> 0`;

/** The statements that move the staged rows of a report type into the ledger: the rows, and what goes with them. */
export function rowInserts(reportType: ReportType): { rows: string[]; others: string[] } {
  switch (reportType) {
    case 'BANK_STATEMENT_REPORT':
    case 'BROKERAGE_STATEMENT_REPORT':
      return { rows: [STATEMENTS, CASH_ENTRIES, UNBOOKED_ENTRIES], others: [ENTRY_DETAILS] };
    case 'TRADE_REPORT':
      return { rows: [TRADES], others: [DOUBLED_TRADES] };
    case 'TRADE_LIST':
      // A listing whose pages shift while it is read tells a trade twice: that is no mistake of the bank's.
      return { rows: [LISTED_TRADES], others: [LISTED_MATURITIES] };
    case 'TRADE_LIST_CSV':
      return { rows: [LISTED_TRADES], others: [] };
    case 'TRANSACTION_LIST':
    case 'TRANSACTION_LIST_CSV':
      return { rows: [TRANSACTIONS], others: [] };
    case 'POSITION_SUMMARY_REPORT':
      return { rows: [POSITIONS, CASH_POSITIONS], others: [] };
    case 'SECURITY_PRICE_REPORT':
      return { rows: [PRICE_QUOTES], others: [] };
    default:
      throw new InvariantError(`no ledger table for ${reportType satisfies never}`);
  }
}
