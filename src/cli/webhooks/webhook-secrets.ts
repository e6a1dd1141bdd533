import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../../domain/errors.ts';
import type { Log } from '../../domain/log.ts';
import { Secret } from '../../extract/secret.ts';
import type { EntitySettings } from '../config.ts';
import { readPrivateFile } from '../login/private-file.ts';

export const SECRET_SETTING = 'JIKO_WEBHOOK_SECRET_FILE';
export const NEXT_SECRET_SETTING = 'JIKO_WEBHOOK_NEXT_SECRET_FILE';

/** Random bytes of a secret that is made here; in the file they are 43 characters. */
const SECRET_BYTES = 32;

/**
 * The shared secret that a file holds. At least 32 bytes, of characters that messages of a server that echoes them
 * are cleared of. Throws `ConfigError` for a file that is missing, open to others, or holds anything else.
 */
export function readWebhookSecret(file: string, setting: string): Secret {
  const text = readPrivateFile(file, setting).trim();
  if (/^[\w.~+/=-]{32,256}$/.test(text)) return new Secret(text);
  throw new ConfigError(
    `${setting}: ${file}: expected 32 to 256 letters, digits or any of . ~ + / = _ - on one line`,
  );
}

/** Reads the secret, or makes one that nobody else can read where there is no file yet. */
export function readOrMakeWebhookSecret(file: string, setting: string): Secret {
  try {
    const text = randomBytes(SECRET_BYTES).toString('base64url');
    writeFileSync(file, `${text}\n`, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    if (code !== 'EEXIST') {
      throw new ConfigError(`${setting}: ${file} cannot be written (${code})`, error);
    }
  }
  return readWebhookSecret(file, setting);
}

/**
 * The secrets in force whenever they are asked for: the current one, and the next while there is one. The files are read
 * again when they have changed; what cannot be read then leaves those from before in force.
 */
export function watchWebhookSecrets(
  { entityId, webhookSecretFile, webhookNextSecretFile }: EntitySettings,
  log: Log,
): () => readonly KeyObject[] {
  // The next one first: it may be moved into the place of the current one in between.
  const files: [string | null, string][] = [
    [webhookNextSecretFile, NEXT_SECRET_SETTING],
    [webhookSecretFile, SECRET_SETTING],
  ];
  const read = () =>
    files.flatMap(([file, setting]) =>
      file === null || isMissing(file, setting) ? [] : [keyOf(readWebhookSecret(file, setting))],
    );
  let seen = stateOf(files);
  let secrets = read();
  let complained = '';
  return () => {
    const state = stateOf(files);
    if (state === seen) return secrets;
    try {
      secrets = read();
      seen = state;
      complained = '';
      log.info('webhook.secrets-read', { entity: entityId, secrets: secrets.length });
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      // Tried again with every event, told once.
      if (`${state} ${reason}` === complained) return secrets;
      complained = `${state} ${reason}`;
      log.error('webhook.secrets-unreadable', { entity: entityId, reason });
    }
    return secrets;
  };
}

/** Only the next one may be missing. */
function isMissing(file: string, setting: string): boolean {
  return setting === NEXT_SECRET_SETTING && statOf(file) === undefined;
}

function keyOf(secret: Secret): KeyObject {
  return createSecretKey(secret.reveal(), 'utf8');
}

/** By the time of change, which a `chmod` moves, unlike that of the content. */
function stateOf(files: readonly (readonly [string | null, string])[]): string {
  return files
    .map(([file]) => (file === null ? undefined : statOf(file)))
    .map((found) => (found === undefined ? '-' : `${found.ino} ${found.ctimeMs} ${found.size}`))
    .join(', ');
}

function statOf(file: string) {
  return statSync(file, { throwIfNoEntry: false });
}
