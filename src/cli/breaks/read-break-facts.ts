import type { Pool } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
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
  readonly last_seen_on: BusinessDate;
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

/** Items of breaks that name no row, but which of its figures differs. */
export const FIGURE_ITEMS = [
  'net',
  'credits',
  'debits',
  'number of entries',
  'quantity',
  'market_value',
  'cash',
] as const;

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
       b.last_seen_on, b.expected, b.actual, b.difference, b.figures, b.detail, b.cause, b.evidence, b.status, b.is_unique,
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
