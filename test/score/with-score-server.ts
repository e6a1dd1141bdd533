import { migrateToLatest } from '../../src/db/migrate.ts';
import { runStatement, withDatabase } from '../support/admin.ts';
import { dropTestDatabases, nameRun } from '../support/run-name.ts';
import { copyDatabase, type TestDatabase } from '../support/template-database.ts';
import { openTestServer } from '../support/test-server.ts';

/** One server, and a migrated template that every world copies. */
export async function withScoreServer<T>(
  work: (createDatabase: () => Promise<TestDatabase>) => Promise<T>,
): Promise<T> {
  const { adminUrl, close } = await openTestServer();
  const template = nameRun(new Date());
  try {
    await runStatement(adminUrl, `create database ${template}`);
    await migrateToLatest(withDatabase(adminUrl, template));
    return await work(() => copyDatabase(adminUrl, template));
  } finally {
    await dropTestDatabases(adminUrl, template);
    await close();
  }
}
