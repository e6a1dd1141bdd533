import { ValueError } from '../../domain/errors.ts';
import { dateParser } from '../csv/parse-csv-value.ts';

const COMMON = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'YYYY.MM.DD',
  'YYYYMMDD',
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'MM/DD/YYYY',
  'MM.DD.YYYY',
  'MM-DD-YYYY',
] as const;

/** Which formats are left when every date cell has been looked at. Days up to the twelfth leave more than one. */
export class DateFormats {
  #alive: { format: string; parse: (text: string) => unknown }[];
  #cells = 0;

  constructor(format: string) {
    this.#alive = [...new Set<string>([format, ...COMMON])].map((candidate) => {
      return { format: candidate, parse: dateParser(candidate) };
    });
  }

  /** An empty cell says nothing. */
  add(text: string): void {
    if (text === '') return;
    this.#cells++;
    this.#alive = this.#alive.filter(({ parse }) => isRead(parse, text));
  }

  candidates(): string[] {
    return this.#cells === 0 ? [] : this.#alive.map(({ format }) => format);
  }

  isEmpty(): boolean {
    return this.#cells === 0;
  }
}

function isRead(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}
