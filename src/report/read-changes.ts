import type { BusinessDate } from '../domain/business-date.ts';
import type { BreakChange, Changes } from './night-report.ts';
import type { Queryable } from './queryable.ts';
import { readHoldingChanges } from './read-holdings.ts';

/** What is otherwise than on the page of the day before. */
export async function readChanges(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<Changes> {
  const dayBefore = await readDayBefore(database, entityId, date);
  const since = dayBefore === null ? null : await readRunBefore(database, entityId, date);
  const holdingsSince = dayBefore?.hasPositions === true ? dayBefore.day : null;
  return {
    sinceRunAt: since?.at ?? null,
    breaksSince: dayBefore?.day ?? null,
    breaks:
      dayBefore === null
        ? []
        : await readBreakChanges(database, entityId, { date, dayBefore: dayBefore.day, since }),
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
}

// The last run before the first that looked at the date; where there was none, as after a first backfill, that first run, if another
// came after it. Of a day that is not the last one there is none: what was found since is of later nights.
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
     ),
     first as (
       select min(run_id) as run_id
       from run
       where to_date >= $2
     )
     select r.finished_at as at, r.finished_at::text as "finishedAt"
     from run r
     cross join first f
     where not exists (select from run where to_date > $2)
       and (
         r.to_date < $2 and (f.run_id is null or r.run_id < f.run_id)
         or r.run_id = f.run_id and r.run_id < (select max(run_id) from run)
       )
     order by r.run_id = f.run_id, r.run_id desc
     limit 1`,
    [entityId, date],
  );
  return rows[0] ?? null;
}

interface DayBefore {
  readonly day: BusinessDate;
  readonly hasPositions: boolean;
}

/** null: the books begin with the date */
async function readDayBefore(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<DayBefore | null> {
  const { rows } = await database.query<DayBefore>(
    `select
       d.previous_business_date as day,
       exists (
         select
         from books.fct_unit_version v
         where v.entity_id = $1
           and v.report_type = 'POSITION_SUMMARY_REPORT'
           and v.business_date = d.previous_business_date
       ) as "hasPositions"
     from books.dim_business_date d
     where d.entity_id = $1
       and d.business_date = $2
       and d.previous_business_date >= (select min(business_date) from books.fct_unit where entity_id = $1)`,
    [entityId, date],
  );
  return rows[0] ?? null;
}

interface Compared {
  readonly date: BusinessDate;
  readonly dayBefore: BusinessDate;
  readonly since: RunBefore | null;
}

async function readBreakChanges(
  database: Queryable,
  entityId: string,
  { date, dayBefore, since }: Compared,
): Promise<BreakChange[]> {
  const { rows } = await database.query<BreakChange>(
    `with told as (
       -- What came and went again between two nights is told by how it ended.
       select distinct on (break_id) break_id, verb
       from books.fct_break_event
       where entity_id = $1
         and verb in ('opened', 'reopened', 'cleared', 'resolved')
         and at > $4::timestamptz
       order by break_id, at desc
     ),
     begun as (
       select break_id, 'opened' as verb
       from books.rpt_open_breaks
       where entity_id = $1
         and business_date > $3
         and business_date <= $2
     )
     select
       e.verb, b.break_id as "breakId", b.rule, coalesce(p.pocket_name, b.pocket_id) as "pocketName", b.cusip,
       b.business_date as "businessDate", b.difference, b.cause
     from (
       select break_id, verb
       from told
       union all
       select break_id, verb
       from begun
       where break_id not in (select break_id from told)
     ) e
     join books.fct_break b using (break_id)
     left join books.dim_pocket p using (entity_id, pocket_id)
     where b.business_date <= $2
     order by e.verb, b.business_date, b.rule, "pocketName", b.cusip, b.break_id`,
    [entityId, date, dayBefore, since?.finishedAt ?? null],
  );
  return rows;
}
