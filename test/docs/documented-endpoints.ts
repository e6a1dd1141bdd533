import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is collected of the public documentation; it is no part of this repository. */
export const JIKO_API = fileURLToPath(new URL('../../../shared/jiko-api.md', import.meta.url));

/** One mention of an endpoint. An abbreviated one may mean any of several paths. */
export interface Mention {
  readonly line: number;
  /** null where none stands before it. */
  readonly methods: readonly string[] | null;
  /** Placeholders as `{}`. */
  readonly paths: readonly string[];
  readonly text: string;
}

const TOKEN =
  /((?:GET|POST|PATCH|PUT|DELETE)(?:\/(?:GET|POST|PATCH|PUT|DELETE))*)|`?((?:…|\/api)\/[\w{}./-]*|\/[\w{}-]+\/(?=`)|\{id\}(?=`))/g;

/** Every endpoint that the text names from its third section on: what stands before is about signing in. */
export function readMentions(text: string): Mention[] {
  const lines = text.split('\n');
  const begins = lines.findIndex((line) => line.startsWith('## 3'));
  return lines.flatMap((line, index) => (index < begins ? [] : mentionsIn(line, index + 1)));
}

export function readDocumented(): Mention[] {
  return readMentions(readFileSync(JIKO_API, 'utf8'));
}

function mentionsIn(line: string, number: number): Mention[] {
  const mentions: Mention[] = [];
  const whole: string[] = [];
  let methods: readonly string[] | null = null;
  for (const [text, method, given] of line.matchAll(TOKEN)) {
    if (method !== undefined) methods = method.split('/');
    if (given === undefined) continue;
    const paths = resolved(given, whole);
    if (given.startsWith('/api')) whole.push(given);
    if (paths.length > 0) {
      mentions.push({ line: number, methods, paths: paths.map(withoutNames), text });
    }
  }
  return mentions;
}

/** `…/portals/{id}/` continues any path before it that has portals; `/reviewers/` and `{id}` continue the last one. */
function resolved(given: string, before: readonly string[]): string[] {
  if (given.startsWith('/api')) return [given];
  const last = before.at(-1);
  if (!given.startsWith('…')) {
    return last === undefined ? [] : [`${last}${given.replace(/^\//, '')}`.replace(/\}$/, '}/')];
  }
  const [, first = ''] = given.split('/');
  return before
    .filter((path) => path.includes(`/${first}/`))
    .map((path) => `${path.slice(0, path.indexOf(`/${first}/`))}${given.slice(1)}`);
}

export function withoutNames(path: string): string {
  return path.replace(/\{\w+\}/g, '{}');
}
