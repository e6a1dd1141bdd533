import type { Pool } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
import type { ReportType } from '../../domain/report.ts';
import type { RowPlace } from '../explain/read-explanation.ts';

/** A row that makes up a difference, or a part of it. */
export interface ExplainingRow extends RowPlace {
  readonly amount: string | null;
  readonly what: string;
}

export interface BreakFacts {
  readonly break_id: string;
  readonly entity_id: string;
  readonly rule: string;
  readonly pocket_id: string | null;
  readonly pocket_name: string | null;
  readonly account: string | null;
  readonly cusip: string | null;
  readonly item: string;
  readonly business_date: BusinessDate;
  readonly expected: string | null;
  readonly actual: string | null;
  /** actual - expected */
  readonly difference: string | null;
  /** what these three are: dollars, bills, prices, days, counts or other */
  readonly figures: string;
  readonly detail: string | null;
  readonly cause: string;
  readonly evidence: string | null;
  /** The smallest set of rows that makes up the difference, where one is known. */
  readonly explained_by: readonly ExplainingRow[] | null;
  /** Is it the only one of its size? */
  readonly is_unique: boolean | null;
  readonly status: string;
  /** The break that explains this one, if there is one. */
  readonly root_break_id: string | null;
}

/** The breaks, and what others explain. */
export const TOLD_BREAKS = `(
  select
    entity_id, break_id, rule, pocket_id, account, cusip, item, business_date, expected, actual, difference, figures,
    detail, cause, evidence, explained_by, is_unique, status, last_seen_on, null::uuid as root_break_id
  from books.fct_break
  union all
  select
    entity_id, break_id, rule, pocket_id, account, cusip, item, business_date, expected, actual, difference, figures,
    detail, cause, evidence, explained_by, is_unique, status, last_seen_on, root_break_id
  from books.fct_break_consequence
)`;

/** Those whose id begins so; two where there are more. */
export async function readBreakFacts(pool: Pool, idPrefix: string): Promise<BreakFacts[]> {
  const { rows } = await pool.query<BreakFacts>(
    `select
       b.break_id, b.entity_id, b.rule, b.pocket_id, p.pocket_name, b.account, b.cusip, b.item, b.business_date,
       b.expected, b.actual, b.difference, b.figures, b.detail, b.cause, b.evidence, b.status, b.is_unique,
       b.root_break_id, (
         select jsonb_agg(
           jsonb_build_object(
             'report_file_id', r ->> 'report_file_id', 'locator', r ->> 'locator', 'amount', r ->> 'amount',
             'what', r ->> 'what'
           )
         )
         from jsonb_array_elements(b.explained_by) r
       ) as explained_by
     from ${TOLD_BREAKS} b
     left join books.dim_pocket p using (entity_id, pocket_id)
     where b.break_id::text like $1 || '%'
     limit 2`,
    [idPrefix],
  );
  return rows;
}

/**
 * The rows that a break speaks of, of reports that its rule looks at: those that its item names first, then those of its pocket,
 * account, CUSIP and the day it began; at most `limit`. A missing unit has none.
 */
