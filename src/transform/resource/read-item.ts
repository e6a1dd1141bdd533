import { ValueError } from '../../domain/errors.ts';
import type { Field, Fields, Resource, ResourceName } from '../../domain/resource.ts';
import { isJsonObject, type Json, storable, writeExactJson } from '../json/exact-json.ts';
import type { ProblemList } from '../problem-list.ts';
import type { Profile } from '../profile.ts';
import { type Placed, placedValue, withoutPaths } from './json-path.ts';
import { readValue, type Tell } from './read-value.ts';
import type { WireField } from './resource-schema.ts';

export interface ReadItem {
  readonly itemId: string;
  readonly content: string;
  readonly substance: string;
  readonly extra: string | null;
}

/** What was read of an item, by our names; amounts and figures are decimal text. */
export type Told = Readonly<Record<string, unknown>>;

/** What the question adds to an answer: fields that it does not tell. Throws `ValueError` for an answer to another question. */
export type Complete = (told: Told) => Readonly<Record<string, string | boolean>>;

/**
 * Reads items of one resource by the profile's names, and completes them. Throws `ValueError` for an amount that is none, and
 * for an item that lacks what it is known by; anything else that is not as expected is kept raw and told once. Of what is about
 * persons no message tells a value.
 */
export function createItemReader(
  resource: Resource,
  { ignored, kinds }: Profile['resources'],
  name: ResourceName,
  problems: ProblemList,
  complete: Complete,
): (placed: Placed, locator: string) => ReadItem {
  const wire: Readonly<Record<string, WireField>> = kinds[name].fields;
  const isPersonal = resource.isPersonal === true;
  const said = new Set<string>();
  const tellOnce: Tell = (locator, message) => {
    if (said.has(message)) return;
    said.add(message);
    problems.add(locator, String(JSON.parse(storable(JSON.stringify(message)))));
  };
  return (placed, locator) => {
    const { item } = placed;
    if (!isJsonObject(item)) throw new ValueError('a JSON object', 'something else');
    const taken = new Set<string>(ignored);
    const misread = new Set<string>();
    const reading = {
      taken,
      misread,
      ignored,
      isPersonal,
      tell: (message: string) => tellOnce(locator, message),
    };
    const told = readFields(placed, resource.fields, wire, reading);
    const content = completed(resource.fields, told, complete);
    const left = withoutPaths(item, taken);
    const fate = resource.keepsNoExtra === true ? 'not kept' : 'kept as it came';
    for (const unknown of isJsonObject(left) ? Object.keys(left) : []) {
      if (misread.has(unknown)) continue;
      tellOnce(locator, `the field ${unknown} is not known to the profile, and ${fate}`);
    }
    const extra = resource.keepsNoExtra === true ? undefined : left;
    return {
      itemId: resource.identity.map((field) => identityOf(content, field, resource)).join('|'),
      content: storable(objectText(content)),
      substance: storable(
        `${objectText(lasting(content, resource.fields))}${
          extra === undefined ? '' : writeExactJson(extra)
        }`,
      ),
      extra: extra === undefined ? null : storable(writeExactJson(extra)),
    };
  };
}

/** Our names and JSON text of what each holds, in our order; what is null is left out. */
type Content = Readonly<Record<string, string>>;

function completed(fields: Fields, told: Content, complete: Complete): Content {
  const values = Object.entries(told).map(([name, text]) => [name, JSON.parse(text)] as const);
  const added = Object.entries(complete(Object.fromEntries(values)))
    .filter(([name]) => told[name] === undefined)
    .map(([name, value]) => [name, JSON.stringify(value)] as const);
  if (added.length === 0) return told;
  const all: Content = { ...told, ...Object.fromEntries(added) };
  // A currency stands behind its amount, which is the last that our order names.
  const names = Object.keys(fields).flatMap((name) => [name, `${name}_currency`]);
  return Object.fromEntries(
    names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
  );
}

interface Reading {
  /** Paths of what was read: the rest is kept as it came. */
  readonly taken: Set<string>;
  /** Fields that were told to be not as expected. */
  readonly misread: Set<string>;
  readonly ignored: readonly string[];
  readonly isPersonal: boolean;
  readonly tell: (message: string) => void;
}

function readFields(
  placed: Placed,
  fields: Fields,
  wire: Readonly<Record<string, WireField>>,
  reading: Reading,
): Content {
  const content: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    const named = wire[name];
    if (named === undefined) continue;
    if (field.kind === 'rows') {
      if (!isRows(named)) throw new TypeError(`the profile gives no fields for ${name}`);
      const found = findValue(placed, named.at);
      if (found === undefined || !Array.isArray(found.value)) continue;
      reading.taken.add(found.word);
      const texts = found.value.map((row) => rowText(row, field.of, named.fields, reading));
      content[name] = `[${texts.join(',')}]`;
      continue;
    }
    if (isRows(named)) throw new TypeError(`the profile gives rows for ${name}`);
    const found = findValue(placed, named);
    if (found === undefined) continue;
    const read = readOne(found, name, field, reading);
    // What could not be read stays among what is kept raw.
    if (read === undefined) continue;
    reading.taken.add(found.word);
    Object.assign(content, read);
  }
  return content;
}

function isRows(field: WireField): field is Extract<WireField, { readonly fields: unknown }> {
  return 'fields' in field;
}

interface Found {
  readonly word: string;
  readonly value: Json;
}

/** What stands under the first of the words under which there is something. */
function findValue(placed: Placed, words: readonly string[]): Found | undefined {
  for (const word of words) {
    const value = placedValue(placed, word);
    if (value !== undefined) return { word, value };
  }
  return undefined;
}

function rowText(
  row: Json,
  fields: Fields,
  wire: Readonly<Record<string, WireField>>,
  reading: Reading,
): string {
  const taken = new Set<string>(reading.ignored);
  const content = readFields({ item: row, around: [] }, fields, wire, { ...reading, taken });
  const extra = withoutPaths(row, taken);
  return objectText(
    extra === undefined ? content : { ...content, other_fields: writeExactJson(extra) },
  );
}

function readOne(
  { word, value }: Found,
  name: string,
  field: Field,
  { isPersonal, misread, tell }: Reading,
): Content | undefined {
  if (value === null) return {};
  try {
    return readValue(name, value, field.kind);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    if (field.kind === 'money' || field.kind === 'decimal') {
      throw new ValueError(
        `${word} as ${field.kind === 'money' ? 'an amount' : 'a decimal'}`,
        isPersonal ? 'something else' : writeExactJson(value),
      );
    }
    misread.add(word.split('.')[0] ?? word);
    const reason = isPersonal ? '' : `: ${error.message}`;
    tell(`the field ${word} is no ${field.kind} and was kept as it came${reason}`);
    return undefined;
  }
}

function lasting(content: Content, fields: Fields): Content {
  return Object.fromEntries(
    Object.entries(content).filter(([name]) => {
      const field = fields[name];
      return !(field !== undefined && 'isVolatile' in field && field.isVolatile);
    }),
  );
}

function identityOf(content: Content, field: string, { reading }: Resource): string {
  const text = content[field];
  if (text === undefined && reading.kind === 'periods') return '';
  if (text === undefined) throw new ValueError(`${field}, by which it is known`, 'none');
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}

function objectText(content: Content): string {
  const members = Object.entries(content).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  return `{${members.join(',')}}`;
}
