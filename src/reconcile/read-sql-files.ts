import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseRule, type Rule } from './rule.ts';

/** Every rule of `rules/`, by name, but after all others those that go by what another has found: `-- after: position_cost`. */
export async function readRules(): Promise<Rule[]> {
  const files = await readSqlFiles('rules');
  return lastThoseAfter(files).map(([name, sql]) => parseRule(name, sql));
}

/** The files in their order, but last those that say `-- after: another`. */
export function lastThoseAfter(files: ReadonlyMap<string, string>): [string, string][] {
  const isLater = ([, sql]: [string, string]): boolean => /^-- after: /m.test(sql);
  const all = [...files];
  return [...all.filter((file) => !isLater(file)), ...all.filter(isLater)];
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
