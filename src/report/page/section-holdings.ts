import { drawBars } from '../chart/draw-bars.ts';
import { dayAndMonth, grouped, monthName, price, signed } from '../figure.ts';
import type { Holdings, Ladder, NightReport } from '../night-report.ts';
import { NOT_TOLD } from '../not-told.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

/** What matures when, and what is held. */
export function holdingsSection({ holdings, ladder, totals, date }: NightReport): Html {
  if (holdings.all === 0) {
    return html`<section id="holdings"><h2>Holdings</h2><p class="none">No pocket holds a bill.</p></section>`;
  }
  const isOlder = holdings.shown.some(({ businessDate }) => businessDate !== date);
  return html`<section id="holdings">
<h2>Holdings</h2>
<p class="lead">${holdings.all} ${holdings.all === 1 ? 'holding' : 'holdings'} of ${totals.securities} ${
    totals.securities === 1 ? 'bill' : 'bills'
  }. Prices are per 100 of face; amounts are in US dollars.${
    isOlder &&
    ' Where the summary of the day has not landed, the last one before it is shown with its day.'
  }</p>
<h3>Maturity ladder: face by ${ladder.by} of maturity</h3>
${ladderFigure(ladder)}
${ladder.steps.some(({ maturesIn }) => maturesIn === null) && html`<p class="soft">${NOT_TOLD}.</p>`}
<h3>By pocket</h3>
${holdingTable(holdings, { isOlder, date, totals })}
${holdings.shown.length < holdings.all && html`<p class="soft">${holdings.all - holdings.shown.length} more are not shown: <code>select * from books.rpt_holdings</code> has them all. The sums are of all.</p>`}
</section>`;
}

function ladderFigure({ by, steps }: Ladder): Html {
  return html`<figure>${drawBars({
    id: 'ladder',
    title: 'Maturity ladder',
    description: `Face amount in US dollars by ${by} of maturity, ${steps.length} bars; the table below has the figures.`,
    labels: steps.map(({ maturesIn }) => stepName(maturesIn)),
    series: [{ name: 'face', colour: '--s1', values: steps.map(({ faceAmount }) => faceAmount) }],
  })}</figure>
${table({
  caption: 'Maturity ladder',
  columns: [
    { name: 'matures' },
    { name: 'holdings', isFigure: true },
    { name: 'face', isFigure: true },
    { name: 'market value', isFigure: true },
  ],
  rows: steps.map(({ maturesIn, holdings, faceAmount, marketValue }) => [
    maturesIn ?? 'not told',
    holdings,
    grouped(faceAmount),
    grouped(marketValue),
  ]),
})}`;
}

function stepName(maturesIn: string | null): string {
  if (maturesIn === null) return 'not told';
  return maturesIn.length > 7
    ? dayAndMonth(maturesIn).replace(/ (...).*/, ' $1')
    : `${monthName(maturesIn).slice(0, 3)} ${maturesIn.slice(0, 4)}`;
}

function holdingTable(
  { shown }: Holdings,
  { isOlder, date, totals }: Pick<NightReport, 'date' | 'totals'> & { readonly isOlder: boolean },
): Html {
  return table({
    caption: 'Holdings by pocket',
    columns: [
      { name: 'pocket' },
      { name: 'CUSIP', isCode: true },
      { name: 'matures' },
      { name: 'days', isFigure: true },
      { name: 'face', isFigure: true },
      { name: 'price', isFigure: true },
      { name: 'market value', isFigure: true },
      { name: 'cost', isFigure: true },
      { name: 'unrealised', isFigure: true },
    ],
    rows: shown.map((one, index) => [
      html`${one.pocketName !== shown[index - 1]?.pocketName && one.pocketName}${
        isOlder &&
        one.businessDate !== date &&
        html` <span class="tag warn">${one.businessDate}</span>`
      }`,
      one.cusip,
      html`<span class="nowrap">${one.maturityDate ?? 'not told'}</span>`,
      one.daysToMaturity ?? '',
      grouped(one.faceAmount),
      price(one.marketPrice),
      grouped(one.marketValue),
      grouped(one.costValue),
      signed(one.unrealisedGain),
    ]),
    foot: [
      'all',
      '',
      '',
      '',
      grouped(totals.faceAmount),
      '',
      grouped(totals.marketValue),
      grouped(totals.costValue),
      signed(totals.unrealisedGain),
    ],
  });
}
