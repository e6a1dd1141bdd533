import type { Pool } from 'pg';
import { InvariantError } from '../../domain/errors.ts';
import { REPORT_TYPES } from '../../domain/report.ts';
import { readRules } from '../../reconcile/read-sql-files.ts';
import type { ShownRows } from '../../reconcile/rule.ts';
import { type BreakFacts, FIGURE_ITEMS, TOLD_BREAKS } from '../breaks/read-break-facts.ts';
import type { MeantPlace } from './explain-row.ts';
import type { RowPlace } from './read-explanation.ts';

/** By what the rows of a view are found, as `r`, for a break, `a`. */
interface ShownView {
  /** A query of rows with `report_file_id` and `locator`; the view itself where left out. */
  readonly from?: string;
  /** What both a row and a break are about; what the break leaves open is not asked for. */
  readonly by: readonly ('pocket_id' | 'account' | 'cusip' | 'resource')[];
  /** The days of a row, any of which may be that of the break. */
  readonly days: readonly string[];
  /** What the item of a break may name a row by. */
  readonly names?: readonly string[];
}

const TRADE: ShownView = {
  by: ['pocket_id', 'cusip'],
  days: ['trade_date', 'settlement_date', 'book_date'],
  names: ['trade_id', 'reference', "side || ' ' || r.trade_date"],
};
const TRANSACTION: ShownView = {
  by: ['pocket_id'],
  days: ['business_date'],
  names: ['activity_id', 'reference', 'wire_id', 'trace_number', 'on_us_id'],
};
const BILL: ShownView = { by: ['pocket_id', 'cusip'], days: ['business_date'] };
const POCKET: ShownView = { by: ['pocket_id'], days: ['business_date'] };
const AUDIT_LOG: ShownView = { by: [], days: [], names: ['entry_id'] };

/** A row that was removed stands in the older file alone, one that was changed in both. */
const RESTATED_ROWS = `(
  select entity_id, pocket_id, report_type, business_date, report_file_id, locator
  from books.rpt_restatement_row
  where report_file_id is not null
  union
  select entity_id, pocket_id, report_type, business_date, from_report_file_id, from_locator
  from books.rpt_restatement_row
  where from_report_file_id is not null
)`;

/** Of a refused answer the place at which its reading ended, as the reason names it. */
const REFUSED_PLACES = `(
  select
    entity_id, resource, report_file_id,
    coalesce(substring(reason from 'page\\[\\d+\\](?:\\.items\\[\\d+\\])?'), 'page[1]') as locator
  from books.rpt_quarantine
  where resource is not null
)`;

const VIEWS: Readonly<Record<string, ShownView>> = {
  fct_statement: { by: ['pocket_id', 'account'], days: ['business_date'] },
  fct_cash_entry: {
    by: ['pocket_id', 'account'],
    days: ['business_date'],
    names: ['reference', 'locator'],
  },
  fct_trade: TRADE,
  fct_listed_trade: TRADE,
  fct_listed_trade_csv: TRADE,
  fct_transaction: TRANSACTION,
  fct_transaction_csv: TRANSACTION,
  fct_position_daily: BILL,
  fct_portfolio_security_daily: BILL,
  fct_price_daily: { by: ['cusip'], days: ['business_date'] },
  fct_cash_position_daily: POCKET,
  fct_portfolio_daily: POCKET,
  fct_earning: {
    from: "(select * from books.fct_earning where period = 'range')",
    by: ['pocket_id'],
    days: ['date_from'],
  },
  fct_audit_log: AUDIT_LOG,
  fct_audit_log_csv: AUDIT_LOG,
  fct_member_audit_log: AUDIT_LOG,
  rpt_restatement_row: {
    from: RESTATED_ROWS,
    by: ['pocket_id'],
    days: ['business_date'],
  },
  rpt_quarantine: { from: REFUSED_PLACES, by: ['resource'], days: [] },
};

/**
 * The rows that make up the difference, then those that a break speaks of as its rule says (`-- shows:`), in its order; at most
 * `limit` of the latter. None for what is not there, and for a break of a rule that is no more.
 */
export async function readPlacesOfBreak(
  pool: Pool,
  found: BreakFacts,
  limit: number,
): Promise<MeantPlace[]> {
  const rule = (await readRules()).find(({ name }) => name === found.rule);
  const shows = rule?.shows ?? [];
  const others = await readShown(pool, found, shows, limit);
  const columns = shows.flatMap((shown) => shown.columns);
  const explaining = (found.explained_by ?? []).map(({ report_file_id, locator, amount }) => {
    const row = { report_file_id: BigInt(report_file_id), locator };
    const shown = others.find((other) => isSame(row, other));
    return { columns, broken: found, ...shown, ...row, amount };
  });
  return [
    ...explaining,
    ...others.filter((other) => !explaining.some((row) => isSame(row, other))),
  ];
}

