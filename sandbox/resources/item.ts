import { formatCents } from '../model/money.ts';

/** An amount in cents, as opposed to a count. */
export interface Amount {
  readonly cents: bigint;
}

export type Value = null | boolean | string | number | Amount | readonly Item[] | Nested | Secret;
/** Anything that is passed on as it is. */
export interface Nested {
  readonly nested: unknown;
}

/** A temporary address: another one each time that it is told, and nothing that anybody may keep. */
export interface Secret {
  readonly secret: string;
}

/** One thing that the API tells of, by our names. */
export interface Item {
  readonly [field: string]: Value;
}

export function amount(cents: bigint): Amount {
  return { cents };
}

export function isAmount(value: Value): value is Amount {
  return typeof value === 'object' && value !== null && 'cents' in value;
}

export function isNested(value: Value): value is Nested {
  return typeof value === 'object' && value !== null && 'nested' in value;
}

export function isSecret(value: Value): value is Secret {
  return typeof value === 'object' && value !== null && 'secret' in value;
}

/** As a test compares it: amounts as decimal text with their currency beside them, and no secrets. */
export function plain(value: Value): unknown {
  if (isAmount(value)) return formatCents(value.cents);
  if (isNested(value)) return value.nested;
  if (Array.isArray(value)) return value.map(plainItem);
  return value;
}

export function plainItem(item: Item): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item)
      .filter(([, value]) => !isSecret(value))
      .flatMap(([name, value]): [string, unknown][] => [
        [name, plain(value)],
        ...(isAmount(value) ? [[`${name}_currency`, 'USD'] satisfies [string, unknown]] : []),
      ]),
  );
}
