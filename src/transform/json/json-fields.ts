import { ValueError } from '../../domain/errors.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The fields of one JSON object by the profile's names. Throws `ValueError` naming the field. */
export class JsonFields {
  readonly #object: JsonObject;

  constructor(value: unknown) {
    if (!isObject(value)) throw new ValueError('a JSON object', describe(value));
    this.#object = value;
  }

  /** The value under the first of the names that is there; null counts as absent. */
  find(names: readonly string[]): unknown {
    const name = names.find((candidate) => Object.hasOwn(this.#object, candidate));
    return name === undefined ? null : (this.#object[name] ?? null);
  }

  text(names: readonly string[]): string | null {
    const value = this.find(names);
    if (value === null) return null;
    if (typeof value !== 'string') throw new ValueError(`${names[0]} as text`, describe(value));
    return value === '' ? null : value;
  }

  requiredText(names: readonly string[]): string {
    const text = this.text(names);
    if (text === null) throw new ValueError(`${names[0]}`, 'none');
    return text;
  }

  /** A text that decides nothing: a number is taken for its digits, and what has parts for none. */
  words(names: readonly string[]): string | null {
    const value = this.find(names);
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && value !== '' ? value : null;
  }

  /** The fields of other names than these, as JSON; null where there are none. */
  others(known: ReadonlySet<string>): string | null {
    const left = Object.entries(this.#object).filter(([name]) => !known.has(name));
    if (left.length === 0) return null;
    try {
      return JSON.stringify(Object.fromEntries(left));
    } catch {
      throw new ValueError('fields that are not nested too deeply', 'some that are');
    }
  }

  /** A whole number that JSON can carry without loss: beyond 2^53 the digits are gone before we see them. */
  integer(names: readonly string[]): bigint {
    const value = this.find(names);
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw new ValueError(`${names[0]} as a whole number`, describe(value));
    }
    return BigInt(value);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lists and objects only by name: writing out a deeply nested one would overflow the stack. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return JSON.stringify(value) ?? String(value);
}
