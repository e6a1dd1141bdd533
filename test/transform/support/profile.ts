import { readFileSync } from 'node:fs';
import { type Profile, parseProfile } from '../../../src/transform/profile.ts';

export const jikoYaml = readFileSync(
  new URL('../../../profiles/jiko.yaml', import.meta.url),
  'utf8',
);

export const jiko = parseProfile(jikoYaml, 'jiko.yaml');

export const alternate = parseProfile(
  readFileSync(new URL('../../../profiles/alternate.yaml', import.meta.url), 'utf8'),
  'alternate.yaml',
);

/** The built-in profile with some of its text replaced. */
export function jikoWith(replacements: Readonly<Record<string, string>>): Profile {
  const yaml = Object.entries(replacements).reduce(
    (text, [from, to]) => text.replace(from, to),
    jikoYaml,
  );
  return parseProfile(yaml, 'changed.yaml');
}
