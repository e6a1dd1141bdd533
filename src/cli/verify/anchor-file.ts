import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError } from '../../domain/errors.ts';
import type { ChainHead } from '../../reconcile/event-chain.ts';

const line = z.object({
  at: z.string(),
  entity: z.string(),
  length: z.string().regex(/^\d{1,18}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** All heads that a file has kept, the oldest first; none where there is no such file yet. Throws `ConfigError`. */
export async function readAnchors(path: string): Promise<ChainHead[]> {
  const text = await readText(path);
  return text
    .split('\n')
    .filter((one) => one.trim() !== '')
    .map((one, index) => {
      const read = line.safeParse(parseLine(one));
      if (!read.success) {
        throw new ConfigError(
          `--anchor ${path}:${index + 1}: expected a line that 'pocketbook verify --anchor' wrote`,
        );
      }
      const { entity, length, hash } = read.data;
      return { entityId: entity, length: BigInt(length), hash };
    });
}

/** Adds the heads that are not the last ones kept, a line each. Nothing that stands there is ever changed. */
export async function addAnchors(
  path: string,
  kept: readonly ChainHead[],
  heads: readonly ChainHead[],
  now: Date,
): Promise<number> {
  const news = heads.filter(
    (head) => !kept.some(({ entityId, hash }) => entityId === head.entityId && hash === head.hash),
  );
  const lines = news.map(({ entityId, length, hash }) =>
    JSON.stringify({ at: now.toISOString(), entity: entityId, length: length.toString(), hash }),
  );
  if (lines.length > 0) {
    await appendFile(path, `${lines.join('\n')}\n`, { mode: 0o600 }).catch((error: unknown) => {
      throw new ConfigError(`--anchor ${path}: expected to write a file, got ${codeOf(error)}`);
    });
  }
  return lines.length;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw new ConfigError(`--anchor ${path}: cannot be read (${codeOf(error)})`, error);
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an error';
}
