import { PocketbookError } from '../domain/errors.ts';
import type { RunOutcome } from '../jobs/run-job.ts';
import type { Answer, ExitCode } from './output.ts';
import { seconds } from './output.ts';

export interface EntityRun {
  readonly entityId: string;
  readonly run: RunOutcome;
}

export interface EntityFailure {
  readonly entityId: string;
  readonly error: unknown;
}

/** The end of a run, for one entity or several: the worst of them is the exit code, and nothing is worse than a failure. */
export function answerRuns(
  runs: readonly EntityRun[],
  psqlLine: string,
  failures: readonly EntityFailure[] = [],
): Answer {
  const lines = runs.map(({ entityId, run }) => `${entityId}: ${describe(run)}`);
  const failed = failures.map(({ entityId, error }) => ({
    entity_id: entityId,
    outcome: 'failed',
    error: toError(error),
  }));
  return {
    text: [
      ...lines,
      ...failed.map(({ entity_id, error }) => `${entity_id}: failed: ${error.message}`),
      '',
      `look at it: ${psqlLine}`,
    ].join('\n'),
    document: {
      runs: [
        ...runs.map(({ entityId, run }) => ({ entity_id: entityId, ...toRunDocument(run) })),
        ...failed,
      ],
      psql: psqlLine,
    },
    exitCode: failed.length > 0 ? 1 : worst(runs.map(({ run }) => exitCodeOf(run))),
  };
}

function toError(error: unknown): { code: string; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof PocketbookError ? error.code : 'UNEXPECTED', message };
}

/** What is missing outweighs what does not tie. */
export function exitCodeOf({ outcome }: RunOutcome): ExitCode {
  switch (outcome) {
    case 'missing':
      return 4;
    case 'breaks':
      return 3;
    case 'green':
      return 0;
    default:
      return outcome satisfies never;
  }
}

function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce((worst, code) => (code > worst ? code : worst), 0 as ExitCode);
}

function describe(run: RunOutcome): string {
  const days = run.range === null ? 'nothing known yet' : `${run.range.from} to ${run.range.to}`;
  const verdicts = {
    green: 'green: everything owed has landed and everything ties',
    breaks: `${run.breaksOpen} breaks are open: pocketbook breaks list`,
    missing: `${run.unitsMissing} units are missing, ${run.breaksOpen} breaks are open: pocketbook status`,
  };
  const calls =
    run.reportsSettled === 0
      ? `${run.apiCalls} API calls`
      : `${run.reportsSettled} reports, ${run.apiCalls} API calls (${perReport(run)} a report)`;
  return `${days}: ${verdicts[run.outcome]}\n  ${calls}, ${seconds(run.durationMs)}`;
}

function perReport({ apiCalls, reportsSettled }: RunOutcome): string {
  return (apiCalls / reportsSettled).toFixed(2);
}

export function toRunDocument(run: RunOutcome) {
  return {
    run_id: run.runId,
    from: run.range?.from ?? null,
    to: run.range?.to ?? null,
    outcome: run.outcome,
    breaks_open: run.breaksOpen,
    units_missing: run.unitsMissing,
    reports: run.reportsSettled,
    api_calls: run.apiCalls,
    seconds: Number((run.durationMs / 1000).toFixed(3)),
  };
}
