import type { Pool } from 'pg';
import colors from 'picocolors';
import type { Stats } from '../../../sandbox/start.ts';
import type { RunOutcome } from '../../jobs/run-job.ts';
import { NOT_TOLD } from '../../report/not-told.ts';
import { type Answer, renderTable, seconds } from '../output.ts';
import type { Status } from '../status/read-status.ts';
import { renderCalendar } from '../status/status-calendar.ts';
import type { Comparison } from './demo-answers.ts';

interface DemoReport {
  readonly runs: readonly RunOutcome[];
  readonly comparison: Comparison;
  readonly status: Status;
  readonly stats: Stats;
  readonly durationMs: number;
  readonly psqlLine: string;
  /** The report of the night, for a browser. */
  readonly page: string;
  readonly home: string;
}

export async function describeDemo(
  pool: Pool,
  report: DemoReport,
): Promise<Pick<Answer, 'text' | 'document'>> {
  const holdings = await readHoldings(pool);
  const { comparison, status, psqlLine, page, home } = report;
  const text = [
    heading('What landed'),
    renderCalendar(status.units, status.pockets),
    heading('What was planted, and what was found'),
    describeComparison(comparison),
    heading('Holdings on the last night'),
    describeHoldings(holdings),
    heading('What it took'),
    describeEffort(report),
    heading('Go on'),
    `read the night:        file://${page}`,
    'keep the database up:  npx pocketbook demo --keep',
    `look into the books:   ${psqlLine}`,
    '                       select * from books.rpt_open_breaks;',
    `work the breaks:       POCKETBOOK_HOME=${home} npx pocketbook breaks list`,
  ].join('\n');
  return { text, document: { ...report, holdings, status: undefined } };
}

function heading(title: string): string {
  return `\n${colors.bold(title)}`;
}

function describeComparison({
  outcomes,
  missed,
  misnamed,
  falseAlarms,
  skipped,
}: Comparison): string {
  const rows = outcomes.map(({ fault, found }) => [
    found === null ? colors.red('missed') : colors.green('found'),
    fault.kind,
    fault.expect.rule,
    fault.expect.business_date,
    fault.expect.cusip ?? '',
    found?.expected ?? null,
    found?.actual ?? null,
    found?.status ?? fault.expect.state,
    describeCause(fault.expect.cause, found?.cause ?? null),
    found === null || found.consequences === 0 ? '' : `+${found.consequences}`,
  ]);
  const alarms = falseAlarms.map(
    (row) =>
      `  false alarm: ${row.rule} ${row.businessDate} ${row.pocketName ?? ''} ${row.cusip ?? ''} ${row.detail}`,
  );
  const left = skipped.map(({ kind, reason }) => `  not planted: ${kind}: ${reason}`);
  return [
    renderTable(
      [
        '',
        'planted',
        'rule that sees it',
        'day',
        'CUSIP',
        'expected',
        'actual',
        'break',
        'cause',
        'also',
      ],
      rows,
      ['expected', 'actual'],
    ),
    `${outcomes.length - missed.length} of ${outcomes.length} found, ${missed.length} missed, ${falseAlarms.length} false; the cause is right in ${outcomes.length - missed.length - misnamed.length}`,
    ...alarms,
    ...left,
  ].join('\n');
}

function describeCause(planted: string, named: string | null): string {
  if (named === null || named === planted) return named ?? '';
  return colors.red(`${named}, not ${planted}`);
}

interface Holding {
  readonly pocket: string | null;
  readonly cusip: string;
  readonly maturity: string | null;
  readonly quantity: bigint;
  readonly face: string;
  readonly value: string;
  readonly cost: string;
}

async function readHoldings(pool: Pool): Promise<Holding[]> {
  const { rows } = await pool.query<Holding>(
    `select
       pocket_name as pocket, cusip, maturity_date as maturity, quantity, face_amount as face,
       market_value as value, cost_value as cost
     from books.rpt_holdings
     order by pocket_name, maturity_date nulls last, cusip`,
  );
  return rows;
}

function describeHoldings(holdings: readonly Holding[]): string {
  const table = renderTable(
    ['pocket', 'CUSIP', 'matures', 'face', 'market value', 'cost'],
    holdings.map(({ pocket, cusip, maturity, face, value, cost }) => [
      pocket,
      cusip,
      maturity ?? 'not told',
      face,
      value,
      cost,
    ]),
    ['face', 'market value', 'cost'],
  );
  return holdings.some(({ maturity }) => maturity === null) ? `${table}\n${NOT_TOLD}` : table;
}

function describeEffort({ runs, stats, durationMs }: DemoReport): string {
  const rows = runs.map((run, index) => [
    index === 0 ? 'backfill' : 'nightly',
    run.reportsSettled,
    run.outcome,
    seconds(run.durationMs),
  ]);
  return [
    renderTable(['run', 'reports', 'outcome', 'time'], rows, ['reports', 'time']),
    `${stats.calls_per_report ?? '-'} API calls a report as the sandbox counted them; ${seconds(durationMs)} in all`,
  ].join('\n');
}
