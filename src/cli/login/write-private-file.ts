import { randomUUID } from 'node:crypto';
import { link, open, rename, unlink } from 'node:fs/promises';
import { ConfigError } from '../../domain/errors.ts';

/**
 * Writes a file that only this user can read, whole or not at all. Throws `ConfigError` for a place that cannot be written to, and
 * where a file is there already that is not to be replaced.
 */
export async function writePrivateFile(
  path: string,
  bytes: Uint8Array,
  { replace }: { readonly replace: boolean },
): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (replace) await rename(temporary, path);
    // Fails where there is a file, unlike a renaming.
    else await link(temporary, path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    throw code === 'EEXIST'
      ? new ConfigError(`${path}: there is such a file; --force replaces it`)
      : new ConfigError(`${path}: expected to write a file, got ${code}`);
  } finally {
    await unlink(temporary).catch(() => {});
  }
}
