import { type Decimal, fromScaled, toScaled } from '../../domain/decimal.ts';
import { ParseError, ValueError } from '../../domain/errors.ts';

const CENTS_SCALE = 2;
const CURRENCY = /^[A-Z]{3}$/;

type AmountColumn = 'amount' | 'amount_cents';

/** What a row of any file with amounts can be asked. */
interface CashCells {
  raw(name: AmountColumn): string;
  text(name: 'currency'): string | null;
  decimal(name: AmountColumn, scaleMax: number): Decimal;
}

interface CashFile {
  readonly layout: { readonly columns: Synonyms | readonly string[] };
  readonly columns: { readonly index: Readonly<Record<AmountColumn, number>> };
}

type Synonyms = Readonly<Partial<Record<AmountColumn, readonly string[]>>>;

/** Reads the amount of a row from whichever column the file has: `amount` in dollars, or `amount_cents` in whole cents. */
export function cashReader(
  file: string,
  { layout, columns }: CashFile,
): (cells: CashCells) => Decimal {
  const hasDollars = columns.index.amount >= 0;
  const hasCents = columns.index.amount_cents >= 0;
  if (hasDollars === hasCents) throw refuse(file, layout.columns, hasDollars ? 'both' : 'neither');
  if (hasDollars) return (cells) => cells.decimal('amount', CENTS_SCALE);
  return (cells) => fromScaled(toScaled(cells.decimal('amount_cents', 0), 0), CENTS_SCALE);
}

/** Jiko speaks of dollars where it does not say. Throws `ValueError` for what is no currency. */
export function currencyOf(cells: CashCells): string {
  const currency = cells.text('currency') ?? 'USD';
  if (!CURRENCY.test(currency)) throw new ValueError('a currency of three letters', currency);
  return currency;
}

function refuse(file: string, columns: CashFile['layout']['columns'], found: string): ParseError {
  const place = { file, line: 1, column: 1, locator: 'header' };
  return new ParseError(
    place,
    `expected one column for the amount, ${wanted(columns)}, got ${found}`,
  );
}

function wanted(columns: CashFile['layout']['columns']): string {
  if (!('amount' in columns || 'amount_cents' in columns)) return 'amount or amount_cents';
  const headers = [...(columns.amount ?? []), ...(columns.amount_cents ?? [])];
  return headers.map((header) => `'${header}'`).join(' or ');
}
