import { createHash } from 'node:crypto';

import pg, { type Pool } from 'pg';

/** What every view of `books` says: a hash, or the rows themselves where few of them make a failing test readable. */
export type BooksDigest = Readonly<Record<string, string | readonly string[]>>;

const ROWS_SHOWN_MAX = 40;

/**
 * Views that tell how the books came to be: what was asked and run, and when. Two ways to the same books differ there.
 * What is left out of the other views for the same reason is in `isIncidental`.
 */
const HISTORY = [
  'fct_run',
  'fct_recon_run',
  'fct_file_load',
  'fct_item_place',
  'fct_row_place',
  'rpt_funnel',
  'fct_file_load',
  'dim_report_file',
  'rpt_resource',
  'rpt_report_request',
  // How often each day was asked again.
  'rpt_finality',
  'rpt_reask_days',
  // What another warehouse asked of the same Jiko, others asked for.
  'dim_report_request',
  'dim_report_request_history',
  'dim_report',
  'dim_report_history',
];
/** What a pocket said of itself when it was asked: another way asks on other days. */
const SAID = [
  'fct_portfolio_daily',
  'fct_portfolio_daily_history',
  'fct_portfolio_security_daily',
  'fct_earning',
  'fct_earning_history',
  'fct_item_place',
];
/** The life of the breaks, with those that were there in between and are cleared. */
const PAST_BREAKS = [
  'fct_break',
  'fct_break_event',
  'fct_break_consequence',
  'rpt_restatement_break',
];

/** Everything, the past of the breaks included: what must stay the same when nothing has changed. */
export function booksDigest(pool: Pool): Promise<BooksDigest> {
  return digestOf(pool, HISTORY);
}

/** What the books say now: what must be the same on whatever way they came to be. */
export function standingDigest(pool: Pool): Promise<BooksDigest> {
  return digestOf(pool, [...HISTORY, ...PAST_BREAKS, ...SAID]);
}

async function digestOf(pool: Pool, leftOut: readonly string[]): Promise<BooksDigest> {
  const digest: Record<string, string | readonly string[]> = {};
  for (const { view, columns } of await readViews(pool)) {
    if (!leftOut.includes(view)) digest[view] = await digestView(pool, view, columns);
  }
  return digest;
}

interface View {
  readonly view: string;
  readonly columns: readonly string[];
}

async function readViews(pool: Pool): Promise<View[]> {
  const { rows } = await pool.query<{ view: string; column: string; type: string }>(
    `select table_name as view, column_name as column, data_type as type
     from information_schema.columns
     where table_schema = 'books'
     order by table_name, ordinal_position`,
  );
  const views = [...new Set(rows.map(({ view }) => view))];
  return views.map((view) => ({
    view,
    columns: rows
      .filter((one) => one.view === view && !isIncidental(one))
      .map(({ column }) => column),
  }));
}

const SURROGATES = [
  'report_file_id',
  'version_id',
  'run_id',
  'locator',
  'explained_by',
  'event_id',
  'chain_no',
  'prev_hash',
  'hash',
];

/** Surrogate ids, places in a file, clocks and what is made of them: the same trade stands on another line of a wider window. */
function isIncidental({ column, type }: { column: string; type: string }): boolean {
  const isSurrogate = SURROGATES.includes(column);
  return isSurrogate || type === 'timestamp with time zone';
}

/** The cause of a break may name the place in a file. */
const PLACE_IN_FILE = /\bline \d+/g;

async function digestView(
  pool: Pool,
  view: string,
  columns: readonly string[],
): Promise<string | readonly string[]> {
  const named = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const { rows } = await pool.query<{ line: string }>(
    `select row(${named})::text as line from books.${pg.escapeIdentifier(view)}`,
  );
  const lines = rows.map(({ line }) => line.replaceAll(PLACE_IN_FILE, 'line n')).sort();
  if (lines.length <= ROWS_SHOWN_MAX) return lines;
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
  return `${lines.length} rows ${hash.slice(0, 16)}`;
}