export async function readPlacesOfBreak(
  pool: Pool,
  breakId: string,
  reportTypes: readonly ReportType[],
  limit: number,
): Promise<RowPlace[]> {
  const { rows } = await pool.query<RowPlace>(
    `with asked as (
       select entity_id, rule, pocket_id, account, cusip, item, business_date
       from ${TOLD_BREAKS} b
       where break_id = $1
         and rule <> 'completeness'
     ),
     found as (
       select 0 as rank, '' as name, r.report_file_id, r.locator
       from asked a
       join books.fct_portfolio_security_daily r using (entity_id, pocket_id, business_date, cusip)
       where a.rule = 'portfolio_position'
       union all
       select 0, '', r.report_file_id, r.locator
       from asked a
       join books.fct_portfolio_daily r using (entity_id, pocket_id, business_date)
       where a.rule = 'portfolio_position'
         and a.cusip is null
       union all
       select 0, '', r.report_file_id, r.locator
       from asked a
       join books.fct_earning r using (entity_id, pocket_id)
       where a.rule = 'earnings_gain'
         and r.period = 'range'
         and date_trunc('month', r.date_from) = date_trunc('month', a.business_date)
       union all
       select 0, '', r.report_file_id, r.locator
       from asked a
       join books.fct_audit_log r using (entity_id)
       where a.rule in ('audit_log_csv', 'audit_log_member')
         and r.entry_id = a.item
       union all
       select 1, '', r.report_file_id, r.locator
       from asked a
       join books.fct_audit_log_csv r using (entity_id)
       where a.rule = 'audit_log_csv'
         and r.entry_id = a.item
       union all
       select 1, '', r.report_file_id, r.locator
       from asked a
       join books.fct_member_audit_log r using (entity_id)
       where a.rule = 'audit_log_member'
         and r.entry_id = a.item
       union all
       select 1 as rank, '' as name, r.report_file_id, r.locator
       from asked a
       join books.fct_position_daily r using (entity_id, pocket_id, cusip, business_date)
       union all
       select 2, coalesce(r.reference, r.trade_id), r.report_file_id, r.locator
       from asked a
       join books.fct_trade r using (entity_id, pocket_id, cusip)
       where a.business_date in (r.trade_date, r.settlement_date, r.book_date)
         and (
           a.item in ('', r.trade_id, r.reference, r.side || ' ' || r.trade_date)
           or a.item like r.reference || ' %'
           or (a.rule = 'maturity_listing' and r.side = 'MATURITY')
         )
       union all
       -- what a change of dates shows in: the bills with something unsettled
       select 2, '', r.report_file_id, r.locator
       from asked a
       join books.fct_position_daily r using (entity_id, pocket_id, business_date)
       where a.rule = 'position_basis_flip'
         and exists (
           select
           from books.rpt_position_bridge b
           where b.entity_id = a.entity_id
             and b.pocket_id = a.pocket_id
             and b.business_date = a.business_date
             and b.cusip = r.cusip
             and (b.unsettled_buys <> 0 or b.unsettled_sells <> 0)
         )
       union all
       select 3, '', r.report_file_id, r.locator
       from asked a
       join books.fct_price_daily r using (entity_id, cusip, business_date)
       union all
       select 4, '', r.report_file_id, r.locator
       from asked a
       join books.fct_statement r using (entity_id, pocket_id, business_date)
       where a.cusip is null
         and (a.account is null or a.account = r.account)
       union all
       select 5, '', r.report_file_id, r.locator
       from asked a
       join books.fct_cash_position_daily r using (entity_id, pocket_id, business_date)
       where a.cusip is null
         and a.account is null
       union all
       select 6, coalesce(r.reference, r.locator), r.report_file_id, r.locator
       from asked a
       join books.fct_cash_entry r using (entity_id, pocket_id, business_date)
       where a.cusip is null
         and (a.account is null or a.account = r.account)
         and (a.item in ('', r.reference, r.locator) or a.item like '% at ' || r.locator)
       union all
       select 7, a.item, r.report_file_id, r.locator
       from asked a
       join books.fct_transaction r using (entity_id, pocket_id, business_date)
       where a.rule in ('transaction_listing', 'listing_csv')
         and a.item in (r.reference, r.wire_id, r.trace_number, r.on_us_id, r.activity_id)
       union all
       select 8, a.item, r.report_file_id, r.locator
       from asked a
       join books.fct_transaction_csv r using (entity_id, pocket_id, business_date)
       where a.rule = 'listing_csv'
         and a.item = r.activity_id
       union all
       select 7, a.item, r.report_file_id, r.locator
       from asked a
       join books.fct_listed_trade r using (entity_id, pocket_id, cusip)
       where case a.rule
         when 'trade_listing' then a.business_date = r.trade_date and a.item = r.side || ' ' || r.trade_date
         when 'listing_csv' then a.item = r.trade_id
       end
       union all
       select 8, a.item, r.report_file_id, r.locator
       from asked a
       join books.fct_listed_trade_csv r using (entity_id, pocket_id, cusip)
       where a.rule = 'listing_csv'
         and a.item = r.trade_id
     )
     select found.report_file_id, found.locator
     from found
     cross join asked
     join books.dim_report_file f using (report_file_id)
     where (f.report_type = any ($2) or f.resource is not null)
       and f.entity_id = asked.entity_id
     order by (asked.item <> '' and found.name <> '' and asked.item like '%' || found.name || '%') desc, rank, report_file_id, locator
     limit $3`,
    [breakId, reportTypes, limit],
  );
  return rows;
}
