import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real statements of many banks with known answers. They belong to their authors and are no part of this repository. */
export const CORPUS = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

/** The schemas of the standard, one for each version. */
export const SCHEMAS = `${CORPUS}/xsd`;

export function isCorpusHere(): boolean {
  return existsSync(`${CORPUS}/expected.jsonl`);
}
