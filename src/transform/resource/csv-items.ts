import { ParseError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { csvRecords } from '../csv/csv-records.ts';
import type { JsonObject } from '../json/exact-json.ts';
import { headerKey } from '../profile-schema.ts';
import type { WireField } from './resource-schema.ts';

/** How a CSV is told apart: what may divide its cells, and what its columns are called. */
export interface CsvKind {
  readonly delimiter?: readonly string[] | undefined;
  readonly fields: Readonly<Record<string, WireField>>;
  /** Fields whose columns must be there: a page of HTML has no rows, and would look like an empty list. */
  readonly required: readonly string[];
}

export interface CsvItem {
  readonly item: JsonObject;
  /** `line 3`: where the row begins. */
  readonly locator: string;
}

const DELIMITERS = [',', ';'] as const;

/**
 * The rows of a CSV as objects, under the words that the profile has for its columns: case, blanks and underscores of a header do
 * not matter. A column that the profile does not know keeps its name; an empty cell is left out. Throws `ParseError`.
 */
export async function csvItems(bytes: Bytes, file: string, kind: CsvKind): Promise<CsvItem[]> {
  const { delimiter = DELIMITERS } = kind;
  const choose = (lines: readonly { delimiter: string; record: Row | null }[]): string =>
    lines.toSorted((a, b) => widthOf(b) - widthOf(a))[0]?.delimiter ?? delimiter[0] ?? ',';
  let names: readonly string[] | null = null;
  const items: CsvItem[] = [];
  for await (const records of csvRecords(bytes, file, delimiter, choose)) {
    for (const record of records) {
      if (names === null) names = namesOf(record, file, kind);
      else items.push({ item: itemOf(record, names, file), locator: `line ${record.line}` });
    }
  }
  if (names === null) throw refusal(file, 1, 'expected a header, got an empty file');
  return items;
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

function widthOf({ record }: { readonly record: Row | null }): number {
  return record?.fields.length ?? 0;
}

function namesOf(header: Row, file: string, { fields, required }: CsvKind): readonly string[] {
  const words = Object.keys(fields).flatMap((name) => wordsOf(fields, name));
  const known = new Map(words.map((word) => [headerKey(word), word]));
  const names = header.fields.map((text) => known.get(headerKey(text)) ?? text);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) {
    throw refusal(file, header.line, `expected headers that differ, got '${twice}' twice`);
  }
  for (const field of required) {
    const wanted = wordsOf(fields, field);
    if (wanted.some((word) => names.includes(word))) continue;
    throw refusal(file, header.line, `expected a column '${wanted.join("' or '")}', got none`);
  }
  return names;
}

function wordsOf(fields: CsvKind['fields'], name: string): readonly string[] {
  const field = fields[name] ?? [];
  return 'fields' in field ? [] : field;
}

function itemOf({ line, fields }: Row, names: readonly string[], file: string): JsonObject {
  if (fields.length !== names.length) {
    throw refusal(file, line, `expected ${names.length} cells, got ${fields.length}`);
  }
  // Without a prototype: a column may be called `__proto__`.
  const item: Record<string, string> = Object.create(null);
  for (const [place, name] of names.entries()) {
    const cell = fields[place] ?? '';
    if (cell !== '') item[name] = cell;
  }
  return item;
}

function refusal(file: string, line: number, reason: string): ParseError {
  return new ParseError({ file, line, column: 1, locator: '' }, reason);
}
