const NEAREST_MAX = 3;
/** More is no header. */
const CANDIDATES_MAX = 1_000;

/** The candidates that differ least from any of the wanted texts (Levenshtein), the nearest first. */
export function nearestTexts(
  wanted: readonly string[],
  candidates: readonly string[],
  keyOf: (candidate: string) => string,
): string[] {
  return candidates
    .slice(0, CANDIDATES_MAX)
    .map((text) => ({
      text,
      distance: Math.min(...wanted.map((key) => distance(key, keyOf(text)))),
    }))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, NEAREST_MAX)
    .map(({ text }) => text);
}

/** From 0, the same, to 1, nothing in common. */
export function difference(left: string, right: string): number {
  return distance(left, right) / Math.max(1, left.length, right.length);
}

/** How many letters to insert, delete or replace. Long texts are cut: nothing near a header is long. */
function distance(left: string, right: string): number {
  const [from, to] = [left.slice(0, 64), right.slice(0, 64)];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
