import { z } from 'zod';
import { type BusinessDate, parseBusinessDate } from '../domain/business-date.ts';
import { ValueError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { idShape, type JsonObject, type Received, readField, readObject } from './answer.ts';
import type { RequestedReportType, WireProfile, Words } from './wire.ts';

/** Jiko's side of a report that we asked for. */
export interface RemoteRequest {
  readonly id: string;
  /** null where the wire word is none of ours. */
  readonly type: RequestedReportType | null;
  /** null is all pockets, or not told. */
  readonly pocketIds: readonly string[] | null;
  /** null where the answer does not tell a readable one. */
  readonly range: DateRange | null;
  readonly state: 'running' | 'ready' | 'failed';
  /** The status as it came. */
  readonly statusWord: string;
  /** Empty until ready. */
  readonly reports: readonly RemoteReport[];
  /** Jiko's own words, shortened. */
  readonly error: string | null;
  /** By the server's clock; null where not told. */
  readonly createdAt: Date | null;
}

export interface RemoteReport {
  readonly id: string;
  /** null where not told. */
  readonly format: string | null;
}

export interface RemoteRequestReader {
  read(received: Received): RemoteRequest;
}

const textShape = z.string();
const optionalText = z.string().nullish();
const reportsShape = z.array(z.unknown()).nullish();
const pocketsShape = z.array(z.string()).nullish();

/** `onUnknownStatus` is called once a word: it counts as running, until the deadline. */
export function createRemoteRequestReader(
  profile: WireProfile,
  onUnknownStatus: (word: string) => void,
): RemoteRequestReader {
  const { fields } = profile.api.request;
  const stateOf = createStateReader(profile, onUnknownStatus);
  return {
    read(received) {
      const body = readObject(received);
      const optional = (names: Words) => readField(body, names, optionalText).value ?? null;
      const statusWord = readField(body, fields.status, textShape).value;
      const pockets = readField(body, fields.pocket_ids, pocketsShape).value ?? [];
      return {
        id: readField(body, fields.id, idShape).value,
        type: typeOf(profile, optional(fields.report_type)),
        pocketIds: pockets.length === 0 ? null : pockets,
        range: rangeOf(optional(fields.date), optional(fields.date_from), optional(fields.date_to)),
        state: stateOf(statusWord),
        statusWord,
        reports: reportsOf(body, profile),
        error: errorText(readField(body, fields.error, z.unknown()).value),
        createdAt: instantOf(optional(fields.created_at)),
      };
    },
  };
}

function createStateReader(profile: WireProfile, onUnknownStatus: (word: string) => void) {
  const { ready, failed, running } = profile.api.request;
  const told = new Set<string>();
  return (word: string): RemoteRequest['state'] => {
    const known = word.toUpperCase();
    if (ready.some((one) => one.toUpperCase() === known)) return 'ready';
    if (failed.some((one) => one.toUpperCase() === known)) return 'failed';
    if (!running.some((one) => one.toUpperCase() === known) && !told.has(known)) {
      told.add(known);
      onUnknownStatus(word.slice(0, 60));
    }
    return 'running';
  };
}

function typeOf(profile: WireProfile, word: string | null): RequestedReportType | null {
  const types = Object.keys(profile.reports) as RequestedReportType[];
  return types.find((type) => profile.reports[type].type === word) ?? null;
}

function rangeOf(date: string | null, from: string | null, to: string | null): DateRange | null {
  const first = dayOf(from ?? date);
  const last = dayOf(to ?? date);
  return first === null || last === null ? null : { from: first, to: last };
}

/** The list also holds what others asked for: a date that we cannot read is no reason to stop. */
function dayOf(text: string | null): BusinessDate | null {
  try {
    return text === null ? null : parseBusinessDate(text.slice(0, 10));
  } catch (error) {
    if (error instanceof ValueError) return null;
    throw error;
  }
}

function instantOf(text: string | null): Date | null {
  // Without an offset it would be read in this machine's zone.
  const isExact = text !== null && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text);
  const instant = new Date(isExact ? text : Number.NaN);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** Documented nowhere: a text, an object, or nothing. */
function errorText(told: unknown): string | null {
  if (told === undefined || told === null) return null;
  return (typeof told === 'string' ? told : JSON.stringify(told)).slice(0, 300);
}

function reportsOf(body: Received<JsonObject>, profile: WireProfile): readonly RemoteReport[] {
  const { fields } = profile.api.request;
  const reports = readField(body, fields.reports, reportsShape);
  return (reports.value ?? []).map((value, index) => {
    const report = readObject({ value, place: `${reports.place}[${index}]` });
    return {
      id: readField(report, fields.report_id, idShape).value,
      format: readField(report, fields.report_format, optionalText).value ?? null,
    };
  });
}
