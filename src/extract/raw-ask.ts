import { groupOf } from '../domain/customer-api.ts';
import type { PathName } from '../domain/endpoint.ts';
import type { RawCall } from './api.ts';
import { fillPath } from './fill-path.ts';
import type { WireApi } from './wire.ts';

/** A call of a path of the profile whose answer is wanted as it is. */
export interface RawAsk {
  readonly method: 'GET' | 'POST';
  readonly path: PathName;
  /** What fills the placeholders of the path. */
  readonly values?: Readonly<Record<string, string>>;
  /** By Jiko's names. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function rawCall(
  { paths }: WireApi,
  { method, path, values, query, body }: RawAsk,
  signal: AbortSignal | undefined,
): RawCall {
  return {
    name: path,
    kind: 'probe',
    group: groupOf(path),
    method,
    path: fillPath(paths[path], values),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    signal,
  };
}
