import type { Pool } from 'pg';
import { REPORT_TYPES, type ReportType } from '../../domain/report.ts';
import type { ResourceName } from '../../domain/resource.ts';
import { readRules, readSqlFiles } from '../../reconcile/read-sql-files.ts';
import type { Rule } from '../../reconcile/rule.ts';
import { FIGURE_ITEMS, TOLD_BREAKS } from '../breaks/read-break-facts.ts';
import type { RowFacts, RowPlace } from './read-explanation.ts';

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

/** The rules whose SQL, or a view, function or sum that it reads, names this report or resource, and those that look at every report. */
export async function readUsingRules(
  pool: Pool,
  report: ReportType | ResourceName,
): Promise<UsingRule[]> {
  const rules = await readOnce(pool);
  return rules
    .filter((rule) => isUsing(rule, report))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, proves }) => ({ name, proves }));
}

interface Definition {
  /** With its schema, if it has one. */
  readonly name: string;
  readonly text: string;
}

/** A rule, with the text of all that it reads. */
interface WholeRule extends Pick<Rule, 'name' | 'proves'> {
  readonly text: string;
}

/** None changes while a command runs, which may explain many rows. */
const known = new WeakMap<Pool, Promise<readonly WholeRule[]>>();

function readOnce(pool: Pool): Promise<readonly WholeRule[]> {
  const reading = known.get(pool) ?? readWholeRules(pool);
  known.set(pool, reading);
  return reading;
}

/** What PostgreSQL keeps of views and functions anybody may read, without a right to what they read. */
async function readWholeRules(pool: Pool): Promise<WholeRule[]> {
  const { rows: definitions } = await pool.query<Definition>(
    `select n.nspname || '.' || c.relname as name, pg_get_viewdef(c.oid) as text
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('recon', 'ledger')
       and c.relkind = 'v'
     union all
     select n.nspname || '.' || p.proname, p.prosrc
     from pg_proc p
     join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('recon', 'ledger')
       and p.prosrc <> ''`,
  );
  const sums = [...(await readSqlFiles('sums'))].map(([name, text]) => ({ name, text }));
  return (await readRules()).map(({ name, proves, sql }) => ({
    name,
    proves,
    text: withAllItReads(sql, [...definitions, ...sums]),
  }));
}

/** What is only left out of a list is not looked at. */
const LEFT_OUT = /report_type not in \([^)]*\)/g;

function isUsing({ text }: WholeRule, report: string): boolean {
  const isLeftOut = [...text.matchAll(LEFT_OUT)].some(([list]) => list.includes(`'${report}'`));
  const looked = text.replaceAll(LEFT_OUT, '');
  const isOfEvery =
    REPORT_TYPES.some((type) => type === report) &&
    /\bledger\.(current_)?unit\b/.test(looked) &&
    !/'\w+_(REPORT|LIST)(_CSV)?'/.test(looked);
  return !isLeftOut && (isOfEvery || looked.includes(`'${report}'`));
}

/** The text, and that of the views, functions and sums which it names, and of those which these name. */
function withAllItReads(sql: string, definitions: readonly Definition[]): string {
  const texts = [withoutComments(sql)];
  const left = new Set(definitions);
  for (const text of texts) {
    const words = new Set(text.match(/\w+(?:\.\w+)?/g));
    for (const definition of left) {
      if (!words.has(definition.name)) continue;
      left.delete(definition);
      texts.push(withoutComments(definition.text));
    }
  }
  return texts.join('\n');
}

/** A comment may name what the text does not read. */
function withoutComments(sql: string): string {
  return sql.replaceAll(/--.*$/gm, '');
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
         and (item = '' or item in ($8, $9) or item = any ($10))
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
      FIGURE_ITEMS,
    ],
  );
  return rows;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
