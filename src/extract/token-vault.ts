import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import { PocketbookError } from '../domain/errors.ts';
import { withFileLock } from './file-lock.ts';
import type { PrivateKey } from './private-key.ts';
import { replaceFile } from './replace-file.ts';
import { seal, unseal } from './seal.ts';
import { Secret } from './secret.ts';

/** What a person's sign-in left us, beside access tokens, which are never stored. */
export interface SignIn {
  /** Null: it was used up, and only a new sign-in helps. */
  readonly refreshToken: Secret | null;
  /** A refresh was sent and no reply has come, as far as this file knows. */
  readonly isAsked: boolean;
  readonly signedInAt: Date;
  readonly renewedAt: Date;
}

/** The file that keeps the refresh token of one entity and client, sealed under the client's keys. */
export interface TokenVault {
  readonly entityId: string;
  /** Nobody else looks at the file or writes it meanwhile, in no process. */
  exclusively<T>(work: (keeper: VaultKeeper) => Promise<T>): Promise<T>;
}

export interface VaultKeeper {
  /** Null where nobody has signed in. Throws AUTH_REJECTED where none of our keys opens the file. */
  read(): Promise<SignIn | null>;
  /** On disk when it resolves. */
  write(signIn: SignIn): Promise<void>;
  /** Was there anything to forget? */
  forget(): Promise<boolean>;
}

export interface VaultOptions {
  /** Made if it is not there, for this user alone. */
  readonly folder: string;
  readonly entityId: string;
  readonly clientId: string;
  readonly authUrl: string;
  /** Each of them opens what is written: a key can be changed without a new sign-in. */
  readonly keys: readonly PrivateKey[];
  readonly clock: Clock;
}

const PATIENCE_MS = 3 * 60_000;

export function createTokenVault(options: VaultOptions): TokenVault {
  const { folder, entityId, clock } = options;
  const file = join(folder, `${entityId}-${nameOf(options)}.json`);
  return {
    entityId,
    async exclusively(work) {
      await orFail(folder, async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await chmod(folder, 0o700);
      });
      return withFileLock(`${file}.lock`, clock, PATIENCE_MS, () => work(keeperOf(file, options)));
    },
  };
}

/** A client of another server, or another client of this one, has a file of its own. */
function nameOf({ clientId, authUrl }: VaultOptions): string {
  return createHash('sha256').update(`${authUrl} ${clientId}`).digest('hex').slice(0, 16);
}

function keeperOf(file: string, options: VaultOptions): VaultKeeper {
  const { keys, entityId, clientId, authUrl } = options;
  const purpose = `refresh token of ${entityId}: ${clientId} at ${authUrl}`;
  const write = (signIn: SignIn) =>
    orFail(file, async () => replaceFile(file, await seal(toText(signIn), keys, purpose)));
  return {
    write,
    async read() {
      const sealed = await readIfThere(file);
      if (sealed === null) return null;
      const opened = await unseal(sealed, keys, purpose);
      if (opened === null) throw sealedOtherwise(file, entityId);
      const signIn = fromText(opened.text);
      // So that the older key may go as soon as the newer has been seen once.
      if (!opened.isForAll) await write(signIn);
      return signIn;
    },
    async forget() {
      if ((await readIfThere(file)) === null) return false;
      await orFail(file, () => unlink(file));
      return true;
    },
  };
}

async function readIfThere(file: string): Promise<string | null> {
  return orFail(file, async () => {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  });
}

const storedShape = z.object({
  refresh_token: z
    .string()
    .transform((text) => new Secret(text))
    .nullable(),
  is_asked: z.boolean(),
  signed_in_at: z.coerce.date(),
  renewed_at: z.coerce.date(),
});

function toText({ refreshToken, isAsked, signedInAt, renewedAt }: SignIn): string {
  return JSON.stringify({
    refresh_token: refreshToken === null ? null : refreshToken.reveal(),
    is_asked: isAsked,
    signed_in_at: signedInAt,
    renewed_at: renewedAt,
  });
}

function fromText(text: string): SignIn {
  const stored = storedShape.parse(JSON.parse(text));
  return {
    refreshToken: stored.refresh_token,
    isAsked: stored.is_asked,
    signedInAt: stored.signed_in_at,
    renewedAt: stored.renewed_at,
  };
}

function sealedOtherwise(file: string, entityId: string): PocketbookError {
  return new PocketbookError(
    'AUTH_REJECTED',
    `${file}: expected a sign-in sealed under JIKO_PRIVATE_KEY_FILE or JIKO_NEXT_PRIVATE_KEY_FILE, neither opens it; run: pocketbook login --entity ${entityId}`,
    { retryable: false },
  );
}

async function orFail<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PocketbookError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    throw new PocketbookError('LANDING_FAILED', `${place}: cannot be read or written (${code})`, {
      retryable: false,
    });
  }
}
