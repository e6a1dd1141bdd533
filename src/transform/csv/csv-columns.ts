import { ValueError } from '../../domain/errors.ts';
import { headerKey } from '../profile.ts';
import { nearestTexts } from './nearest-texts.ts';

/** Where each column of ours stands in a row; -1 where the file does not have it. */
export interface CsvColumns<Name extends string> {
  readonly index: Readonly<Record<Name, number>>;
  readonly width: number;
  /** Headers that no column of ours goes by. */
  readonly unknown: readonly UnknownColumn[];
}

export interface UnknownColumn {
  readonly header: string;
  /** From 0. */
  readonly place: number;
}

const ACCOUNT_NUMBER = /\d{8,}/g;

type Synonyms<Name extends string> = Readonly<Partial<Record<Name, readonly string[]>>>;

/**
 * Finds the columns by their headers, in any order, without regard to case, blanks and underscores. Throws `ValueError`
 * for a required column that is missing, with the headers nearest to it, and for two headers that mean the same.
 */
export function columnsByHeader<Name extends string>(
  header: readonly string[],
  synonyms: Synonyms<Name>,
  required: readonly Name[],
): CsvColumns<Name> {
  const columnOf = columnsByKey(synonyms);
  const index: Partial<Record<string, number>> = {};
  const unknown: UnknownColumn[] = [];
  refuseDuplicates(header);
  for (const [place, text] of header.entries()) {
    const column = columnOf.get(headerKey(text));
    const other = column === undefined ? undefined : index[column];
    if (column === undefined) unknown.push({ header: text, place });
    else if (other === undefined) index[column] = place;
    else throw new ValueError(`one header for ${column}`, `${header[other]}' and '${text}`);
  }
  for (const column of required) {
    if (index[column] === undefined) throw missing(column, synonyms[column] ?? [], header);
  }
  return { index: complete(index, synonyms), width: header.length, unknown };
}

/** The columns of a file without a header, by their order; `ignored` ones have no meaning for us. */
export function columnsByOrder<Name extends string>(
  order: readonly (Name | 'marker' | 'ignored')[],
  names: readonly Name[],
): CsvColumns<Name | 'marker'> {
  const entries = [...names, 'marker' as const].map((name) => [name, order.indexOf(name)] as const);
  const index = Object.fromEntries(entries) as Record<Name | 'marker', number>;
  return { index, width: order.length, unknown: [] };
}

function columnsByKey<Name extends string>(synonyms: Synonyms<Name>): Map<string, string> {
  const columns = new Map<string, string>();
  for (const [column, headers] of Object.entries<readonly string[] | undefined>(synonyms)) {
    for (const text of headers ?? []) columns.set(headerKey(text), column);
  }
  return columns;
}

function refuseDuplicates(header: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const text of header) {
    const earlier = seen.get(headerKey(text));
    if (earlier !== undefined && text !== '') {
      throw new ValueError('headers that differ', `${earlier}' and '${text}`);
    }
    seen.set(headerKey(text), text);
  }
}

function missing(column: string, wanted: readonly string[], header: readonly string[]): ValueError {
  const names = wanted.map(quoted).join(' or ');
  const near = nearestTexts(wanted.map(headerKey), header, headerKey).map(quoted).join(', ');
  return new ValueError(
    `a column ${names} (${column}; nearest: ${masked(near)})`,
    masked(header.join(',')),
  );
}

/** What was taken for a header may be a row, and no message shows the number of an account. */
function masked(text: string): string {
  return text.replace(ACCOUNT_NUMBER, (digits) => `...${digits.slice(-4)}`);
}

/** What stands where a header should may be a whole file in one line. */
function quoted(text: string): string {
  return text.length <= 200 ? `'${text}'` : `'${text.slice(0, 197)}...'`;
}

function complete<Name extends string>(
  index: Partial<Record<string, number>>,
  synonyms: Synonyms<Name>,
): Record<Name, number> {
  const columns = Object.keys(synonyms).map((column) => [column, index[column] ?? -1] as const);
  return Object.fromEntries(columns) as Record<Name, number>;
}
