import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from './package-folder.ts';

/** A function as the migrations write it. */
export interface WrittenFunction {
  /** With its schema: `recon.append_events`. */
  readonly name: string;
  /** Between its dollar signs, to the letter: what PostgreSQL keeps of it. */
  readonly body: string;
  /** Does it act with the rights of its owner? */
  readonly isDefiner: boolean;
  /** Does it find nothing but what is named with its schema? */
  readonly hasEmptyPath: boolean;
}

const BEGINS = /^create (?:or replace )?function (\w+\.\w+)\s*\(/gm;

/**
 * Every function whose body the migrations give as text, as the last of them writes it. One of the standard's form (`return …`) is
 * kept by PostgreSQL as a tree, which each version of it prints in its own way, and is left out.
 */
export async function readWrittenFunctions(): Promise<WrittenFunction[]> {
  const folder = packageFolder('migrations');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const written = new Map<string, WrittenFunction>();
  for (const file of files) {
    for (const one of functionsOf(await readFile(join(folder, file), 'utf8'))) {
      written.set(one.name, one);
    }
  }
  return [...written.values()];
}

function functionsOf(sql: string): WrittenFunction[] {
  return [...sql.matchAll(BEGINS)].flatMap(({ 1: name = '', index }) => {
    const [, head = '', body] = /^([^;]*?)\$\$([\s\S]*?)\$\$/.exec(sql.slice(index)) ?? [];
    if (body === undefined) return [];
    const isDefiner = /\bsecurity definer\b/.test(head);
    return [{ name, body, isDefiner, hasEmptyPath: /\bset search_path = ''/.test(head) }];
  });
}
