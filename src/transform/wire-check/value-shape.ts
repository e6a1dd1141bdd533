import type { FieldKind } from '../../domain/resource.ts';
import { isPocketId } from '../csv/parse-csv-value.ts';
import { isJsonObject, isLosslessNumber, type Json } from '../json/exact-json.ts';

export type WantedKind = FieldKind | 'rows' | 'id' | 'url';

const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const URL_START = /^https?:\/\//;
const WORD_MAX = 40;

/** Could this value be of that kind? Null could be of any. */
export function couldBe(kind: WantedKind, value: Json): boolean {
  if (value === null) return true;
  switch (kind) {
    case 'rows':
      return Array.isArray(value);
    case 'nested':
      return Array.isArray(value) || isJsonObject(value);
    case 'money':
      return isAmount(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return isLosslessNumber(value) && /^-?\d+$/.test(value.toString());
    case 'decimal':
      return isLosslessNumber(value) || (typeof value === 'string' && DECIMAL.test(value));
    case 'id':
      return typeof value === 'string' ? isId(value) : isLosslessNumber(value);
    case 'date':
      return typeof value === 'string' && DATE.test(value);
    case 'instant':
      return typeof value === 'string' && INSTANT.test(value);
    case 'url':
      return typeof value === 'string' && URL_START.test(value);
    case 'secret':
      return typeof value === 'string';
    case 'word':
      return typeof value === 'string' && value.length <= WORD_MAX && isPlainText(value);
    case 'text':
      return typeof value === 'string' && isPlainText(value);
    default:
      return kind satisfies never;
  }
}

/** Jiko's `Amount`, whatever else it holds. */
export function isAmount(value: Json): boolean {
  return isJsonObject(value) && 'value' in value && 'currency' in value;
}

function isId(text: string): boolean {
  return /^[^\s/?#]{1,200}$/.test(text) && !DATE.test(text) && !INSTANT.test(text);
}

function isPlainText(text: string): boolean {
  return !DATE.test(text) && !INSTANT.test(text) && !isPocketId(text);
}
