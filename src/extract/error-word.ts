import { z } from 'zod';
import { parseJson, readField, readObject } from './answer.ts';
import type { HttpAnswer } from './exchange.ts';

/**
 * RFC 6749, 5.2: the reason of a refusal stands in `error`. Null where there is none. Only that word is ever passed on:
 * the description may quote what it was sent.
 */
export function errorWord(answer: HttpAnswer): string | null {
  try {
    const body = readObject(parseJson('token', answer));
    return readField(body, ['error'], z.string().regex(/^[a-z_]{1,40}$/)).value;
  } catch {
    return null;
  }
}
