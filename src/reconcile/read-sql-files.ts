import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '../domain/errors.ts';
import { parseRule, type Rule } from './rule.ts';

/** Every rule of `rules/`, in the order of their names, but for those that read what others have found: they come after these. */
export async function readRules(): Promise<Rule[]> {
  const files = await readSqlFiles('rules');
  return inOrder([...files].map(([name, sql]) => parseRule(name, sql)));
}

function inOrder(rules: readonly Rule[]): Rule[] {
  const placed = new Set<Rule>();
  const place = (rule: Rule, above: readonly string[]): void => {
    if (above.includes(rule.name)) {
      throw new InvariantError(`rules run after one another: ${[...above, rule.name].join(', ')}`);
    }
    for (const name of rule.after) {
      const before = rules.find((other) => other.name === name);
      if (before === undefined) {
        throw new InvariantError(`rule ${rule.name} runs after ${name}, which is no rule`);
      }
      place(before, [...above, rule.name]);
    }
    placed.add(rule);
  };
  for (const rule of rules) place(rule, []);
  return [...placed];
}

/** The SQL files of a folder beside this module, by name, without their ending. */
export async function readSqlFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const url = new URL(`./${folder}/`, import.meta.url);
  const names = (await readdir(fileURLToPath(url))).filter((name) => name.endsWith('.sql')).sort();
  const files = new Map<string, string>();
  for (const name of names) {
    files.set(name.slice(0, -'.sql'.length), await readFile(new URL(name, url), 'utf8'));
  }
  return files;
}
