import type { TestProject } from 'vitest/node';

import { migrateToLatest } from '../../src/db/migrate.ts';
import { runStatement, withDatabase } from './admin.ts';
import { dropTestDatabases, nameRun } from './run-name.ts';
import { useTemporaryFolder } from './temporary-folder.ts';
import { openTestServer } from './test-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a superuser; its database is nobody's. */
    adminUrl: string;
    /** Begins the name of every database of this run; the database of that very name is the migrated template. */
    runName: string;
    /** Why the template could not be migrated; empty when it was. Fails the tests that need it, and no other. */
    migrationFailure: string;
  }
}

/**
 * One server for the whole run: the one of TEST_DATABASE_URL (of a superuser), else an embedded one in a temporary folder.
 * The migrations run once, into a template that each test copies.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { adminUrl, close } = await openTestServer();
  const removeTemporary = await useTemporaryFolder();
  const runName = nameRun(new Date());
  await runStatement(adminUrl, `create database ${runName}`);
  project.provide('adminUrl', adminUrl);
  project.provide('runName', runName);
  project.provide('migrationFailure', await migrate(withDatabase(adminUrl, runName)));
  return async () => {
    // All tests have been judged by now; what cannot be cleared away is said, and fails nobody.
    for (const clearAway of [() => dropTestDatabases(adminUrl, runName), close, removeTemporary]) {
      await clearAway().catch((error: unknown) => console.warn('left behind:', error));
    }
  };
}

async function migrate(url: string): Promise<string> {
  return migrateToLatest(url).then(
    () => '',
    (error) => String(error),
  );
}
