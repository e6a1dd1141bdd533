import type { Pool } from 'pg';
import type { BusinessDate } from '../domain/business-date.ts';

export interface BreakRow {
  readonly breakId: string;
  readonly entityId: string;
  readonly rule: string;
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
  readonly detail: string | null;
  readonly cause: string;
  readonly status: string;
  readonly consequences: number;
}

const COLUMNS = `
  b.break_id as "breakId", b.entity_id as "entityId", b.rule, b.pocket_id as "pocketId",
  p.pocket_name as "pocketName", b.account, b.cusip, b.item, b.business_date as "businessDate",
  b.last_seen_on as "lastSeenOn", b.expected, b.actual, b.difference, b.detail,
  b.cause, b.status`;

export async function readBreaks(
  pool: Pool,
  filter: { entityId: string | null; rule: string | null; isOpenOnly: boolean },
): Promise<BreakRow[]> {
  const { rows } = await pool.query<BreakRow>(
    `select ${COLUMNS}, b.severity, (
       select count(*)::int from books.fct_break_consequence c where c.root_break_id = b.break_id
     ) as consequences
     from books.fct_break b
     left join books.dim_pocket p using (entity_id, pocket_id)
     where ($1::text is null or b.entity_id = $1)
       and ($2::text is null or b.rule = $2)
       and (not $3 or b.status in ('open', 'assigned', 'explained'))
     order by b.business_date, b.rule, b.break_id`,
    [filter.entityId, filter.rule, filter.isOpenOnly],
  );
  return rows;
}

export interface BreakDetail {
  readonly break: BreakRow;
  readonly consequences: readonly BreakRow[];
  readonly events: readonly {
    readonly at: Date;
    readonly actor: string;
    readonly verb: string;
    readonly note: string | null;
  }[];
}

/** The breaks whose id begins so, with all that belongs to them. */
export async function readBreak(pool: Pool, idPrefix: string): Promise<BreakDetail[]> {
  const { rows } = await pool.query<BreakRow>(
    `select ${COLUMNS}, b.severity, 0 as consequences
     from books.fct_break b
     left join books.dim_pocket p using (entity_id, pocket_id)
     where b.break_id::text like $1 || '%'`,
    [idPrefix],
  );
  return Promise.all(
    rows.map(async (row) => ({
      break: row,
      consequences: await readConsequences(pool, row.breakId),
      events: await readEvents(pool, row.breakId),
    })),
  );
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

async function readEvents(pool: Pool, breakId: string): Promise<BreakDetail['events']> {
  const { rows } = await pool.query<BreakDetail['events'][number]>(
    'select at, actor, verb, note from books.fct_break_event where break_id = $1 order by at',
    [breakId],
  );
  return rows;
}
