import { isLosslessNumber, type LosslessNumber, parse } from 'lossless-json';

/** A number as its digits stand in the text: no figure goes through a binary float. */
export { isLosslessNumber, type LosslessNumber };

export type Json = null | boolean | string | LosslessNumber | Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Throws `SyntaxError` for what is not JSON, or names a field of one object twice with different values. */
export function parseExactJson(text: string): Json {
  return parse(text) as Json;
}

/** JSON text again, every number digit by digit as it came. */
export function writeExactJson(value: Json): string {
  if (isLosslessNumber(value)) return value.toString();
  if (Array.isArray(value)) return `[${value.map(writeExactJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value as JsonObject).map(
      ([name, member]) => `${JSON.stringify(name)}:${writeExactJson(member)}`,
    );
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)
  );
}

/** Stands for a NUL, which PostgreSQL cannot hold. */
export const NUL_SIGN = '\u2400';

const ESCAPE = /\\(?:\\|u0000|u[dD][89a-fA-F][0-9a-fA-F]{2})/g;

/** PostgreSQL holds no NUL and no half of a pair of surrogates, which are all that is written as such an escape. */
export function storable(json: string): string {
  return json.replace(ESCAPE, (found) => {
    if (found === '\\\\') return found;
    return found === '\\u0000' ? NUL_SIGN : '\ufffd';
  });
}
