import { type BusinessDate, parseBusinessDate } from '../../domain/business-date.ts';
import { fromScaled, parseDecimal } from '../../domain/decimal.ts';
import { ValueError } from '../../domain/errors.ts';
import type { FieldKind } from '../../domain/resource.ts';
import { isJsonObject, isLosslessNumber, type Json, writeExactJson } from '../json/exact-json.ts';

export type Tell = (locator: string, message: string) => void;

const CENTS_SCALE = 2;
const DECIMAL_SCALE_MAX = 18;
/** Offsets as far as PostgreSQL takes them: less than sixteen hours. */
const INSTANT =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-](?:0\d|1[0-5]):?[0-5]\d)$/;
const WHOLE = /^-?\d{1,18}$/;

/**
 * One value by our name, as JSON text: money becomes two members, the amount as decimal text and `…_currency`. Throws
 * `ValueError` for what is not of the kind.
 */
export function readValue(
  name: string,
  value: Json,
  kind: FieldKind,
): Readonly<Record<string, string>> {
  switch (kind) {
    case 'secret':
      return {};
    case 'nested':
      return { [name]: writeExactJson(value) };
    case 'money':
      return readMoney(name, value);
    case 'boolean':
      if (typeof value !== 'boolean') throw new ValueError('true or false', writeExactJson(value));
      return { [name]: String(value) };
    case 'integer':
    case 'decimal':
    case 'text':
    case 'word':
    case 'date':
    case 'instant':
      return { [name]: JSON.stringify(readText(scalar(value), kind)) };
    default:
      return kind satisfies never;
  }
}

function readText(
  text: string,
  kind: 'integer' | 'decimal' | 'text' | 'word' | 'date' | 'instant',
): string {
  switch (kind) {
    case 'integer':
      if (!WHOLE.test(text)) throw new ValueError('a whole number', text);
      return text;
    case 'decimal':
      return parseDecimal(text, DECIMAL_SCALE_MAX);
    case 'date':
      return readDay(text.slice(0, INSTANT.test(text) ? 10 : undefined));
    case 'instant':
      if (!INSTANT.test(text) || Number.isNaN(Date.parse(text))) {
        throw new ValueError('an instant with its offset', text);
      }
      readDay(text.slice(0, 10));
      return text;
    case 'text':
    case 'word':
      return text;
    default:
      return kind satisfies never;
  }
}

/** `Date` takes 30 February for 2 March, and PostgreSQL knows no year 0: neither may get into a view. */
function readDay(text: string): BusinessDate {
  if (text.startsWith('0000')) throw new ValueError('a day of our era', text);
  return parseBusinessDate(text);
}

function scalar(value: Json): string {
  if (typeof value === 'string') return value;
  if (isLosslessNumber(value)) return value.toString();
  if (typeof value === 'boolean') return String(value);
  throw new ValueError('a single value', isJsonObject(value) ? 'an object' : 'a list');
}

/** Jiko's `Amount` counts cents; its `formatted` is for people and is never read. */
function readMoney(name: string, value: Json): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) throw new ValueError('an amount', writeExactJson(value));
  const cents = value['value'];
  const currency = value['currency'] ?? 'USD';
  if (!isLosslessNumber(cents) || !WHOLE.test(cents.toString())) {
    throw new ValueError('an amount in whole cents', writeExactJson(cents ?? null));
  }
  if (currency !== 'USD') throw new ValueError('an amount in USD', writeExactJson(currency));
  return {
    [name]: JSON.stringify(fromScaled(BigInt(cents.toString()), CENTS_SCALE)),
    [`${name}_currency`]: '"USD"',
  };
}
