import type { Flow } from './flows.ts';
import type { Cents } from './money.ts';
import type { Random } from './random.ts';

/** Money between a pocket's two accounts; both statements show it under one end-to-end id. */
export interface Sweep {
  readonly direction: 'to_brokerage' | 'to_bank';
  /** Positive. */
  readonly amount: Cents;
}

const SWEPT_ONE_BY_ONE = 0.25;

/** The sweeps that empty the bank account: what came in goes out at once, what must go out is fetched. */
export function sweepFlows(random: Random, flows: readonly Flow[]): Sweep[] {
  const oneByOne = random.chance(SWEPT_ONE_BY_ONE);
  const into = flows.filter((flow) => flow.amount > 0n).map((flow) => flow.amount);
  const out = flows.filter((flow) => flow.amount < 0n).map((flow) => -flow.amount);
  return [
    ...legs(into, oneByOne).map((amount) => ({ direction: 'to_brokerage' as const, amount })),
    ...legs(out, oneByOne).map((amount) => ({ direction: 'to_bank' as const, amount })),
  ];
}

function legs(amounts: readonly Cents[], oneByOne: boolean): readonly Cents[] {
  if (oneByOne || amounts.length === 0) return amounts;
  return [amounts.reduce((sum, amount) => sum + amount, 0n)];
}
