import { BYTE_MUTATIONS } from './mutate-bytes.ts';
import { CSV_MUTATIONS } from './mutate-csv.ts';
import { JSON_MUTATIONS } from './mutate-json.ts';
import { XML_MUTATIONS } from './mutate-xml.ts';
import { YAML_MUTATIONS } from './mutate-yaml.ts';
import type { Random } from './random.ts';

export type Format = 'xml' | 'csv' | 'json' | 'yaml';

type TextMutation = (text: string, random: Random) => string;

const TEXT_MUTATIONS: Readonly<Record<Format, Readonly<Record<string, TextMutation>>>> = {
  xml: XML_MUTATIONS,
  csv: CSV_MUTATIONS,
  json: JSON_MUTATIONS,
  yaml: YAML_MUTATIONS,
};

export interface Mutated {
  readonly bytes: Uint8Array;
  /** What was done, in order. */
  readonly steps: readonly string[];
}

/** A file of `format` changed in one to four ways, most of them such that it still looks like one. */
export function mutate(
  seed: Uint8Array,
  format: Format,
  random: Random,
  other: Uint8Array,
): Mutated {
  let bytes = seed;
  const steps: string[] = [];
  for (let left = random.pick([1, 1, 1, 1, 2, 2, 3, 4]); left > 0; left--) {
    const step = random.oneIn(8)
      ? mutateBytes(bytes, random, other)
      : mutateText(bytes, format, random);
    steps.push(...step.steps);
    bytes = step.bytes;
  }
  if (!random.oneIn(25)) return { bytes, steps };
  const [name, encode] = random.pick(ENCODINGS);
  return { bytes: encode(decoded(bytes).text), steps: [...steps, name] };
}

function mutateBytes(bytes: Uint8Array, random: Random, other: Uint8Array): Mutated {
  const [name, change] = pickOf(BYTE_MUTATIONS, random);
  return { bytes: change(bytes, random, other), steps: [name] };
}

function mutateText(bytes: Uint8Array, format: Format, random: Random): Mutated {
  const [name, change] = pickOf(TEXT_MUTATIONS[format], random);
  const { text, encode } = decoded(bytes);
  return { bytes: encode(change(text, random)), steps: [name] };
}

function pickOf<T>(named: Readonly<Record<string, T>>, random: Random): [string, T] {
  const entry = random.pick(Object.entries(named));
  if (entry === undefined) throw new Error('there are no mutations');
  return entry;
}

type Encode = (text: string) => Uint8Array;

const utf8: Encode = (text) => Buffer.from(text, 'utf8');
const latin1: Encode = (text) => Buffer.from(text, 'latin1');
const utf16le: Encode = (text) => Buffer.from(text, 'utf16le');
const utf16be: Encode = (text) => Buffer.from(text, 'utf16le').swap16();

const ENCODINGS: readonly [[string, Encode], ...[string, Encode][]] = [
  ['as UTF-16LE', (text) => utf16le(`\ufeff${text}`)],
  ['as UTF-16BE', (text) => utf16be(`\ufeff${text}`)],
  ['as UTF-16LE without a mark', utf16le],
  ['as UTF-16BE without a mark', utf16be],
  ['as Latin-1', latin1],
  ['as UTF-8 with a mark', (text) => utf8(`\ufeff${text}`)],
  ['as UTF-8', utf8],
];

/** The text, and how to write it back in the same encoding; bytes that are no UTF-8 pass as Latin-1. */
function decoded(bytes: Uint8Array): { text: string; encode: Encode } {
  const buffer = Buffer.from(bytes);
  if (buffer[0] === 0xff && buffer[1] === 0xfe)
    return { text: buffer.toString('utf16le'), encode: utf16le };
  if (buffer[0] === 0xfe && buffer[1] === 0xff && buffer.length % 2 === 0) {
    return { text: buffer.swap16().toString('utf16le'), encode: utf16be };
  }
  const text = buffer.toString('utf8');
  return text.includes('\ufffd')
    ? { text: buffer.toString('latin1'), encode: latin1 }
    : { text, encode: utf8 };
}
