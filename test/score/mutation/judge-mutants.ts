import type { PoolClient } from 'pg';
import { daysBetween } from '../../../src/domain/business-date.ts';
import { readRules } from '../../../src/reconcile/read-sql-files.ts';
import type { Rule } from '../../../src/reconcile/rule.ts';
import { reconcileIn } from '../../../src/reconcile/run-reconciliation.ts';
import { type Columns, makeVersion, readColumns } from './make-version.ts';
import type { Mutant } from './mutant.ts';

export interface Judgement {
  readonly mutant: Mutant;
  /** The rules that broke; none: nothing saw it. */
  readonly rules: readonly string[];
}

interface NewBreak {
  readonly rule: string;
  readonly pocket_key: number | null;
  readonly business_date: string;
}

/** Plants mutants in a clean warehouse, each time in a transaction that is rolled back, and says which rules saw them. */
export interface Judge {
  /**
   * Several at once, of which no break can be of two: each in a pocket of its own, or, of prices, in a time of its own.
   * What no break of that pocket or time accounts for is judged again, alone.
   */
  judge(mutants: readonly Mutant[]): Promise<Judgement[]>;
}

export async function openJudge(client: PoolClient, entityId: string): Promise<Judge> {
  const rules = await readRules();
  const columns = await readColumns(client);
  const { rows } = await client.query('select from recon.break where entity_id = $1', [entityId]);
  if (rows.length > 0) throw new Error('the books are not clean: they have breaks');
  const look = (mutants: readonly Mutant[]) =>
    breaksAfter(client, { entityId, rules, columns }, mutants);
  return {
    async judge(mutants) {
      const breaks = await look(mutants);
      const judged: Judgement[] = [];
      for (const mutant of mutants) {
        const own = mutants.length === 1 ? breaks : breaks.filter((seen) => isBy(mutant, seen));
        const found = own.length > 0 ? own : mutants.length > 1 ? await look([mutant]) : [];
        judged.push({ mutant, rules: [...new Set(found.map(({ rule }) => rule))].sort() });
      }
      return judged;
    },
  };
}

/** Further from one another than any break of theirs, which lie within a long weekend. */
const DAYS_BETWEEN_PRICES = 10;

function isBy({ unit }: Mutant, seen: NewBreak): boolean {
  if (unit.pocketKey !== null) return seen.pocket_key === unit.pocketKey;
  return Math.abs(daysApart(unit.businessDate, seen.business_date)) <= DAYS_BETWEEN_PRICES / 2 - 1;
}

function daysApart(one: string, other: string): number {
  return (Date.parse(other) - Date.parse(one)) / 86_400_000;
}

/** Groups of mutants that can be judged together, in their order. */
export function batchesOf(mutants: readonly Mutant[]): Mutant[][] {
  const batches: Mutant[][] = [];
  let open: Mutant[][] = [];
  for (const mutant of mutants) {
    const batch = open.find((candidate) => candidate.every((other) => areApart(mutant, other)));
    if (batch === undefined) {
      const opened = [mutant];
      batches.push(opened);
      // What has not found company for long goes alone.
      open = [...open, opened].slice(-30);
    } else {
      batch.push(mutant);
    }
  }
  return batches;
}

function areApart({ unit: one }: Mutant, { unit: other }: Mutant): boolean {
  if (one.pocketKey === null || other.pocketKey === null) {
    if (one.pocketKey !== other.pocketKey) return false;
    return Math.abs(daysBetween(one.businessDate, other.businessDate)) > DAYS_BETWEEN_PRICES;
  }
  return one.pocketKey !== other.pocketKey;
}

async function breaksAfter(
  client: PoolClient,
  { entityId, rules, columns }: { entityId: string; rules: readonly Rule[]; columns: Columns },
  mutants: readonly Mutant[],
): Promise<NewBreak[]> {
  await client.query('begin isolation level repeatable read');
  try {
    for (const edit of mutants.flatMap(({ edits }) => edits)) {
      await makeVersion(client, columns, edit);
    }
    await reconcileIn(client, entityId, rules, {}, {});
    const { rows } = await client.query<NewBreak>(
      'select rule, pocket_key, business_date from recon.break where entity_id = $1',
      [entityId],
    );
    return rows;
  } finally {
    await client.query('rollback');
  }
}
