import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { PocketbookError } from '../../domain/errors.ts';

export const HOST = '127.0.0.1';

/** Below the ports that systems hand out by themselves (from 32768 on Linux, 49152 elsewhere), so that it stays free. */
const FIRST_PORT = 15_432;
const PORTS = 1_000;

/**
 * The port of the last run, so that what a person has noted down goes on working; where it is taken or there was none,
 * another one.
 */
export async function choosePort(control: string): Promise<number> {
  const remembered = Number(await readFile(fileOf(control), 'utf8').catch(() => ''));
  if (remembered > 0 && (await isFree(remembered))) return remembered;
  const start = createHash('sha256').update(control).digest().readUInt16BE() % PORTS;
  for (let step = 0; step < PORTS; step++) {
    const port = FIRST_PORT + ((start + step) % PORTS);
    if (await isFree(port)) return port;
  }
  throw new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `no port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} is free for the embedded database`,
    { retryable: true },
  );
}

export async function rememberPort(control: string, port: number): Promise<void> {
  await writeFile(fileOf(control), `${port}\n`);
}

function fileOf(control: string): string {
  return join(control, 'port');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}
