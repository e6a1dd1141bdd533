import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32, createGunzip } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { PocketbookError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { peek } from '../../transform/peek.ts';

/** How a file is packed, by its first bytes: its name may say anything. */
export type Packing = 'zip' | 'gzip' | null;

export const PACKING_BYTES = 4;

export function packingOf(head: Uint8Array): Packing {
  const [a, b, c, d] = head;
  // A local file header, or the end of a directory that has nothing in it.
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return 'zip';
  return a === 0x1f && b === 0x8b ? 'gzip' : null;
}

/** One packed file. Its bytes end in ARCHIVE_INVALID where they are damaged, encrypted, packed again or too many. */
export interface PackedFile {
  readonly name: string;
  open(): Bytes;
}

const UNPACKED_BYTES_MAX = 8 * 1024 ** 3;
/** Bank files of the dullest kind shrink to a fiftieth. */
const RATIO_MAX = 200;
/** A few kilobytes may well shrink to nearly nothing. */
const UNPACKED_BYTES_FREE = 1024 ** 2;
const MEMBERS_MAX = 100_000;

/**
 * The files of a zip archive, by name; folders, hidden files and what macOS adds are passed over. Names are only for
 * messages. Throws ARCHIVE_INVALID for an archive that cannot be read, or is a document of an office program.
 */
export async function openZip(
  path: string,
  name: string,
): Promise<{ files: PackedFile[]; close(): void }> {
  const { size } = await stat(path);
  const zip = await orInvalid(name, () => yauzl.openPromise(path, ZIP_OPTIONS));
  try {
    const entries = await orInvalid(name, () => listEntries(zip, name));
    // Overlapping entries unpack the same bytes many times over, so that the whole archive has one budget.
    const budget = new UnpackBudget(name, size);
    const files = entries.map(({ entry, path: member }) => {
      const memberName = `${name}:${member}`;
      return { name: memberName, open: () => unpackEntry(zip, entry, memberName, budget) };
    });
    return { files, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

// Names are decoded by us: one that would lead out of a folder does no harm where files are named by their hash.
const ZIP_OPTIONS = { autoClose: false, decodeStrings: false };

interface NamedEntry {
  readonly entry: Entry;
  readonly path: string;
}

async function listEntries(zip: ZipFile, name: string): Promise<NamedEntry[]> {
  if (zip.entryCount > MEMBERS_MAX) {
    throw invalid(name, `expected at most ${MEMBERS_MAX} files, got ${zip.entryCount}`);
  }
  const entries: NamedEntry[] = [];
  for await (const entry of zip.eachEntry()) {
    const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
    const path = yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
    if (path === '[Content_Types].xml') {
      throw invalid(name, 'expected bank files, got an office document: save it as CSV');
    }
    if (!isPassedOver(path)) entries.push({ entry, path });
  }
  if (entries.length === 0) throw invalid(name, 'expected a file in it, got none');
  return entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function isPassedOver(path: string): boolean {
  const isHidden = basename(path).startsWith('.') || path.startsWith('__MACOSX/');
  return path.endsWith('/') || isHidden;
}

async function* unpackEntry(zip: ZipFile, entry: Entry, name: string, total: UnpackBudget): Bytes {
  if (entry.isEncrypted()) {
    throw invalid(name, 'it is encrypted: unpack it with its password and import what was in it');
  }
  const unpacked = await orInvalid(name, () => zip.openReadStreamPromise(entry));
  const own = new UnpackBudget(name, entry.compressedSize);
  let sum = 0;
  for await (const chunk of refuseDamaged(name, await refusePacked(name, unpacked))) {
    own.take(chunk.byteLength);
    total.take(chunk.byteLength);
    sum = crc32(chunk, sum);
    yield chunk;
  }
  // The library checks the size alone.
  if (sum !== entry.crc32) throw invalid(name, 'its checksum does not fit: it is damaged');
}

/** The one file that a gzip file holds. Bytes after its end are a damage, although gunzip itself passes over them. */
export async function* unpackGzip(path: string, name: string): Bytes {
  const { size } = await stat(path);
  const packed = createReadStream(path);
  const gunzip = createGunzip();
  packed.once('error', (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  const budget = new UnpackBudget(name, size);
  try {
    for await (const chunk of refuseDamaged(name, await refusePacked(name, gunzip))) {
      budget.take(chunk.byteLength);
      yield chunk;
    }
    if (gunzip.bytesWritten !== size) throw invalid(name, 'expected the end of the file, got more');
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

/** Counts unpacked bytes, and refuses those that no bank file would have come to. */
class UnpackBudget {
  readonly #name: string;
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(name: string, packedBytes: number) {
    this.#name = name;
    const byRatio = Math.max(UNPACKED_BYTES_FREE, packedBytes * RATIO_MAX);
    this.#bytesMax = Math.min(UNPACKED_BYTES_MAX, byRatio);
  }

  take(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#bytesMax) return;
    throw invalid(
      this.#name,
      `it unpacks to more than ${this.#bytesMax} bytes, ${RATIO_MAX} times its size or all that is read: expected a bank file`,
    );
  }
}

async function refusePacked(name: string, bytes: Bytes): Promise<Bytes> {
  const { head, all } = await orInvalid(name, () => peek(bytes, PACKING_BYTES));
  if (packingOf(head) === null) return all;
  throw invalid(name, 'expected a bank file, got an archive in an archive: unpack the outer one');
}

async function* refuseDamaged(name: string, bytes: Bytes): Bytes {
  const source = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await orInvalid(name, () => source.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await source.return?.();
  }
}

async function orInvalid<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PocketbookError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(name, `it cannot be unpacked: ${reason}`, error);
  }
}

function invalid(name: string, reason: string, cause?: unknown): PocketbookError {
  return new PocketbookError('ARCHIVE_INVALID', `${name}: ${reason}`, {
    retryable: false,
    context: { file: name },
    cause,
  });
}
