import { rm } from 'node:fs/promises';

import { openEmbeddedServer } from '../../src/db/embedded/open-embedded-server.ts';
import { silentLog } from '../../src/domain/log.ts';
import { runStatement } from './admin.ts';
import { makeTestFolder, removeLeftOverFolders } from './test-folder.ts';

export interface TestServer {
  readonly adminUrl: string;
  close(): Promise<void>;
}

/** The server of TEST_DATABASE_URL (of a superuser), else an embedded one in a temporary folder. */
export async function openTestServer(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return { adminUrl: given, close: async () => {} };
  await removeLeftOverFolders();
  const folder = await makeTestFolder('run');
  const server = await openEmbeddedServer(folder, silentLog);
  // Nothing of this run is worth surviving a crash of the machine; tests of durability open a server of their own.
  await runStatement(server.url, 'alter system set fsync = off');
  await runStatement(server.url, 'select pg_reload_conf()');
  return {
    adminUrl: server.url,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
