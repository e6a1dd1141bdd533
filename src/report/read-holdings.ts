import type { BusinessDate } from '../domain/business-date.ts';
import type {
  Holding,
  HoldingChange,
  Holdings,
  Ladder,
  LadderStep,
  Totals,
} from './night-report.ts';
import type { Queryable } from './queryable.ts';

const HOLDINGS_SHOWN_MAX = 500;
/** More steps than this are told by month. */
const LADDER_STEPS_MAX = 40;

// What each pocket held on its latest day up to the date: one whose summary is late is told as of the day before.
const HELD = `
  latest as (
    select pocket_id, max(business_date) as business_date
    from books.fct_unit_version
    where entity_id = $1
      and report_type = 'POSITION_SUMMARY_REPORT'
      and business_date <= $2
    group by pocket_id
  ),
  held as (
    select
      h.pocket_id, h.business_date, h.cusip, s.maturity_date,
      h.quantity * 100 as face_amount, h.market_price, h.market_value, h.cost_value
    from books.fct_position_daily h
    join latest using (pocket_id, business_date)
    left join books.dim_security s using (entity_id, cusip)
    where h.entity_id = $1
      and h.quantity <> 0
  )`;

export async function readHoldings(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<Holdings> {
  const { rows } = await database.query<Holding & { readonly all: number }>(
    `with ${HELD}
     select
       coalesce(p.pocket_name, h.pocket_id) as "pocketName", h.business_date as "businessDate", h.cusip,
       h.maturity_date as "maturityDate", h.maturity_date - $2::date as "daysToMaturity",
       h.face_amount::text as "faceAmount", h.market_price as "marketPrice", h.market_value as "marketValue",
       h.cost_value as "costValue", h.market_value - h.cost_value as "unrealisedGain",
       count(*) over ()::int as all
     from held h
     left join books.dim_pocket p on p.entity_id = $1 and p.pocket_id = h.pocket_id
     order by 1, h.pocket_id, h.maturity_date nulls last, h.cusip
     limit $3`,
    [entityId, date, HOLDINGS_SHOWN_MAX],
  );
  return { all: rows[0]?.all ?? 0, shown: rows.map(({ all: _, ...holding }) => holding) };
}

export async function readTotals(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<Totals> {
  const { rows } = await database.query<Totals>(
    `with ${HELD},
     cash as (
       select coalesce(sum(c.amount), 0)::numeric(20, 2) as amount
       from books.fct_cash_position_daily c
       join latest using (pocket_id, business_date)
       where c.entity_id = $1
     )
     select
       (select count(*)::int from latest) as pockets, count(distinct h.cusip)::int as securities,
       coalesce(sum(h.face_amount), 0)::text as "faceAmount",
       coalesce(sum(h.market_value), 0)::numeric(20, 2) as "marketValue",
       coalesce(sum(h.cost_value), 0)::numeric(20, 2) as "costValue",
       coalesce(sum(h.market_value - h.cost_value), 0)::numeric(20, 2) as "unrealisedGain",
       cash.amount as "residualCash",
       (coalesce(sum(h.market_value), 0) + cash.amount)::numeric(20, 2) as value
     from cash
     left join held h on true
     group by cash.amount`,
    [entityId, date],
  );
  const zero = '0.00';
  return (
    rows[0] ?? {
      pockets: 0,
      securities: 0,
      faceAmount: '0',
      marketValue: zero,
      costValue: zero,
      unrealisedGain: zero,
      residualCash: zero,
      value: zero,
    }
  );
}

/** What matures when: by day, or by month where that would be too many steps. */
export async function readLadder(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<Ladder> {
  const byDay = await readSteps(database, entityId, date, 'YYYY-MM-DD');
  if (byDay.length <= LADDER_STEPS_MAX) return { by: 'day', steps: byDay };
  return { by: 'month', steps: await readSteps(database, entityId, date, 'YYYY-MM') };
}

async function readSteps(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
  format: string,
): Promise<LadderStep[]> {
  const { rows } = await database.query<LadderStep>(
    `with ${HELD}
     select
       to_char(maturity_date, $3) as "maturesIn", count(*)::int as holdings,
       sum(face_amount)::text as "faceAmount", sum(market_value)::numeric(20, 2) as "marketValue"
     from held
     group by 1
     order by 1 nulls last`,
    [entityId, date, format],
  );
  return rows;
}

/** What was bought, sold or has matured since the business day before, in pockets of which both days have landed. */
export async function readHoldingChanges(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
  before: BusinessDate,
): Promise<HoldingChange[]> {
  const { rows } = await database.query<HoldingChange>(
    `with both_days as (
       select pocket_id
       from books.fct_unit_version
       where entity_id = $1
         and report_type = 'POSITION_SUMMARY_REPORT'
         and business_date in ($2, $3)
       group by pocket_id
       having count(distinct business_date) = 2
     ),
     held as (
       select
         pocket_id, cusip,
         100 * coalesce(sum(quantity) filter (where business_date = $3), 0) as before,
         100 * coalesce(sum(quantity) filter (where business_date = $2), 0) as after
       from books.fct_position_daily
       join both_days using (pocket_id)
       where entity_id = $1
         and business_date in ($2, $3)
       group by pocket_id, cusip
     )
     select
       case
         when h.after > h.before then 'bought'
         when h.after = 0 and s.maturity_date <= $2 then 'matured'
         else 'sold'
       end as kind,
       coalesce(p.pocket_name, h.pocket_id) as "pocketName", h.cusip, s.maturity_date as "maturityDate",
       h.before::text as "faceBefore", h.after::text as "faceAfter", (h.after - h.before)::text as "faceChange"
     from held h
     left join books.dim_pocket p on p.entity_id = $1 and p.pocket_id = h.pocket_id
     left join books.dim_security s on s.entity_id = $1 and s.cusip = h.cusip
     where h.after <> h.before
     order by kind, 2, h.pocket_id, s.maturity_date nulls last, h.cusip`,
    [entityId, date, before],
  );
  return rows;
}
