import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { EmbeddedServer } from '../../src/db/embedded/embedded-server.ts';
import { openEmbeddedServer } from '../../src/db/embedded/open-embedded-server.ts';
import { findPlace } from '../../src/db/embedded/place.ts';
import { identifyProcess } from '../../src/db/embedded/process-identity.ts';
import { silentLog } from '../../src/domain/log.ts';
import { runStatement } from '../support/admin.ts';
import { ask, openInChild, postmasterPid } from '../support/embedded.ts';
import { makeTestFolder } from '../support/test-folder.ts';

const execute = promisify(execFile);
const isRoot = userInfo().uid === 0;
if (!isRoot) console.info('not root: tests of a home that is closed to the server are skipped');

/** A home in which a server has run, to be copied: that takes a tenth of the time of creating one. */
let used: string;
let home: string;
let dataFolder: string;
let opened: EmbeddedServer[];

beforeAll(async () => {
  used = await makeTestFolder('embedded');
  const server = await openEmbeddedServer(used, silentLog);
  await server.close();
});
beforeEach(async () => {
  home = await makeTestFolder('embedded');
  dataFolder = join(home, 'postgres', 'data');
  opened = [];
});
afterEach(async () => {
  for (const server of opened) await server.close();
  await rm(home, { recursive: true, force: true });
});
afterAll(async () => {
  await rm(used, { recursive: true, force: true });
});

async function open(folder = home): Promise<EmbeddedServer> {
  const server = await openEmbeddedServer(folder, silentLog);
  opened.push(server);
  return server;
}

/** As `open`, in a home that had a server before. */
async function reopen(): Promise<EmbeddedServer> {
  await copyUsed();
  return open();
}

async function copyUsed(): Promise<void> {
  await execute('cp', ['-a', `${used}/.`, home]);
}

async function isAlive(pid: number): Promise<boolean> {
  return (await identifyProcess(pid)) !== null;
}

async function untilDead(pid: number): Promise<void> {
  while (await isAlive(pid)) await sleep(10);
}

