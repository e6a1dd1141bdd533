import type { Pool } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../../sandbox/model/random.ts';
import type { ProfileName } from '../../end-to-end/support/simulated-jiko.ts';
import { digestOf } from '../../reconcile/support/digest-of.ts';
import { createTestDatabase } from '../../support/database.ts';
import { withCleanBooks } from './clean-books.ts';
import { survivorsOf } from './describe-mutation.ts';
import { type Judgement, openJudge } from './judge-mutants.ts';
import { listMutants } from './list-mutants.ts';
import { classOf, type Mutant } from './mutant.ts';
import { mutateBooks } from './mutate-books.ts';

/** `npm run mutate` judges all of them. */
const SAMPLE = 24;
const SEED = 4_711;
const PATIENCE_MS = 900_000;

describe.each<ProfileName>(['jiko', 'alternate'])('clean books, told in %s', (profile) => {
  let all: readonly Mutant[];
  let untouched: Judgement[];
  let judged: readonly Judgement[];
  let before: Record<string, string>;
  let after: Record<string, string>;

  beforeAll(async () => {
    const world = { seed: SEED, profile, days: 21, pockets: 3 };
    await withCleanBooks(world, createTestDatabase, 1, async (copies) => {
      const pools = copies.map(({ pool }) => pool);
      const [pool] = pools;
      if (pool === undefined) return;
      before = await digestOf(pool, ['ledger', 'ops', 'recon']);
      all = await listed(pool);
      untouched = await judgeUntouched(pool, all);
      ({ judged } = await mutateBooks(pools, 'main', { seed: SEED, sample: SAMPLE }));
      after = await digestOf(pool, ['ledger', 'ops', 'recon']);
    });
  }, PATIENCE_MS);

  test('have a mutant of every kind for every table', () => {
    const kinds = new Set(all.map(({ table, kind }) => `${table} ${kind}`));
    const perRow = ['changed', 'removed', 're-dated'];
    for (const table of ['cash_entry', 'trade', 'listed_trade', 'position', 'cash_position']) {
      for (const kind of perRow) expect(kinds).toContain(`${table} ${kind}`);
    }
    expect(kinds).toContain('trade doubled');
    expect(kinds).toContain('price_quote changed');
    expect(kinds).toContain('statement changed');
  });

  test('that are told once more as they are have no break', () => {
    expect(untouched.length).toBeGreaterThan(5);
    expect(untouched.filter(({ rules }) => rules.length > 0)).toEqual([]);
  });

  test(`break when any single thing is wrong, for ${SAMPLE} things of all kinds`, () => {
    expect(judged).toHaveLength(SAMPLE);
    const survivors = survivorsOf(judged).map(({ mutant }) => `${classOf(mutant)}: ${mutant.row}`);
    expect(survivors).toEqual([]);
  });

  test('are as they were when all is judged', () => {
    expect(after).toEqual(before);
  });
});

async function listed(pool: Pool): Promise<Mutant[]> {
  const client = await pool.connect();
  try {
    return await listMutants(client, 'main', createRandom(SEED, 'mutants'));
  } finally {
    client.release();
  }
}

/** The units of some mutants in a new version each, in which nothing differs. */
async function judgeUntouched(pool: Pool, mutants: readonly Mutant[]): Promise<Judgement[]> {
  const client = await pool.connect();
  try {
    const judge = await openJudge(client, 'main');
    const some = new Map(mutants.map((mutant) => [mutant.unit.reportType, mutant]));
    const judged: Judgement[] = [];
    for (const mutant of some.values()) {
      const edits = mutant.edits.map(({ unit }) => ({ unit, rows: [] }));
      judged.push(...(await judge.judge([{ ...mutant, edits }])));
    }
    return judged;
  } finally {
    client.release();
  }
}
