import { instant } from '../figure.ts';
import type { Run } from '../night-report.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

const OUTCOMES: Readonly<Record<string, string>> = {
  green: 'tag good',
  breaks: 'tag warn',
  missing: 'tag bad',
  failed: 'tag bad',
};

/** The last runs of the program, and how they went. */
export function runsSection(runs: readonly Run[]): Html {
  if (runs.length === 0) {
    return html`<section id="runs"><h2>Runs</h2><p class="none">No run is noted.</p></section>`;
  }
  return html`<section id="runs">
<h2>Runs</h2>
${table({
  caption: 'The last runs',
  columns: [
    { name: 'run' },
    { name: 'days' },
    { name: 'started' },
    { name: 'took', isFigure: true },
    { name: 'API calls', isFigure: true },
    { name: 'outcome' },
    { name: 'program' },
  ],
  rows: runs.map((run) => [
    run.kind,
    run.from === null
      ? ''
      : html`<span class="nowrap">${run.from === run.to ? run.from : `${run.from} to ${run.to}`}</span>`,
    html`<span class="nowrap">${instant(run.startedAt)}</span>`,
    run.finishedAt === null ? '' : duration(run.finishedAt.getTime() - run.startedAt.getTime()),
    run.apiCalls ?? '',
    html`<span class="${OUTCOMES[run.outcome ?? ''] ?? 'tag'}">${run.outcome ?? 'not ended'}</span>${run.error !== null && html`<br>${run.error}`}`,
    run.appVersion,
  ]),
})}
</section>`;
}

function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
