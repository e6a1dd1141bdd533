import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import type { Clock } from '../../../src/domain/clock.ts';
import type { Log } from '../../../src/domain/log.ts';
import {
  createJikoClient,
  type JikoClient,
  type JikoClientOptions,
} from '../../../src/extract/jiko-client.ts';
import { createLanding } from '../../../src/extract/landing.ts';
import type { PlannedAsk, SettleHooks } from '../../../src/extract/planned-ask.ts';
import { loadPrivateKey } from '../../../src/extract/private-key.ts';
import type { ReportAsk } from '../../../src/extract/report-ask.ts';
import { parseProfile } from '../../../src/transform/profile.ts';
import { realClock } from './clocks.ts';
import { CLIENT_ID, type FakeJiko } from './fake-jiko.ts';

const profileFile = new URL('../../../profiles/jiko.yaml', import.meta.url);
const profile = parseProfile(await readFile(profileFile, 'utf8'), 'jiko.yaml');

export interface Recorded extends Log {
  readonly lines: string[];
}

export function recordingLog(): Recorded {
  const lines: string[] = [];
  const record = (event: string, fields?: object) =>
    void lines.push(`${event} ${JSON.stringify(fields ?? {})}`);
  return { lines, debug: record, info: record, warn: record, error: record };
}

export async function makeFolder(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'extract-')), 'landing');
}

/** A client for the fake, patient in milliseconds where the real one is in seconds. */
export async function makeClient(
  jiko: Pick<FakeJiko, 'url' | 'keyPem'>,
  overrides: Partial<JikoClientOptions> = {},
): Promise<JikoClient> {
  const clock: Clock = overrides.clock ?? realClock;
  return createJikoClient({
    apiUrl: jiko.url,
    authUrl: jiko.url,
    clientId: CLIENT_ID,
    key: loadPrivateKey(jiko.keyPem, 'EdDSA'),
    scope: 'reports.read reports.write',
    profile,
    landing: overrides.landing ?? (await createLanding({ folder: await makeFolder(), clock })),
    clock,
    log: recordingLog(),
    limits: { reports: 100_000, auth: 100_000, pockets: 100_000, trades: 100_000 },
    retry: { retries: 6, minDelayMs: 5, maxDelayMs: 40, budgetMs: 5_000 },
    polling: { firstPauseMs: 20, pauseMaxMs: 300 },
    timeouts: { callMs: 2_000, stallMs: 2_000, fileMs: 5_000 },
    ...overrides,
  });
}

export function askFor(date: string, pocket = 'pocket-1'): ReportAsk {
  return {
    reportType: 'BANK_STATEMENT_REPORT',
    format: 'CAMT053',
    pocketIds: [pocket],
    date: parseBusinessDate(date),
  };
}

export interface Diary<T extends PlannedAsk> extends SettleHooks<T> {
  readonly events: string[];
}

/** Hooks that write down what they were told, in order. */
export function diary<T extends PlannedAsk>(): Diary<T> {
  const events: string[] = [];
  return {
    events,
    beforeCreate: async () => void events.push('beforeCreate'),
    created: async (_planned, remote) => void events.push(`created ${remote.id}`),
    failed: async (_planned, reason) => void events.push(`failed ${reason.code} ${reason.message}`),
    late: async (_planned, id) => void events.push(`late ${id}`),
    landed: async (_planned, file) => void events.push(`landed ${file.sha256}`),
  };
}
