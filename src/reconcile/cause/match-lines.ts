/** What two sources tell of one another's movements. */
export interface Line {
  readonly amount: bigint;
  /** every name that may tell that another line is the same movement */
  readonly names: readonly string[];
}

export interface Matched<H extends Line, T extends Line> {
  /** Told by both, in one amount or in two. */
  readonly pairs: readonly { readonly here: H; readonly there: T }[];
  readonly onlyHere: readonly H[];
  readonly onlyThere: readonly T[];
}

/** Pairs lines of one name and one amount first, then those of one name, then, of the rest, those of one amount. */
export function matchLines<H extends Line, T extends Line>(
  here: readonly H[],
  there: readonly T[],
): Matched<H, T> {
  const pairs: { here: H; there: T }[] = [];
  let [restHere, restThere]: [readonly H[], readonly T[]] = [here, there];
  for (const keysOf of [namesAndAmount, namesOf, amountOf]) {
    const free = new Map<string, T[]>();
    for (const line of restThere) {
      for (const key of keysOf(line)) free.set(key, [...(free.get(key) ?? []), line]);
    }
    const taken = new Set<T>();
    const left: H[] = [];
    for (const line of restHere) {
      const found = keysOf(line)
        .flatMap((key) => free.get(key) ?? [])
        .find((candidate) => !taken.has(candidate));
      if (found === undefined) {
        left.push(line);
        continue;
      }
      taken.add(found);
      pairs.push({ here: line, there: found });
    }
    restHere = left;
    restThere = restThere.filter((line) => !taken.has(line));
  }
  return { pairs, onlyHere: restHere, onlyThere: restThere };
}

/** Do they tell the same movement by one of their names, and in one amount? */
export function isSame(one: Line, other: Line): boolean {
  return one.amount === other.amount && one.names.some((name) => other.names.includes(name));
}

const namesAndAmount = ({ names, amount }: Line): string[] =>
  names.map((name) => `${name} ${amount}`);
const namesOf = ({ names }: Line): readonly string[] => names;
const amountOf = ({ amount }: Line): string[] => [`${amount}`];
