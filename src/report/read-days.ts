import type { BusinessDate } from '../domain/business-date.ts';
import type { DaySweeps, DayValue } from './night-report.ts';
import type { Queryable } from './queryable.ts';

/** Business days in the charts over time: a quarter. */
const DAYS_DRAWN = 63;
/** Pockets with a colour of their own; the rest are drawn together. */
const POCKETS_DRAWN_MAX = 6;

const DAYS = `
  day as (
    select business_date
    from books.dim_business_date
    where entity_id = $1
      and is_business_day
      and business_date <= $2
      and business_date >= (select min(business_date) from books.fct_unit where entity_id = $1)
    order by business_date desc
    limit $3
  )`;

/** What the pockets were worth at the end of each day. */
export async function readValues(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<DayValue[]> {
  const { rows } = await database.query<DayValue>(
    `with ${DAYS},
     landed as (
       select distinct u.pocket_id, u.business_date
       from books.fct_unit_version u
       join day using (business_date)
       where u.entity_id = $1
         and u.report_type = 'POSITION_SUMMARY_REPORT'
     ),
     bills as (
       select pocket_id, business_date, sum(market_value) as market_value
       from books.fct_position_daily
       join day using (business_date)
       where entity_id = $1
       group by pocket_id, business_date
     ),
     cash as (
       select pocket_id, business_date, sum(amount) as amount
       from books.fct_cash_position_daily
       join day using (business_date)
       where entity_id = $1
       group by pocket_id, business_date
     ),
     ranked as (
       select l.pocket_id, row_number() over (order by sum(b.market_value) desc nulls last, l.pocket_id) as rank
       from landed l
       left join bills b using (pocket_id, business_date)
       group by l.pocket_id
     ),
     told as (
       select
         l.business_date, l.pocket_id, least(r.rank, $4 + 1) as rank,
         case when r.rank <= $4 then coalesce(p.pocket_name, l.pocket_id) else 'other pockets' end as name,
         coalesce(b.market_value, 0) as market_value, coalesce(c.amount, 0) as cash
       from landed l
       join ranked r using (pocket_id)
       left join bills b using (pocket_id, business_date)
       left join cash c using (pocket_id, business_date)
       left join books.dim_pocket p on p.entity_id = $1 and p.pocket_id = l.pocket_id
     ),
     part as (
       select business_date, rank, name, sum(market_value)::numeric(20, 2) as market_value
       from told
       group by business_date, rank, name
     )
     select
       d.business_date as "businessDate", count(t.pocket_id)::int as pockets,
       coalesce(sum(t.market_value), 0)::numeric(20, 2) as "marketValue",
       coalesce(sum(t.cash), 0)::numeric(20, 2) as "residualCash",
       coalesce(sum(t.market_value + t.cash), 0)::numeric(20, 2) as value,
       coalesce((
         -- as text: a number of JSON would become a float on its way
         select jsonb_agg(jsonb_build_object('name', name, 'marketValue', market_value::text) order by rank, name)
         from part
         where part.business_date = d.business_date
       ), '[]') as "byPocket"
     from day d
     left join told t using (business_date)
     group by d.business_date
     order by d.business_date`,
    [entityId, date, DAYS_DRAWN, POCKETS_DRAWN_MAX],
  );
  return rows;
}

/** What was swept between bank accounts and bills on each day, by the entries of the bank statements. */
export async function readSweeps(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<DaySweeps[]> {
  const { rows } = await database.query<DaySweeps>(
    `with ${DAYS},
     swept as (
       select
         business_date, -coalesce(sum(amount) filter (where category = 'sweep_out'), 0) as out,
         coalesce(sum(amount) filter (where category = 'sweep_in'), 0) as back
       from books.fct_cash_entry
       join day using (business_date)
       where entity_id = $1
         and account = 'BANK'
         and category in ('sweep_in', 'sweep_out')
       group by business_date
     )
     select
       business_date as "businessDate", coalesce(out, 0)::numeric(20, 2) as "intoBills",
       coalesce(back, 0)::numeric(20, 2) as "toBank", coalesce(out - back, 0)::numeric(20, 2) as net
     from day
     left join swept using (business_date)
     order by business_date`,
    [entityId, date, DAYS_DRAWN],
  );
  return rows;
}
