import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import pg from 'pg';

export interface Child {
  readonly process: ChildProcess;
  readonly port: number;
  readonly url: string;
  /** Asks the process to close the server, and waits until it has ended. */
  close(): Promise<void>;
  kill(): Promise<void>;
}

export async function openInChild(home: string): Promise<Child> {
  const script = fileURLToPath(new URL('embedded-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, home], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  const [line] = await Promise.race([once(child.stdout, 'data'), ended.then(() => ['{}'])]);
  const { port = 0, url = '' } = JSON.parse(String(line)) as { port?: number; url?: string };
  return {
    process: child,
    port,
    url,
    close: async () => {
      child.stdin.write('close\n');
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The first column of the first row. */
export async function ask(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query({ text, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

export async function postmasterPid(dataFolder: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataFolder, 'postmaster.pid'), 'utf8'), 10);
}
