import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { PocketbookError } from '../../domain/errors.ts';
import type { Log } from '../../domain/log.ts';
import { findBinaries } from './binaries.ts';
import { initialise, isInitialised, OWNER, refuseOtherVersion } from './data-folder.ts';
import { type EmbeddedServer, OpenServer } from './embedded-server.ts';
import { prepareDatabase } from './owner-connection.ts';
import { readPassFile, writePassFile } from './pass-file.ts';
import { findPlace, type Place } from './place.ts';
import { findPostmaster, type Postmaster, startPostmaster } from './postmaster.ts';
import { newPassword } from './role-passwords.ts';
import { choosePort, HOST, rememberPort } from './server-port.ts';
import { withStartLock } from './start-lock.ts';
import { registerUse } from './using-processes.ts';

const ATTEMPTS_MAX = 20;
const PAUSE_MS = 250;

/**
 * The PostgreSQL server that lives in `homeFolder`: created when there is none, started when it does not run, else shared
 * with the processes that use it already. The last one to `close` stops it. It outlives a process that is killed; the next
 * one finds it.
 */
export async function openEmbeddedServer(homeFolder: string, log: Log): Promise<EmbeddedServer> {
  try {
    return await openIn(homeFolder, log);
  } catch (error) {
    throw isClosedToUs(error) ? belongsToOther(homeFolder, error) : error;
  }
}

async function openIn(homeFolder: string, log: Log): Promise<EmbeddedServer> {
  await mkdir(join(homeFolder, 'postgres'), { recursive: true });
  const home = await realpath(homeFolder);
  const control = join(home, 'postgres');
  const passwordFile = join(home, 'pgpass');
  return withStartLock(control, async () => {
    const place = await findPlace(control, log);
    const { port, password } = await findOrStart({ place, passwordFile, log });
    await tellPort(passwordFile, port);
    return new OpenServer({ place, port, password, passwordFile, use: await registerUse(control) });
  });
}

interface Opening {
  readonly place: Place;
  readonly passwordFile: string;
  readonly log: Log;
}

async function findOrStart(opening: Opening): Promise<{ port: number; password: string }> {
  const { place, passwordFile, log } = opening;
  for (let attempt = 1; ; attempt++) {
    try {
      const running = await findPostmaster(place);
      const { port, pid } = running ?? (await start(opening));
      const password = await readOwnerPassword(passwordFile);
      await prepareDatabase(port, password, place.dataFolder);
      log.info(running === null ? 'embedded.start' : 'embedded.join', { port, pid });
      return { port, password };
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !isPassing(error)) throw error;
      log.debug('embedded.retry', { attempt, reason: error.message });
      await sleep(PAUSE_MS);
    }
  }
}

async function start({ place, passwordFile, log }: Opening): Promise<Postmaster> {
  const binaries = await findBinaries(place.root, place.account);
  if (!isInitialised(place)) {
    log.info('embedded.create', { dataFolder: place.dataFolder });
    await initialise(place, binaries, await makeOwnerPassword(passwordFile));
  }
  await refuseOtherVersion(place, binaries);
  const postmaster = await startPostmaster(place, binaries, await choosePort(place.control));
  await rememberPort(place.control, postmaster.port);
  return postmaster;
}

/**
 * What the next attempt may find changed: another program took the port since it was found free; a process that was killed
 * had just started the server, or was about to stop it; sessions of a server that was killed have not noticed yet.
 */
function isPassing(error: unknown): error is PocketbookError {
  return error instanceof PocketbookError && PASSING.test(error.message);
}

const PASSING =
  /Address already in use|"postmaster\.pid" already exists|pre-existing shared memory|shutting down|starting up|ECONNREFUSED|ECONNRESET|terminated unexpectedly/;

/** Written before the data exist: data whose password is nowhere would be lost. */
async function makeOwnerPassword(passwordFile: string): Promise<string> {
  const password = newPassword();
  const entry = { host: HOST, port: 0, database: '*', role: OWNER, password };
  await writePassFile(passwordFile, [entry]);
  return password;
}

async function readOwnerPassword(passwordFile: string): Promise<string> {
  const entries = await readPassFile(passwordFile);
  const found = entries.find(({ role }) => role === OWNER);
  if (found !== undefined) return found.password;
  throw new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `${passwordFile} has no password of ${OWNER}, without which nobody can enter the embedded database; bring the file back`,
    { retryable: false, context: { passwordFile } },
  );
}

async function tellPort(passwordFile: string, port: number): Promise<void> {
  const entries = await readPassFile(passwordFile);
  if (entries.every((entry) => entry.port === port)) return;
  await writePassFile(
    passwordFile,
    entries.map((entry) => ({ ...entry, port })),
  );
}

function isClosedToUs(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(EACCES|EPERM)$/.test(String(error.code));
}

/** What was started once with sudo stays root's. */
function belongsToOther(homeFolder: string, cause: Error): PocketbookError {
  return new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `the embedded database in ${homeFolder} belongs to another user (${cause.message}); ` +
      'run as that user, or set POCKETBOOK_HOME to a folder of your own',
    { retryable: false, context: { homeFolder }, cause },
  );
}
