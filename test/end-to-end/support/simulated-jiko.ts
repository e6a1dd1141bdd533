import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/start.ts';
import { type BusinessDate, parseBusinessDate } from '../../../src/domain/business-date.ts';
import type { DateRange } from '../../../src/domain/report.ts';

export type ProfileName = 'jiko' | 'alternate';

/** The sandbox, in a hurry, and how to reach it. */
export interface SimulatedJiko {
  readonly sandbox: Sandbox;
  readonly profile: ProfileName;
  readonly range: DateRange;
  /** The JIKO_… settings, and nothing else. */
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface SimulatedJikoOptions extends Omit<SandboxOptions, 'profileFile'> {
  readonly profile?: ProfileName;
}

export async function startJiko({
  profile = 'jiko',
  ...options
}: SimulatedJikoOptions): Promise<SimulatedJiko> {
  const folder = await mkdtemp(join(tmpdir(), 'pocketbook-jiko-'));
  const sandbox = await startSandbox({
    profileFile: fileURLToPath(new URL(`../../../profiles/${profile}.yaml`, import.meta.url)),
    keyFile: join(folder, 'client-key.pem'),
    keyAlgorithm: 'EdDSA',
    readyAfterMs: [5, 30],
    rateLimit: { perMinute: 1_000_000 },
    ...options,
  });
  return {
    sandbox,
    profile,
    range: { from: parseBusinessDate(options.from), to: parseBusinessDate(options.to) },
    settings: {
      JIKO_API_URL: sandbox.url,
      JIKO_AUTH_URL: sandbox.authUrl,
      JIKO_CLIENT_ID: sandbox.clientId,
      JIKO_PRIVATE_KEY_FILE: join(folder, 'client-key.pem'),
      JIKO_KEY_ALG: 'EdDSA',
      JIKO_PROFILE: profile,
    },
    async stop() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function days(from: string, to: string): DateRange {
  return { from: parseBusinessDate(from), to: parseBusinessDate(to) };
}

export function day(text: string): BusinessDate {
  return parseBusinessDate(text);
}
