import type { Pool, PoolClient } from 'pg';
import type { BusinessDate } from '../domain/business-date.ts';
import { type DateRange, isListing, REPORT_TYPES, type ReportType } from '../domain/report.ts';
import type { Pocket } from '../extract/jiko-client.ts';
import type { PlannedUnit } from './plan.ts';

/** A pool, or one of its connections with a transaction open. */
export type Queryable = Pick<PoolClient, 'query'>;

/** Registers pockets that are new, and keeps what the API says of a pocket whenever that has changed. */
export async function registerPockets(
  pool: Pool,
  entityId: string,
  pockets: readonly Pocket[],
): Promise<void> {
  const told = JSON.stringify(pockets);
  await pool.query(
    `insert into ledger.pocket (entity_id, pocket_id)
     select $1, t.id
     from jsonb_to_recordset($2) as t (id text)
     where not exists (
       select from ledger.pocket p where p.entity_id = $1 and p.pocket_id = t.id
     )
     order by t.id
     on conflict do nothing`,
    [entityId, told],
  );
  await pool.query(
    `insert into ledger.pocket_state (pocket_key, pocket_name, status)
     select p.pocket_key, t.name, t.status
     from jsonb_to_recordset($2) as t (id text, name text, status text)
     join ledger.pocket p on p.entity_id = $1 and p.pocket_id = t.id
     left join books.dim_pocket d on d.entity_id = $1 and d.pocket_id = t.id
     where (d.pocket_name, d.status) is distinct from (t.name, t.status)
       or not exists (select from ledger.pocket_state s where s.pocket_key = p.pocket_key)`,
    [entityId, told],
  );
}

/** Notes that these business days are owed, for every report type and every known pocket. */
export async function noteOwedUnits(
  pool: Queryable,
  entityId: string,
  days: readonly BusinessDate[],
): Promise<void> {
  await pool.query(
    `insert into ledger.unit (entity_id, report_type, pocket_key, business_date)
     select $1, owed.report_type, owed.pocket_key, owed.business_date
     from (
       select t.report_type, p.pocket_key, d.business_date
       from unnest($2::text[]) as t (report_type)
       cross join unnest($3::date[]) as d (business_date)
       left join ledger.pocket p
         on p.entity_id = $1
         and t.report_type <> 'SECURITY_PRICE_REPORT'
       where p.pocket_key is not null
         or t.report_type = 'SECURITY_PRICE_REPORT'
     ) owed
     where not exists (
       select
       from ledger.unit u
       where u.entity_id = $1
         and u.report_type = owed.report_type
         and u.business_date = owed.business_date
         and u.pocket_key is not distinct from owed.pocket_key
     )
     order by owed.business_date, owed.report_type, owed.pocket_key
     on conflict do nothing`,
    [entityId, REPORT_TYPES, days],
  );
}

export interface UnitState extends PlannedUnit {
  readonly isLoaded: boolean;
  /** A request for it is open: sent, and neither answered nor given up. */
  readonly isAsked: boolean;
  /**
   * It is of a listing, and an open break says that the listing and its other source differ on that day, or it is a cross-check
   * that could not be read when it was last asked for.
   */
  readonly isDisputed: boolean;
}

/** The rules that hold a listing against its other source. */
const LISTING_RULES = ['trade_listing', 'transaction_listing', 'listing_csv'];

export async function readUnits(
  pool: Queryable,
  entityId: string,
  { from, to }: DateRange,
): Promise<UnitState[]> {
  const { rows } = await pool.query<{
    unit_id: bigint;
    report_type: ReportType;
    pocket_id: string | null;
    business_date: BusinessDate;
    is_loaded: boolean;
    is_asked: boolean;
    is_disputed: boolean;
  }>(
    `with disputed as (
       select distinct b.rule, b.pocket_key, b.business_date
       from recon.break_now b
       where b.entity_id = $1
         and b.rule = any ($4)
         and b.status in ('open', 'assigned', 'explained')
     )
     select
       u.unit_id, u.report_type, p.pocket_id, u.business_date,
       exists (select from ledger.unit_version v where v.unit_id = u.unit_id) as is_loaded,
       exists (
         select
         from ops.request_unit
         join ops.report_request q using (request_id)
         where unit_id = u.unit_id
           and q.state in ('intended', 'requested', 'ready', 'landed', 'late')
       ) as is_asked,
       u.report_type = any ($5) and exists (
         select
         from disputed d
         where d.pocket_key = u.pocket_key
           -- a break is dated by the day of the trade, the trade listing by the one on which it settles
           and d.business_date between u.business_date - 7 and u.business_date
       )
       or u.report_type in ('TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV') and (
         select q.state in ('failed', 'quarantined')
         from ops.request_unit
         join ops.report_request q using (request_id)
         where unit_id = u.unit_id
         order by request_id desc
         limit 1
       ) is true as is_disputed
     from ledger.unit u
     left join ledger.pocket p using (pocket_key)
     where u.entity_id = $1
       and u.business_date between $2 and $3
     order by u.business_date, u.report_type, p.pocket_id`,
    [entityId, from, to, LISTING_RULES, REPORT_TYPES.filter(isListing)],
  );
  return rows.map((row) => ({
    unitId: row.unit_id,
    reportType: row.report_type,
    pocketId: row.pocket_id,
    businessDate: row.business_date,
    isLoaded: row.is_loaded,
    isAsked: row.is_asked,
    isDisputed: row.is_disputed,
  }));
}

/** Has every unit of a range that is there been asked for since an instant, whatever came of it? */
export async function areReadSince(
  pool: Queryable,
  entityId: string,
  asked: { reportTypes: readonly ReportType[]; range: DateRange; since: Date },
): Promise<boolean> {
  const { reportTypes, range, since } = asked;
  const { rowCount } = await pool.query(
    `select
     from ledger.unit u
     where u.entity_id = $1
       and u.report_type = any ($2)
       and u.business_date between $3 and $4
       and exists (select from ledger.unit_version v where v.unit_id = u.unit_id)
       and not exists (
         select
         from ops.request_unit r
         join ops.report_request q using (request_id)
         where r.unit_id = u.unit_id
           and q.intended_at >= $5
       )
     limit 1`,
    [entityId, reportTypes, range.from, range.to, since],
  );
  return rowCount === 0;
}

/** The first and last day that anything is known of; null in a new warehouse. */
export async function readKnownRange(pool: Pool, entityId: string): Promise<DateRange | null> {
  const { rows } = await pool.query<{ from: BusinessDate | null; to: BusinessDate | null }>(
    `select min(business_date) as from, max(business_date) as to
     from ledger.unit
     where entity_id = $1`,
    [entityId],
  );
  const { from = null, to = null } = rows[0] ?? {};
  return from === null || to === null ? null : { from, to };
}

/** How many units of the range are owed and have no accepted version. One that is only compared leaves nothing missing. */
export async function countMissing(
  pool: Pool,
  entityId: string,
  { from, to }: DateRange,
): Promise<number> {
  const { rows } = await pool.query<{ missing: number }>(
    `select count(*)::int as missing
     from ledger.unit u
     where u.entity_id = $1
       and u.business_date between $2 and $3
       and u.report_type not in ('TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV')
       and not exists (select from ledger.unit_version v where v.unit_id = u.unit_id)`,
    [entityId, from, to],
  );
  return rows[0]?.missing ?? 0;
}
