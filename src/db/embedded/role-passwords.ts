import { randomBytes } from 'node:crypto';

import pg from 'pg';

import { PocketbookError } from '../../domain/errors.ts';
import { readPassFile, writePassFile } from './pass-file.ts';
import { HOST } from './server-port.ts';

/** The roles of the warehouse: readers, clerks who work on breaks, the pipeline. Migrations create them without a login. */
const ROLES = ['pocketbook_reader', 'pocketbook_clerk', 'pocketbook_writer'] as const;

export type WarehouseRole = (typeof ROLES)[number];

/** Lets the roles of the warehouse log in with the passwords in `passwordFile`; makes up those that are missing. */
export async function giveRolesPasswords(
  adminUrl: string,
  passwordFile: string,
  port: number,
): Promise<void> {
  const client = new pg.Client({
    connectionString: adminUrl,
    application_name: 'pocketbook roles',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('begin');
    // Two processes that both make up passwords would leave one in the file and another in the database.
    await client.query(`select pg_advisory_xact_lock(hashtext('pocketbook role passwords'))`);
    // A statement that fails is written to the server's log, password and all.
    await client.query('set local log_min_error_statement = panic');
    const added = await addPasswords(passwordFile, port);
    const mayLogIn = await readRoles(client);
    for (const [role, password] of await readPasswords(passwordFile)) {
      if (!mayLogIn.has(role)) throw missingRole(role);
      if (mayLogIn.get(role) === true && !added.includes(role)) continue;
      await client.query(`alter role ${role} login password ${client.escapeLiteral(password)}`);
    }
    await client.query('commit');
  } finally {
    await client.end().catch(() => {});
  }
}

export function newPassword(): string {
  return randomBytes(24).toString('hex');
}

/** Into the file first: a password that is only there is set the next time, one that is only in the database is lost. */
async function addPasswords(file: string, port: number): Promise<readonly WarehouseRole[]> {
  const entries = await readPassFile(file);
  const added = ROLES.filter((role) => !entries.some((entry) => entry.role === role));
  const fresh = added.map((role) => {
    return { host: HOST, port, database: '*', role, password: newPassword() };
  });
  if (fresh.length > 0) await writePassFile(file, [...entries, ...fresh]);
  return added;
}

async function readPasswords(file: string): Promise<ReadonlyMap<WarehouseRole, string>> {
  const entries = await readPassFile(file);
  return new Map(
    ROLES.map((role) => [role, entries.find((entry) => entry.role === role)?.password ?? '']),
  );
}

/** Which of the roles exist, and whether they can log in. */
async function readRoles(client: pg.Client): Promise<ReadonlyMap<string, boolean>> {
  const { rows } = await client.query<{ name: string; may_log_in: boolean }>(
    `select rolname as name, rolcanlogin and rolpassword is not null as may_log_in
     from pg_authid
     where rolname = any ($1)`,
    [ROLES],
  );
  return new Map(rows.map((row) => [row.name, row.may_log_in]));
}

function missingRole(role: string): PocketbookError {
  return new PocketbookError(
    'SCHEMA_MISMATCH',
    `there is no role ${role}: the migrations that create it have not been applied`,
    { retryable: false, context: { role } },
  );
}
