import { ParseError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { type CsvItem, type CsvKind, csvItems } from '../resource/csv-items.ts';
import {
  type ComparedFields,
  compareFields,
  standingAlone,
  type WantedField,
} from './compare-fields.ts';
import { type Compared, differing, NOTHING_COMPARED, together } from './compared.ts';

/** What the profile says about a CSV of items, and where it says it. */
export interface WantedCsv {
  readonly kind: Pick<CsvKind, 'delimiter' | 'fields'>;
  /** `resources.kinds.audit_logs_csv` */
  readonly place: string;
  readonly fields: readonly WantedField[];
}

const DELIMITERS = [',', ';', '|', '\t'] as const;

/**
 * Looks for every field among the columns of a CSV. One that is divided by another character than the profile says is looked at
 * all the same. Null where there are no rows to look at.
 */
export async function compareCsv(
  bytes: () => Bytes,
  fileName: string,
  { kind, place, fields }: WantedCsv,
): Promise<ComparedFields | null> {
  const known: readonly string[] = kind.delimiter ?? DELIMITERS.slice(0, 2);
  let widest: Split | null = null;
  for (const delimiter of new Set([...known, ...DELIMITERS])) {
    const items = await split(bytes(), fileName, { ...kind, delimiter: [delimiter], required: [] });
    const names = new Set(items.flatMap(({ item }) => Object.keys(item)));
    if (names.size > (widest?.width ?? 0)) widest = { delimiter, items, width: names.size };
  }
  if (widest === null) return null;
  const { delimiter, items } = widest;
  const compared = compareFields(
    items.map(({ item }) => standingAlone(item)),
    fields,
    [],
  );
  return { ...compared, ...together(divided(`${place}.delimiter`, known, delimiter), compared) };
}

interface Split {
  readonly delimiter: string;
  readonly items: readonly CsvItem[];
  /** How many columns have a value. */
  readonly width: number;
}

/** No rows where it cannot be divided so. */
async function split(bytes: Bytes, fileName: string, kind: CsvKind): Promise<CsvItem[]> {
  try {
    return await csvItems(bytes, fileName, kind);
  } catch (error) {
    if (error instanceof ParseError) return [];
    throw error;
  }
}

function divided(place: string, known: readonly string[], delimiter: string): Compared {
  if (known.includes(delimiter)) return { ...NOTHING_COMPARED, matched: [place] };
  const all = [...known, delimiter].map((one) => JSON.stringify(one)).join(', ');
  const why = `its cells are divided by ${JSON.stringify(delimiter)}`;
  return { ...NOTHING_COMPARED, differences: [differing(place, `[${all}]`, why)] };
}
