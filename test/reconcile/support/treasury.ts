import type { Pool } from 'pg';
import { type BusinessDate, parseBusinessDate } from '../../../src/domain/business-date.ts';
import type {
  AmountMeaning,
  CashPositionRow,
  PositionRow,
  TradeRow,
  TransactionRow,
} from '../../../src/domain/ledger-row.ts';
import type { Account, DateRange, ReportType } from '../../../src/domain/report.ts';
import type { FileCut } from '../../../src/load/cut-file.ts';
import { type FileToLoad, type LoadOutcome, loadFile } from '../../../src/load/load-files.ts';
import type { FileReading } from '../../../src/load/stage-file.ts';
import {
  type RowStage,
  settledOn,
  stagePositions,
  stagePrices,
  stageStatements,
  stageTrades,
  stageTransactions,
  tradedOn,
} from '../../../src/load/stage-rows.ts';
import {
  type ReconciliationOptions,
  type ReconciliationOutcome,
  runReconciliation,
} from '../../../src/reconcile/run-reconciliation.ts';
import { POCKET, priceRow, type Quote, type Statement, statementRows } from './ledger-rows.ts';

/** Calendar days, both ends included; one day stands for itself. */
type Days = BusinessDate | DateRange;

/** What is known of a break, as a test reads it. */
export interface SeenBreak {
  readonly rule: string;
  readonly pocket: string | null;
  readonly account: string | null;
  readonly cusip: string | null;
  readonly item: string;
  readonly on: BusinessDate;
  readonly lastSeenOn: BusinessDate;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly detail: string;
  /** `rule day` of what it explains */
  readonly consequences: readonly string[];
}

/** One entity of a warehouse, filled through the load stage with files that are made of rows. */
export class Treasury {
  readonly pool: Pool;
  readonly entityId: string;
  readonly pockets: readonly string[];
  readonly #runId: bigint;

  constructor(pool: Pool, entityId: string, pockets: readonly string[], runId: bigint) {
    this.pool = pool;
    this.entityId = entityId;
    this.pockets = pockets;
    this.#runId = runId;
  }

  /** The position summary of all pockets; a pocket without rows holds nothing. */
  summary(
    on: BusinessDate,
    ...rows: readonly (PositionRow | CashPositionRow)[]
  ): Promise<LoadOutcome> {
    return this.load('POSITION_SUMMARY_REPORT', on, rows, (cut) => stagePositions(cut, on));
  }

  /** The same summary on each of these days. */
  async summaries(
    days: readonly BusinessDate[],
    ...rows: readonly (PositionRow | CashPositionRow)[]
  ): Promise<void> {
    for (const on of days) await this.summary(on, ...rows);
  }

  /** The trade report of all pockets for a day or a window. */
  trades(days: Days, ...rows: readonly TradeRow[]): Promise<LoadOutcome> {
    return this.load('TRADE_REPORT', days, rows, (cut) => stageTrades(cut, tradedOn), 'cash');
  }

  /** The trade listing, which is asked for by the day of settlement. */
  listing(days: Days, ...rows: readonly TradeRow[]): Promise<LoadOutcome> {
    return this.load('TRADE_LIST', days, rows, (cut) => stageTrades(cut, settledOn));
  }

  /** The CSV of the trade listing, which is asked for by trade date. */
  tradesCsv(days: Days, ...rows: readonly TradeRow[]): Promise<LoadOutcome> {
    return this.load('TRADE_LIST_CSV', days, rows, (cut) => stageTrades(cut, tradedOn));
  }

  /** The transaction listing of all pockets. */
  transactions(days: Days, ...rows: readonly TransactionRow[]): Promise<LoadOutcome> {
    return this.#transactions('TRANSACTION_LIST', days, rows);
  }

  transactionsCsv(days: Days, ...rows: readonly TransactionRow[]): Promise<LoadOutcome> {
    return this.#transactions('TRANSACTION_LIST_CSV', days, rows);
  }

