import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import type { HttpAnswer } from './exchange.ts';

/** A JSON object of unknown fields; what is not asked for is never looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Something that came, and how to name it in a message: `report-requests list: items[3]`. */
export interface Received<T = unknown> {
  readonly value: T;
  readonly place: string;
}

const jsonObject = z.record(z.string(), z.unknown());

/** Throws ANSWER_INVALID, retryable: what is no JSON at all was written by something in between. */
export function parseJson(name: string, answer: HttpAnswer): Received {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(answer.body);
    return { value: JSON.parse(text), place: name };
  } catch {
    const type = answer.headers.get('content-type')?.split(';', 1)[0] ?? 'nothing of a known type';
    throw new PocketbookError(
      'ANSWER_INVALID',
      `${name}: expected JSON, got ${answer.body.byteLength} bytes of ${type.slice(0, 60)}`,
      { retryable: true, context: { call: name, status: answer.status } },
    );
  }
}

export function readObject({ value, place }: Received): Received<JsonObject> {
  return { value: readAs(value, jsonObject, place), place };
}

/** The field under the first of the names that is there. Throws ANSWER_INVALID naming the field. */
export function readField<T>(
  from: Received<JsonObject>,
  names: readonly string[],
  shape: z.ZodType<T>,
): Received<T> {
  const name = names.find((candidate) => from.value[candidate] !== undefined) ?? names[0] ?? '?';
  const place = `${from.place}${from.place.includes(': ') ? '.' : ': '}${name}`;
  return { value: readAs(from.value[name], shape, place), place };
}

function readAs<T>(value: unknown, shape: z.ZodType<T>, place: string): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  // zod tells types and paths, never the value itself.
  const within = issue === undefined || issue.path.length === 0 ? '' : `.${issue.path.join('.')}`;
  throw new PocketbookError(
    'ANSWER_INVALID',
    `${place}${within}: ${issue?.message ?? 'wrong shape'}; if Jiko's answer has changed, adapt the profile`,
    { retryable: false, context: { place } },
  );
}

/** An id as we may put it into a path: no separators, no blanks, no dots alone. Whole numbers count as text. */
export const idShape = z
  .union([z.string(), z.int().transform(String)])
  .refine((id) => /^(?!\.+$)[^\s/?#\\]{1,200}$/.test(id), { error: 'expected an id' });
