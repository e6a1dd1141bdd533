import { absolute } from './figure.ts';

export interface Candidate {
  /** what the difference would be if this line alone were behind it */
  readonly effect: bigint;
}

export interface ExplainingSet<T> {
  readonly members: readonly T[];
  readonly isUnique: boolean;
}

const CANDIDATES_MAX = 30;
const SIZE_MAX = 4;
/** A set counts only if a random difference would be hit by so few sets: one in a thousand. */
const ODDS = 1_000n;

/**
 * The smallest set of candidates whose effects add up to the difference, smallest size first. One line is taken even where others
 * would do as well; a set of two or more only where it is the only one of its size, and where there are so few sets beside
 * the size of the sums that a hit is no coincidence. `step` is the smallest amount by which figures differ.
 */
export function findExplainingSet<T extends Candidate>(
  candidates: readonly T[],
  difference: bigint,
  step: bigint,
): ExplainingSet<T> | null {
  const singles = candidates.filter(({ effect }) => effect === difference);
  const [first] = singles;
  if (first !== undefined) return { members: [first], isUnique: singles.length === 1 };
  if (candidates.length > CANDIDATES_MAX || difference === 0n) return null;
  for (let size = 2; size <= Math.min(SIZE_MAX, candidates.length); size++) {
    if (!isTelling(candidates, size, step)) return null;
    const [found, another] = setsOf(candidates, size, difference);
    if (another !== undefined) return null;
    if (found !== undefined) return { members: found, isUnique: true };
  }
  return null;
}

function isTelling(candidates: readonly Candidate[], size: number, step: bigint): boolean {
  const sizes = candidates.map(({ effect }) => absolute(effect));
  const spread = (2n * sizes.reduce((sum, effect) => sum + effect, 0n)) / step;
  return choose(BigInt(candidates.length), BigInt(size)) * ODDS <= spread;
}

function choose(from: bigint, size: bigint): bigint {
  let ways = 1n;
  for (let taken = 1n; taken <= size; taken++) ways = (ways * (from - taken + 1n)) / taken;
  return ways;
}

/** At most two sets of a size; the last member is looked up by what is left, so that size n costs n - 1 loops. */
function setsOf<T extends Candidate>(
  candidates: readonly T[],
  size: number,
  difference: bigint,
): T[][] {
  const indexes = new Map<bigint, number[]>();
  for (const [index, { effect }] of candidates.entries()) {
    indexes.set(effect, [...(indexes.get(effect) ?? []), index]);
  }
  const found: T[][] = [];
  const chosen: T[] = [];
  const choose = (from: number, left: bigint): void => {
    if (chosen.length === size - 1) {
      for (const index of indexes.get(left) ?? []) {
        const last = candidates[index];
        if (index >= from && last !== undefined) found.push([...chosen, last]);
      }
      return;
    }
    for (const [index, candidate] of candidates.entries()) {
      if (index < from || found.length > 1) continue;
      chosen.push(candidate);
      choose(index + 1, left - candidate.effect);
      chosen.pop();
    }
  };
  choose(0, difference);
  return found;
}
