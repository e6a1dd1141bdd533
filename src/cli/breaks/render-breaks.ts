import { FIGURE_UNITS } from '../../report/figure-units.ts';
import { renderTable, renderWithin } from '../output.ts';
import type { BreakDetail, BreakEvent, BreakRow, RootBreak } from './read-breaks.ts';

export const EXPLAIN_HINT = 'pocketbook explain break:ID  shows the bytes behind a break';
const LEGEND =
  'age: business days since it should have cleared, up to when it left the list · difference = actual - expected, in dollars, bills of 100 of face, prices per 100, calendar or business days, or counts';

/** What an abbreviation of figures in a list stands for. */
const SHORT: Readonly<Record<string, string>> = {
  dollars: '$',
  bills: 'bills',
  prices: 'per 100',
  days: 'calendar days',
  'business days': 'business days',
  counts: 'count',
};

/** Behind a figure, what it is; nothing where that is nothing in particular. */
export function withUnit(figure: string | null, figures: string): string | null {
  if (figure === null) return null;
  const unit = FIGURE_UNITS[figures];
  return unit === undefined ? figure : `${figure} ${unit}`;
}

/** The work list as a table; where the terminal is narrow the columns go first that `breaks show` has. */
export function renderBreaks(rows: readonly RootBreak[]): string {
  const table = renderWithin(
    [
      ...['break', 'rule', 'severity', 'pocket', 'CUSIP, account', 'from', 'age'],
      ...['expected', 'actual', 'difference', 'in', 'cause', 'status', 'who', 'also'],
    ],
    rows.map((row) => [
      row.breakId.slice(0, 8),
      row.rule,
      row.severity,
      pocketOf(row),
      row.cusip ?? row.account ?? '',
      row.businessDate,
      row.ageBusinessDays,
      row.expected,
      row.actual,
      row.difference,
      SHORT[row.figures] ?? '',
      row.cause,
      statusOf(row),
      row.assignee ?? '',
      row.consequences === 0 ? '' : `+${row.consequences}`,
    ]),
    {
      right: ['age', 'expected', 'actual', 'difference'],
      mayGo: ['expected', 'actual', 'who', 'severity', 'also', 'status'],
    },
  );
  return `${table}\n\n${LEGEND}`;
}

function pocketOf({ pocketName, pocketId }: BreakRow): string {
  return pocketName ?? pocketId?.slice(0, 8) ?? 'all';
}

function statusOf({ status, explainedUntil }: RootBreak): string {
  return explainedUntil === null ? status : `${status} until ${explainedUntil}`;
}

/** One break, what it explains, the rows that make it up, and what happened to it. */
export function renderDetail({ break: row, consequences, events }: BreakDetail): string {
  const { explainedBy } = row;
  return [
    renderTable(['break', row.breakId], factsOf(row)),
    ...(explainedBy === null || explainedBy.length === 0
      ? []
      : [`\nthe rows that explain it\n${renderRows(explainedBy)}`]),
    ...(consequences.length === 0
      ? []
      : [`\nits consequences\n${renderConsequences(consequences)}`]),
    `\n${renderEvents(events)}`,
    `\npocketbook explain break:${row.breakId.slice(0, 8)}  shows the bytes behind it`,
  ].join('\n');
}

/** What there is to say of it, in words; what is not known, or says the same again, is left out. */
function factsOf(row: RootBreak): [string, string][] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['entity', row.entityId],
    ['rule', row.rule],
    ['pocket', row.pocketName === null ? row.pocketId : `${row.pocketName} (${row.pocketId})`],
    ['account', row.account],
    ['CUSIP', row.cusip],
    ['about', row.item],
    ['began on', row.businessDate],
    ['last seen on', row.lastSeenOn],
    ['expected', withUnit(row.expected, row.figures)],
    ['actual', withUnit(row.actual, row.figures)],
    ['difference', withUnit(row.difference, row.figures)],
    ['found', row.detail],
    ['cause', row.cause],
    ['evidence', row.evidence === row.detail ? null : row.evidence],
    ['one answer only', row.isUnique === null ? null : row.isUnique ? 'yes' : 'no'],
    ['tolerance', row.tolerance],
    ['severity', row.severity],
    ['at stake', row.atStake === null ? null : `${row.atStake} dollars`],
    ['status', statusOf(row)],
    ['assigned to', row.assignee],
    ['note', row.note],
    ['to clear by', dueOf(row)],
    [
      'last word of a person',
      row.commentAgeBusinessDays === null
        ? null
        : `${businessDays(row.commentAgeBusinessDays)} ago`,
    ],
    ['explains', row.consequences === 0 ? null : `${row.consequences} more, below`],
  ];
  return facts.flatMap(([name, fact]) => (fact === null || fact === '' ? [] : [[name, fact]]));
}

/** Of what is due today or later there is no age to tell. */
function dueOf({ dueOn, ageBusinessDays, status }: RootBreak): string {
  if (ageBusinessDays === 0) return dueOn;
  const hasLeft = status === 'resolved' || status === 'cleared';
  return `${dueOn}, ${businessDays(ageBusinessDays)} ${hasLeft ? 'before it left the list' : 'ago'}`;
}

function businessDays(days: number): string {
  return days === 1 ? '1 business day' : `${days} business days`;
}

function renderRows(rows: NonNullable<RootBreak['explainedBy']>): string {
  return renderTable(
    ['row', 'amount', 'what'],
    rows.map(({ report_file_id: file, locator, amount, what }) => [
      `${file ?? ''}/${locator ?? ''}`,
      String(amount ?? ''),
      what ?? '',
    ]),
    ['amount'],
  );
}

function renderConsequences(rows: readonly BreakRow[]): string {
  return renderTable(
    [
      ...['break', 'rule', 'pocket', 'CUSIP, account', 'from', 'expected', 'actual', 'difference'],
      ...['in', 'status'],
    ],
    rows.map((row) => [
      row.breakId.slice(0, 8),
      row.rule,
      pocketOf(row),
      row.cusip ?? row.account ?? '',
      row.businessDate,
      row.expected,
      row.actual,
      row.difference,
      SHORT[row.figures] ?? '',
      row.status,
    ]),
    ['expected', 'actual', 'difference'],
  );
}

function renderEvents(events: readonly BreakEvent[]): string {
  return renderTable(
    ['at', 'by', 'what', 'note'],
    events.map((event) => [event.at.toISOString(), event.actor, whatOf(event), event.note]),
  );
}

function whatOf({ verb, assignee, explainedUntil }: BreakEvent): string {
  if (assignee !== null) return `${verb} to ${assignee}`;
  return explainedUntil === null ? verb : `${verb} until ${explainedUntil}`;
}
