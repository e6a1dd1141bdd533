import { isJsonObject, isLosslessNumber, type Json } from '../json/exact-json.ts';

/** One thing that a server says is wrong with what it was sent. */
export interface Complaint {
  /** `query`, `body` or `path`, and the way to the place. */
  readonly loc: readonly string[];
  readonly message: string;
  /** The server does not know what it was sent, as opposed to what is in it. */
  readonly isUnknownName: boolean;
  /** Something that was not sent is needed. */
  readonly isMissing: boolean;
}

const MESSAGE_MAX = 300;

/** What FastAPI says in the `detail` of a 422, with or without `input` and `ctx`. Empty for any other body. */
export function readComplaints(body: Json): Complaint[] {
  const detail = isJsonObject(body) ? body['detail'] : undefined;
  return Array.isArray(detail) ? detail.flatMap(readComplaint) : [];
}

function readComplaint(item: Json): Complaint[] {
  if (!isJsonObject(item) || !Array.isArray(item['loc'])) return [];
  const type = typeof item['type'] === 'string' ? item['type'] : '';
  const message = typeof item['msg'] === 'string' ? item['msg'].slice(0, MESSAGE_MAX) : '';
  return [
    {
      loc: item['loc'].map(partOf),
      message,
      isUnknownName: type === 'extra_forbidden' || /extra inputs?|not permitted/i.test(message),
      isMissing: type === 'missing' || /field required/i.test(message),
    },
  ];
}

function partOf(part: Json): string {
  return typeof part === 'string' ? part : isLosslessNumber(part) ? part.toString() : '?';
}
