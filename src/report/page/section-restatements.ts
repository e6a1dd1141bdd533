import { REPORT_NAMES } from '../../domain/report-names.ts';
import { instant } from '../figure.ts';
import type { Restatement, RowDifference } from '../read-restatements.ts';
import { countsOf, summaryOf } from '../restatement-words.ts';
import { type Content, type Html, html } from './html.ts';

const SHOWN_MAX = 25;
const ROWS_SHOWN_MAX = 8;

/** What came again with other content, of the days in the calendar. */
export function restatementsSection(restatements: readonly Restatement[]): Html {
  const told = restatements.filter(({ isOtherContent }) => isOtherContent).toReversed();
  if (told.length === 0) {
    return html`<section id="restatements"><h2>Restatements</h2><p class="none">No report of these days has come again with other content.</p></section>`;
  }
  return html`<section id="restatements">
<h2>Restatements</h2>
<p class="lead">Reports of these days that came again with other content, the latest day first. Both versions are kept.</p>
<div class="scroll"><table>
<caption>Restatements</caption>
<thead><tr><th scope="col">day</th><th scope="col">report</th><th scope="col">version</th><th scope="col">came</th><th scope="col">what differs</th><th scope="col">breaks</th></tr></thead>
<tbody>${told.slice(0, SHOWN_MAX).map(restatementLine)}
</tbody></table></div>
${told.length > SHOWN_MAX && html`<p class="soft">${told.length - SHOWN_MAX} more are not shown: <code>pocketbook restatements</code> has them all.</p>`}
</section>`;
}

function restatementLine(one: Restatement): Html {
  const shown = one.differences.slice(0, ROWS_SHOWN_MAX);
  const more = one.differences.length - shown.length;
  return html`
<tr><td class="nowrap">${one.businessDate}</td><td>${REPORT_NAMES[one.reportType]}${
    one.pocketId !== null && html`<br><span class="soft">${one.pocketName ?? one.pocketId}</span>`
  }</td><td class="nowrap">${one.fromVersion} to ${one.version}</td><td class="nowrap">${instant(one.acceptedAt)}</td><td>${countsOf(one)}${
    shown.length > 0 &&
    html`<ul class="differences">${shown.map(differenceLine)}${more > 0 && html`<li class="soft">and ${more} more</li>`}</ul>`
  }</td><td>${one.breaks.map(({ effect, rule }) => html`<div class="nowrap">${effectTag(effect)} <code>${rule}</code></div>`)}</td></tr>`;
}

const EFFECTS = { appeared: 'tag bad', cleared: 'tag good', changed: 'tag warn' } as const;

function effectTag(effect: keyof typeof EFFECTS): Html {
  return html`<span class="${EFFECTS[effect]}">${effect}</span>`;
}

function differenceLine(one: RowDifference): Html {
  const place = one.place ?? one.fromPlace;
  return html`<li>${whatDiffers(one)}${place !== null && html` <span class="soft">at <code>${place}</code></span>`}</li>`;
}

function whatDiffers(one: RowDifference): Content {
  const { rowKind, change, rowKey, columnName, oldValue, newValue } = one;
  const kind = rowKind.replaceAll('_', ' ');
  // Of some kinds a unit has one row, and it needs no name.
  const what =
    rowKey === kind || rowKind === 'cash_position' ? rowKey : html`${kind} <code>${rowKey}</code>`;
  if (change !== 'changed') return html`${what} ${change}: ${summaryOf(one)}`;
  return html`${what}: ${columnName?.replaceAll('_', ' ') ?? null} ${oldValue ?? 'none'} → <b>${newValue ?? 'none'}</b>`;
}
