import type { Server } from 'node:http';
import { ConfigError } from '../../domain/errors.ts';
import type { Log } from '../../domain/log.ts';

export interface ListenPlace {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The option that names the port, for messages. */
  readonly option: string;
}

const TAKEN = new Set(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ERR_SOCKET_BAD_PORT']);

/** Throws `ConfigError` where the place cannot be had. What fails later is logged and ends nothing. */
export async function listenAt(server: Server, place: ListenPlace, log: Log): Promise<void> {
  const { host, port, option } = place;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!TAKEN.has(code)) throw error;
    throw new ConfigError(
      `${option} ${port}: cannot listen on ${host}: ${code}; choose another`,
      error,
    );
  }
  server.on('error', (error) => log.warn('server.failed', { option, reason: error.message }));
}
