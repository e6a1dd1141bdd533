import { type Decimal, parseDecimal } from '../../domain/decimal.ts';
import { ParseError, ValueError } from '../../domain/errors.ts';
import type { CsvColumns } from './csv-columns.ts';
import type { CsvRecord } from './csv-records.ts';

const IS_ZERO = /^[0.]*$/;
const WHOLE_NUMBER = /^(\d{1,18})(?:\.0+)?$/;
const SIGNED_WHOLE_NUMBER = /^(-?\d{1,18})(?:\.0+)?$/;

/**
 * One record, its cells by name. Remembers the cell asked for last, so that whatever is wrong with its text can be placed.
 * One object serves all rows of a file.
 */
export class CsvRow<Name extends string> {
  readonly #file: string;
  readonly #columns: CsvColumns<Name>;
  /** What stands in JSON before each unknown cell; no object with the headers as keys, since one may be `__proto__`. */
  readonly #extraKeys: readonly string[];
  #record: CsvRecord = { line: 0, fields: [] };
  #asked: Name | null = null;

  constructor(file: string, columns: CsvColumns<Name>) {
    this.#file = file;
    this.#columns = columns;
    this.#extraKeys = columns.unknown.map(({ header, place }) => {
      const name = header.trim() === '' ? `column ${place + 1}` : header;
      return `${JSON.stringify(name)}:`;
    });
  }

  /** `map` of this record; throws `ParseError` with line and column for every `ValueError` in it. */
  read<Row>(record: CsvRecord, map: (cells: this) => Row): Row {
    this.#record = record;
    this.#asked = null;
    try {
      this.#refuseWidth();
      return map(this);
    } catch (error) {
      if (error instanceof ValueError) throw this.#placed(error);
      throw error;
    }
  }

  locator(): string {
    return `line ${this.#record.line}`;
  }

  /** The first cell, whatever it means. */
  first(): string {
    return this.#record.fields[0] ?? '';
  }

  /** The cells under headers that mean nothing to us, as a JSON object of texts; null where there are none. */
  extra(): string | null {
    const { unknown } = this.#columns;
    if (unknown.length === 0) return null;
    const members = unknown.map(
      ({ place }, index) =>
        `${this.#extraKeys[index]}${JSON.stringify(this.#record.fields[place] ?? '')}`,
    );
    return `{${members.join(',')}}`;
  }

  /** As it came; empty where the file has no such column. */
  raw(name: Name): string {
    this.#asked = name;
    const index = this.#columns.index[name];
    return index < 0 ? '' : (this.#record.fields[index] ?? '');
  }

  /** Without blanks around it; null where there is nothing. */
  text(name: Name): string | null {
    const text = this.raw(name).trim();
    return text === '' ? null : text;
  }

  required(name: Name): string {
    const text = this.text(name);
    if (text === null) throw new ValueError('a value', '');
    return text;
  }

  optional<Value>(name: Name, parse: (text: string) => Value): Value | null {
    const text = this.raw(name);
    return text === '' ? null : parse(text);
  }

  decimal(name: Name, scaleMax: number): Decimal {
    return parseDecimal(this.raw(name), scaleMax);
  }

  positive(name: Name, scaleMax: number): Decimal {
    const decimal = this.decimal(name, scaleMax);
    if (decimal.startsWith('-') || IS_ZERO.test(decimal)) {
      throw new ValueError('a positive number', decimal);
    }
    return decimal;
  }

  notNegative(name: Name, scaleMax: number): Decimal {
    const decimal = this.decimal(name, scaleMax);
    if (decimal.startsWith('-')) throw new ValueError('no negative amount', decimal);
    return decimal;
  }

  /** `12` and `12.00` are whole. */
  wholeNumber(name: Name): bigint {
    return this.#whole(name, WHOLE_NUMBER);
  }

  signedWholeNumber(name: Name): bigint {
    return this.#whole(name, SIGNED_WHOLE_NUMBER);
  }

  #whole(name: Name, pattern: RegExp): bigint {
    const text = this.raw(name);
    const [, digits] = pattern.exec(text) ?? [];
    if (digits === undefined) throw new ValueError('a whole number', text);
    return BigInt(digits);
  }

  #refuseWidth(): void {
    const { length } = this.#record.fields;
    const { width } = this.#columns;
    if (length !== width) throw new ValueError(`${width} columns`, String(length));
  }

  #placed(error: ValueError): ParseError {
    const column = this.#asked === null ? 1 : this.#columns.index[this.#asked] + 1;
    const place = { file: this.#file, line: this.#record.line, column: Math.max(1, column) };
    return new ParseError({ ...place, locator: this.#asked ?? '' }, error.message, error);
  }
}
