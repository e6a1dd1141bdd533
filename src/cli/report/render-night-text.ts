import colors from 'picocolors';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { tellAsked } from '../../report/asked-day.ts';
import { grouped, instant, longDate, signed } from '../../report/figure.ts';
import type { NightReport } from '../../report/night-report.ts';
import { countsOf } from '../../report/restatement-words.ts';
import { VERDICTS } from '../../report/verdict.ts';
import { renderTable } from '../output.ts';

const BREAKS_SHOWN_MAX = 10;

/** The report of a night in short; `--html` has all of it. */
export function describeNight(report: NightReport): string {
  const { entityId, date, askedFor, generatedAt, verdict } = report;
  const paint = verdict.state === 'green' ? colors.green : colors.yellow;
  return [
    `entity ${entityId}, ${longDate(date)}, as known on ${instant(generatedAt)}`,
    ...(askedFor === null ? [] : [tellAsked(askedFor)]),
    `${colors.bold(paint(VERDICTS[verdict.state]))}: ${afterColon(verdict.sentence)}`,
    describeTotals(report),
    ...describeBreaks(report),
    ...describeChanges(report),
    ...describeRestatements(report),
  ].join('\n\n');
}

function afterColon(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

function describeTotals({ totals }: NightReport): string {
  return renderTable(
    ['US dollars', ''],
    [
      ['bills and residual cash', grouped(totals.value)],
      ['market value of bills', grouped(totals.marketValue)],
      ['face', grouped(totals.faceAmount)],
      ['residual cash', grouped(totals.residualCash)],
    ],
    [''],
  );
}

function describeBreaks({ breaks }: NightReport): string[] {
  if (breaks.open === 0) return [];
  const shown = breaks.shown.slice(0, BREAKS_SHOWN_MAX);
  const rows = shown.map((one) => [
    one.breakId.slice(0, 8),
    one.rule,
    one.pocketName ?? 'all',
    one.cusip ?? one.account ?? '',
    one.businessDate,
    one.ageBusinessDays,
    one.difference === null ? '' : signed(one.difference),
    one.cause,
  ]);
  const head = ['break', 'rule', 'pocket', 'CUSIP', 'from', 'age', 'difference', 'cause'];
  const more = breaks.open - shown.length;
  const lines = [renderTable(head, rows, ['age', 'difference'])];
  if (more > 0) lines.push(`… and ${more} more: pocketbook breaks list`);
  return [lines.join('\n')];
}

function describeChanges({ changes }: NightReport): string[] {
  const count = (verbs: readonly string[]) =>
    changes.breaks.filter(({ verb }) => verbs.includes(verb)).length;
  const held = (kind: string) => changes.holdings.filter((one) => one.kind === kind).length;
  const parts = [
    ...(changes.breaksSince === null
      ? []
      : [
          `breaks: ${count(['opened', 'reopened'])} appeared, ${count(['cleared', 'resolved'])} cleared`,
        ]),
    ...(changes.holdingsSince === null
      ? []
      : [`holdings: ${held('bought')} bought, ${held('sold')} sold, ${held('matured')} matured`]),
  ];
  return parts.length === 0 ? [] : [`since the night before: ${parts.join('; ')}`];
}

function describeRestatements({ restatements }: NightReport): string[] {
  const told = restatements.filter(({ isOtherContent }) => isOtherContent);
  if (told.length === 0) return [];
  const lines = told.map(
    (one) =>
      `  ${one.businessDate} ${REPORT_NAMES[one.reportType]} ${one.pocketName ?? ''}: ${countsOf(one)}`,
  );
  return [['restated:', ...lines].join('\n')];
}
