import type { Range } from './messages.ts';

/** What a child is given at a time: few enough that little is lost with it, enough that asking costs nothing. */
const RANGE_MUTANTS = 100;

export function* rangesOf(mutants: number): Generator<Range> {
  for (let from = 0; from < mutants; from += RANGE_MUTANTS) {
    yield { from, to: Math.min(mutants, from + RANGE_MUTANTS) };
  }
}
