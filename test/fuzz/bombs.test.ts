import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectFile } from '../../src/transform/inspect.ts';
import { bytesOf } from '../transform/support/bytes.ts';
import { jiko } from '../transform/support/profile.ts';
import type { BombReport } from './bomb-child.ts';
import { BOMBS, type BombName, requestingXml } from './bombs.ts';

const CHILD = fileURLToPath(new URL('bomb-child.ts', import.meta.url));
/** Of processor time: what else runs on the machine is not held against the reader. */
const MS_MAX = 2_000;
const GROWTH_MB_MAX = 256;

/** Legal XML and legal CSV, and no larger in memory than a piece of it. */
const LEGAL = [
  '1,000,000 ampersands in texts of 1,000',
  '1,000,000 comments',
  '1,000,000 processing instructions',
  '10,000,000 empty lines',
  '10,000,000 carriage returns',
] as const satisfies readonly BombName[];

const names = Object.keys(BOMBS) as BombName[];
const isLegal = (name: BombName) => LEGAL.some((legal) => legal === name);

describe.concurrent('two seconds of processor time and 256 MB are enough', () => {
  test.each(names.filter((name) => !isLegal(name)))('to refuse %s', async (name) => {
    const { refusal, ms, growthMb } = await explode(name);
    expect(refusal).toMatch(/^bomb:\d+:\d+/);
    expect(ms).toBeLessThan(MS_MAX);
    expect(growthMb).toBeLessThan(GROWTH_MB_MAX);
  });

  test.each(LEGAL)('to read %s', async (name) => {
    const { refusal, ms, growthMb } = await explode(name);
    expect(refusal).toBeNull();
    expect(ms).toBeLessThan(MS_MAX);
    expect(growthMb).toBeLessThan(GROWTH_MB_MAX);
  });
});

describe('a file that asks for another one', () => {
  let requests = 0;
  let folder = '';
  const server = createServer((_, response) => {
    requests++;
    response.end('1');
  });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pocketbook-secret-'));
    writeFileSync(join(folder, 'secret'), 'SECRET');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  test.each(['entity', 'parameter entity', 'inclusion'] as const)(
    'as an external %s gets nothing, from the network or the disk',
    async (what) => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const urls = [`http://127.0.0.1:${port}/`, pathToFileURL(join(folder, 'secret')).href];
      for (const url of urls) {
        const inspection = await inspectFile('f', bytesOf(requestingXml(what, url)), jiko);
        expect(inspection.accepted).toBe(what === 'inclusion');
        expect(JSON.stringify(inspection)).not.toContain('SECRET');
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(requests).toBe(0);
    },
  );
});

async function explode(name: BombName): Promise<BombReport> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, name], {
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  return JSON.parse(stdout);
}
