import { classOf, type Mutant } from './mutant.ts';

/** Groups in the order in which their first came. */
export function byClass<T>(
  items: readonly T[],
  mutantOf: (item: T) => Mutant,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = classOf(mutantOf(item));
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}
