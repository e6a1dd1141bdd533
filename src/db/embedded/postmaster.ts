import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { PocketbookError } from '../../domain/errors.ts';
import { type Account, runAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { give } from './data-folder.ts';
import type { Place } from './place.ts';
import { identifyProcess, readCommandLine } from './process-identity.ts';
import { settingsFor } from './settings.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const POLL_MS = 10;
/** A server that was killed replays its log first: up to 2 GB. */
const READY_WITHIN_MS = 300_000;
const STOPPED_WITHIN_MS = 120_000;
const LOG_BYTES_MAX = 5_000_000;

/** The server that serves the data folder, once it takes connections; null when there is none. */
export async function findPostmaster({ dataFolder }: Place): Promise<Postmaster | null> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const noted = await readPidFile(dataFolder);
    if (noted === null || !(await isPostmaster(noted.pid, dataFolder))) return null;
    if (noted.isReady) return noted;
    if (Date.now() > deadline) throw tooSlow('start', dataFolder);
    await sleep(POLL_MS);
  }
}

/** Starts a server where `findPostmaster` found none. */
export async function startPostmaster(
  place: Place,
  binaries: Binaries,
  port: number,
): Promise<Postmaster> {
  await disownForeignPid(place);
  await writeSettings(place, port);
  const log = await openLog(place);
  const logged = (await log.stat()).size;
  try {
    const child = spawnPostmaster(place, binaries, log);
    const postmaster = await Promise.race([untilReady(place, child), untilExit(child)]);
    if (postmaster !== null) return postmaster;
  } finally {
    await log.close();
  }
  throw await notStarted(place.dataFolder, logged);
}

/** Ends all sessions and waits until the data are written. Nothing happens when no server runs. */
export async function stopPostmaster({ dataFolder }: Place): Promise<void> {
  const noted = await readPidFile(dataFolder);
  if (noted === null || !(await isPostmaster(noted.pid, dataFolder))) return;
  const identity = await identifyProcess(noted.pid);
  if (identity === null) return;
  // SIGINT is the "fast shutdown" that `pg_ctl stop -m fast` asks for.
  process.kill(noted.pid, 'SIGINT');
  const deadline = Date.now() + STOPPED_WITHIN_MS;
  // A process that is ending loses its command line a moment before it is gone.
  while ((await identifyProcess(noted.pid)) === identity) {
    if (Date.now() > deadline) throw tooSlow('stop', dataFolder);
    await sleep(POLL_MS);
  }
}

/** The first lines of postmaster.pid: pid, data folder, start, port, socket folder, address, shared memory, status. */
async function readPidFile(
  dataFolder: string,
): Promise<(Postmaster & { readonly isReady: boolean }) | null> {
  const text = await readFile(pidFileOf(dataFolder), 'utf8').catch(() => '');
  const [pid, , , port, , , , status] = text.split('\n');
  if (!Number.isInteger(Number(pid)) || Number(pid) <= 0) return null;
  return { pid: Number(pid), port: Number(port), isReady: status?.trim() === 'ready' };
}

/** After a crash the pid may belong to any other program. */
async function isPostmaster(pid: number, dataFolder: string): Promise<boolean> {
  if ((await identifyProcess(pid)) === null) return false;
  return (await readCommandLine(pid))?.endsWith(`postgres -D ${dataFolder}`) ?? false;
}

/**
 * PostgreSQL clears away the pid file of a server that is gone, but refuses to start when another program of its user has the
 * pid now. In that case only, the file is touched: a server that a killed process has just started may be writing it. It is
 * not deleted, as it also names the shared memory by which PostgreSQL sees sessions that outlived their server. Our own pid
 * is one that it never takes for another server: that of its parent.
 */
async function disownForeignPid({ dataFolder, account }: Place): Promise<void> {
  const noted = await readPidFile(dataFolder);
  if (noted === null || (await isPostmaster(noted.pid, dataFolder))) return;
  if (!(await belongsTo(noted.pid, account))) return;
  const text = await readFile(pidFileOf(dataFolder), 'utf8');
  await writeFile(pidFileOf(dataFolder), text.replace(/^\d+/, String(process.pid)));
}

/** Whether the process lives and is the server's user's. A signal that is not sent tells it to that user, but not to root. */
async function belongsTo(pid: number, account: Account | null): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const owner = await stat(`/proc/${pid}`).catch(() => null);
  return account === null || owner === null || owner.uid === account.uid;
}

/** Replaced at once: a server that a killed process has just started may be reading it. */
async function writeSettings({ dataFolder, account }: Place, port: number): Promise<void> {
  const file = join(dataFolder, 'postgresql.conf');
  await writeFile(`${file}.new`, await settingsFor(port), { mode: 0o600 });
  await give(account, `${file}.new`);
  await rename(`${file}.new`, file);
}

/** In a session of its own: a Ctrl-C that is meant for us must not end it in the middle of our work. */
function spawnPostmaster(place: Place, { folder }: Binaries, log: FileHandle): ChildProcess {
  const { uid, gid, env } = runAs(place.account);
  const child = spawn(join(folder, 'bin', 'postgres'), ['-D', place.dataFolder], {
    cwd: '/',
    env,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
  });
  child.unref();
  return child;
}

async function untilReady(place: Place, child: ChildProcess): Promise<Postmaster | null> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const noted = await readPidFile(place.dataFolder);
    if (noted?.isReady && noted.pid === child.pid) return noted;
    await sleep(POLL_MS);
  }
  return null;
}

function untilExit(child: ChildProcess): Promise<null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve(null));
  });
}

async function openLog({ dataFolder, account }: Place): Promise<FileHandle> {
  const file = logFileOf(dataFolder);
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_BYTES_MAX) await rename(file, `${file}.old`);
  const log = await open(file, 'a', 0o600);
  await give(account, file);
  return log;
}

async function notStarted(dataFolder: string, logged: number): Promise<PocketbookError> {
  const text = (await readFile(logFileOf(dataFolder))).subarray(logged).toString('utf8').trim();
  return new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `the embedded database did not start: ${text.split('\n').slice(-4).join(' | ')}`,
    { retryable: true, context: { log: logFileOf(dataFolder) } },
  );
}

function tooSlow(verb: string, dataFolder: string): PocketbookError {
  return new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `the embedded database takes too long to ${verb}; see ${logFileOf(dataFolder)}`,
    { retryable: true, context: { log: logFileOf(dataFolder) } },
  );
}

function pidFileOf(dataFolder: string): string {
  return join(dataFolder, 'postmaster.pid');
}

function logFileOf(dataFolder: string): string {
  return join(dataFolder, 'postgres.log');
}
