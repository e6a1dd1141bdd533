import { difference } from '../csv/nearest-texts.ts';
import { headerKey } from '../profile.ts';
import { wordAround } from '../resource/json-path.ts';
import type { FreeField } from './free-fields.ts';
import { couldBe, type WantedKind } from './value-shape.ts';

/** A field of ours that no word of the profile leads to. */
export interface MissingField {
  readonly name: string;
  readonly words: readonly string[];
  readonly kind: WantedKind;
}

export interface Proposal {
  /** The likeliest that no other field is likelier to go by; null where others took all. */
  readonly best: string | null;
  /** The likeliest, in order; empty where no value is of the right kind. */
  readonly nearest: readonly string[];
}

const NEAREST_MAX = 3;

/** By which word each missing field probably goes: the spelling decides among those whose value is of the right kind. */
export function proposeWords(
  missing: readonly MissingField[],
  free: readonly FreeField[],
): Map<string, Proposal> {
  const likely = new Map(missing.map((field) => [field.name, candidatesFor(field, free)]));
  const pairs = [...likely].flatMap(([name, candidates]) =>
    candidates.map(({ path, cost }) => ({ name, path, cost })),
  );
  pairs.sort((left, right) => left.cost - right.cost);
  const best = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name, path } of pairs) {
    if (best.has(name) || taken.has(path)) continue;
    best.set(name, path);
    taken.add(path);
  }
  return new Map(
    [...likely].map(([name, candidates]) => [
      name,
      {
        best: best.get(name) ?? null,
        nearest: candidates.slice(0, NEAREST_MAX).map(({ path }) => path),
      },
    ]),
  );
}

function candidatesFor(
  { name, words, kind }: MissingField,
  free: readonly FreeField[],
): { path: string; cost: number }[] {
  const wanted = [name, ...words].flatMap(spellings);
  // What stands around a list is told of all its items: only what is taken to be there is looked for there.
  const isAround = words.some((word) => word.startsWith('^'));
  return free
    .filter(({ path, value }) => couldBe(kind, value) && (isAround || !path.startsWith('^')))
    .map(({ path }) => ({ path, cost: costOf(wanted, spellings(path)) }))
    .sort((left, right) => left.cost - right.cost);
}

/** The whole path, and its last name alone. */
function spellings(word: string): string[] {
  const { path } = wordAround(word);
  return [headerKey(path), headerKey(path.slice(path.lastIndexOf('.') + 1))];
}

function costOf(wanted: readonly string[], given: readonly string[]): number {
  return Math.min(...wanted.flatMap((left) => given.map((right) => difference(left, right))));
}
