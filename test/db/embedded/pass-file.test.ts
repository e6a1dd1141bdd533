import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { readPassFile, writePassFile } from '../../../src/db/embedded/pass-file.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocketbook-pass-'));
  file = join(folder, 'pgpass');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('what is written is read again, colons and backslashes included', async () => {
  const word = fc.stringMatching(/^[\w:\\.*@ -]{1,12}$/);
  const entry = fc.record({
    host: fc.constant('127.0.0.1'),
    port: fc.integer({ min: 1, max: 65_535 }),
    database: fc.constantFrom('*', 'pocketbook'),
    role: word,
    password: word,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(entry), async (entries) => {
      await writePassFile(file, entries);
      expect(await readPassFile(file)).toEqual(entries);
    }),
  );
});

test('nobody else may read it, whatever was there before', async () => {
  await writeFile(file, '', { mode: 0o644 });
  await writePassFile(file, []);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file that is not there has no entries; comments are none', async () => {
  expect(await readPassFile(file)).toEqual([]);
  await writeFile(file, '# mine\n\nlocalhost:5432:a:b:c\\:d\n');
  expect(await readPassFile(file)).toEqual([
    { host: 'localhost', port: 5432, database: 'a', role: 'b', password: 'c:d' },
  ]);
});
