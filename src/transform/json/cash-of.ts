import { type Decimal, fromScaled } from '../../domain/decimal.ts';
import type { Json } from './exact-json.ts';
import { JsonFields } from './json-fields.ts';

const CENTS_SCALE = 2;

/** Jiko's `Amount` counts cents, and is in dollars where it does not say; its `formatted` is for people and is never read. */
export function cashOf(told: Json): { currency: string; cents: bigint; amount: Decimal } {
  const fields = new JsonFields(told);
  const cents = fields.integer(['value']);
  const currency = fields.text(['currency']) ?? 'USD';
  return { currency, cents, amount: fromScaled(cents, CENTS_SCALE) };
}
