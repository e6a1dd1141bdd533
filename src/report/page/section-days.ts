import type { BusinessDate } from '../../domain/business-date.ts';
import { drawBars } from '../chart/draw-bars.ts';
import { dayAndMonth, grouped, signed } from '../figure.ts';
import type { DaySweeps, DayValue } from '../night-report.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

/** What the bills were worth on each day, by pocket. */
export function valueSection(values: readonly DayValue[]): Html {
  const names = [...new Set(values.flatMap(({ byPocket }) => byPocket.map(({ name }) => name)))];
  if (names.length === 0) {
    return html`<section id="value"><h2>Value over time</h2><p class="none">No position summary has landed.</p></section>`;
  }
  const most = Math.max(...values.map(({ pockets }) => pockets));
  const isShort = values.some(({ pockets }) => pockets < most);
  return html`<section id="value">
<h2>Value over time</h2>
<p class="lead">Market value of all bills at the end of each business day, in US dollars.${
    isShort &&
    ' A day of which the summary of a pocket has not landed, or before the pocket began, stands without it.'
  }</p>
<figure>${drawBars({
    id: 'value',
    title: 'Value over time',
    description: `Market value in US dollars on each of ${values.length} business days, a colour for each pocket; the table has the figures.`,
    labels: values.map(({ businessDate }) => dayLabel(businessDate)),
    series: names.map((name, index) => ({
      name,
      colour: `--s${index + 1}`,
      values: values.map(
        ({ byPocket }) => byPocket.find((part) => part.name === name)?.marketValue ?? null,
      ),
    })),
  })}
<ul class="legend">${names.map((name, index) => html`<li><span class="swatch s${index + 1}"></span>${name}</li>`)}</ul></figure>
<details><summary>The figures</summary>
${table({
  caption: 'Value over time',
  columns: [
    { name: 'day' },
    { name: 'pockets', isFigure: true },
    { name: 'bills', isFigure: true },
    { name: 'residual cash', isFigure: true },
    { name: 'together', isFigure: true },
  ],
  rows: values
    .toReversed()
    .map((day) => [
      day.businessDate,
      day.pockets,
      grouped(day.marketValue),
      grouped(day.residualCash),
      grouped(day.value),
    ]),
})}</details>
</section>`;
}

/** What went from bank accounts into bills and came back. */
export function sweepSection(sweeps: readonly DaySweeps[]): Html {
  const isEmpty = sweeps.every(({ intoBills, toBank }) => isZero(intoBills) && isZero(toBank));
  if (isEmpty) {
    return html`<section id="sweeps"><h2>Sweeps</h2><p class="none">Nothing was swept.</p></section>`;
  }
  return html`<section id="sweeps">
<h2>Sweeps</h2>
<p class="lead">What was swept out of the bank accounts into bills, and back, by the bank statements of each business day, in US dollars.</p>
<figure>${drawBars({
    id: 'sweeps',
    title: 'Sweeps',
    description: `Amounts in US dollars on each of ${sweeps.length} business days: into bills upwards, back to the bank downwards; the table has the figures.`,
    labels: sweeps.map(({ businessDate }) => dayLabel(businessDate)),
    series: [
      { name: 'into bills', colour: '--s1', values: sweeps.map(({ intoBills }) => intoBills) },
      {
        name: 'back to the bank',
        colour: '--s3',
        values: sweeps.map(({ toBank }) => negated(toBank)),
      },
    ],
  })}
<ul class="legend"><li><span class="swatch s1"></span>into bills</li><li><span class="swatch s3"></span>back to the bank</li></ul></figure>
<details><summary>The figures</summary>
${table({
  caption: 'Sweeps',
  columns: [
    { name: 'day' },
    { name: 'into bills', isFigure: true },
    { name: 'back to the bank', isFigure: true },
    { name: 'net into bills', isFigure: true },
  ],
  rows: sweeps
    .toReversed()
    .map(({ businessDate, intoBills, toBank, net }) => [
      businessDate,
      grouped(intoBills),
      grouped(toBank),
      signed(net),
    ]),
})}</details>
</section>`;
}

function dayLabel(day: BusinessDate): string {
  return dayAndMonth(day).replace(/ (...).*/, ' $1');
}

function isZero(decimal: string): boolean {
  return /^-?[0.]*$/.test(decimal);
}

function negated(decimal: string): string {
  if (isZero(decimal)) return decimal;
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}
