import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { FAULT_KINDS } from '../../sandbox/start.ts';
import { describeScore, lineOf } from './print-score.ts';
import { type SeedScore, scoreSeed } from './score-seed.ts';
import type { ScoreWorld } from './score-world.ts';
import { missedTargets, tallyOf } from './tally.ts';
import { withScoreServer } from './with-score-server.ts';

/*
 * npm run score [-- --seeds N] [--clean N] [--first SEED] [--profile jiko|alternate|both] [--days N] [--pockets N] [--kind KIND] [--at-once N]
 *
 * Builds the world of each seed, plants one fault of every kind in it at random places (or only one of a kind), runs a backfill
 * and a night against it the real way, and counts by kind what was found, whether its cause was named, and what was found that
 * nobody planted; then the same in worlds without any fault. Ends with 1 where a target is missed.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    clean: { type: 'string', default: '20' },
    first: { type: 'string', default: '1000' },
    profile: { type: 'string', default: 'both' },
    days: { type: 'string', default: '45' },
    pockets: { type: 'string', default: '3' },
    kind: { type: 'string' },
    // Where one waits, the other computes; more would only take turns on two cores.
    'at-once': { type: 'string', default: '2' },
  },
});

const only = FAULT_KINDS.find((kind) => kind === values.kind) ?? null;
if (values.kind !== undefined && only === null) {
  throw new Error(`there is no fault ${values.kind}: expected one of ${FAULT_KINDS.join(', ')}`);
}
const startedAtMs = performance.now();
const scores = await withScoreServer((createDatabase) => {
  const limit = pLimit(Number(values['at-once']));
  return Promise.all(
    worlds().map((world) =>
      limit(async () => {
        const score: SeedScore = await scoreSeed(world, createDatabase);
        console.log(lineOf(score));
        return score;
      }),
    ),
  );
});
const score = tallyOf(scores);
console.log(`\n${describeScore(score, (performance.now() - startedAtMs) / 1_000)}`);
process.exitCode = missedTargets(score).length === 0 ? 0 : 1;

function worlds(): ScoreWorld[] {
  return [...worldsOf(Number(values.seeds), false), ...worldsOf(Number(values.clean), true)];
}

function worldsOf(count: number, isClean: boolean): ScoreWorld[] {
  const { days, pockets, first } = values;
  const shape = { days: Number(days), pockets: Number(pockets), isClean, only };
  return Array.from({ length: count }, (_, index) => Number(first) + index).flatMap((seed) =>
    profiles().map((profile) => ({ seed, profile, ...shape })),
  );
}

function profiles(): ('jiko' | 'alternate')[] {
  const { profile } = values;
  if (profile === 'both') return ['jiko', 'alternate'];
  if (profile === 'jiko' || profile === 'alternate') return [profile];
  throw new Error(`there is no profile ${profile}: expected jiko, alternate or both`);
}
