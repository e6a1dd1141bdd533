import { grouped, signed } from '../figure.ts';
import { FIGURE_UNITS } from '../figure-units.ts';
import type { OpenBreak, OpenBreaks } from '../night-report.ts';
import { type Content, type Html, html } from './html.ts';
import { table } from './table.ts';

/** What each rule proves, by its name; a rule without one is told by its name alone. */
export type RuleTexts = ReadonlyMap<string, string>;

/** By rule and age, and then one by one with what was expected, what came and why. */
export function breaksSection({ open, byRule, shown }: OpenBreaks, rules: RuleTexts): Html {
  if (open === 0) {
    return html`<section id="breaks"><h2>What does not tie</h2><p class="none">No break is open.</p></section>`;
  }
  return html`<section id="breaks">
<h2>What does not tie</h2>
<p class="lead">One line is one break, with what it explains counted under it. Age is in business days since it should have cleared; figures are US dollars where nothing else is said.</p>
${table({
  caption: 'Open breaks by rule and age',
  columns: [
    { name: 'rule' },
    { name: 'what it proves' },
    { name: 'since' },
    ...['up to 1 day', '2 to 5', '6 to 20', 'more', 'open'].map((name) => ({
      name,
      isFigure: true,
    })),
  ],
  rows: byRule.map(({ rule, oldest, byAge, open: count }) => [
    html`<code>${rule}</code>`,
    rules.get(rule)?.replaceAll('`', '') ?? null,
    html`<span class="nowrap">${oldest}</span>`,
    ...byAge.map((some) => (some === 0 ? html`<span class="soft">0</span>` : some)),
    count,
  ]),
  foot: [
    'all',
    '',
    '',
    ...[0, 1, 2, 3].map((age) => byRule.reduce((sum, { byAge }) => sum + (byAge[age] ?? 0), 0)),
    open,
  ],
})}
<h3>One by one</h3>
<div class="scroll"><table class="breaks">
<caption>Open breaks one by one</caption>
<thead><tr><th scope="col">break</th><th scope="col">rule</th><th scope="col">pocket</th><th scope="col">CUSIP, account</th><th scope="col">from</th><th scope="col" class="figure">age</th><th scope="col" class="figure">expected</th><th scope="col" class="figure">actual</th><th scope="col" class="figure">difference</th><th scope="col">cause</th></tr></thead>
${shown.map(breakLines)}
</table></div>
${shown.length < open && html`<p class="soft">${open - shown.length} more are not shown: <code>pocketbook breaks list</code> has them all.</p>`}
</section>`;
}

function breakLines(one: OpenBreak): Html {
  return html`<tbody>
<tr><td class="code">${shortId(one.breakId)}</td><td><code>${one.rule}</code></td><td>${one.pocketName ?? 'all'}</td><td>${
    one.cusip !== null ? html`<code>${one.cusip}</code>` : one.account
  }</td><td class="nowrap">${one.businessDate}</td><td class="figure">${one.ageBusinessDays}</td><td class="figure">${figure(
    one.expected,
  )}</td><td class="figure">${figure(one.actual)}</td><td class="figure"><b>${
    one.difference !== null && signed(one.difference)
  }</b></td><td>${causeTag(one.cause)}</td></tr>
<tr class="why"><td></td><td colspan="9">${one.detail}${factsOf(one)}</td></tr>
</tbody>`;
}

/** What figures are of which the section does not say already that they are dollars. */
const FIGURE_WORDS: Readonly<Record<string, string>> = {
  ...FIGURE_UNITS,
  counts: 'counts',
  other: 'neither amounts nor counts',
};

function statusOf({ status, explainedUntil }: OpenBreak): string {
  return status === 'explained' && explainedUntil !== null
    ? `${status} until ${explainedUntil}`
    : status;
}

function factsOf(one: OpenBreak): Content {
  const facts: readonly (readonly [string, Content])[] = [
    ['evidence', one.evidence === one.detail ? null : one.evidence],
    ['place', placesOf(one)],
    ['figures', one.figures === 'dollars' ? null : (FIGURE_WORDS[one.figures] ?? null)],
    ['tolerance', one.tolerance],
    ['severity', one.severity === 'error' ? null : one.severity],
    ['due', one.dueOn === one.businessDate ? null : one.dueOn],
    ['last seen', one.lastSeenOn === one.businessDate ? null : one.lastSeenOn],
    [
      'explains',
      one.consequences === 0
        ? null
        : `${one.consequences} more ${one.consequences === 1 ? 'break' : 'breaks'}`,
    ],
    [
      'status',
      one.status === 'open' ? null : [statusOf(one), one.assignee].filter(Boolean).join(', '),
    ],
    ['note', one.note],
  ];
  const told = facts.filter(([, fact]) => fact !== null && fact !== '');
  return html`<dl class="facts">${told.map(([name, fact]) => html`<div><dt>${name}</dt><dd>${fact}</dd></div>`)}</dl>`;
}

/** Where the rows stand that make it up; where none are named, the command that finds them. */
function placesOf({ breakId, places }: OpenBreak): Content {
  if (places.length > 0)
    return places.map((place, index) => html`${index > 0 && ', '}<code>${place}</code>`);
  return html`<code>pocketbook explain break:${shortId(breakId)}</code>`;
}

export function causeTag(cause: string): Html {
  return html`<span class="tag ${cause === 'unknown' ? '' : 'note'}">${cause}</span>`;
}

/** As much of an id as `breaks show` needs. */
export function shortId(breakId: string): string {
  return breakId.slice(0, 8);
}

function figure(decimal: string | null): Content {
  return decimal === null ? html`<span class="soft">none</span>` : grouped(decimal);
}
