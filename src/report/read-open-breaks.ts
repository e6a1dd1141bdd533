import type { BusinessDate } from '../domain/business-date.ts';
import type { OpenBreak, OpenBreaks, RuleBreaks } from './night-report.ts';
import type { Queryable } from './queryable.ts';

/** More than this is no reading matter any more; `breaks list` has them all. */
const BREAKS_SHOWN_MAX = 200;
const PLACES_SHOWN_MAX = 6;

/** The breaks that are open and began up to a date, the most severe and oldest first. */
export async function readOpenBreaks(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<OpenBreaks> {
  const { rows: byRule } = await database.query<RuleBreaks>(
    `select
       rule, count(*)::int as open, min(business_date) as oldest,
       array[
         count(*) filter (where age_business_days <= 1),
         count(*) filter (where age_business_days between 2 and 5),
         count(*) filter (where age_business_days between 6 and 20),
         count(*) filter (where age_business_days > 20)
       ]::int[] as "byAge",
       max(age_business_days) as "oldestAgeBusinessDays"
     from books.rpt_open_breaks
     where entity_id = $1
       and business_date <= $2
     group by rule
     order by open desc, rule`,
    [entityId, date],
  );
  const { rows: shown } = await database.query<OpenBreak>(
    `select
       b.break_id as "breakId", b.rule, b.severity, coalesce(p.pocket_name, b.pocket_id) as "pocketName",
       b.cusip, b.account, b.business_date as "businessDate", least(b.last_seen_on, $2) as "lastSeenOn",
       b.due_on as "dueOn", b.age_business_days as "ageBusinessDays", b.expected, b.actual, b.difference, b.figures, b.detail, b.cause,
       b.evidence, b.tolerance, b.status, b.assignee, b.note,
       b.explained_until as "explainedUntil",
       (
         select count(*)::int
         from books.fct_break_consequence c
         where c.root_break_id = b.break_id
           and c.status <> 'cleared'
           and c.business_date <= $2
       ) as consequences,
       array(
         select line ->> 'report_file_id' || '/' || (line ->> 'locator')
         from jsonb_array_elements(b.explained_by) with ordinality as e (line, number)
         where line ->> 'locator' is not null
         order by number
         limit $4
       ) as places
     from books.rpt_open_breaks b
     left join books.dim_pocket p using (entity_id, pocket_id)
     where b.entity_id = $1
       and b.business_date <= $2
     order by b.severity, b.age_business_days desc, b.business_date, b.rule, "pocketName", b.cusip, b.item, b.break_id
     limit $3`,
    [entityId, date, BREAKS_SHOWN_MAX, PLACES_SHOWN_MAX],
  );
  return { open: byRule.reduce((sum, { open }) => sum + open, 0), byRule, shown };
}
