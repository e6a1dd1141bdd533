import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { readCalendarFile } from '../../../src/db/calendar-file.ts';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import { RATE_GROUPS } from '../../../src/domain/endpoint.ts';
import { silentLog } from '../../../src/domain/log.ts';
import { RESOURCE_NAMES } from '../../../src/domain/resource.ts';
import { createJikoClient, type JikoClientOptions } from '../../../src/extract/jiko-client.ts';
import { createLanding } from '../../../src/extract/landing.ts';
import { loadPrivateKey } from '../../../src/extract/private-key.ts';
import { type ProbeOutcome, runProbe } from '../../../src/jobs/probe/probe.ts';
import type { ProbeTools, Sample } from '../../../src/jobs/probe/probe-tools.ts';
import { type Profile, parseProfile } from '../../../src/transform/profile.ts';
import type { ProfileName, SimulatedJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { makeFolder } from '../../extract/support/client.ts';
import { realClock } from '../../extract/support/clocks.ts';

/** A profile as it stands in its file. */
export type Raw = Record<string, unknown>;

export function rawProfile(name: ProfileName): Raw {
  const file = new URL(`../../../profiles/${name}.yaml`, import.meta.url);
  return parse(readFileSync(file, 'utf8')) as Raw;
}

export function profileOf(raw: Raw): Profile {
  return parseProfile(stringify(raw), 'profile.yaml');
}

/** All the scopes that anything might need. */
export const SCOPE = [
  ...['pockets', 'transfers', 'reports', 'customer', 'team', 'agreements', 'onboarding'],
  ...['notifications', 'subscriptions'],
]
  .map((one) => `${one}.read`)
  .concat('reports.write')
  .join(' ');

const UNLIMITED = Object.fromEntries(RATE_GROUPS.map((group) => [group, 1e6]));

export async function clientOf(
  jiko: SimulatedJiko,
  profile: Profile,
  overrides: Partial<JikoClientOptions> = {},
) {
  const { sandbox } = jiko;
  return createJikoClient({
    apiUrl: sandbox.url,
    authUrl: sandbox.authUrl,
    clientId: sandbox.clientId,
    key: loadPrivateKey(sandbox.privateKeyPem ?? '', 'EdDSA'),
    scope: SCOPE,
    profile,
    landing: await createLanding({ folder: await makeFolder(), clock: realClock }),
    clock: realClock,
    log: silentLog,
    limits: UNLIMITED,
    retry: { retries: 2, minDelayMs: 5, maxDelayMs: 20, budgetMs: 2_000 },
    polling: { firstPauseMs: 20, pauseMaxMs: 100 },
    ...overrides,
  });
}

/** Two subscriptions, one of them switched off, and events that could not be delivered. */
export async function subscribe(jiko: SimulatedJiko): Promise<void> {
  const profile = profileOf(rawProfile(jiko.profile));
  const { fields, enabled, disabled } = profile.api.subscription;
  const client = await clientOf(jiko, profile, { scope: 'subscriptions.write' });
  const policy = {
    [fields.retry_on_status_codes[0]]: [503],
    [fields.backoff_coefficient[0]]: 2,
    [fields.maximum_attempts[0]]: 1,
    [fields.initial_interval_seconds[0]]: 0.5,
    [fields.maximum_interval_seconds[0]]: 1,
  };
  for (const status of [disabled, enabled]) {
    const body = {
      [fields.description[0]]: 'a test',
      [fields.events[0]]: Object.values(profile.api.event.types).map(([word]) => word),
      [fields.url[0]]: 'http://127.0.0.1:1/',
      [fields.shared_secret[0]]: 'a secret of sixteen and more',
      [fields.status[0]]: status[0],
      [fields.retry_policy[0]]: policy,
    };
    const { status: answered } = await client.ask({ method: 'POST', path: 'subscriptions', body });
    if (answered !== 201) throw new Error(`expected 201, got ${answered}`);
  }
  await fetch(`${jiko.sandbox.url}/_sandbox/events`, { method: 'POST' });
}

export interface Probed extends ProbeOutcome {
  readonly samples: readonly Sample[];
}

export async function probe(
  jiko: SimulatedJiko,
  profile: Profile,
  tools: Partial<ProbeTools> = {},
): Promise<Probed> {
  const samples: Sample[] = [];
  const outcome = await runProbe({
    client: await clientOf(jiko, profile),
    profile,
    resources: RESOURCE_NAMES,
    scope: SCOPE,
    date: parseBusinessDate(jiko.range.to),
    clock: realClock,
    timeZone: 'America/New_York',
    calendar: await readCalendarFile(),
    waiting: { firstPauseMs: 10, pauseMaxMs: 100, deadlineMs: 20_000 },
    keep: (sample) => void samples.push(sample),
    ...tools,
  });
  return { ...outcome, samples };
}
