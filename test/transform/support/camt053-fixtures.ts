import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../fixtures/camt053', import.meta.url));

export interface Fixture {
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

export function fixtures(folder: 'accepted' | 'refused'): Fixture[] {
  const names = readdirSync(`${FOLDER}/${folder}`).filter((name) => name.endsWith('.xml'));
  return names.map((name) => fixture(folder, name));
}

export function fixture(folder: 'accepted' | 'refused', name: string): Fixture {
  const path = `${FOLDER}/${folder}/${name}`;
  return { name, path, bytes: readFileSync(path) };
}