  #transactions(type: ReportType, days: Days, rows: readonly TransactionRow[]) {
    return this.load(type, days, rows, (cut) => stageTransactions(cut, (row) => row.bookedOn));
  }

  prices(on: BusinessDate, ...quotes: readonly Quote[]): Promise<LoadOutcome> {
    const rows = quotes.map((told) => priceRow(told, on));
    return this.load('SECURITY_PRICE_REPORT', on, rows, stagePrices);
  }

  bank(on: BusinessDate, statement: Statement = {}): Promise<LoadOutcome> {
    return this.#statement('BANK', on, statement);
  }

  brokerage(on: BusinessDate, statement: Statement = {}): Promise<LoadOutcome> {
    return this.#statement('BROKERAGE', on, statement);
  }

  #statement(account: Account, on: BusinessDate, statement: Statement): Promise<LoadOutcome> {
    const rows = statementRows(account, on, statement);
    const pockets = [statement.pocket ?? POCKET];
    return this.load(`${account}_STATEMENT_REPORT`, on, rows, stageStatements, undefined, pockets);
  }

  /** Notes that the calendar demands a report of these days, and of each pocket where it has one. */
  async owe(reportType: ReportType, ...days: readonly BusinessDate[]): Promise<void> {
    await this.pool.query(
      `insert into ledger.pocket (entity_id, pocket_id)
       select $1, unnest($2::text[])
       on conflict do nothing`,
      [this.entityId, this.pockets],
    );
    await this.pool.query(
      `insert into ledger.unit (entity_id, report_type, pocket_key, business_date)
       select $1, $2, p.pocket_key, d.business_date
       from unnest($3::date[]) as d (business_date)
       left join ledger.pocket p on p.entity_id = $1 and $2 <> 'SECURITY_PRICE_REPORT'
       on conflict do nothing`,
      [this.entityId, reportType, days],
    );
  }

  async load<Row>(
    reportType: ReportType,
    days: Days,
    rows: readonly Row[],
    stageFor: (cut: FileCut) => RowStage<Row>,
    meaning?: AmountMeaning,
    pockets = this.pockets,
  ): Promise<LoadOutcome> {
    const file = await this.land(reportType, days, pockets);
    return loadFile(this.pool, file, () => readingOf(rows, meaning), stageFor);
  }

  /** The row of a file that came for these days, and what it was asked for. */
  async land(
    reportType: ReportType,
    days: Days,
    pockets: readonly string[] = this.pockets,
    pocketId: string | null = null,
  ): Promise<FileToLoad> {
    const range = typeof days === 'string' ? { from: days, to: days } : days;
    const { entityId } = this;
    const { rows } = await this.pool.query<{ report_file_id: bigint; dates: BusinessDate[] }>(
      `with request as (
         insert into ops.report_request (entity_id, run_id, report_type, pocket_id, from_date, to_date, state)
         values ($1, $2, $3, $4, $5, $6, 'landed')
         returning request_id
       ),
       file as (
         insert into ops.report_file (
           entity_id, request_id, report_type, pocket_id, from_date, to_date, sha256, bytes,
           length_proven, received_at, origin
         )
         select $1, request_id, $3, $4, $5, $6, sha256(request_id::text::bytea), 1, true,
           clock_timestamp(), 'api'
         from request
         returning report_file_id
       )
       select report_file_id, array(
         select business_date
         from ledger.calendar_day
         where is_business_day
           and business_date between $5 and $6
         order by business_date
       ) as dates
       from file`,
      [entityId, this.#runId, reportType, pocketId, range.from, range.to],
    );
    const { report_file_id: reportFileId = 0n, dates = [] } = rows[0] ?? {};
    const ofPockets = reportType === 'SECURITY_PRICE_REPORT' ? [null] : pockets;
    return {
      reportFileId,
      entityId,
      reportType,
      name: `${reportType}-${range.from}`,
      pocketId,
      ...range,
      asked: dates.flatMap((date) =>
        ofPockets.map((pocket) => ({
          pocketId: pocket,
          businessDate: parseBusinessDate(date),
        })),
      ),
      isProvisional: () => false,
    };
  }

  async reconcile(
    asked: Partial<DateRange> = {},
    options: ReconciliationOptions = {},
  ): Promise<ReconciliationOutcome> {
    const outcome = await runReconciliation(this.pool, this.entityId, asked, options);
    if (outcome === null) throw new Error('nothing is known of this entity');
    return outcome;
  }

  /** Reconciles what is new, and returns what stands open. */
  async breaksAfterReconciling(): Promise<SeenBreak[]> {
    await this.reconcile();
    return this.openBreaks();
  }

  /** The breaks that stand open, by rule and day, each with the open ones that it explains. */
  async openBreaks(): Promise<SeenBreak[]> {
    const { rows } = await this.pool.query<SeenBreak>(
      `select
         b.rule, b.pocket_id as pocket, b.account, b.cusip, b.item, b.business_date as "on",
         b.last_seen_on as "lastSeenOn", b.expected, b.actual, b.detail,
         array(
           select c.rule || ' ' || c.business_date
           from books.fct_break_consequence c
           where c.root_break_id = b.break_id
             and c.status = 'open'
           order by c.rule, c.business_date
         ) as consequences
       from books.rpt_open_breaks b
       where b.entity_id = $1
       order by b.rule, b.business_date, b.pocket_id, b.account, b.cusip, b.item`,
      [this.entityId],
    );
    return rows;
  }
}

let opened = 0;

/** A new entity without anything in it. */
export async function openTreasury(
  pool: Pool,
  pockets: readonly string[] = [POCKET],
): Promise<Treasury> {
  opened += 1;
  const entityId = `treasury-${opened}`;
  await pool.query('insert into ledger.entity (entity_id) values ($1)', [entityId]);
  const { rows } = await pool.query<{ run_id: bigint }>(
    `insert into ops.run (entity_id, kind, app_version)
     values ($1, 'import', 'test')
     returning run_id`,
    [entityId],
  );
  return new Treasury(pool, entityId, pockets, rows[0]?.run_id ?? 0n);
}

/** Rows as the reader of a file would hand them out. */
export function readingOf<Row>(rows: readonly Row[], meaning?: AmountMeaning): FileReading<Row> {
  const reading = { rows: inBatches(rows), problems: [], ignored: () => 0 };
  if (meaning === undefined) return reading;
  const fits = { fitsCash: rows.length, fitsFace: rows.length };
  const decision = { meaning, decidedBy: 'arithmetic', ...fits } as const;
  return { ...reading, amountMeaning: () => decision };
}

const BATCH_ROWS = 2;

async function* inBatches<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  for (let index = 0; index < rows.length; index += BATCH_ROWS) {
    yield rows.slice(index, index + BATCH_ROWS);
  }
}
