import { fromScaled, parseDecimal, toScaled } from '../../domain/decimal.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { instant } from '../../report/figure.ts';
import type { Finality, FinalityNight, ReaskDays } from '../../report/read-finality.ts';
import type { Restatement, RowDifference } from '../../report/read-restatements.ts';
import { countsOf, summaryOf } from '../../report/restatement-words.ts';
import { renderTable } from '../output.ts';

/** What the books know of the restatements of one entity. */
export interface EntityRestatements {
  readonly entityId: string;
  readonly restatements: readonly Restatement[];
  /** null: was not asked for */
  readonly curve: {
    readonly finality: readonly Finality[];
    readonly reports: readonly ReaskDays[];
    /** what POCKETBOOK_REASK_DAYS is */
    readonly reaskDays: number;
    /** what it should be; null: too little was seen to say */
    readonly proposedDays: number | null;
  } | null;
}

const ROWS_SHOWN_MAX = 50;

export function renderRestatements(restatements: readonly Restatement[]): string {
  if (restatements.length === 0) return 'no report has come again with other content';
  return restatements.map(renderOne).join('\n\n');
}

function renderOne(one: Restatement): string {
  const what = `${one.businessDate} ${REPORT_NAMES[one.reportType]}${nameOf(one)}`;
  const versions = `version ${one.fromVersion} to ${one.version}`;
  const head = `${what}, ${versions}, ${instant(one.acceptedAt)}: ${countsOf(one)}`;
  const shown = one.differences.slice(0, ROWS_SHOWN_MAX);
  const more = one.differences.length - shown.length;
  const lines = shown.length === 0 ? [] : [renderDifferences(shown)];
  if (more > 0) lines.push(`… and ${more} more (--json lists all)`);
  const breaks = one.breaks.map(
    ({ effect, rule, breakId }) => `  break ${breakId.slice(0, 8)} of ${rule} ${EFFECTS[effect]}`,
  );
  return [head, ...lines, ...breaks].join('\n');
}

const EFFECTS = { appeared: 'appeared', cleared: 'was cleared', changed: 'changed' };

function nameOf({ pocketName, pocketId }: Restatement): string {
  return pocketId === null ? '' : ` of ${pocketName ?? pocketId}`;
}

function renderDifferences(differences: readonly RowDifference[]): string {
  return renderTable(
    ['  what', 'row', 'column', 'was', 'is', 'was at', 'is at'],
    differences.map((one) => [
      `  ${one.rowKind} ${one.change}`,
      one.occurrence > 1 ? `${one.rowKey} (${one.occurrence})` : one.rowKey,
      one.columnName ?? 'all',
      one.change === 'removed' ? summaryOf(one) : (one.oldValue ?? ''),
      one.change === 'added' ? summaryOf(one) : (one.newValue ?? ''),
      one.fromPlace,
      one.place,
    ]),
  );
}

/** `0.166667` as `16.67 %`. */
function percent(share: string): string {
  const hundredths = (toScaled(parseDecimal(share, 6), 6) + 50n) / 100n;
  return `${fromScaled(hundredths, 2).replace(/\.?0+$/, '')} %`;
}

export function renderCurve(curve: NonNullable<EntityRestatements['curve']>): string {
  const rows = curve.finality.flatMap(({ reportType, nights }) =>
    withoutLulls(nights).map(({ from, to, unitsAsked, unitsChanged, shareToChange }, index) => [
      index === 0 ? REPORT_NAMES[reportType] : '',
      from === to ? `${from}` : `${from} to ${to}`,
      unitsAsked,
      unitsChanged,
      shareToChange === null ? '-' : percent(shareToChange),
    ]),
  );
  const needs = curve.reports.map((one) => [
    REPORT_NAMES[one.reportType],
    one.unitsAsked,
    one.unitsChanged,
    one.proposedDays ?? '-',
    one.unitsChangedAfter31 === 0
      ? one.verdict
      : `${one.verdict}; ${one.unitsChangedAfter31} changed after more than 31 nights`,
  ]);
  if (rows.length === 0)
    return 'no report has been asked again yet: how long they change is not known';
  return [
    renderTable(
      ['report', 'night after its date', 'asked again', 'changed', 'share still to change'],
      rows,
      ['night after its date', 'asked again', 'changed', 'share still to change'],
    ),
    renderTable(['report', 'asked again', 'changed', 'nights needed', ''], needs, [
      'asked again',
      'changed',
      'nights needed',
    ]),
    renderProposal(curve),
  ].join('\n\n');
}

interface Nights extends Omit<FinalityNight, 'daysAfter'> {
  readonly from: number;
  readonly to: number;
}

/** Nights in a row on which nothing changed, put together. */
function withoutLulls(nights: readonly FinalityNight[]): Nights[] {
  const told: Nights[] = [];
  for (const { daysAfter, ...night } of nights) {
    const last = told.at(-1);
    if (last !== undefined && last.unitsChanged === 0 && night.unitsChanged === 0) {
      told[told.length - 1] = {
        ...last,
        to: daysAfter,
        unitsAsked: last.unitsAsked + night.unitsAsked,
      };
    } else {
      told.push({ ...night, from: daysAfter, to: daysAfter });
    }
  }
  return told;
}

function renderProposal({
  reaskDays,
  proposedDays,
}: NonNullable<EntityRestatements['curve']>): string {
  const setting = `POCKETBOOK_REASK_DAYS is ${reaskDays}`;
  if (proposedDays === null) return `${setting}; too little seen to propose another`;
  if (proposedDays > reaskDays)
    return `${setting}; proposed: ${proposedDays}, as reports still change after that`;
  return `${setting}; that covers what was seen, and ${proposedDays} would`;
}
