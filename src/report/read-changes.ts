import type { BusinessDate } from '../domain/business-date.ts';
import type { BreakChange, Changes } from './night-report.ts';
import type { Queryable } from './queryable.ts';
import { readHoldingChanges } from './read-holdings.ts';

/** What is otherwise than it was the night before. */
export async function readChanges(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<Changes> {
  const since = await readRunBefore(database, entityId, date);
  const holdingsSince = await readDayBefore(database, entityId, date);
  return {
    sinceRunAt: since?.at ?? null,
    breaks: since === null ? [] : await readBreakChanges(database, entityId, since),
    holdingsSince,
    holdings:
      holdingsSince === null
        ? []
        : await readHoldingChanges(database, entityId, date, holdingsSince),
  };
}

interface RunBefore {
  readonly at: Date;
  /** The same as text, to the microsecond. */
  readonly finishedAt: string;
  /** When the last run up to the date ended, where there are later ones; null: it is the last of all. */
  readonly until: string | null;
}

// The last run that ended with an earlier day. Where there was none, as after a first backfill, the first run of all,
// if another came after it.
async function readRunBefore(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<RunBefore | null> {
  const { rows } = await database.query<RunBefore>(
    `with run as (
       select run_id, to_date, finished_at
       from books.fct_recon_run
       where entity_id = $1
     )
     select
       finished_at as at, finished_at::text as "finishedAt",
       case when exists (select from run where to_date > $2) then (
         select max(finished_at)::text
         from run
         where to_date <= $2
       ) end as until
     from run b
     where to_date < $2
       or to_date = $2
       and run_id < (select max(run_id) from run where to_date = $2)
       and run_id = (select min(run_id) from run where to_date = $2)
     order by to_date < $2 desc, run_id desc
     limit 1`,
    [entityId, date],
  );
  return rows[0] ?? null;
}

async function readDayBefore(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<BusinessDate | null> {
  const { rows } = await database.query<{ day: BusinessDate }>(
    `select previous_business_date as day
     from books.dim_business_date d
     where entity_id = $1
       and business_date = $2
       and exists (
         select
         from books.fct_unit_version v
         where v.entity_id = $1
           and v.report_type = 'POSITION_SUMMARY_REPORT'
           and v.business_date = d.previous_business_date
       )`,
    [entityId, date],
  );
  return rows[0]?.day ?? null;
}

async function readBreakChanges(
  database: Queryable,
  entityId: string,
  { finishedAt, until }: RunBefore,
): Promise<BreakChange[]> {
  const { rows } = await database.query<BreakChange>(
    `select
       e.verb, b.break_id as "breakId", b.rule, coalesce(p.pocket_name, b.pocket_id) as "pocketName", b.cusip,
       b.business_date as "businessDate", b.difference, b.cause
     from (
       -- What came and went again between two nights is told by how it ended.
       select distinct on (break_id) break_id, verb
       from books.fct_break_event
       where entity_id = $1
         and verb in ('opened', 'reopened', 'cleared', 'resolved')
         and at > $2::timestamptz
         and ($3::timestamptz is null or at <= $3::timestamptz)
       order by break_id, at desc
     ) e
     join books.fct_break b using (break_id)
     left join books.dim_pocket p using (entity_id, pocket_id)
     order by e.verb, b.business_date, b.rule, "pocketName", b.cusip, b.break_id`,
    [entityId, finishedAt, until],
  );
  return rows;
}
