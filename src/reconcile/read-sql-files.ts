import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '../domain/errors.ts';
import { parseRule, type Rule } from './rule.ts';

/** Every rule of `rules/`, in the order of their names, but for those that read what others have found: they come after these. */
export async function readRules(): Promise<Rule[]> {
  return readRulesNow();
}

/** The same for where nothing can be waited for: settings are checked before all else. */
export function readRulesNow(): Rule[] {
  const files = readSqlFilesNow('rules');
  return inOrder([...files].map(([name, sql]) => parseRule(name, sql)));
}

interface Ordered {
  readonly name: string;
  /** names of those that come before */
  readonly after: readonly string[];
}

/** In the order given, but each after those it names. Throws `InvariantError` where that cannot be. */
export function inOrder<T extends Ordered>(all: readonly T[]): T[] {
  const placed = new Set<T>();
  const place = (one: T, above: readonly string[]): void => {
    if (above.includes(one.name)) {
      throw new InvariantError(`these come after one another: ${[...above, one.name].join(', ')}`);
    }
    for (const name of one.after) {
      const before = all.find((other) => other.name === name);
      if (before === undefined) {
        throw new InvariantError(`${one.name} comes after ${name}, which is not there`);
      }
      place(before, [...above, one.name]);
    }
    placed.add(one);
  };
  for (const one of all) place(one, []);
  return [...placed];
}

/** What a file says that it comes after: its lines `-- after: another`. */
export function afterOf(sql: string): string[] {
  return [...sql.matchAll(/^-- after: (.+)$/gm)].map(([, name = '']) => name);
}

/** The SQL files of a folder beside this module, by name, without their ending. */
export async function readSqlFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  return readSqlFilesNow(folder);
}

function readSqlFilesNow(folder: string): ReadonlyMap<string, string> {
  const url = new URL(`./${folder}/`, import.meta.url);
  const names = readdirSync(fileURLToPath(url)).filter((name) => name.endsWith('.sql'));
  return new Map(
    names
      .sort()
      .map((name) => [name.slice(0, -'.sql'.length), readFileSync(new URL(name, url), 'utf8')]),
  );
}
