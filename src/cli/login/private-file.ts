import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../../domain/errors.ts';

/** Reads the file that a setting names. Refuses one that is missing, or that others on this machine could read. */
export function readPrivateFile(file: string, setting: string): string {
  try {
    const { mode } = statSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8);
      throw new ConfigError(
        `${setting}: ${file} can be read by others (mode ${shown}): run chmod 600 ${file}`,
      );
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    throw new ConfigError(`${setting}: ${file} cannot be read (${code})`, error);
  }
}
