import type { KeyObject } from 'node:crypto';
import { chmodSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from '../../../src/cli/config.ts';
import {
  readOrMakeWebhookSecret,
  readWebhookSecret,
  watchWebhookSecrets,
} from '../../../src/cli/webhooks/webhook-secrets.ts';
import { recordingLog } from '../../extract/support/client.ts';

const SETTING = 'JIKO_WEBHOOK_SECRET_FILE';
const OLD = 'canary-old-secret-0123456789-0123456789';
const NEW = 'canary-new-secret-0123456789-0123456789';

let folder: string;
let files: { secret: string; next: string };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pocketbook-secrets-'));
  files = { secret: join(folder, 'secret'), next: join(folder, 'next') };
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
}

function watch(log = recordingLog()) {
  const { entities } = readSettings({
    JIKO_WEBHOOK_SECRET_FILE: files.secret,
    JIKO_WEBHOOK_NEXT_SECRET_FILE: files.next,
  });
  const [entity] = entities;
  if (entity === undefined) throw new TypeError('the environment speaks of one entity');
  const secrets = watchWebhookSecrets(entity, log);
  return { log, told: () => secrets().map((one: KeyObject) => one.export().toString()) };
}

test('a secret that is made has 32 random bytes, is for its owner alone, and is never made twice', () => {
  const made = readOrMakeWebhookSecret(files.secret, SETTING).reveal();
  expect(Buffer.from(made, 'base64url')).toHaveLength(32);
  expect(statSync(files.secret).mode & 0o777).toBe(0o600);
  expect(readOrMakeWebhookSecret(files.secret, SETTING).reveal()).toBe(made);
  expect(readOrMakeWebhookSecret(files.next, SETTING).reveal()).not.toBe(made);
  expect(() => readOrMakeWebhookSecret(join(folder, 'no', 'folder'), SETTING)).toThrow(
    /JIKO_WEBHOOK_SECRET_FILE: .* cannot be written \(ENOENT\)/,
  );
});

test.each([
  ['is too short', 'x'.repeat(31)],
  ['is empty', ''],
  ['is too long', 'x'.repeat(257)],
  ['has two lines', `${OLD}\n${NEW}`],
  ['has a character that a message would not be cleared of', `${OLD}!`],
])('a secret that %s is refused and not repeated', (_, text) => {
  write(files.secret, text);
  expect(() => readWebhookSecret(files.secret, SETTING)).toThrow(
    /^JIKO_WEBHOOK_SECRET_FILE: .*\/secret: expected 32 to 256 [^']*$/,
  );
});

test('a secret file that others can read is refused', () => {
  write(files.secret, OLD);
  chmodSync(files.secret, 0o640);
  expect(() => readWebhookSecret(files.secret, SETTING)).toThrow(/chmod 600/);
});

test('secrets that are changed over hold without a restart, from the first to the last step', () => {
  write(files.secret, `${OLD}\n`);
  const { told, log } = watch();
  expect(told()).toEqual([OLD]);
  write(files.next, NEW);
  expect(told().sort()).toEqual([NEW, OLD]);
  renameSync(files.next, files.secret);
  expect(told()).toEqual([NEW]);
  expect(log.lines.join()).not.toContain('canary');
});

test('a secret file that cannot be read any more leaves those from before in force, and is told once', () => {
  write(files.secret, OLD);
  const { told, log } = watch();
  rmSync(files.secret);
  expect([told(), told()]).toEqual([[OLD], [OLD]]);
  expect(log.lines).toHaveLength(1);
  expect(log.lines[0]).toMatch(/^webhook.secrets-unreadable .*cannot be read \(ENOENT\)/);
});

test('a secret file that was refused for its mode is read once that is mended, and told once until then', () => {
  write(files.secret, OLD);
  const { told, log } = watch();
  write(files.next, NEW);
  chmodSync(files.next, 0o644);
  expect([told(), told()]).toEqual([[OLD], [OLD]]);
  expect(log.lines).toHaveLength(1);
  expect(log.lines[0]).toMatch(/^webhook.secrets-unreadable .*chmod 600/);
  chmodSync(files.next, 0o600);
  expect(told().sort()).toEqual([NEW, OLD]);
});

test('a secret in memory does not show itself', () => {
  write(files.secret, OLD);
  const secret = readWebhookSecret(files.secret, SETTING);
  expect(`${secret} ${JSON.stringify({ secret })} ${inspect(secret)}`).not.toContain('canary');
});
