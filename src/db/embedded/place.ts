import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { PocketbookError } from '../../domain/errors.ts';
import type { Log } from '../../domain/log.ts';
import { type Account, canEnter, chooseAccount, ownerOf } from './account.ts';

/** Where the parts of an embedded server lie, and as whom it runs. */
export interface Place {
  /** `<home>/postgres`: what the processes that use the server tell each other. */
  readonly control: string;
  /** What the server itself must reach; `control`, unless that is closed to it. */
  readonly root: string;
  readonly dataFolder: string;
  readonly account: Account | null;
}

const LASTING = '/var/lib/pocketbook';

/** To be called under the start lock. */
export async function findPlace(control: string, log: Log): Promise<Place> {
  const pointer = join(control, 'location');
  const pointed = await readFile(pointer, 'utf8').catch(() => null);
  const known = pointed === null ? control : await realpathOf(pointed.trim(), pointer);
  if (pointed !== null || existsSync(join(known, 'data'))) return placeOf(control, known);
  const account = await chooseAccount();
  if (account === null || (await canEnter(control, account))) {
    return { control, root: control, dataFolder: join(control, 'data'), account };
  }
  const root = await makeOutside(control, account, log);
  await writeFile(pointer, `${root}\n`);
  log.info('embedded.outside-of-home', { root });
  return { control, root, dataFolder: join(root, 'data'), account };
}

async function placeOf(control: string, root: string): Promise<Place> {
  const dataFolder = join(root, 'data');
  const account = existsSync(dataFolder) ? await ownerOf(dataFolder) : await chooseAccount();
  return { control, root, dataFolder, account };
}

/** To begin anew without a word would look like an empty warehouse. */
async function realpathOf(root: string, pointer: string): Promise<string> {
  try {
    return await realpath(root);
  } catch (cause) {
    throw new PocketbookError(
      'DATABASE_UNAVAILABLE',
      `the embedded database is gone from ${root}; bring it back, or delete ${pointer} to begin with an empty one`,
      { retryable: false, context: { root, pointer }, cause },
    );
  }
}

/**
 * A home below a closed folder, such as a checkout in /root, cannot hold the data of a server that runs as another user. The
 * name is new each time: what an earlier home of the same path left behind may still be wanted, and is only told.
 */
async function makeOutside(control: string, account: Account, log: Log): Promise<string> {
  const name = `pocketbook-${createHash('sha256').update(control).digest('hex').slice(0, 12)}-`;
  const parents = await outsideFolders(control);
  for (const parent of parents) {
    const root = await makeIn(parent, name, account).catch(() => null);
    if (root === null) continue;
    await writeFile(join(root, 'home'), `${control}\n`);
    const others = (await readdir(parent)).filter((other) => other.startsWith(name));
    for (const other of others) {
      if (other === basename(root)) continue;
      log.warn('embedded.left-behind', { folder: join(parent, other), home: control });
    }
    return root;
  }
  throw new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `the embedded database runs as user ${account.uid}, who can enter neither ${control} nor ${parents.join(' nor ')}; ` +
      'set POCKETBOOK_HOME to a folder that is open to it, or DATABASE_URL',
    { retryable: false, context: { control } },
  );
}

/** The data of a home that is only temporary are as well: nobody would delete them with it. */
async function outsideFolders(control: string): Promise<readonly string[]> {
  const temporary = await realpath(tmpdir());
  return control.startsWith(`${temporary}/`) ? [temporary] : [LASTING, temporary];
}

/** Null when the account cannot enter; throws when we cannot write. */
async function makeIn(parent: string, name: string, account: Account): Promise<string | null> {
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const root = await realpath(await mkdtemp(join(parent, name)));
  await chmod(root, 0o755);
  return (await canEnter(root, account)) ? root : null;
}
