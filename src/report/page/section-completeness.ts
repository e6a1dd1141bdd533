import { type BusinessDate, weekday } from '../../domain/business-date.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { longDate } from '../figure.ts';
import type { CalendarUnit, Completeness, PocketCompleteness, UnitState } from '../night-report.ts';
import { type Html, html } from './html.ts';

interface Sign {
  readonly className: string;
  readonly sign: string;
  readonly meaning: string;
}

const SIGNS: Readonly<Record<UnitState, Sign>> = {
  loaded: { className: 'loaded', sign: '✓', meaning: 'landed' },
  empty: { className: 'empty', sign: '–', meaning: 'landed, and says that there was nothing' },
  owed: { className: 'missing', sign: '?', meaning: 'owed' },
  requested: { className: 'waiting', sign: '…', meaning: 'asked for, not answered yet' },
  ready: { className: 'waiting', sign: '…', meaning: 'ready, not downloaded yet' },
  landed: { className: 'waiting', sign: '…', meaning: 'downloaded, not loaded yet' },
  late: { className: 'missing', sign: 'L', meaning: 'late' },
  failed: { className: 'missing', sign: 'F', meaning: 'failed' },
  quarantined: { className: 'missing', sign: 'Q', meaning: 'refused: the file is in quarantine' },
};

const LEGEND: readonly Sign[] = [
  { className: 'loaded', sign: '✓', meaning: 'landed' },
  { className: 'empty', sign: '–', meaning: 'landed, nothing on that day' },
  { className: 'restated', sign: '2', meaning: 'restated: its version' },
  { className: 'waiting', sign: '~', meaning: 'provisional, or on its way' },
  { className: 'missing', sign: '?', meaning: 'owed (L late, F failed, Q refused)' },
];

/** A line for each pocket and report, a column for each business day. */
export function completenessSection(completeness: Completeness): Html {
  const { days, pockets, pocketsLeftOut, missing, firstMissingOn } = completeness;
  return html`<section id="completeness">
<h2>What has landed</h2>
<p class="lead">${
    missing === 0
      ? 'Every report that is owed has landed.'
      : html`${missing} of the reports owed ${missing === 1 ? 'has' : 'have'} not landed${
          firstMissingOn !== null && html`, the first one of ${longDate(firstMissingOn)}`
        }.`
  } One column is one business day.</p>
<div class="scroll"><table class="calendar">
<caption>What has landed, by pocket, report and business day</caption>
<thead><tr><td></td>${days.map((day) => html`<th scope="col"${monday(day)}>${'SMTWTFS'.charAt(weekday(day))}<br>${day.slice(8)}</th>`)}</tr></thead>
<tbody>${pockets.map((pocket) => pocketLines(pocket, days))}
</tbody></table></div>
<ul class="legend">${LEGEND.map(({ className, sign, meaning }) => html`<li><span class="unit ${className}">${sign}</span>${meaning}</li>`)}</ul>
${pocketsLeftOut > 0 && html`<p class="soft">${pocketsLeftOut} more pockets are not shown: nothing of theirs is missing, or as much of those above.</p>`}
</section>`;
}

function monday(day: BusinessDate): Html | false {
  return weekday(day) === 1 && html` class="monday"`;
}

function pocketLines(
  { pocketName, reports }: PocketCompleteness,
  days: readonly BusinessDate[],
): Html {
  return html`
<tr><th class="pocket" scope="rowgroup" colspan="${days.length + 1}">${pocketName ?? 'All pockets'}</th></tr>${reports.map(
    ({ reportType, units }) => html`
<tr><th scope="row">${REPORT_NAMES[reportType]}</th>${units.map((unit, index) => unitCell(unit, days[index]))}</tr>`,
  )}`;
}

function unitCell(unit: CalendarUnit | null, day: BusinessDate | undefined): Html {
  const place = day !== undefined && monday(day);
  if (unit === null || day === undefined) return html`<td${place}></td>`;
  const { className, sign, meaning } = signOf(unit);
  return html`<td${place}><span class="unit ${className}" title="${day}: ${meaning}">${sign}</span></td>`;
}

function signOf({ state, version, provisional }: CalendarUnit): Sign {
  if (provisional)
    return {
      className: 'waiting',
      sign: '~',
      meaning: 'provisional: asked for before the day had ended',
    };
  if (version !== null && version > 1) {
    const sign = version > 9 ? '+' : `${version}`;
    return { className: 'restated', sign, meaning: `restated, version ${version}` };
  }
  return SIGNS[state];
}
