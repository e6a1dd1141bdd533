import { randomUUID } from 'node:crypto';
import { access, constants, link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../domain/errors.ts';

interface Writing {
  readonly replace: boolean;
  /** what told us to write there: an option or a setting */
  readonly toldBy: string;
}

/**
 * Writes a file that only this user can read, whole or not at all: whoever has the old one open, or copies it, never sees half of the
 * new one. Throws `ConfigError` for a place that cannot be written to, and where a file is there already that is not to be replaced.
 */
export async function writePrivateFile(
  path: string,
  content: Uint8Array | string,
  { replace, toldBy }: Writing,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (replace) await rename(temporary, path);
    // Fails where there is a file, unlike a renaming.
    else await link(temporary, path);
  } catch (error) {
    throw codeOf(error) === 'EEXIST'
      ? new ConfigError(`${toldBy} ${path}: there is such a file; --force replaces it`)
      : unwritable(toldBy, path, error);
  } finally {
    await unlink(temporary).catch(() => {});
  }
}

/** Throws `ConfigError` where no file can be written in the folder of a path: before the work whose outcome it is for. */
export async function refuseUnwritable(path: string, toldBy: string): Promise<void> {
  try {
    // With the slash, what is no folder is told as such.
    await access(`${dirname(path)}/`, constants.W_OK);
  } catch (error) {
    throw unwritable(toldBy, path, error);
  }
}

/** Makes a folder for this user alone where there is none yet. Throws `ConfigError` where no file can be written in it. */
export async function makePrivateFolder(folder: string, toldBy: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(toldBy, folder, error);
  }
  await refuseUnwritable(join(folder, 'a file'), toldBy);
}

function unwritable(toldBy: string, path: string, error: unknown): ConfigError {
  return new ConfigError(`${toldBy} ${path}: expected to write a file, got ${codeOf(error)}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an error';
}
