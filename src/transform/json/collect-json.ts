import { ParseError, ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { textOfBytes } from '../text-of-bytes.ts';
import { type Json, parseExactJson } from './exact-json.ts';

/** JSON is read in one piece; a month of trades is a few megabytes. */
const JSON_MAX = 32 * 1_048_576;
/** Short values take many times their text in memory: `[],` some forty bytes. A trade has about twenty. */
const VALUES_MAX = 2_000_000;

const COMMA = 0x2c;
const LIST = 0x5b;
const OBJECT = 0x7b;
const LIST_END = 0x5d;
const OBJECT_END = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Answers have less than ten. */
const DEPTH_MAX = 500;

/** The value of a whole JSON file, every number as its digits stand there. Throws `ParseError` with line and column. */
export async function collectExactJson(bytes: Bytes, fileName: string): Promise<Json> {
  const text = await collectText(bytes, fileName);
  if (isTooDeep(text)) throw tooDeep(fileName);
  try {
    return parseExactJson(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ParseError(placeOf(fileName, text, message), 'expected JSON that is whole', error);
  }
}

/** The reader goes down a level of its stack for each one of the text; how far it could go is not the same each time. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code === QUOTE) isInText = !isInText;
    else if (isInText && code === BACKSLASH) place++;
    else if (!isInText && (code === LIST || code === OBJECT) && ++depth > DEPTH_MAX) return true;
    else if (!isInText && (code === LIST_END || code === OBJECT_END)) depth--;
  }
  return false;
}

function tooDeep(file: string): ParseError {
  const place = { file, line: 1, column: 1, locator: '' };
  return new ParseError(place, `expected JSON of at most ${DEPTH_MAX} levels, got more`);
}

async function collectText(bytes: Bytes, file: string): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  let values = 0;
  try {
    for await (const part of textOfBytes(bytes, 'UTF-8')) {
      length += part.length;
      if (length > JSON_MAX) throw new ValueError(`at most ${JSON_MAX} characters`, 'more');
      values += valuesIn(part);
      if (values > VALUES_MAX) throw new ValueError(`at most ${VALUES_MAX} values`, 'more');
      parts.push(part);
    }
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ParseError({ file, ...endOf(parts.join('')), locator: '' }, error.message, error);
  }
  return parts.join('');
}

/** At most this many values begin in a piece of JSON: one after each comma and opening bracket. */
function valuesIn(part: string): number {
  let count = 0;
  for (let place = 0; place < part.length; place++) {
    const code = part.charCodeAt(place);
    if (code === COMMA || code === LIST || code === OBJECT) count++;
  }
  return count;
}

/** Parsers tell the offset, unless the text ended too early. */
function placeOf(file: string, text: string, message: string) {
  const [, offset] = /at position (\d+)/.exec(message) ?? [];
  return {
    file,
    ...endOf(offset === undefined ? text : text.slice(0, Number(offset))),
    locator: '',
  };
}

function endOf(text: string): { line: number; column: number } {
  const lines = text.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
