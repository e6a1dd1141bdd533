import { FRIDAY, MONDAY, NEXT_MONDAY, position, WEEK } from './ledger-rows.ts';
import type { Treasury } from './treasury.ts';

export const ALL_WEEK = { from: MONDAY, to: FRIDAY };
export const UNEXPLAINED_MORE = 'a purchase is missing, or a sale or maturity is counted twice';
export const UNEXPLAINED_LESS = 'a sale or maturity is missing, or a purchase is counted twice';

/** Holdings of a bill from Monday on, one number a day. */
export async function hold(treasury: Treasury, ...quantities: readonly number[]): Promise<void> {
  for (const [index, quantity] of quantities.entries()) {
    const held = quantity === 0 ? [] : [position(quantity, { cost: '1.00' })];
    await treasury.summary(WEEK[index] ?? NEXT_MONDAY, ...held);
  }
}

/** What `position_quantity` says; how cost goes with it is told in the tests of `position_cost`. */
export async function quantityBreaks(treasury: Treasury) {
  const breaks = await treasury.breaksAfterReconciling();
  return breaks.filter(({ rule }) => rule === 'position_quantity');
}
