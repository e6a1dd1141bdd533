import type { Pool } from 'pg';
import { ConfigError } from '../../domain/errors.ts';
import { type RootBreak, readByPrefix } from './read-breaks.ts';

/** The one break whose id begins so. `command` opens the message where there is none, or several. */
export async function findByPrefix(pool: Pool, command: string, id: string): Promise<RootBreak> {
  if (!/^[0-9a-f-]{4,36}$/.test(id)) {
    throw new ConfigError(`${command} ${id}: expected at least four characters of a break id`);
  }
  const [found, ...others] = await readByPrefix(pool, id);
  if (found !== undefined && others.length === 0) return found;
  const what = found === undefined ? 'no break' : `${others.length + 1} breaks`;
  throw new ConfigError(`${command} ${id}: ${what} with an id that begins so`);
}
