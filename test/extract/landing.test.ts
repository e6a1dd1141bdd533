import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createLanding } from '../../src/extract/landing.ts';
import { makeFolder } from './support/client.ts';
import { realClock } from './support/clocks.ts';

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytes = (text: string) => new TextEncoder().encode(text);

async function* chunks(...texts: string[]) {
  for (const text of texts) yield bytes(text);
}

async function* cutAfter(text: string) {
  yield bytes(text);
  throw new Error('cut');
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of source) all.push(chunk);
  return Buffer.concat(all);
}

const open = async () => {
  const folder = await makeFolder();
  return { folder, landing: await createLanding({ folder, clock: realClock }) };
};

it('keeps bytes under the name of their hash, for this user alone', async () => {
  const { folder, landing } = await open();
  const landed = await landing.land(chunks('one', ' two'), { lengthProven: false });
  const name = sha256('one two');
  expect(landed).toEqual({
    sha256: name,
    bytes: 7,
    path: join(folder, name.slice(0, 2), name),
    lengthProven: false,
  });
  expect(await readFile(landed.path, 'utf8')).toBe('one two');
  expect((await stat(landed.path)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(landed.path))).mode & 0o777).toBe(0o700);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

it('keeps equal bytes once, however often they come and at the same time', async () => {
  const { folder, landing } = await open();
  const landed = await Promise.all(
    Array.from({ length: 20 }, () => landing.landBytes(bytes('same'))),
  );
  expect(new Set(landed.map(({ path }) => path)).size).toBe(1);
  expect(await readdir(folder)).toEqual([sha256('same').slice(0, 2)]);
});

it('leaves nothing behind when the bytes break off, and passes the error on', async () => {
  const { folder, landing } = await open();
  await expect(landing.land(cutAfter('half'), { lengthProven: true })).rejects.toThrow('cut');
  expect(await readdir(folder)).toEqual([]);
});

it('never replaces a file, not even a damaged one', async () => {
  const { folder, landing } = await open();
  const { path } = await landing.landBytes(bytes('figures'));
  await writeFile(path, 'figurez');
  await expect(landing.landBytes(bytes('figures'))).rejects.toMatchObject({
    code: 'LANDING_FAILED',
  });
  expect(await readFile(path, 'utf8')).toBe('figurez');
  expect(await readdir(folder)).toHaveLength(1);
});

it('hands out what it kept', async () => {
  const { landing } = await open();
  const { sha256: name } = await landing.landBytes(bytes('figures'));
  expect((await collect(landing.openLanded(name))).toString()).toBe('figures');
});

it.each([
  ['a small file', 10],
  ['a large file', 9 * 1024 * 1024],
])('hands out no byte of %s of which a single one was changed', async (_, size) => {
  const { landing } = await open();
  const content = Buffer.alloc(size, 'a');
  const { sha256: name, path } = await landing.landBytes(content);
  expect(sha256(await collect(landing.openLanded(name)))).toBe(name);
  content[size - 1] = 0x62;
  await writeFile(path, content);
  const first = landing.openLanded(name)[Symbol.asyncIterator]().next();
  await expect(first).rejects.toMatchObject({ code: 'LANDING_FAILED', retryable: false });
});

it.each(['../../etc/passwd', 'A'.repeat(64), ''])("does not look for '%s'", async (name) => {
  const { landing } = await open();
  await expect(collect(landing.openLanded(name))).rejects.toMatchObject({ code: 'LANDING_FAILED' });
});

it('says so when a file is not there', async () => {
  const { landing } = await open();
  await expect(collect(landing.openLanded(sha256('never')))).rejects.toThrow('ENOENT');
});

it('removes what was left behind a day ago, and only that', async () => {
  const folder = await makeFolder();
  await mkdir(folder, { recursive: true });
  const [old, young, foreign] = ['.incoming-0a', '.incoming-0b', 'notes.txt'] as const;
  for (const name of [old, young, foreign]) await writeFile(join(folder, name), 'x');
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await utimes(join(folder, old), yesterday, yesterday);
  await utimes(join(folder, foreign), yesterday, yesterday);
  await createLanding({ folder, clock: realClock });
  expect((await readdir(folder)).sort()).toEqual([young, foreign]);
});
