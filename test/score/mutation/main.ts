import { parseArgs } from 'node:util';
import type { ProfileName } from '../../end-to-end/support/simulated-jiko.ts';
import { withScoreServer } from '../with-score-server.ts';
import { withCleanBooks } from './clean-books.ts';
import { describeMutation, survivorsOf } from './describe-mutation.ts';
import { mutateBooks } from './mutate-books.ts';

/*
 * npm run mutate [-- --seed N] [--sample N] [--profile jiko|alternate] [--days N] [--pockets N] [--only WORDS]
 *   [--at-once N]
 *
 * Fills a warehouse with a clean month and makes every single thing in it wrong, one at a time: each figure by one unit of its
 * last digit, each row removed, doubled and re-dated, as a new version of its unit in a transaction that is rolled back. After
 * each the rules are run as every night runs them, and at least one break must be there. Ends with 1 where something survives.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1000' },
    sample: { type: 'string' },
    profile: { type: 'string', default: 'jiko' },
    days: { type: 'string', default: '31' },
    pockets: { type: 'string', default: '3' },
    only: { type: 'string' },
    // One for each core of a small machine.
    'at-once': { type: 'string', default: '2' },
  },
});
const { sample, only } = values;
const seed = Number(values.seed);
const profile = profileOf(values.profile);
const world = { seed, profile, days: Number(values.days), pockets: Number(values.pockets) };
const startedAtMs = performance.now();

await withScoreServer((createDatabase) =>
  withCleanBooks(world, createDatabase, Number(values['at-once']), async (copies) => {
    const choice = { seed, only, sample: sample === undefined ? null : Number(sample) };
    const pools = copies.map(({ pool }) => pool);
    const outcome = await mutateBooks(pools, 'main', choice);
    const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(0);
    console.log(`${describeMutation(outcome)}; seed ${seed}, ${profile}, ${seconds} s`);
    if (survivorsOf(outcome.judged).length > 0) process.exitCode = 1;
  }),
);

function profileOf(name: string): ProfileName {
  if (name === 'jiko' || name === 'alternate') return name;
  throw new Error(`there is no profile ${name}: expected jiko or alternate`);
}
