import { readFile } from 'node:fs/promises';
import type { PoolClient } from 'pg';
import { addDays, type BusinessDate } from '../../domain/business-date.ts';
import type {
  BreakCase,
  CashLine,
  DoubledLine,
  PositionLine,
  QuoteLine,
  StatementLine,
  TradeLine,
} from './break-case.ts';
import { figureOf, ONE } from './figure.ts';

export interface AskedCase {
  readonly breakId: string;
  readonly broken: BreakCase;
}

interface AskedRow {
  readonly break_id: string;
  readonly rule: string;
  readonly pocket_key: number | null;
  readonly account: string | null;
  readonly item: string;
  readonly business_date: BusinessDate;
  readonly last_seen_on: BusinessDate;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly detail: string | null;
}

/** What a query of `context/` returns: whose it is, and figures as text. */
interface Row {
  readonly break_id: string;
}

/** The breaks of the table cause_asked, each with the rows around it, read by a handful of queries for all of them. */
export async function readCases(client: PoolClient, entityId: string): Promise<AskedCase[]> {
  const { rows } = await client.query<AskedRow>(
    `select
       break_id, rule, pocket_key, account, item, business_date, last_seen_on, expected::text, actual::text, detail
     from cause_asked
     order by business_date, rule, break_id`,
  );
  if (rows.length === 0) return [];
  const days = await readBusinessDays(client, rows);
  const lastKnown = await readLastSummaries(client, entityId);
  const found = {
    cash: byBreak(await readContext<CashRow>(client, entityId, 'cash')),
    trades: byBreak(await readContext<TradeRow>(client, entityId, 'trade')),
    positions: byBreak(await readContext<PositionRow>(client, entityId, 'position')),
    quotes: byBreak(await readContext<QuoteRow>(client, entityId, 'quote')),
    statements: byBreak(await readContext<StatementRow>(client, entityId, 'statement')),
    doubled: byBreak(await readContext<DoubledRow>(client, entityId, 'doubled')),
    missing: byBreak(await readContext<MissingRow>(client, entityId, 'missing')),
  };
  return rows.map((row) => {
    const dayOf = (on: BusinessDate): number => days.indexOf(on) - days.indexOf(row.business_date);
    const placed = <R extends { readonly on: BusinessDate }>(line: R) => ({
      ...line,
      day: dayOf(line.on),
    });
    const of = <R>(lines: ReadonlyMap<string, readonly R[]>): readonly R[] =>
      lines.get(row.break_id) ?? [];
    const [expected, actual] = [figureOf(row.expected), figureOf(row.actual)];
    const broken: BreakCase = {
      rule: row.rule,
      account: row.account,
      item: row.item,
      on: row.business_date,
      detail: row.detail,
      expected,
      actual,
      difference: expected === null || actual === null ? null : actual - expected,
      lastDay: dayOf(row.last_seen_on),
      isOver: row.last_seen_on < (lastKnown.get(row.pocket_key) ?? row.last_seen_on),
      cash: of(found.cash).map((line) => cashLine(placed(line))),
      trades: of(found.trades).map((line) => tradeLine(line, dayOf)),
      positions: of(found.positions).map((line) => positionLine(placed(line))),
      quotes: of(found.quotes).map((line) => ({ ...placed(line), price: figureIn(line.price) })),
      statements: of(found.statements).map((line) => ({
        ...placed(line),
        opening: figureOf(line.opening),
        closing: figureOf(line.closing),
      })),
      doubled: of(found.doubled).map((line) => ({ ...line, amount: figureOf(line.amount) })),
      missing: of(found.missing).map(placed),
    };
    return { breakId: row.break_id, broken };
  });
}

type Figures<L, K extends keyof L> = Omit<L, K | 'day'> & {
  readonly [F in K]: null extends L[F] ? string | null : string;
} & Row;

