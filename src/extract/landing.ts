import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { Bytes } from '../domain/reading.ts';
import type { LandedFile } from './landed-file.ts';

/** Where files are kept for ever, as they came, named by their SHA-256. */
export interface LandingZone {
  /** Nothing is left behind where the bytes end in an error, which is thrown on as it came. Throws LANDING_FAILED. */
  land(bytes: Bytes, proof: { readonly lengthProven: boolean }): Promise<LandedFile>;
  landBytes(bytes: Uint8Array): Promise<LandedFile>;
  /** The file's bytes, handed out only after all of them were found to have this hash. Throws LANDING_FAILED. */
  openLanded(sha256: string): Bytes;
  /** The length of the file in bytes. Throws LANDING_FAILED. */
  sizeOf(sha256: string): Promise<number>;
  /** Where the files are: a reader in another thread opens them by itself (`openLanded`). */
  readonly folder: string;
}

export interface Landing extends LandingZone {
  /** For what is about persons: a folder of its own, so that it can be guarded and backed up by itself. */
  readonly personal: LandingZone;
}

export interface LandingOptions {
  /** Made if it is not there, for this user alone. */
  readonly folder: string;
  readonly clock: Clock;
}

const TEMPORARY = /^\.incoming-[0-9a-f-]+$/;
const TEMPORARY_KEPT_MS = 24 * 3_600_000;

/** Also removes what interrupted downloads left behind a day ago or earlier; younger ones may be another process's. */
export async function createLanding({ folder: given, clock }: LandingOptions): Promise<Landing> {
  const folder = resolve(given);
  await orFail(`landing folder ${folder}`, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await removeLeftovers(folder, clock.now());
    if (await exists(personalIn(folder))) await removeLeftovers(personalIn(folder), clock.now());
  });
  return { ...zoneIn(folder), personal: zoneIn(personalIn(folder)) };
}

function personalIn(folder: string): string {
  return join(folder, 'personal');
}

function zoneIn(folder: string): LandingZone {
  return {
    land: (bytes, { lengthProven }) => land(folder, bytes, lengthProven),
    landBytes: (bytes) => land(folder, once(bytes), true),
    openLanded: (sha256) => openLanded(folder, sha256),
    sizeOf: (sha256) => sizeOf(folder, sha256),
    folder,
  };
}

async function land(folder: string, bytes: Bytes, lengthProven: boolean): Promise<LandedFile> {
  const temporary = join(folder, `.incoming-${randomUUID()}`);
  await orFail(`landing folder ${folder}`, () => mkdir(folder, { recursive: true, mode: 0o700 }));
  try {
    const written = await writeHashed(temporary, bytes);
    const path = pathOf(folder, written.sha256);
    await orFail(`landing ${path}`, () => settle(folder, temporary, path, written));
    return { ...written, path, lengthProven };
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

type Written = Pick<LandedFile, 'sha256' | 'bytes'>;

async function writeHashed(path: string, chunks: Bytes): Promise<Written> {
  const file = await orFail(`landing ${path}`, () => open(path, 'wx', 0o600));
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await orFail(`landing ${path}`, () => file.writeFile(chunk));
    }
    await orFail(`landing ${path}`, () => file.sync());
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    await file.close();
  }
}

/** The name tells the content, so a file that is there already is either the same or damaged; it is never replaced. */
async function settle(folder: string, temporary: string, path: string, written: Written) {
  if (await exists(path)) {
    const there = await hashFile(path);
    if (there !== written.sha256) throw damaged(path, there);
    await unlink(temporary);
    return;
  }
  const isNew = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rename(temporary, path);
  // The name is durable only when its folder is, and the folder's name when that of its parent is.
  await syncFolder(dirname(path));
  if (isNew !== undefined) await syncFolder(folder);
}

const HELD_BYTES_MAX = 8 * 1024 * 1024;

async function sizeOf(folder: string, sha256: string): Promise<number> {
  const path = pathOf(folder, sha256);
  const { size } = await orFail(`landed file ${path}`, () => stat(path));
  return size;
}

/** As `Landing.openLanded` of the landing zone in `folder`. */
export async function* openLanded(folder: string, sha256: string): Bytes {
  const path = pathOf(folder, sha256);
  const place = `landed file ${path}`;
  const { size } = await orFail(place, () => stat(path));
  if (size <= HELD_BYTES_MAX) {
    const bytes = await orFail(place, () => readFile(path));
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash !== sha256) throw damaged(path, hash);
    yield bytes;
    return;
  }
  const before = await orFail(place, () => hashFile(path));
  if (before !== sha256) throw damaged(path, before);
  yield* readAgain(path, sha256);
}

/** Hashed a second time while it is read, in case that the file changes in between. */
async function* readAgain(path: string, sha256: string): Bytes {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk);
    yield chunk;
  }
  const after = hash.digest('hex');
  if (after !== sha256) throw damaged(path, after);
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** Where the file with this hash is kept in the landing zone in `folder`. Throws LANDING_FAILED for what is no hash. */
export function pathOf(folder: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new PocketbookError(
      'LANDING_FAILED',
      `landing: expected a SHA-256 of 64 lower-case hexadecimal digits, got '${sha256.slice(0, 80)}'`,
      { retryable: false },
    );
  }
  return join(folder, sha256.slice(0, 2), sha256);
}

async function removeLeftovers(folder: string, now: Date): Promise<void> {
  const names = (await readdir(folder)).filter((name) => TEMPORARY.test(name));
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && now.getTime() - found.mtimeMs > TEMPORARY_KEPT_MS) {
      await unlink(path).catch(() => {});
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* once(bytes: Uint8Array): Bytes {
  yield bytes;
}

function damaged(path: string, got: string): PocketbookError {
  return new PocketbookError(
    'LANDING_FAILED',
    `${path}: expected the content that its name tells, got one of SHA-256 ${got}; the file was changed or the disk is failing`,
    { retryable: false, context: { path, sha256: got } },
  );
}

async function orFail<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PocketbookError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    // Space can be made and a folder mounted again; nothing was lost.
    throw new PocketbookError(
      'LANDING_FAILED',
      `${place}: expected to read and write, got ${code}`,
      {
        retryable: true,
        cause: error,
      },
    );
  }
}
