import { renderTable } from '../../src/cli/output.ts';
import type { SeedScore } from './score-seed.ts';
import { commandFor } from './score-world.ts';
import { missedTargets, type Score } from './tally.ts';

/** One line for a seed while the score runs, and what went wrong in it with the command that shows it again. */
export function lineOf({ world, planted, falseAlarms, failure, seconds }: SeedScore): string {
  const missed = planted.filter(({ isFound }) => !isFound);
  const misnamed = planted.filter(
    ({ causeNamed, causeExpected }) => causeNamed !== null && causeNamed !== causeExpected,
  );
  const wrong = [
    ...(failure === null ? [] : [`  failed: ${failure}`]),
    ...missed.map(({ kind, place }) => `  missed: ${kind} at ${place}`),
    ...misnamed.map(
      ({ kind, place, causeNamed, causeExpected }) =>
        `  cause: ${kind} at ${place} was called '${causeNamed}' instead of '${causeExpected}'`,
    ),
    ...falseAlarms.map(
      ({ place, near }) => `  false alarm${near ? ` near ${near}` : ''}: ${place}`,
    ),
  ];
  const found = world.isClean
    ? 'clean'
    : `${planted.length - missed.length} of ${planted.length} found`;
  const head = `seed ${world.seed} ${world.profile}: ${found}, ${falseAlarms.length} false, ${seconds.toFixed(1)} s`;
  return [head, ...wrong, ...(wrong.length > 0 ? [`  again with: ${commandFor(world)}`] : [])].join(
    '\n',
  );
}

export function describeScore(score: Score, seconds: number): string {
  const rows = score.kinds.map(({ kind, planted, found, named, falseAlarms }) => [
    kind,
    planted,
    found,
    named,
    falseAlarms,
  ]);
  const missed = missedTargets(score);
  return [
    renderTable(['kind', 'planted', 'found', 'cause right', 'false alarms'], rows, [
      'planted',
      'found',
      'cause right',
      'false alarms',
    ]),
    '',
    `recall      ${share(score.found, score.planted)}`,
    `precision   ${share(score.found, score.found + score.falseAlarms)}`,
    `cause right ${share(score.named, score.planted)}`,
    `${score.falseAlarmsClean} false alarms in ${score.seedsClean} clean worlds, ${score.seeds} worlds with faults; ${seconds.toFixed(0)} s`,
    ...(missed.length === 0 ? ['all targets are met'] : missed.map((miss) => `NOT MET: ${miss}`)),
  ].join('\n');
}

function share(part: number, whole: number): string {
  if (whole === 0) return 'nothing to judge';
  return `${((part / whole) * 100).toFixed(1)} % (${part} of ${whole})`;
}
