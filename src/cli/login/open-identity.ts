import { join } from 'node:path';
import { ConfigError } from '../../domain/errors.ts';
import type { Identity } from '../../extract/authorization.ts';
import { loadPrivateKey, loadSigningKey, type PrivateKey } from '../../extract/private-key.ts';
import { createTokenVault, type TokenVault } from '../../extract/token-vault.ts';
import type { EntitySettings, Settings } from '../config.ts';
import { systemClock } from '../system-clock.ts';
import { readPrivateFile } from './private-file.ts';

/** Who an entity is to Jiko, with its keys read. Speaks to nobody. Throws `ConfigError`. */
export function openIdentity(settings: Pick<Settings, 'home'>, entity: EntitySettings): Identity {
  const { authUrl, scope, isDpopOn } = entity;
  const keys = openKeys(entity);
  return {
    ...keys,
    authUrl,
    clientId: clientIdOf(entity),
    scope,
    isDpopOn,
    signing: openSigning(entity),
    vault: entity.grant === 'authorization_code' ? openVault(settings, entity) : undefined,
  };
}

/** Where the sign-in of an entity is kept. */
export function openVault(settings: Pick<Settings, 'home'>, entity: EntitySettings): TokenVault {
  const { key, nextKey } = openKeys(entity);
  return createTokenVault({
    folder: join(settings.home, 'tokens'),
    entityId: entity.entityId,
    clientId: clientIdOf(entity),
    authUrl: entity.authUrl,
    keys: nextKey === undefined ? [key] : [key, nextKey],
    clock: systemClock,
  });
}

interface Keys {
  readonly key: PrivateKey;
  readonly keyId?: string;
  readonly nextKey?: PrivateKey;
  readonly nextKeyId?: string;
}

function openKeys(entity: EntitySettings): Keys {
  const { keyAlg, keyId, nextPrivateKeyFile, nextKeyId } = entity;
  const next =
    nextPrivateKeyFile === null
      ? null
      : readPrivateFile(nextPrivateKeyFile, 'JIKO_NEXT_PRIVATE_KEY_FILE');
  return {
    key: loadPrivateKey(readKey(entity), keyAlg),
    ...(keyId === null ? {} : { keyId }),
    ...(next === null ? {} : { nextKey: loadPrivateKey(next) }),
    ...(nextKeyId === null ? {} : { nextKeyId }),
  };
}

function openSigning(entity: EntitySettings): Identity['signing'] {
  const { signing } = entity;
  if (signing === null) return undefined;
  const { keyFile, keyId } = signing;
  const pem = keyFile === null ? readKey(entity) : readPrivateFile(keyFile, 'JIKO_SIGN_KEY_FILE');
  return { key: loadSigningKey(pem), keyId };
}

/** The text of the private key. Refuses a file that others on this machine could read. */
export function readKey({ privateKeyFile }: EntitySettings): string {
  const file = required(privateKeyFile, 'JIKO_PRIVATE_KEY_FILE', 'the PEM file of the private key');
  return readPrivateFile(file, 'JIKO_PRIVATE_KEY_FILE');
}

function clientIdOf({ clientId }: EntitySettings): string {
  return required(clientId, 'JIKO_CLIENT_ID', 'the client id that Jiko gave you');
}

function required(value: string | null, name: string, what: string): string {
  if (value === null) throw new ConfigError(`${name} is not set: expected ${what}`);
  return value;
}