describe('a server', () => {
  test('is durable, private and takes only those who know the password', async () => {
    const server = await open();
    const shown = async (name: string) => ask(server.url, `show ${name}`);
    expect(await shown('fsync')).toBe('on');
    expect(await shown('data_checksums')).toBe('on');
    expect(await shown('listen_addresses')).toBe('127.0.0.1');
    expect(await shown('unix_socket_directories')).toBe('');
    expect(await shown('timezone')).toBe('UTC');
    expect(await shown('server_encoding')).toBe('UTF8');
    expect(await ask(server.url, 'select current_user')).toBe('pocketbook_owner');
    expect(await ask(server.url, 'select current_database()')).toBe('pocketbook');
    expect((await stat(server.passwordFile)).mode & 0o777).toBe(0o600);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  test('keeps its data and its address from one run to the next', async () => {
    const first = await reopen();
    await ask(first.url, 'create table kept (value int)');
    await ask(first.url, 'insert into kept (value) values (7)');
    await first.close();
    const second = await open();
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select value from kept')).toBe(7);
  });

  test('moves to another port when its own is taken, and the password file follows', async () => {
    const first = await reopen();
    await first.close();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    const second = await open();
    squatter.close();
    expect(second.port).not.toBe(first.port);
    expect(await readFile(second.passwordFile, 'utf8')).toContain(`127.0.0.1:${second.port}:`);
    expect(await ask(second.url, 'select 1')).toBe(1);
  });

  test('sorts text alike on every machine, and knows letters beyond ASCII', async () => {
    const { url } = await reopen();
    expect(
      await ask(url, "select array(select unnest(array['b','B','a','Ä']) order by 1)"),
    ).toEqual(['B', 'a', 'b', 'Ä']);
    expect(await ask(url, "select upper('straße ä')")).toBe('STRASSE Ä'.replace('SS', 'ß'));
  });

  test('closing twice is closing once', async () => {
    const server = await reopen();
    await Promise.all([server.close(), server.close()]);
    await server.close();
    await expect(ask(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('several processes', () => {
  test('share one server, and the first may leave first', async () => {
    await copyUsed();
    const child = await openInChild(home);
    const server = await open();
    expect(server.url).toBe(child.url);
    await child.close();
    expect(await ask(server.url, 'select 1')).toBe(1);
    const pid = await postmasterPid(dataFolder);
    await server.close();
    expect(await isAlive(pid)).toBe(false);
  });

  test('share one server, and the first may stay longer', async () => {
    await copyUsed();
    const child = await openInChild(home);
    const server = await open();
    await server.close();
    expect(await ask(child.url, 'select 1')).toBe(1);
    const pid = await postmasterPid(dataFolder);
    await child.close();
    expect(await isAlive(pid)).toBe(false);
  });

  test('that begin at the same moment start one server', async () => {
    const children = await Promise.all([1, 2, 3].map(() => openInChild(home)));
    const urls = new Set(children.map((child) => child.url));
    expect(urls.size).toBe(1);
    expect(await ask(children[0]?.url ?? '', 'select 1')).toBe(1);
    const pid = await postmasterPid(dataFolder);
    await Promise.all(children.map((child) => child.close()));
    expect(await isAlive(pid)).toBe(false);
  });
});

describe('after a crash', () => {
  test('the server of a process that was killed is found, used and stopped', async () => {
    await copyUsed();
    const child = await openInChild(home);
    const pid = await postmasterPid(dataFolder);
    await child.kill();
    expect(await isAlive(pid)).toBe(true);
    const server = await open();
    expect(server.url).toBe(child.url);
    expect(await postmasterPid(dataFolder)).toBe(pid);
    await server.close();
    expect(await isAlive(pid)).toBe(false);
  });

  test('a Ctrl-C that reaches the whole process group leaves the server to whoever works', async () => {
    await copyUsed();
    const child = await openInChild(home);
    process.kill(-(child.process.pid ?? 0), 'SIGINT');
    await sleep(100);
    expect(await ask(child.url, 'select 1')).toBe(1);
    await child.close();
  });

  test('a server that was killed comes back with what it had promised', async () => {
    const first = await reopen();
    await ask(first.url, 'create table promised (value int)');
    await ask(first.url, 'insert into promised (value) values (7)');
    const pid = await postmasterPid(dataFolder);
    process.kill(pid, 'SIGKILL');
    await untilDead(pid);
    const second = await open();
    expect(second.port).toBe(first.port);
    expect(await ask(second.url, 'select value from promised')).toBe(7);
  });

  test('a pid file that names another program is no server', async () => {
    const first = await reopen();
    await first.close();
    // As the server's own user, so that PostgreSQL would take it for another server.
    const { uid, gid } = await stat(dataFolder);
    const other = spawn('sleep', ['60'], { ...(isRoot ? { uid, gid } : {}), cwd: '/' });
    const noted = [other.pid, dataFolder, 0, first.port, '', '127.0.0.1', '  1  1', 'ready   '];
    await writeFile(join(dataFolder, 'postmaster.pid'), `${noted.join('\n')}\n`);
    const second = await open();
    expect(await ask(second.url, 'select 1')).toBe(1);
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  test('a pid file of a process that is gone is no server', async () => {
    const first = await reopen();
    await first.close();
    await writeFile(
      join(dataFolder, 'postmaster.pid'),
      `4194000\n${dataFolder}\n0\n1\n\n\n1 1\nready\n`,
    );
    const second = await open();
    expect(await ask(second.url, 'select 1')).toBe(1);
  });

  test('an initdb that was killed half way is begun again', async () => {
    const draft = join(home, 'postgres', 'data.new-1');
    await mkdir(join(draft, 'base'), { recursive: true });
    await writeFile(join(draft, 'PG_VERSION'), '18\n');
    await writeFile(join(home, 'postgres', 'password-1'), 'left behind');
    const server = await open();
    expect(await ask(server.url, 'select 1')).toBe(1);
    const names = (await readdir(join(home, 'postgres'))).sort();
    expect(names).toEqual(['data', 'lock', 'port', 'users']);
  });

  test('a lock and a note of processes that are gone are passed over', async () => {
    for (const folder of ['lock', 'users']) {
      await mkdir(join(home, 'postgres', folder), { recursive: true });
      await writeFile(join(home, 'postgres', folder, '1'), '4194000 123 boot');
    }
    const server = await open();
    const pid = await postmasterPid(dataFolder);
    await server.close();
    expect(await isAlive(pid)).toBe(false);
  });
});

describe('roles', () => {
  const createRoles = ['reader', 'clerk', 'writer']
    .map((name) => `create role pocketbook_${name} nologin;`)
    .join('');

  test('can log in once they have passwords, which stay the same', async () => {
    const server = await reopen();
    await runStatement(server.url, createRoles);
    await server.ensureRolePasswords();
    const url = await server.roleUrl('pocketbook_reader');
    expect(await ask(url, 'select current_user')).toBe('pocketbook_reader');
    const before = await readFile(server.passwordFile, 'utf8');
    await Promise.all([server.ensureRolePasswords(server.url), server.ensureRolePasswords()]);
    expect(await readFile(server.passwordFile, 'utf8')).toBe(before);
    expect((await stat(server.passwordFile)).mode & 0o777).toBe(0o600);
    expect(before.trim().split('\n')).toHaveLength(4);
  });

  test('enter with the line that is printed for people', async () => {
    const server = await reopen();
    await runStatement(server.url, createRoles);
    await server.ensureRolePasswords();
    const line = server.psqlLine('pocketbook_reader');
    expect(line).toBe(
      `PGPASSFILE=${home}/pgpass psql -h 127.0.0.1 -p ${server.port} -U pocketbook_reader pocketbook`,
    );
    const hasPsql = await execute('psql', ['--version']).then(
      () => true,
      () => false,
    );
    if (!hasPsql) return console.info('no psql here: the line is not tried');
    const { stdout } = await execute('sh', ['-c', `${line} -Atc 'select session_user'`]);
    expect(stdout).toBe('pocketbook_reader\n');
  });

  test('that no migration has created are asked for by name', async () => {
    const server = await reopen();
    await expect(server.ensureRolePasswords()).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringContaining('no role pocketbook_reader'),
    });
  });
});

describe('what cannot be helped is said', () => {
  test('a password file that is gone', async () => {
    const first = await reopen();
    await first.close();
    await rm(first.passwordFile);
    await expect(open()).rejects.toThrow('has no password of pocketbook_owner');
    const server = opened.pop();
    await server?.close();
  });

  test('data of another major version', async () => {
    const first = await reopen();
    await first.close();
    await writeFile(join(dataFolder, 'PG_VERSION'), '17\n');
    await expect(open()).rejects.toThrow('was made by PostgreSQL 17, and this is PostgreSQL 18');
  });

  test('data that were moved away', async () => {
    await mkdir(join(home, 'postgres'));
    await writeFile(join(home, 'postgres', 'location'), '/nowhere/at/all\n');
    await expect(open()).rejects.toThrow('is gone from /nowhere/at/all');
  });
});

describe.runIf(isRoot)('as root', () => {
  test('the server runs as another user', async () => {
    await open();
    const { uid } = await stat(`/proc/${await postmasterPid(dataFolder)}`);
    expect(uid).not.toBe(0);
    expect((await stat(dataFolder)).uid).toBe(uid);
    expect((await stat(dataFolder)).mode & 0o777).toBe(0o700);
  });

  test('a home that is closed to that user has its data elsewhere, and finds them again', async () => {
    await chmod(home, 0o700);
    const first = await open();
    await ask(first.url, 'create table kept (value int)');
    await first.close();
    const outside = (await readFile(join(home, 'postgres', 'location'), 'utf8')).trim();
    expect(existsSync(dataFolder)).toBe(false);
    const second = await open();
    expect(await ask(second.url, 'select count(*)::int from kept')).toBe(0);
    await second.close();
    await rm(outside, { recursive: true });
    // Stays when other homes have their data there.
    await rmdir(dirname(outside)).catch(() => {});
  });

  test('a temporary home that is closed has its data in a temporary folder', async () => {
    const closed = await realpath(await mkdtemp(join(tmpdir(), 'pocketbook-test-closed-')));
    const place = await findPlace(closed, silentLog);
    expect(dirname(place.root)).toBe(await realpath(tmpdir()));
    expect(await readFile(join(place.root, 'home'), 'utf8')).toBe(`${closed}\n`);
    const warned: unknown[] = [];
    const log = { ...silentLog, warn: (_: string, fields?: unknown) => void warned.push(fields) };
    await rm(join(closed, 'location'));
    const again = await findPlace(closed, log);
    expect(warned).toEqual([{ folder: place.root, home: closed }]);
    for (const folder of [closed, place.root, again.root]) await rm(folder, { recursive: true });
  });

  test('data that belong to another user are served as that user', async () => {
    const first = await reopen();
    await first.close();
    const nobody = 65_534;
    await execute('chown', ['-R', `${nobody}`, dataFolder]);
    const second = await open();
    expect((await stat(`/proc/${await postmasterPid(dataFolder)}`)).uid).toBe(nobody);
    expect(await ask(second.url, 'select 1')).toBe(1);
  });
});
