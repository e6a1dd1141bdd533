import { renderTable } from './output.ts';
import type { BreakDetail, BreakEvent, BreakRow, RootBreak } from './read-breaks.ts';

export const EXPLAIN_HINT = 'pocketbook explain break:ID  shows the bytes behind a break';

/** The work list as a table. */
export function renderBreaks(rows: readonly RootBreak[]): string {
  return renderTable(
    [
      ...['break', 'rule', 'severity', 'pocket', 'CUSIP', 'from', 'age'],
      ...['expected', 'actual', 'difference', 'cause', 'status', 'who', 'also'],
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
      row.cause,
      statusOf(row),
      row.assignee ?? '',
      row.consequences === 0 ? '' : `+${row.consequences}`,
    ]),
    ['age', 'expected', 'actual', 'difference'],
  );
}

function pocketOf({ pocketName, pocketId }: BreakRow): string {
  return pocketName ?? pocketId?.slice(0, 8) ?? 'all';
}

function statusOf({ status, explainedUntil }: RootBreak): string {
  return explainedUntil === null ? status : `${status} until ${explainedUntil}`;
}

/** One break, what it explains, the rows that make it up, and what happened to it. */
export function renderDetail({ break: row, consequences, events }: BreakDetail): string {
  const { explainedBy, ...told } = row;
  const fields = Object.entries(told)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, String(value)]);
  return [
    renderTable(['', ''], fields),
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
    ['break', 'rule', 'pocket', 'CUSIP', 'from', 'expected', 'actual', 'difference', 'status'],
    rows.map((row) => [
      row.breakId.slice(0, 8),
      row.rule,
      pocketOf(row),
      row.cusip ?? row.account ?? '',
      row.businessDate,
      row.expected,
      row.actual,
      row.difference,
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
