import { z } from 'zod';
import type { Profile } from '../profile.ts';
import { unprocessable } from './problem.ts';
import type { RetryPolicy, SubscriptionTerms } from './subscription-desk.ts';

const URL_MAX = 2083;
const SECRET_MIN = 16;

/** The body of a create call, with what is left out at its default; throws the 422 that names the field. */
export function parseSubscription(profile: Profile, body: unknown): SubscriptionTerms {
  const { fields } = profile.api.subscription;
  const given = parseChange(profile, body);
  const { events, url, sharedSecret } = given;
  if (events === undefined) throw missing(fields.events);
  if (url === undefined) throw missing(fields.url);
  if (sharedSecret === undefined) throw missing(fields.shared_secret);
  return {
    description: '',
    isEnabled: true,
    retryPolicy: null,
    ...given,
    events,
    url,
    sharedSecret,
  };
}

/** The same for a change, in which everything may be left out. */
export function parseChange(profile: Profile, body: unknown): Partial<SubscriptionTerms> {
  const { fields, enabled, disabled } = profile.api.subscription;
  const object = z.record(z.string(), z.unknown()).safeParse(body);
  if (!object.success) throw unprocessable(['body'], 'Input should be a valid object', 'dict_type');
  const known: Record<string, (value: unknown) => Partial<SubscriptionTerms>> = {
    [fields.description]: (value) => ({ description: textOf(fields.description, value, 0) }),
    [fields.events]: (value) => ({ events: eventsOf(profile, value) }),
    [fields.url]: (value) => ({ url: urlOf(fields.url, value) }),
    [fields.shared_secret]: (value) => ({
      sharedSecret: textOf(fields.shared_secret, value, SECRET_MIN),
    }),
    [fields.status]: (value) => {
      if (value === enabled || value === disabled) return { isEnabled: value === enabled };
      throw refused([fields.status], `Input should be '${enabled}' or '${disabled}'`, 'enum');
    },
    [fields.retry_policy]: (value) => ({ retryPolicy: policyOf(profile, value) }),
  };
  return Object.assign(
    {},
    ...Object.entries(object.data).map(([field, value]) => {
      const parse = known[field];
      if (parse) return parse(value);
      throw refused([field], 'Extra inputs are not permitted', 'extra_forbidden');
    }),
  );
}

function textOf(field: string, value: unknown, lengthMin: number): string {
  if (typeof value !== 'string') {
    throw refused([field], 'Input should be a valid string', 'string_type');
  }
  if (value.length >= lengthMin) return value;
  const message = `String should have at least ${lengthMin} characters`;
  throw refused([field], message, 'string_too_short');
}

function urlOf(field: string, value: unknown): string {
  const url = textOf(field, value, 1);
  if (url.length > URL_MAX) {
    throw refused([field], `URL should have at most ${URL_MAX} characters`, 'url_too_long');
  }
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw refused([field], 'Input should be a valid URL', 'url_parsing');
}

function eventsOf(profile: Profile, value: unknown): string[] {
  const { events } = profile.api.subscription.fields;
  const parsed = z.array(z.string()).safeParse(value);
  if (!parsed.success) throw refused([events], 'Input should be a valid list', 'list_type');
  if (parsed.data.length === 0) {
    throw refused([events], 'List should have at least 1 item', 'too_short');
  }
  const words: readonly string[] = Object.values(profile.api.event.types);
  const unknown = parsed.data.findIndex((word) => !words.includes(word));
  if (unknown < 0) return [...new Set(parsed.data)];
  throw refused([events, unknown], `Input should be one of ${words.join(', ')}`, 'enum');
}

function policyOf(profile: Profile, value: unknown): RetryPolicy | null {
  if (value === null) return null;
  const { fields } = profile.api.subscription;
  const shape = z.strictObject({
    [fields.retry_on_status_codes]: z.array(z.int()),
    [fields.backoff_coefficient]: z.number().min(1),
    [fields.maximum_attempts]: z.int().min(1),
    [fields.initial_interval_seconds]: z.number().positive(),
    [fields.maximum_interval_seconds]: z.number().positive(),
  });
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.map(String) ?? [];
    throw refused([fields.retry_policy, ...path], 'Input should be valid');
  }
  const told = <T>(field: string) => parsed.data[field] as T;
  return {
    retryOnStatusCodes: told<number[]>(fields.retry_on_status_codes),
    backoffCoefficient: told<number>(fields.backoff_coefficient),
    maximumAttempts: told<number>(fields.maximum_attempts),
    initialIntervalSeconds: told<number>(fields.initial_interval_seconds),
    maximumIntervalSeconds: told<number>(fields.maximum_interval_seconds),
  };
}

function missing(field: string): Error {
  return refused([field], 'Field required', 'missing');
}

function refused(place: readonly (string | number)[], message: string, type?: string): Error {
  return unprocessable(['body', ...place], message, type);
}
