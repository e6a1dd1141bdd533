import { grouped, instant, longDate, signed } from '../figure.ts';
import type { BreakChange, Changes, HoldingChange } from '../night-report.ts';
import { type Html, html } from './html.ts';
import { causeTag, shortId } from './section-breaks.ts';
import { table } from './table.ts';

/** What is otherwise than on the page of the day before. */
export function changesSection(changes: Changes): Html {
  const { holdingsSince, holdings } = changes;
  return html`<section id="changes">
<h2>What changed since the night before</h2>
<h3>Breaks</h3>
${breakChanges(changes)}
<h3>Holdings</h3>
${
  holdingsSince === null
    ? html`<p class="none">The day before is not in the books: there is nothing to compare with.</p>`
    : holdings.length === 0
      ? html`<p class="none">Nothing was bought, sold or has matured since ${longDate(holdingsSince)}.</p>`
      : html`<p class="lead">Face amounts against those of ${longDate(holdingsSince)}.</p>${holdingTable(holdings)}`
}
</section>`;
}

function breakChanges({ sinceRunAt, breaksSince, breaks }: Changes): Html {
  if (breaksSince === null) {
    return html`<p class="none">The day before is not in the books: there is nothing to compare with.</p>`;
  }
  if (sinceRunAt !== null) {
    const since = `since the run of the rules that ended on ${instant(sinceRunAt)}`;
    return breaks.length === 0
      ? html`<p class="none">None appeared and none was cleared ${since}.</p>`
      : html`<p class="lead">What begins on this day, and what appeared or was cleared ${since}.</p>${breakTable(breaks)}`;
  }
  const before = longDate(breaksSince);
  return breaks.length === 0
    ? html`<p class="none">Of the breaks that are open now, none begins after ${before}.</p>`
    : html`<p class="lead">Of the breaks that are open now, those that begin after ${before}.</p>${breakTable(breaks)}`;
}

const VERBS: Readonly<Record<string, Html>> = {
  opened: html`<span class="tag bad">appeared</span>`,
  reopened: html`<span class="tag bad">came back</span>`,
  cleared: html`<span class="tag good">cleared</span>`,
  resolved: html`<span class="tag good">resolved</span>`,
};

function breakTable(breaks: readonly BreakChange[]): Html {
  return table({
    caption: 'Breaks that appeared or were cleared',
    columns: [
      { name: '' },
      { name: 'break', isCode: true },
      { name: 'rule' },
      { name: 'pocket' },
      { name: 'CUSIP', isCode: true },
      { name: 'from' },
      { name: 'difference', isFigure: true },
      { name: 'cause' },
    ],
    rows: breaks.map((one) => [
      VERBS[one.verb] ?? one.verb,
      shortId(one.breakId),
      html`<code>${one.rule}</code>`,
      one.pocketName ?? 'all',
      one.cusip,
      one.businessDate,
      one.difference === null ? null : signed(one.difference),
      causeTag(one.cause),
    ]),
  });
}

const KINDS = {
  bought: html`<span class="tag note">bought</span>`,
  sold: html`<span class="tag">sold</span>`,
  matured: html`<span class="tag good">matured</span>`,
};

function holdingTable(holdings: readonly HoldingChange[]): Html {
  return table({
    caption: 'Holdings that were bought, sold or have matured',
    columns: [
      { name: '' },
      { name: 'pocket' },
      { name: 'CUSIP', isCode: true },
      { name: 'matures' },
      { name: 'face before', isFigure: true },
      { name: 'face now', isFigure: true },
      { name: 'change', isFigure: true },
    ],
    rows: holdings.map((one) => [
      KINDS[one.kind],
      one.pocketName,
      one.cusip,
      one.maturityDate ?? 'not told',
      grouped(one.faceBefore),
      grouped(one.faceAfter),
      signed(one.faceChange),
    ]),
  });
}
