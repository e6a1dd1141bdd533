import {
  isJsonObject,
  isLosslessNumber,
  type Json,
  parseExactJson,
  writeExactJson,
} from '../json/exact-json.ts';
import { veiled } from './veil-text.ts';

const ITEMS_MAX = 3;

/**
 * JSON text of the same structure: every text veiled but those under `open` names, every figure of a number a one, of a
 * longer list the first three. Names of fields stay, unless they look like an id.
 */
export function veiledJson(value: Json, open: ReadonlySet<string>): string {
  return writeExactJson(veiledValue(value, open, false));
}

function veiledValue(value: Json, open: ReadonlySet<string>, isOpen: boolean): Json {
  if (isLosslessNumber(value)) return numberOf(value.toString());
  if (typeof value === 'string') return isOpen && isWord(value) ? value : veiled(value);
  if (Array.isArray(value)) {
    return value.slice(0, ITEMS_MAX).map((item) => veiledValue(item, open, isOpen));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      /\d{4,}/.test(name) ? veiled(name) : name,
      veiledValue(member, open, open.has(name)),
    ]),
  );
}

/** A word of a short list; what a person wrote has blanks, and what identifies has figures. */
function isWord(text: string): boolean {
  return /^[A-Za-z][A-Za-z_-]{0,39}$/.test(text);
}

/** Of as many figures, so that its size and scale are seen. */
function numberOf(text: string): Json {
  return parseExactJson(text.replace(/\d/g, '1'));
}
