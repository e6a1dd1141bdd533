import type { Pool } from 'pg';
import { readRules } from '../reconcile/read-sql-files.ts';
import type { Rule } from '../reconcile/rule.ts';
import { type RowFacts, type RowPlace, TOLD_BREAKS } from './read-explanation.ts';

/** A rule that looks at a report. */
export interface UsingRule {
  readonly name: string;
  readonly proves: string;
}

/** An open break that names a row among those that make it up, or that speaks of its pocket, security and day. */
export interface RowBreak {
  readonly break_id: string;
  readonly rule: string;
  readonly cause: string;
  /** Is the row one of those that make up the difference? */
  readonly is_explained_by_row: boolean;
}

/** The rules whose SQL, or a view that it reads, names this report, and those that look at every report. */
export async function readUsingRules(pool: Pool, reportType: string): Promise<UsingRule[]> {
  const { rules, views } = await readOnce(pool);
  return rules
    .filter((rule) => isUsing(rule, reportType, views))
    .map(({ name, proves }) => ({ name, proves }));
}

interface RulesAndViews {
  readonly rules: readonly Rule[];
  readonly views: readonly { readonly name: string; readonly definition: string }[];
}

/** Neither changes while a command runs, which may explain many rows. */
const known = new WeakMap<Pool, Promise<RulesAndViews>>();

function readOnce(pool: Pool): Promise<RulesAndViews> {
  const reading = known.get(pool) ?? readRulesAndViews(pool);
  known.set(pool, reading);
  return reading;
}

async function readRulesAndViews(pool: Pool): Promise<RulesAndViews> {
  const { rows: views } = await pool.query<{ name: string; definition: string }>(
    `select 'recon.' || c.relname as name, pg_get_viewdef(c.oid) as definition
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'recon'
       and c.relkind = 'v'`,
  );
  return { rules: await readRules(), views };
}

/** What is only left out of a list is not looked at. */
const LEFT_OUT = /report_type not in \([^)]*\)/g;

function isUsing({ sql }: Rule, reportType: string, views: RulesAndViews['views']): boolean {
  const named = views.filter(({ name }) => sql.includes(name)).map(({ definition }) => definition);
  const text = [sql, ...named].join('\n');
  const isLeftOut = [...text.matchAll(LEFT_OUT)].some(([list]) => list.includes(`'${reportType}'`));
  const looked = text.replaceAll(LEFT_OUT, '');
  const isOfEvery =
    /\bledger\.(current_)?unit\b/.test(looked) && !/'\w+_(REPORT|LIST)(_CSV)?'/.test(looked);
  return !isLeftOut && (isOfEvery || looked.includes(`'${reportType}'`));
}

/** By rule; only of rules that look at the report. */
export async function readRowBreaks(
  pool: Pool,
  place: RowPlace,
  row: RowFacts['row'],
  rules: readonly UsingRule[],
): Promise<RowBreak[]> {
  const told = row ?? {};
  const { rows } = await pool.query<RowBreak>(
    `with named as (
       select
         b.*,
         coalesce(
           b.explained_by @> jsonb_build_array(jsonb_build_object('report_file_id', $1::bigint, 'locator', $2::text)),
           false
         ) as is_explained_by_row
       from ${TOLD_BREAKS} b
       where b.status in ('open', 'assigned', 'explained')
         and b.entity_id = (select entity_id from books.dim_report_file where report_file_id = $1)
     )
     select break_id, rule, cause, is_explained_by_row
     from named
     where is_explained_by_row
       or (
         rule = any ($3)
         and pocket_id = $4
         and (cusip is null or cusip = $5)
         and (account is null or account = $6)
         and $7::date between business_date and last_seen_on
         and (item = '' or item in ($8, $9, 'net', 'credits', 'debits', 'number of entries', 'quantity', 'market_value'))
       )
     order by is_explained_by_row desc, rule, business_date, break_id`,
    [
      place.report_file_id,
      place.locator,
      rules.map(({ name }) => name),
      textOf(told['pocket_id']),
      textOf(told['cusip']),
      textOf(told['account']),
      textOf(told['business_date'] ?? told['trade_date']),
      textOf(told['reference']),
      textOf(told['trade_id'] ?? told['activity_id']),
    ],
  );
  return rows;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
