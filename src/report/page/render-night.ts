import { tellAsked } from '../asked-day.ts';
import { grouped, instant, longDate } from '../figure.ts';
import type { NightReport } from '../night-report.ts';
import { VERDICTS } from '../verdict.ts';
import { Html, html } from './html.ts';
import { breaksSection, type RuleTexts } from './section-breaks.ts';
import { changesSection } from './section-changes.ts';
import { completenessSection } from './section-completeness.ts';
import { sweepSection, valueSection } from './section-days.ts';
import { holdingsSection } from './section-holdings.ts';
import { restatementsSection } from './section-restatements.ts';
import { runsSection } from './section-runs.ts';
import { STYLE } from './style.ts';

// Nothing comes from elsewhere, and nothing runs: a browser that keeps to this would refuse what slipped in.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/**
 * The report of a night as one HTML page that needs nothing but itself: no network, no script. The same report is the same
 * bytes.
 */
export function renderNight(report: NightReport, rules: RuleTexts = new Map()): string {
  const { entityId, date, askedFor, generatedAt, verdict } = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${entityId}, ${date}: ${VERDICTS[verdict.state]}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>The night of ${longDate(date)}</h1>
<p>Entity ${entityId}. As the books knew it on ${instant(generatedAt)}.</p>${
    askedFor !== null &&
    html`
<p>${tellAsked(askedFor)}</p>`
  }
<div class="verdict ${verdict.state}"><b>${VERDICTS[verdict.state]}</b><span>${verdict.sentence}</span></div>
<nav aria-label="Sections">${SECTIONS.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
</header>
<main>
${totals(report)}
${changesSection(report.changes)}
${breaksSection(report.breaks, rules)}
${completenessSection(report.completeness)}
${holdingsSection(report)}
${valueSection(report.values)}
${sweepSection(report.sweeps)}
${restatementsSection(report.restatements)}
${runsSection(report.runs)}
</main>
<footer>Made by Pocketbook from the views of <code>books</code>. Every figure is the exact text of the books; only the heights in the charts are drawn. A row is followed to its file with <code>pocketbook explain</code>.</footer>
</body>
</html>
`;
  return page.text;
}

const SECTIONS = [
  ['changes', 'Changes'],
  ['breaks', 'Breaks'],
  ['completeness', 'What has landed'],
  ['holdings', 'Holdings'],
  ['value', 'Value'],
  ['sweeps', 'Sweeps'],
  ['restatements', 'Restatements'],
  ['runs', 'Runs'],
] as const;

function totals({ totals: sums, breaks, completeness }: NightReport): Html {
  const cards = [
    ['Value in all', grouped(sums.value)],
    ['Market value of bills', grouped(sums.marketValue)],
    ['Face', grouped(sums.faceAmount)],
    ['Residual cash', grouped(sums.residualCash)],
    ['Open breaks', `${breaks.open}`],
    ['Reports missing', `${completeness.missing}`],
  ];
  return html`<dl class="totals">${cards.map(([name = '', figure = '']) => html`<div><dt>${name}</dt><dd>${figure}</dd></div>`)}</dl>`;
}
