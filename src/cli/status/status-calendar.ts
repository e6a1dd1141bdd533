import colors from 'picocolors';
import { type BusinessDate, weekday } from '../../domain/business-date.ts';
import type { ReportType } from '../../domain/report.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import type { Status, StatusUnit, UnitStateName } from './read-status.ts';

/** One sign a day, so that a month fits on a line. A restated unit shows its version. */
const SIGNS: Record<UnitStateName, string> = {
  loaded: colors.green('■'),
  empty: colors.green('□'),
  owed: colors.red('?'),
  requested: colors.yellow('…'),
  ready: colors.yellow('…'),
  landed: colors.yellow('↓'),
  late: colors.red('L'),
  failed: colors.red('F'),
  quarantined: colors.red('Q'),
};

const LEGEND =
  '■ loaded  □ loaded, empty  2 restated (version)  ~ provisional  ? owed  … asked  L late  F failed  Q quarantined';

/** A line for each pocket and report, a column for each business day. */
export function renderCalendar(units: readonly StatusUnit[], pockets: Status['pockets']): string {
  if (units.length === 0) return 'nothing is owed yet: begin with pocketbook backfill or nightly';
  const days = [...new Set(units.map(({ businessDate }) => businessDate))].sort();
  const byKey = new Map(units.map((unit) => [keyOf(unit), unit]));
  const lineOf = (reportType: ReportType, pocketId: string | null) => {
    const signs = days.map((businessDate) =>
      sign(byKey.get(keyOf({ reportType, pocketId, businessDate }))),
    );
    return `  ${REPORT_NAMES[reportType].padEnd(WIDTH - 2)}${signs.join(' ')}`;
  };
  const lines = pockets.flatMap(({ pocketId, name }) => [
    colors.bold(name ?? pocketId),
    ...PER_POCKET.map((reportType) => lineOf(reportType, pocketId)),
  ]);
  return [
    ...heading(days),
    ...lines,
    colors.bold('all pockets'),
    lineOf('SECURITY_PRICE_REPORT', null),
    LEGEND,
  ].join('\n');
}

const WIDTH = 26;

const PER_POCKET: readonly ReportType[] = [
  'BANK_STATEMENT_REPORT',
  'BROKERAGE_STATEMENT_REPORT',
  'TRADE_REPORT',
  'TRADE_LIST',
  'TRANSACTION_LIST',
  'POSITION_SUMMARY_REPORT',
];

function heading(days: readonly BusinessDate[]): string[] {
  const row = (label: string, cells: readonly string[]) =>
    `${label.padEnd(WIDTH)}${cells.join(' ')}`;
  const range = `${days[0]} to ${days.at(-1)}`;
  return [
    row(
      range,
      days.map((day) => 'SMTWTFS'.charAt(weekday(day))),
    ),
    row(
      '',
      days.map((day) => (day.charAt(8) === '0' ? ' ' : day.charAt(8))),
    ),
    row(
      '',
      days.map((day) => day.charAt(9)),
    ),
  ];
}

function keyOf(unit: Pick<StatusUnit, 'reportType' | 'pocketId' | 'businessDate'>): string {
  return `${unit.reportType}|${unit.pocketId ?? ''}|${unit.businessDate}`;
}

function sign(unit: StatusUnit | undefined): string {
  if (unit === undefined) return ' ';
  if (unit.provisional === true) return colors.yellow('~');
  if (unit.version !== null && unit.version > 1)
    return colors.cyan(String(Math.min(unit.version, 9)));
  return SIGNS[unit.state];
}
