import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import type { Log } from '../domain/log.ts';

/**
 * JSON lines in `<home>/log/pocketbook.log`, readable by this user alone. The file is made with the first line, so that
 * a command with nothing to tell leaves nothing behind.
 */
export function openLog(home: string): Log & { flush(): void } {
  let opened: OpenedLog | undefined;
  const logger = () => {
    opened ??= openFile(join(home, 'log'));
    return opened.logger;
  };
  return {
    debug: (event, fields) => logger().debug(fields ?? {}, event),
    info: (event, fields) => logger().info(fields ?? {}, event),
    warn: (event, fields) => logger().warn(fields ?? {}, event),
    error: (event, fields) => logger().error(fields ?? {}, event),
    flush: () => opened?.flush(),
  };
}

interface OpenedLog {
  readonly logger: Logger;
  flush(): void;
}

function openFile(folder: string): OpenedLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const dest = join(folder, 'pocketbook.log');
  const destination = pino.destination({ dest, mode: 0o600, sync: true });
  // A log disk that is full must not end the night.
  destination.on('error', () => {});
  const logger = pino(
    { base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
  return { logger, flush: () => destination.flushSync() };
}
