import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ConfigError, PocketbookError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { bytesOfFile } from '../bytes-of-file.ts';
import { openZip, PACKING_BYTES, type PackedFile, packingOf, unpackGzip } from './import-unpack.ts';

/** A file on disk, as the person named it or as it stands in a folder that the person named. */
export interface FoundFile {
  readonly path: string;
  /** For messages and the books: its base name, with the folders below the one that was named. */
  readonly name: string;
  /** Named itself, and not found in a folder. */
  readonly isNamed: boolean;
}

/** One file to import, which may come out of an archive. */
export interface ImportSource {
  readonly name: string;
  open(): Bytes;
  /** What is kept where the file cannot be unpacked: the archive as it came. */
  openPacked(): Bytes;
}

/**
 * The files behind the paths that a person named: folders are searched to their depth, in the order of names, without
 * hidden files. Throws `ConfigError` for a path that is not there, or is neither.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const path of paths) {
    const there = await stat(path).catch((error: unknown) => {
      throw new ConfigError(`${path}: cannot be read (${codeOf(error)})`, error);
    });
    if (there.isDirectory()) found.push(...(await searchFolder(path, '')));
    // A pipe can be read once only, and a file is looked at before it is read.
    else if (!there.isFile()) throw new ConfigError(`${path}: expected a file or a folder`);
    else found.push({ path, name: toFileName(basename(path)), isNamed: true });
  }
  return found;
}

async function searchFolder(folder: string, below: string): Promise<FoundFile[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(
    (error: unknown) => {
      throw new ConfigError(`${join(folder, below)}: cannot be read (${codeOf(error)})`, error);
    },
  );
  const found: FoundFile[] = [];
  for (const entry of entries.sort((a, b) => compare(a.name, b.name))) {
    if (entry.name.startsWith('.')) continue;
    const place = join(below, entry.name);
    if (entry.isDirectory()) found.push(...(await searchFolder(folder, place)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(folder, place)))) {
      found.push({ path: join(folder, place), name: toFileName(place), isNamed: false });
    }
  }
  return found;
}

/** A link to a folder could lead in a circle, and a pipe would never end; a link that leads nowhere is told when it is read. */
async function leadsToFile(folder: string, place: string): Promise<boolean> {
  const target = await stat(join(folder, place)).catch(() => null);
  return target === null || target.isFile();
}

/** What is to be imported of one file: itself, what it unpacks to, or all that its archive holds. */
export async function* sourcesOf({ path, name }: FoundFile): AsyncGenerator<ImportSource> {
  const openPacked = () => bytesOfFile(path);
  // What cannot be read is told where its bytes are asked for.
  const head = await readHead(path, PACKING_BYTES).catch(() => Buffer.alloc(0));
  switch (packingOf(head)) {
    case null:
      yield { name, open: openPacked, openPacked };
      return;
    case 'gzip':
      yield { name, open: () => unpackGzip(path, name), openPacked };
      return;
    case 'zip':
      yield* membersOf(path, name);
  }
}

/** The first bytes of a file; fewer where it is shorter. */
export async function readHead(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function* membersOf(path: string, name: string): AsyncGenerator<ImportSource> {
  const openPacked = () => bytesOfFile(path);
  let zip: { files: PackedFile[]; close(): void };
  try {
    zip = await openZip(path, name);
  } catch (error) {
    if (!(error instanceof PocketbookError)) throw error;
    yield { name, open: () => failing(error), openPacked };
    return;
  }
  try {
    for (const file of zip.files) {
      yield { name: toFileName(file.name), open: file.open, openPacked };
    }
  } finally {
    zip.close();
  }
}

// biome-ignore lint/correctness/useYield: bytes of which there are none
async function* failing(error: PocketbookError): Bytes {
  throw error;
}

const NAME_MAX = 200;

/** A name that can do no harm in a terminal or a log: without control, formatting and broken characters, and not too long. */
export function toFileName(text: string): string {
  const clean = text.normalize('NFC').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
  if (clean.length <= NAME_MAX) return clean === '' ? 'unnamed' : clean;
  // Surrogates must not be cut apart.
  return `...${[...clean].slice(3 - NAME_MAX).join('')}`;
}

/** By characters, wherever this runs. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an error';
}
