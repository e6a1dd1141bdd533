import type { Pool } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
import type { BreakFilter } from './break-filter.ts';

export interface BreakRow {
  readonly breakId: string;
  readonly entityId: string;
  readonly rule: string;
  /** what the rule says, raised by amount and age */
  readonly severity: string;
  readonly pocketId: string | null;
  readonly pocketName: string | null;
  readonly account: string | null;
  readonly cusip: string | null;
  readonly item: string;
  readonly businessDate: BusinessDate;
  readonly lastSeenOn: BusinessDate;
  readonly expected: string | null;
  readonly actual: string | null;
  /** actual - expected */
  readonly difference: string | null;
  /** what these three are: dollars, bills, prices, days of the calendar, business days, counts or other */
  readonly figures: string;
  readonly detail: string | null;
  readonly cause: string;
  readonly status: string;
  readonly consequences: number;
}

/** What a root alone has. */
export interface RootBreak extends BreakRow {
  /** dollars, without sign; null where the figures are no amounts */
  readonly atStake: string | null;
  readonly dueOn: BusinessDate;
  readonly ageBusinessDays: number;
  readonly assignee: string | null;
  readonly explainedUntil: BusinessDate | null;
  readonly note: string | null;
  readonly commentAgeBusinessDays: number | null;
  readonly evidence: string | null;
  readonly tolerance: string | null;
  readonly explainedBy: readonly ExplainingRow[] | null;
  /** null where nothing explains it */
  readonly isUnique: boolean | null;
}

/** One of the rows that make up a difference. */
export interface ExplainingRow {
  readonly report_file_id?: number | string;
  readonly locator?: string;
  readonly amount?: number | string;
  readonly what?: string;
}

const COLUMNS = `
  b.break_id as "breakId", b.entity_id as "entityId", b.rule, b.pocket_id as "pocketId",
  p.pocket_name as "pocketName", b.account, b.cusip, b.item, b.business_date as "businessDate",
  b.last_seen_on as "lastSeenOn", b.expected, b.actual, b.difference, b.figures, b.detail,
  b.cause, b.status`;

const ROOT_COLUMNS = `${COLUMNS},
  b.severity, b.at_stake as "atStake", b.due_on as "dueOn", b.age_business_days as "ageBusinessDays",
  b.assignee, b.explained_until as "explainedUntil", b.note,
  b.comment_age_business_days as "commentAgeBusinessDays", b.evidence, b.tolerance,
  b.explained_by as "explainedBy", b.is_unique as "isUnique", (
    select count(*)::int from books.fct_break_consequence c where c.root_break_id = b.break_id
  ) as consequences`;

/** The breaks that a filter leaves, the oldest first. */
export async function readBreaks(pool: Pool, filter: BreakFilter): Promise<RootBreak[]> {
  const open = filter.isOpenOnly ? ['open', 'assigned', 'explained'] : null;
  const { rows } = await pool.query<RootBreak>(
    `select ${ROOT_COLUMNS}
     from books.fct_break b
     left join books.dim_pocket p using (entity_id, pocket_id)
     where ($1::text is null or b.entity_id = $1)
       and ($2::text is null or b.rule = $2)
       and ($3::text is null or b.pocket_id = $3 or lower(p.pocket_name) = lower($3))
       and ($4::text is null or b.cusip = upper($4))
       and ($5::text is null or b.cause = $5)
       and ($6::text is null or b.severity = $6)
       and ($7::text is null or b.assignee = $7)
       and (not $8 or b.assignee is null)
       and ($9::int is null or b.age_business_days >= $9)
       and ($10::numeric is null or b.at_stake >= $10)
       and ($11::date is null or b.business_date >= $11)
       and ($12::date is null or b.business_date <= $12)
       and ($13::text[] is null or b.status = any ($13))
     order by b.business_date, b.rule, b.break_id`,
    [
      filter.entityId ?? null,
      filter.rule ?? null,
      filter.pocket ?? null,
      filter.cusip ?? null,
      filter.cause ?? null,
      filter.severity ?? null,
      filter.assignee ?? null,
      filter.isUnassigned ?? false,
      filter.ageMin ?? null,
      filter.amountMin ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.statuses ?? open,
    ],
  );
  return rows;
}

export interface BreakEvent {
  readonly at: Date;
  readonly actor: string;
  readonly verb: string;
  readonly note: string | null;
  readonly assignee: string | null;
  readonly explainedUntil: BusinessDate | null;
}

export interface BreakDetail {
  readonly break: RootBreak;
  readonly consequences: readonly BreakRow[];
  readonly events: readonly BreakEvent[];
}

/** The breaks whose id begins so. */
export async function readByPrefix(pool: Pool, idPrefix: string): Promise<RootBreak[]> {
  const { rows } = await pool.query<RootBreak>(
    `select ${ROOT_COLUMNS}
     from books.fct_break b
     left join books.dim_pocket p using (entity_id, pocket_id)
     where b.break_id::text like $1 || '%'`,
    [idPrefix],
  );
  return rows;
}

/** With all that belongs to it. */
export async function readDetail(pool: Pool, row: RootBreak): Promise<BreakDetail> {
  return {
    break: row,
    consequences: await readConsequences(pool, row.breakId),
    events: await readEvents(pool, row.breakId),
  };
}

async function readConsequences(pool: Pool, breakId: string): Promise<BreakRow[]> {
  const { rows } = await pool.query<BreakRow>(
    `select ${COLUMNS}, '' as severity, 0 as consequences
     from books.fct_break_consequence b
     left join books.dim_pocket p using (entity_id, pocket_id)
     where b.root_break_id = $1
     order by b.business_date, b.rule`,
    [breakId],
  );
  return rows;
}

async function readEvents(pool: Pool, breakId: string): Promise<BreakEvent[]> {
  const { rows } = await pool.query<BreakEvent>(
    `select at, actor, verb, note, assignee, explained_until as "explainedUntil"
     from books.fct_break_event
     where break_id = $1
     order by event_id`,
    [breakId],
  );
  return rows;
}
