import pLimit from 'p-limit';
import type { Pool } from 'pg';
import { createRandom } from '../../../sandbox/model/random.ts';
import { byClass } from './by-class.ts';
import { batchesOf, type Judge, type Judgement, openJudge } from './judge-mutants.ts';
import { listMutants } from './list-mutants.ts';
import { classOf, type Mutant } from './mutant.ts';

export interface MutationChoice {
  readonly seed: number;
  /** How many to judge, spread over all classes; null: all. */
  readonly sample: number | null;
  /** Only of classes whose name contains this. */
  readonly only?: string | undefined;
}

export interface MutationOutcome {
  readonly judged: readonly Judgement[];
  /** How many there are, judged or not. */
  readonly total: number;
}

/**
 * Judges the mutants of clean books, by as many judges as there are databases: each holds the same books, so that no two
 * transactions wait for one another.
 */
export async function mutateBooks(
  pools: readonly Pool[],
  entityId: string,
  { seed, sample, only = '' }: MutationChoice,
): Promise<MutationOutcome> {
  const clients = await Promise.all(pools.map((pool) => pool.connect()));
  try {
    const [first] = clients;
    if (first === undefined) return { judged: [], total: 0 };
    const random = createRandom(seed, 'mutants');
    const all = await listMutants(first, entityId, random);
    const meant = random.shuffle(all.filter((mutant) => classOf(mutant).includes(only)));
    const chosen = sample === null ? meant : spread(meant, sample);
    const idle: Judge[] = [];
    for (const client of clients) idle.push(await openJudge(client, entityId));
    const limit = pLimit(idle.length);
    const judged = await Promise.all(
      batchesOf(chosen).map((batch) =>
        limit(async () => {
          const judge = idle.pop();
          if (judge === undefined) throw new Error('more work than judges');
          try {
            return await judge.judge(batch);
          } finally {
            idle.push(judge);
          }
        }),
      ),
    );
    return { judged: judged.flat(), total: meant.length };
  } finally {
    for (const client of clients) client.release();
  }
}

/** So many of them, from every class in turn. */
function spread(mutants: readonly Mutant[], count: number): Mutant[] {
  const classes = [...byClass(mutants, (mutant) => mutant).values()];
  const inTurn: Mutant[] = [];
  for (let turn = 0; inTurn.length < Math.min(count, mutants.length); turn++) {
    inTurn.push(...classes.flatMap((ofClass) => ofClass.slice(turn, turn + 1)));
  }
  return inTurn.slice(0, count);
}
