import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PocketbookError } from '../../domain/errors.ts';
import { type Account, runAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';

const execute = promisify(execFile);

const DRAFT = 'data.new-';

export const OWNER = 'pocketbook_owner';

export function isInitialised({ dataFolder }: Place): boolean {
  return existsSync(dataFolder);
}

/**
 * Creates the data folder, with `OWNER` as its superuser. Under another name at first: a folder called `data` is whole, however
 * often an earlier attempt was killed.
 */
export async function initialise(
  place: Place,
  binaries: Binaries,
  password: string,
): Promise<void> {
  const { root, account } = place;
  await removeDrafts(root);
  const draft = join(root, `${DRAFT}${process.pid}`);
  const passwordFile = join(root, `password-${process.pid}`);
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    await mkdir(draft, { mode: 0o700 });
    await give(account, passwordFile, draft);
    await runInitdb(place, binaries, draft, passwordFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, place.dataFolder);
}

/** Data of one major version cannot be served by another. */
export async function refuseOtherVersion(place: Place, { major }: Binaries): Promise<void> {
  const found = (await readFile(join(place.dataFolder, 'PG_VERSION'), 'utf8')).trim();
  if (found === String(major)) return;
  throw new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `the embedded database in ${place.dataFolder} was made by PostgreSQL ${found}, and this is PostgreSQL ${major}; ` +
      'move the folder away and replay',
    { retryable: false, context: { dataFolder: place.dataFolder } },
  );
}

export async function give(account: Account | null, ...paths: string[]): Promise<void> {
  if (account === null) return;
  for (const path of paths) await chown(path, account.uid, account.gid);
}

/**
 * The locale is one that PostgreSQL brings along, so that text sorts alike on every machine and no index breaks when the
 * system's library changes its mind.
 */
async function runInitdb(
  { account }: Place,
  { folder }: Binaries,
  draft: string,
  passwordFile: string,
): Promise<void> {
  const options = [
    `--pgdata=${draft}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await execute(join(folder, 'bin', 'initdb'), options, runAs(account));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PocketbookError(
      'DATABASE_UNAVAILABLE',
      `the embedded database could not be created: ${reason}`,
      { retryable: false, context: { draft }, cause },
    );
  }
}

/** An initdb whose parent was killed may still be writing; then some of it stays until the next time. */
async function removeDrafts(root: string): Promise<void> {
  const names = await readdir(root);
  const drafts = names.filter((name) => name.startsWith(DRAFT) || /^password-\d+$/.test(name));
  for (const name of drafts) {
    await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}
