import { randomUUID } from 'node:crypto';
import { link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Clock } from '../domain/clock.ts';
import { PocketbookError } from '../domain/errors.ts';

const LOOK_AGAIN_MS = 100;
/** Longer than what is done under a lock can take: every call in it has its time limit. */
const STALE_MS = 10 * 60_000;

/** The number of a process is soon that of another, and in a container always the same. */
const THIS_PROCESS = randomUUID();

/**
 * Does `work` while no other process that asks for the same lock does. The lock is a file that names its holder: one
 * whose process has ended, or that is older than ten minutes, is taken over. Throws RUN_BUSY after `patienceMs`.
 */
export async function withFileLock<T>(
  file: string,
  clock: Clock,
  patienceMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const mine = `${hostname()} ${process.pid} ${THIS_PROCESS} ${randomUUID()}`;
  await take(file, mine, clock, patienceMs);
  try {
    return await work();
  } finally {
    // Only what is still ours: after a long sleep of this machine it may be another's.
    if ((await readHolder(file)) === mine) await unlink(file).catch(() => {});
  }
}

async function take(file: string, mine: string, clock: Clock, patienceMs: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    if (await place(file, mine)) return;
    const holder = await readHolder(file);
    if (holder !== null && (await isStale(file, holder, clock.now()))) await remove(file, holder);
    else if (waitedMs >= patienceMs) throw busy(file);
    else await clock.sleep(LOOK_AGAIN_MS);
  }
}

/** A link appears whole or not at all; a file that is created and then written could be read while it is empty. */
async function place(file: string, mine: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

async function readHolder(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

async function isStale(file: string, holder: string, now: Date): Promise<boolean> {
  const [host, pid, run] = holder.split(' ');
  if (host === hostname() && !isHeld(Number(pid), run)) return true;
  const placed = await stat(file).catch(() => null);
  return placed !== null && now.getTime() - placed.mtimeMs > STALE_MS;
}

/** One that bears our number and is not ours was left by a process before us. */
function isHeld(pid: number, run: string | undefined): boolean {
  return pid === process.pid ? run === THIS_PROCESS : isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Of several who find it stale one moves it away; if another has placed its own by then, that goes back. */
async function remove(file: string, holder: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readHolder(aside)) !== holder) await link(aside, file).catch(() => {});
  await unlink(aside).catch(() => {});
}

function busy(file: string): PocketbookError {
  return new PocketbookError(
    'RUN_BUSY',
    `${file}: expected the lock to be given back, another process has held it for too long`,
    { retryable: true },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
