import { ValueError } from '../../domain/errors.ts';
import type { Field, Fields, Resource, ResourceName } from '../../domain/resource.ts';
import { isJsonObject, type Json, writeExactJson } from '../json/exact-json.ts';
import type { ProblemList } from '../problem-list.ts';
import type { Profile } from '../profile.ts';
import { valueAt, withoutPaths } from './json-path.ts';
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
 * Reads items of one resource by the profile's names, and completes them. Throws `ValueError` for an amount that is none, and for an item that
 * lacks what it is known by; anything else that is not as expected is kept raw and told once.
 */
export function createItemReader(
  resource: Resource,
  { ignored, kinds }: Profile['resources'],
  name: ResourceName,
  problems: ProblemList,
  complete: Complete,
): (item: Json, locator: string) => ReadItem {
  const wire: Readonly<Record<string, WireField>> = kinds[name].fields;
  const said = new Set<string>();
  const tellOnce: Tell = (locator, message) => {
    if (said.has(message)) return;
    said.add(message);
    problems.add(locator, message);
  };
  return (item, locator) => {
    if (!isJsonObject(item)) throw new ValueError('a JSON object', 'something else');
    const taken = new Set<string>(ignored);
    const tell = (message: string) => tellOnce(locator, message);
    const told = readFields(item, resource.fields, wire, taken, { ignored, tell });
    const content = completed(resource.fields, told, complete);
    const extra = withoutPaths(item, taken);
    for (const unknown of isJsonObject(extra) ? Object.keys(extra) : []) {
      tellOnce(locator, `the field ${unknown} is not known to the profile, and kept as it came`);
    }
    return {
      itemId: resource.identity.map((field) => identityOf(content, field, resource)).join('|'),
      content: objectText(content),
      substance: `${objectText(lasting(content, resource.fields))}${
        extra === undefined ? '' : writeExactJson(extra)
      }`,
      extra: extra === undefined ? null : writeExactJson(extra),
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

/** What is the same for an item and the rows inside of it. */
interface Around {
  /** Words that say nothing. */
  readonly ignored: readonly string[];
  tell(message: string): void;
}

function readFields(
  item: Json,
  fields: Fields,
  wire: Readonly<Record<string, WireField>>,
  taken: Set<string>,
  around: Around,
): Content {
  const content: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    const named = wire[name];
    if (named === undefined) continue;
    if (field.kind === 'rows') {
      if (!isRows(named)) throw new TypeError(`the profile gives no fields for ${name}`);
      const path = pathOf(item, named.at);
      const rows = path === undefined ? undefined : valueAt(item, path);
      if (path === undefined || !Array.isArray(rows)) continue;
      taken.add(path);
      const texts = rows.map((row) => rowText(row, field.of, named.fields, around));
      content[name] = `[${texts.join(',')}]`;
      continue;
    }
    if (isRows(named)) throw new TypeError(`the profile gives rows for ${name}`);
    const path = pathOf(item, named);
    if (path === undefined) continue;
    const read = readOne(item, path, name, field, around.tell);
    // What could not be read stays among what is kept raw.
    if (read === undefined) continue;
    taken.add(path);
    Object.assign(content, read);
  }
  return content;
}

function isRows(field: WireField): field is Extract<WireField, { readonly fields: unknown }> {
  return 'fields' in field;
}

/** The first of the words under which there is something. */
function pathOf(item: Json, words: readonly string[]): string | undefined {
  return words.find((word) => valueAt(item, word) !== undefined);
}

function rowText(
  row: Json,
  fields: Fields,
  wire: Readonly<Record<string, WireField>>,
  around: Around,
): string {
  const taken = new Set<string>(around.ignored);
  const content = readFields(row, fields, wire, taken, around);
  const extra = withoutPaths(row, taken);
  return objectText(
    extra === undefined ? content : { ...content, other_fields: writeExactJson(extra) },
  );
}

function readOne(
  item: Json,
  path: string,
  name: string,
  field: Field,
  tell: (message: string) => void,
): Content | undefined {
  const value = valueAt(item, path) ?? null;
  if (value === null) return {};
  try {
    return readValue(name, value, field.kind);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    if (field.kind === 'money' || field.kind === 'decimal') {
      throw new ValueError(
        `${path} as ${field.kind === 'money' ? 'an amount' : 'a decimal'}`,
        shown(value),
      );
    }
    tell(`the field ${path} is no ${field.kind} and was kept as it came: ${error.message}`);
    return undefined;
  }
}

function shown(value: Json): string {
  return writeExactJson(value);
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
