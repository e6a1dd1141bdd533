import { ValueError } from '../../domain/errors.ts';
import {
  isJsonObject,
  isLosslessNumber,
  type Json,
  type JsonObject,
  NUL_SIGN,
  storable,
  writeExactJson,
} from './exact-json.ts';

/** The fields of one JSON object by the profile's names. Throws `ValueError` naming the field. */
export class JsonFields {
  readonly #object: JsonObject;

  constructor(value: Json) {
    if (!isJsonObject(value)) throw new ValueError('a JSON object', describe(value));
    this.#object = value;
  }

  /** The value under the first of the names that is there; null counts as absent. */
  find(names: readonly string[]): Json {
    const name = names.find((candidate) => Object.hasOwn(this.#object, candidate));
    return name === undefined ? null : (this.#object[name] ?? null);
  }

  text(names: readonly string[]): string | null {
    const value = this.find(names);
    if (value === null) return null;
    if (typeof value !== 'string') throw new ValueError(`${names[0]} as text`, describe(value));
    if (value.includes('\0')) throw new ValueError(`${names[0]} without NUL`, describe(value));
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
    if (isLosslessNumber(value)) return value.toString();
    if (typeof value !== 'string' || value === '') return null;
    return value.replaceAll('\0', NUL_SIGN);
  }

  /** The fields of other names than these, as JSON; null where there are none. */
  others(known: ReadonlySet<string>): string | null {
    const left = Object.entries(this.#object).filter(([name]) => !known.has(name));
    if (left.length === 0) return null;
    try {
      return storable(writeExactJson(Object.fromEntries(left)));
    } catch {
      throw new ValueError('fields that are not nested too deeply', 'some that are');
    }
  }

  /** A whole number, written as one. */
  integer(names: readonly string[]): bigint {
    const value = this.find(names);
    if (!isLosslessNumber(value) || !WHOLE.test(value.toString())) {
      throw new ValueError(`${names[0]} as a whole number`, describe(value));
    }
    return BigInt(value.toString());
  }
}

const WHOLE = /^-?\d{1,18}$/;

/** Lists and objects only by name: writing out a deeply nested one would overflow the stack. */
function describe(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  return isJsonObject(value) ? 'an object' : writeExactJson(value);
}
