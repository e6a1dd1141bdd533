import type { Pool } from 'pg';
import type { BusinessDate } from '../domain/business-date.ts';
import type { AmountMeaning } from '../domain/ledger-row.ts';
import type { Problem } from '../domain/reading.ts';
import type { ReportType } from '../domain/report.ts';

/** What every row of `books` names: its file, and its place in it. */
export interface RowPlace {
  readonly report_file_id: bigint;
  readonly locator: string;
}

export interface FileFacts {
  readonly report_file_id: bigint;
  readonly entity_id: string;
  readonly report_type: ReportType | null;
  readonly pocket_id: string | null;
  readonly pocket_name: string | null;
  readonly from_date: BusinessDate | null;
  readonly to_date: BusinessDate | null;
  readonly origin: 'api' | 'import';
  readonly file_name: string | null;
  readonly received_at: Date;
  readonly sha256: string;
  readonly bytes: bigint;
  readonly length_proven: boolean;
  /** How many versions of units it brought. */
  readonly versions: number;
  /** Every reading of it, the latest first. */
  readonly loads: readonly LoadFacts[];
}

export interface LoadFacts {
  readonly finished_at: Date;
  readonly outcome: 'accepted' | 'quarantined';
  /** Why it was refused. */
  readonly error: string | null;
  readonly rows_read: number;
  readonly rows_loaded: number;
  readonly rows_duplicate: number;
  readonly rows_ignored: number;
  readonly rows_quarantined: number;
  /** Of trade files only: what the amounts mean, and how many rows can be read either way. */
  readonly amount_meaning: AmountMeaning | null;
  readonly amount_decided_by: 'arithmetic' | 'profile' | null;
  readonly rows_fit_cash: number | null;
  readonly rows_fit_face: number | null;
  readonly problems: readonly Problem[];
}

export interface RowFacts {
  readonly view: string;
  /** All columns of the view, as the books have the row now; null where the current version no longer has it. */
  readonly row: Readonly<Record<string, unknown>> | null;
  /** All versions of its unit, the newest first. */
  readonly versions: readonly VersionFacts[];
}

export interface VersionFacts {
  readonly version: number;
  readonly is_current: boolean;
  readonly accepted_at: Date;
  readonly provisional: boolean;
  /** of the whole version */
  readonly rows: number;
  readonly report_file_id: bigint;
  /** Where the same row stands in the file of this version; null where this version does not have it. */
  readonly locator: string | null;
}

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

export async function readFileFacts(pool: Pool, reportFileId: bigint): Promise<FileFacts | null> {
  const { rows } = await pool.query<Omit<FileFacts, 'loads'>>(
    `select
       f.report_file_id, f.entity_id, f.report_type, f.pocket_id, p.pocket_name, f.from_date, f.to_date, f.origin,
       f.file_name, f.received_at, f.sha256, f.bytes, f.length_proven, (
         select count(*)::int from books.fct_unit_version v where v.report_file_id = f.report_file_id
       ) as versions
     from books.dim_report_file f
     left join books.dim_pocket p using (entity_id, pocket_id)
     where f.report_file_id = $1`,
    [reportFileId],
  );
  const { rows: loads } = await pool.query<LoadFacts>(
    `select
       finished_at, outcome, error, rows_read::int, rows_loaded::int, rows_duplicate::int,
       rows_ignored::int, rows_quarantined::int, amount_meaning, amount_decided_by,
       rows_fit_cash::int, rows_fit_face::int, problems
     from books.fct_file_load
     where report_file_id = $1
     order by load_id desc`,
    [reportFileId],
  );
  const [file] = rows;
  return file === undefined ? null : { ...file, loads };
}

/** The row at a place of a file of a report, in whichever version it stands; null where no row of the ledger names it. */
export async function readRowFacts(pool: Pool, place: RowPlace): Promise<RowFacts | null> {
  const found = await readVersions(pool, place);
  const view = found[0]?.view;
  if (view === undefined) return null;
  const versions = found.map(({ view: _, ...version }) => version);
  return { view, row: await readBooksRow(pool, view, versions), versions };
}

/** The newest is the current one: what the books did not know yet they do not show. */
async function readVersions(
  pool: Pool,
  { report_file_id, locator }: RowPlace,
): Promise<(VersionFacts & { readonly view: string })[]> {
  const { rows } = await pool.query<VersionFacts & { readonly view: string }>(
    `with asked as (
       select entity_id, report_type, pocket_id, business_date, view_name, row_key
       from books.fct_row_place
       where report_file_id = $1
         and locator = $2
         and view_name <> 'doubled_row'
       -- a maturity of the listing is a trade first
       order by view_name <> 'fct_trade', view_name
       limit 1
     )
     select
       asked.view_name as view, v.version, v.version = max(v.version) over () as is_current, v.accepted_at, v.provisional,
       v.row_count as rows, v.report_file_id, (
         select r.locator
         from books.fct_row_place r
         where r.version_id = v.version_id
           and r.view_name = asked.view_name
           and r.row_key = asked.row_key
         order by (v.report_file_id = $1 and r.locator = $2) desc, r.locator = $2 desc, r.ordinal
         limit 1
       ) as locator
     from asked
     join books.fct_unit_version v
       on v.entity_id = asked.entity_id
       and v.report_type = asked.report_type
       and v.business_date = asked.business_date
       and v.pocket_id is not distinct from asked.pocket_id
     order by v.version desc`,
    [report_file_id, locator],
  );
  return rows;
}

async function readBooksRow(
  pool: Pool,
  view: string,
  versions: readonly VersionFacts[],
): Promise<RowFacts['row']> {
  const current = versions.find(({ is_current }) => is_current);
  if (current === undefined || current.locator === null) return null;
  const { rows } = await pool.query<Record<string, unknown>>(
    `select * from books.${view} where report_file_id = $1 and locator = $2`,
    [current.report_file_id, current.locator],
  );
  return rows[0] ?? null;
}

/** Of a line that the bank sent twice: where the first one stands, which is in the ledger. */
export async function readFirstOfDoubled(
  pool: Pool,
  { report_file_id, locator }: RowPlace,
): Promise<string | null> {
  const { rows } = await pool.query<{ first_locator: string }>(
    `select row_key as first_locator
     from books.fct_row_place
     where report_file_id = $1
       and locator = $2
       and view_name = 'doubled_row'`,
    [report_file_id, locator],
  );
  return rows[0]?.first_locator ?? null;
}

/** By the id of a trade or its reference, in the report and in the listing; at most `limit`. */
export async function readPlacesOfTrade(
  pool: Pool,
  trade: { readonly id: string; readonly entityId: string | null },
  limit: number,
): Promise<RowPlace[]> {
  const { rows } = await pool.query<RowPlace>(
    `select report_file_id, locator
     from (
       select entity_id, trade_id, reference, trade_date, report_file_id, locator
       from books.fct_trade
       union
       select entity_id, trade_id, reference, trade_date, report_file_id, locator
       from books.fct_listed_trade
     ) told
     where (trade_id = $1 or reference = $1)
       and ($2::text is null or entity_id = $2)
     order by trade_date, report_file_id, locator
     limit $3`,
    [trade.id, trade.entityId, limit],
  );
  return rows;
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
     where f.report_type = any ($2)
       and f.entity_id = asked.entity_id
     order by (asked.item <> '' and found.name <> '' and asked.item like '%' || found.name || '%') desc, rank, report_file_id, locator
     limit $3`,
    [breakId, reportTypes, limit],
  );
  return rows;
}