function isSame(one: RowPlace, other: RowPlace): boolean {
  return one.report_file_id === other.report_file_id && one.locator === other.locator;
}

async function readShown(
  pool: Pool,
  broken: BreakFacts,
  shows: readonly ShownRows[],
  limit: number,
): Promise<MeantPlace[]> {
  const places: MeantPlace[] = [];
  for (const shown of shows) {
    const { rows } = await pool.query<RowPlace>(placesQuery(shown), [
      broken.break_id,
      limit - places.length,
    ]);
    for (const row of rows) places.push({ ...row, columns: shown.columns, broken });
    if (places.length >= limit) break;
  }
  return places;
}

/** $1 break id, $2 rows at most */
function placesQuery(shown: ShownRows): string {
  const view = VIEWS[shown.view];
  if (view === undefined) {
    throw new InvariantError(`expected a view that breaks show rows of, got ${shown.view}`);
  }
  const from = view.from ?? `books.${shown.view}`;
  return `
    select distinct r.report_file_id, r.locator
    from (
      select
        entity_id, pocket_id, account, cusip, item, business_date, last_seen_on, item as resource,
        coalesce(detail, '') || ' ' || coalesce(evidence, '') as words
      from ${TOLD_BREAKS} b
      where break_id = $1
    ) a
    join ${from} r using (entity_id)
    where ${conditionsOf(shown, view, from).join('\n and ')}
    order by r.report_file_id, r.locator
    limit $2`;
}

function conditionsOf(shown: ShownRows, view: ShownView, from: string): string[] {
  const isOfBills = view.by.includes('cusip');
  return [
    ...view.by.map((column) => `(a.${column} is null or r.${column} = a.${column})`),
    // of a bill nothing is said by what is of a whole pocket
    ...(isOfBills || view.by.length === 0 ? [] : ['a.cusip is null']),
    ...(shown.isOfSecurity ? ['a.cusip is not null'] : []),
    ...whenOf(shown, view, from),
    ...namedBy(view),
    ...(shown.where === null ? [] : [`r.${shown.where.column} in (${quoted(shown.where.values)})`]),
    ...(shown.isUnsettled ? [UNSETTLED] : []),
  ];
}

const UNSETTLED = `exists (
  select
  from books.rpt_position_bridge b
  where b.entity_id = a.entity_id
    and b.pocket_id = a.pocket_id
    and b.business_date = a.business_date
    and b.cusip = r.cusip
    and (b.unsettled_buys <> 0 or b.unsettled_sells <> 0)
)`;

/** The nearest day lies within a long weekend and a report or two that did not come. */
const NEAR_DAYS = 10;

function whenOf({ when }: ShownRows, { by, days }: ShownView, from: string): string[] {
  const [day] = days;
  if (day === undefined) return [];
  // of the pocket: a day on which it no longer holds the bill is a day too
  const alike = by
    .filter((column) => column !== 'cusip')
    .map((column) => ` and (a.${column} is null or x.${column} = a.${column})`)
    .join('');
  const nearest = (pick: string, range: string): string =>
    `r.${day} = (select ${pick}(x.${day}) from ${from} x where x.entity_id = a.entity_id${alike} and x.${day} between ${range})`;
  switch (when) {
    case 'day':
      return [`a.business_date in (${days.map((one) => `r.${one}`).join(', ')})`];
    case 'before':
      return [nearest('max', `a.business_date - ${NEAR_DAYS} and a.business_date - 1`)];
    case 'after':
      return [nearest('min', `a.business_date + 1 and a.business_date + ${NEAR_DAYS}`)];
    case 'told':
      return [`a.words like '%' || r.${day} || '%'`, `r.${day} <> a.business_date`];
    case 'lasting':
      return [`r.${day} between a.business_date and a.last_seen_on`];
    case 'month':
      return [`date_trunc('month', r.${day}) = date_trunc('month', a.business_date)`];
    default:
      return when satisfies never;
  }
}

/** An item names a row, a report, or the figure of a row that differs. */
function namedBy({ names }: ShownView): string[] {
  const ofReport = `(
    a.item <> all (${wordsOf(REPORT_TYPES)})
    or exists (select from books.dim_report_file f where f.report_file_id = r.report_file_id and f.report_type = a.item)
  )`;
  if (names === undefined) return [ofReport];
  const known = names.map((name) => `r.${name}`);
  const longer = known.slice(0, 2).map((name) => `a.item like ${name} || ' %'`);
  const ofRow = `(
    a.item = any (${wordsOf(['', ...FIGURE_ITEMS, ...REPORT_TYPES])})
    or a.item in (${known.join(', ')})
    or ${longer.join(' or ')}
    or a.item like '% at ' || r.locator
  )`;
  return [ofReport, ofRow];
}

function wordsOf(words: readonly string[]): string {
  return `array[${quoted(words)}]`;
}

/** Words of ours, which have no quotes in them. */
function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}
