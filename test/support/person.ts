import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { createPool } from '../../src/db/pool.ts';
import { runStatement } from './admin.ts';

/** Somebody who logs into a database by a name of his own, as a member of a role of the warehouse and of nothing else. */
export interface Person {
  readonly role: string;
  readonly url: string;
  readonly pool: Pool;
  leave(): Promise<void>;
}

/** `url` is that of a superuser, of the database to let the person into; `member` null: of no role. */
export async function letIn(url: string, name: string, member: string | null): Promise<Person> {
  // Roles are shared by all databases of the server.
  const role = `${name}_${randomBytes(4).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  const membership = member === null ? '' : ` in role ${member}`;
  await runStatement(url, `create role ${role} login password '${password}'${membership}`);
  const own = new URL(url);
  own.username = role;
  own.password = password;
  const pool = createPool(own.href, { applicationName: 'person' });
  return {
    role,
    url: own.href,
    pool,
    async leave() {
      await pool.end();
      await runStatement(url, `drop role ${role}`);
    },
  };
}
