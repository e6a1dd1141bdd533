import { readFileSync } from 'node:fs';
import { parseProfile } from '../../src/transform/profile.ts';

function apiOf(name: string) {
  const file = new URL(`../../profiles/${name}.yaml`, import.meta.url);
  return parseProfile(readFileSync(file, 'utf8'), `${name}.yaml`).api;
}

/** The sections of both profiles that say how events are told. */
export const WORDS = { jiko: apiOf('jiko'), alternate: apiOf('alternate') };
