import { type ExecFileOptions, execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

import { PocketbookError } from '../../domain/errors.ts';

const execute = promisify(execFile);

/** The user that PostgreSQL runs as when we are root: it refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Accounts that exist on most machines, so that none has to be created. `postgres` first: what belongs to `nobody` is open to
 * every other program that had no better idea.
 */
const CANDIDATES = ['postgres', 'nobody'];

/** Null when the server can run as the user that we are. */
export async function chooseAccount(): Promise<Account | null> {
  if (!isRoot()) return null;
  for (const name of CANDIDATES) {
    const account = await lookUp(name);
    if (account !== null) return account;
  }
  throw new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `the embedded database cannot run as root, and there is no user ${CANDIDATES.join(' or ')} to run it as; ` +
      'run as another user or set DATABASE_URL',
    { retryable: false },
  );
}

/** The owner of the data, who alone may serve them. */
export async function ownerOf(dataFolder: string): Promise<Account | null> {
  if (!isRoot()) return null;
  const { uid, gid } = await stat(dataFolder);
  return { uid, gid };
}

/** Whether the account may pass through every folder on the way. The kernel is asked, as it also knows ACLs. */
export async function canEnter(folder: string, account: Account): Promise<boolean> {
  return execute('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], runAs(account)).then(
    () => true,
    () => false,
  );
}

/**
 * Spawn options of everything that comes from PostgreSQL: its own user, a folder that is open to all, and nothing of our
 * environment, in which PG… variables, secrets and a locale unknown to the binaries may stand.
 */
export function runAs(account: Account | null): ExecFileOptions & { env: NodeJS.ProcessEnv } {
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
  return { cwd: '/', env, ...(account ?? {}) };
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function lookUp(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([
      execute('id', ['-u', name]),
      execute('id', ['-g', name]),
    ]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}
