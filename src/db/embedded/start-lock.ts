import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { PocketbookError } from '../../domain/errors.ts';
import { identifyOurselves, identifyProcess } from './process-identity.ts';

const POLL_MS = 20;

/**
 * Runs `work` while no other process, and no other call in this one, runs theirs under the same folder.
 *
 * A lock that its holder left behind cannot simply be deleted: of two processes that find it, the slower would delete the
 * fresh lock of the faster. So locks are numbered and a dead one stays where it is. Whoever finds that the holder of the
 * highest number is dead tries to create the next one, which only one can.
 */
export async function withStartLock<T>(
  folder: string,
  work: () => Promise<T>,
  waitMs = 60_000,
): Promise<T> {
  const file = await take(join(folder, 'lock'), Date.now() + waitMs);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(folder: string, deadline: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (;;) {
    const newest = await readNewestLock(folder);
    if (newest !== null && !(await isAlive(newest.holder))) {
      const file = join(folder, String(newest.number + 1));
      if (await createLock(folder, file)) return file;
    }
    if (Date.now() > deadline) throw stillHeld(folder, newest?.holder ?? '');
    await sleep(POLL_MS);
  }
}

/**
 * Null when the newest lock was released while it was being read. Nothing follows from that: the next one to be taken may
 * have a lower number than the one after it.
 */
async function readNewestLock(folder: string): Promise<{ number: number; holder: string } | null> {
  const names = (await readdir(folder)).filter((name) => /^\d+$/.test(name));
  if (names.length === 0) return { number: 0, holder: '' };
  const number = Math.max(...names.map(Number));
  const holder = await readFile(join(folder, String(number)), 'utf8').catch(() => null);
  return holder === null ? null : { number, holder };
}

async function isAlive(holder: string): Promise<boolean> {
  return holder !== '' && (await identifyProcess(Number.parseInt(holder, 10))) === holder;
}

/** A link is created whole or not at all, where a file opened with O_EXCL is empty until it is written. */
async function createLock(folder: string, file: string): Promise<boolean> {
  const draft = join(folder, `draft-${randomUUID()}`);
  await writeFile(draft, await identifyOurselves());
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function stillHeld(folder: string, holder: string): PocketbookError {
  const pid = Number.parseInt(holder, 10);
  return new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `process ${pid} has been starting or stopping the embedded database for too long; ` +
      `if it hangs, end it (its lock is in ${folder})`,
    { retryable: true, context: { pid, folder } },
  );
}
