import type { Random } from './random.ts';
import { anyWord, wordLike } from './words.ts';

type JsonMutation = (json: string, random: Random) => string;

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{}:,]/g;

const VALUES = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e3',
  '1e400',
  '9007199254740993',
  '99999999999999999999',
  '1E-7',
  '"1"',
  '""',
  '[]',
  '{}',
  '[[]]',
  '{"value":1}',
  '"\\ud800"',
  '"\\u0000"',
  '"2026-10-01T03:30:00Z"',
  '01',
  '.5',
  'NaN',
  'undefined',
] as const;

/** Changes of tokens: most leave JSON that can be read, and that means something else. */
export const JSON_MUTATIONS: Readonly<Record<string, JsonMutation>> = {
  'another value': onToken(/^["\-\dtfn]/, (token, random) =>
    random.oneIn(2)
      ? random.pick(VALUES)
      : JSON.stringify(wordLike(token.replaceAll('"', ''), random)),
  ),
  'another number': onToken(/^[-\d]/, (_, random) => random.pick(VALUES)),
  'another text': onToken(/^"/, (token, random) =>
    JSON.stringify(wordLike(token.slice(1, -1), random)),
  ),
  'raw text': onToken(/^"/, (_, random) => `"${anyWord(random)}"`),
  'drop a token': onToken(/./s, () => ''),
  'repeat a token': onToken(/./s, (token) => token.repeat(2)),
  'another bracket': onToken(/^[[\]{}:,]/, (_, random) =>
    random.pick(['[', ']', '{', '}', ':', ',', '']),
  ),
  'drop a field': (json, random) => {
    const fields = [...json.matchAll(/"\w+":("[^"]*"|[\d.]+|null),/g)];
    const field = random.pick(fields);
    return field === undefined
      ? json
      : json.slice(0, field.index) + json.slice(field.index + field[0].length);
  },
  'a field more': onToken(
    /^\{/,
    (token, random) =>
      `${token}${random.pick(['"__proto__":{"id":"x"},', '"id":"again",', '"value":5,', '"x":[[[[]]]],', '"items":[],'])}`,
  ),
  'a deep nest': onToken(/^["\-\dtfn]/, (token, random) => {
    const depth = random.pick([3, 100, 5_000, 20_000]);
    return random.oneIn(2)
      ? '['.repeat(depth) + token + ']'.repeat(depth)
      : '{"a":'.repeat(depth) + token + '}'.repeat(depth);
  }),
  'a list around all': (json, random) =>
    random.pick([`[${json}]`, `{"items":${json}}`, `[${json},${json}]`, `${json}${json}`]),
};

function onToken(kind: RegExp, change: (token: string, random: Random) => string): JsonMutation {
  return (json, random) => {
    const tokens = [...json.matchAll(TOKEN)].filter(([token]) => kind.test(token));
    const token = random.pick(tokens);
    if (token === undefined) return json;
    return (
      json.slice(0, token.index) +
      change(token[0], random) +
      json.slice(token.index + token[0].length)
    );
  };
}