type CashRow = Omit<Figures<CashLine, 'amount'>, 'source'> & { readonly report_type: string };
type PositionRow = Figures<PositionLine, 'quantity' | 'price' | 'value' | 'cost'>;
type QuoteRow = Figures<QuoteLine, 'price'>;
type StatementRow = Figures<StatementLine, 'opening' | 'closing'>;
type DoubledRow = Omit<DoubledLine, 'amount'> & { readonly amount: string | null } & Row;
type MissingRow = { readonly reportType: string; readonly on: BusinessDate } & Row;
type TradeRow = Omit<
  Figures<TradeLine, 'quantity' | 'price' | 'amount'>,
  'source' | 'on' | 'tradeDay' | 'settlementDay' | 'movedDay'
> & { readonly report_type: string; readonly settlementDate: BusinessDate | null };

const CASH_SOURCES: Readonly<Record<string, CashLine['source']>> = {
  BANK_STATEMENT_REPORT: 'bank statement',
  BROKERAGE_STATEMENT_REPORT: 'brokerage statement',
};

function cashLine(row: CashRow & { readonly day: number }): CashLine {
  const source = CASH_SOURCES[row.report_type] ?? 'transaction listing';
  return { ...row, source, amount: figureIn(row.amount) };
}

function positionLine(row: PositionRow & { readonly day: number }): PositionLine {
  return {
    ...row,
    quantity: figureIn(row.quantity),
    price: figureIn(row.price),
    value: figureIn(row.value),
    cost: figureIn(row.cost),
  };
}

function tradeLine(row: TradeRow, dayOf: (on: BusinessDate) => number): TradeLine {
  const tradeDay = dayOf(row.tradeDate);
  return {
    ...row,
    source: row.report_type === 'TRADE_REPORT' ? 'trade report' : 'trade listing',
    on: row.tradeDate,
    day: tradeDay,
    quantity: figureIn(row.quantity),
    price: figureIn(row.price),
    amount: figureIn(row.amount),
    tradeDay,
    settlementDay: row.settlementDate === null ? null : dayOf(row.settlementDate),
    movedDay: dayOf(row.movedOn),
  };
}

/** A column that is never null and has no more decimals than figures have. */
function figureIn(text: string): bigint {
  return figureOf(text) ?? 0n * ONE;
}

async function readContext<R extends object>(
  client: PoolClient,
  entityId: string,
  name: string,
): Promise<R[]> {
  const sql = await readFile(new URL(`./context/${name}.sql`, import.meta.url), 'utf8');
  const { rows } = await client.query<R>(sql, [entityId]);
  return rows;
}

function byBreak<R extends Row>(rows: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows) {
    const own = found.get(row.break_id);
    if (own === undefined) found.set(row.break_id, [row]);
    else own.push(row);
  }
  return found;
}

/** Days around a break that its rows may be of: trades of a bill's whole life before it, settlements after it. */
const DAYS_BEFORE = 410;
const DAYS_AFTER = 45;

interface BusinessDays {
  /** How many business days there are up to a day, counted from some day long before. */
  indexOf(on: BusinessDate): number;
}

async function readBusinessDays(
  client: PoolClient,
  asked: readonly AskedRow[],
): Promise<BusinessDays> {
  const dates = asked.flatMap((row) => [row.business_date, row.last_seen_on]).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  const index = new Map<string, number>();
  if (first !== undefined && last !== undefined) {
    const { rows } = await client.query<{ on: BusinessDate; place: number }>(
      `select
         business_date as "on", (count(*) filter (where is_business_day) over (order by business_date))::int as place
       from ledger.calendar_day
       where business_date between $1 and $2
       order by business_date`,
      [addDays(first, -DAYS_BEFORE), addDays(last, DAYS_AFTER)],
    );
    for (const { on, place } of rows) index.set(on, place);
  }
  return { indexOf: (on) => index.get(on) ?? Number.NaN };
}

/** By pocket: a difference is over only where a later summary has landed. */
async function readLastSummaries(
  client: PoolClient,
  entityId: string,
): Promise<ReadonlyMap<number | null, BusinessDate>> {
  const { rows } = await client.query<{ pocket_key: number; last: BusinessDate }>(
    `select pocket_key, max(business_date) as last
     from ledger.current_unit
     where entity_id = $1
       and report_type = 'POSITION_SUMMARY_REPORT'
       and pocket_key in (select pocket_key from cause_asked)
     group by pocket_key`,
    [entityId],
  );
  return new Map(rows.map(({ pocket_key, last }) => [pocket_key, last]));
}
