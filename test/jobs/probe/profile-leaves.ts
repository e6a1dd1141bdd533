import type { Raw } from './support.ts';

/** What stands at a path such as `api.page.items`, a number leading into a list. */
export function leafAt(raw: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (isRaw(at) ? at[key] : undefined), raw);
}

function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null;
}

export function isAtOrBelow(leaf: string, path: string): boolean {
  return leaf === path || leaf.startsWith(`${path}.`);
}

/** The paths of `sections` at which the words of one profile do not hold the word that the other writes. */
export function differingLeaves(own: Raw, spoken: Raw, sections: readonly string[]): string[] {
  const all = new Set(
    sections.flatMap((name) => [...leavesOf(own[name], name), ...leavesOf(spoken[name], name)]),
  );
  return [...all].filter((path) => {
    const [word] = [leafAt(spoken, path)].flat();
    const words: readonly unknown[] = [leafAt(own, path)].flat();
    return word !== undefined && !words.includes(word);
  });
}

/** A word, a number, or a list of words. */
function leavesOf(value: unknown, path: string): string[] {
  if (!isRaw(value) || Array.isArray(value)) return value === undefined ? [] : [path];
  return Object.entries(value).flatMap(([key, below]) => leavesOf(below, `${path}.${key}`));
}

/** The profile with what the other has at these paths, and without what the other has not. */
export function withLeaves(raw: Raw, spoken: Raw, paths: readonly string[]): Raw {
  const mended = structuredClone(raw);
  for (const path of paths) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = leafAt(mended, keys.join('.'));
    const value = leafAt(spoken, path);
    if (!isRaw(parent)) continue;
    if (value === undefined) delete parent[last];
    else parent[last] = structuredClone(value);
  }
  return mended;
}
