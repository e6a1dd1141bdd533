import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, realpath, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openEmbeddedServer } from '../../src/db/embedded/open-embedded-server.ts';
import { isStillUsed } from '../../src/db/embedded/using-processes.ts';
import { silentLog } from '../../src/domain/log.ts';

const PREFIX = 'pocketbook-test-';
const LEFT_OVER_AFTER_MS = 10 * 60_000;
const MEMORY = '/dev/shm';
const MEMORY_BYTES_MIN = 4 * 1024 ** 3;

/**
 * A new folder for the data of a server: in memory where there is plenty of it, as tests create, stop and delete servers far
 * more often than a disk likes. Open to all, as a server that root starts runs as another user.
 */
export async function makeTestFolder(name: string): Promise<string> {
  const folder = await realpath(await mkdtemp(join(await parentFolder(), `${PREFIX}${name}-`)));
  await chmod(folder, 0o755);
  return folder;
}

async function parentFolder(): Promise<string> {
  const memory = await statfs(MEMORY).catch(() => null);
  const bytesFree = memory === null ? 0 : memory.bavail * memory.bsize;
  return bytesFree >= MEMORY_BYTES_MIN ? MEMORY : tmpdir();
}

/** Stops the servers that killed test runs left behind, and deletes what they held. */
export async function removeLeftOverFolders(): Promise<void> {
  const parent = await parentFolder();
  const names = (await readdir(parent)).filter((name) => name.startsWith(PREFIX));
  for (const name of names) await removeLeftOver(join(parent, name)).catch(() => {});
}

async function removeLeftOver(folder: string): Promise<void> {
  const { birthtimeMs } = await stat(folder);
  if (Date.now() - birthtimeMs < LEFT_OVER_AFTER_MS) return;
  const control = join(folder, 'postgres');
  if (existsSync(join(control, 'users'))) {
    if (await isStillUsed(control)) return;
    const server = await openEmbeddedServer(folder, silentLog);
    await server.close();
  }
  await rm(folder, { recursive: true, force: true });
}
