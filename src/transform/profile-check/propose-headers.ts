import { isCusipCheckDigitRight, parseCusip } from '../../domain/cusip.ts';
import { ValueError } from '../../domain/errors.ts';
import { difference } from '../csv/nearest-texts.ts';
import { isPocketId } from '../csv/parse-csv-value.ts';
import { headerKey } from '../profile.ts';
import { DateFormats } from './date-formats.ts';

export const DATE_COLUMNS: ReadonlySet<string> = new Set([
  'issue_date',
  'maturity_date',
  'trade_date',
  'settlement_date',
  'book_date',
  'pricing_date',
]);

const NUMBER_COLUMNS: ReadonlySet<string> = new Set([
  'price',
  'amount',
  'amount_cents',
  'quantity',
  'market_price',
  'market_value',
  'cost_value',
]);

/** Up to this part of its letters a header may differ to be taken for another spelling. */
const SPELLING_MAX = 0.4;
const NEAREST_MAX = 3;

/** A column of ours that no header of a sample goes by. */
export interface MissingColumn {
  readonly column: string;
  readonly required: boolean;
  readonly synonyms: readonly string[];
}

/** A header of a sample that no column of ours goes by, with the cell below it. */
export interface FreeHeader {
  readonly header: string;
  readonly place: number;
  readonly cell: string;
}

/**
 * Which header each missing column probably goes by: the spelling decides, among those whose first cell is of the right
 * sort. A column that is not required is only given a header that is spelt much like it.
 */
export function proposeHeaders(
  missing: readonly MissingColumn[],
  free: readonly FreeHeader[],
): Map<string, FreeHeader> {
  const pairs = missing.flatMap((column) =>
    likely(column, free).map((pair) => ({ column, ...pair })),
  );
  pairs.sort((left, right) => left.cost - right.cost);
  const proposed = new Map<string, FreeHeader>();
  const taken = new Set<number>();
  for (const { column, header } of pairs) {
    if (proposed.has(column.column) || taken.has(header.place)) continue;
    proposed.set(column.column, header);
    taken.add(header.place);
  }
  return proposed;
}

/** The headers that a missing column may go by, the likeliest first. */
export function nearestHeaders(column: MissingColumn, free: readonly FreeHeader[]): string[] {
  return likely(column, free)
    .slice(0, NEAREST_MAX)
    .map(({ header }) => header.header);
}

function likely(
  { column, required, synonyms }: MissingColumn,
  free: readonly FreeHeader[],
): { header: FreeHeader; cost: number }[] {
  const wanted = [column, ...synonyms].map(headerKey);
  return free
    .filter(({ cell }) => isOfSort(column, cell))
    .map((header) => {
      const key = headerKey(header.header);
      return { header, cost: Math.min(...wanted.map((text) => difference(text, key))) };
    })
    .filter(({ cost }) => required || cost <= SPELLING_MAX)
    .sort((left, right) => left.cost - right.cost);
}

/** An empty cell may be of any sort. */
function isOfSort(column: string, cell: string): boolean {
  if (cell === '') return true;
  if (column === 'pocket_id') return isPocketId(cell);
  if (column === 'cusip') return isCusip(cell);
  if (DATE_COLUMNS.has(column)) return isDate(cell);
  const isNumber = /^[-+(]?[\d.,]+[-)]?$/.test(cell);
  return NUMBER_COLUMNS.has(column) ? isNumber : !isDate(cell) && !isCusip(cell);
}

export function isDate(cell: string): boolean {
  const formats = new DateFormats('YYYY-MM-DD');
  formats.add(cell);
  return formats.candidates().length > 0;
}

/** Nine digits alone may as well be the number of an account. */
export function isCusip(cell: string): boolean {
  try {
    return isCusipCheckDigitRight(parseCusip(cell)) && /[A-Z]/.test(cell);
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}
