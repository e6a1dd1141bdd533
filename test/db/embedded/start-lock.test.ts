import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { identifyOurselves, identifyProcess } from '../../../src/db/embedded/process-identity.ts';
import { withStartLock } from '../../../src/db/embedded/start-lock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocketbook-lock-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function leaveLock(number: number, holder: string): Promise<void> {
  await mkdir(join(folder, 'lock'), { recursive: true });
  await writeFile(join(folder, 'lock', String(number)), holder);
}

test('of many only one works at a time, and all do in the end', async () => {
  await leaveLock(3, '4194000 1 dead');
  let working = 0;
  let done = 0;
  const work = async () => {
    working++;
    expect(working).toBe(1);
    await sleep(Math.random() * 5);
    working--;
    done++;
  };
  await Promise.all(Array.from({ length: 30 }, () => withStartLock(folder, work)));
  expect(done).toBe(30);
  expect(await readdir(join(folder, 'lock'))).toEqual(['3']);
});

test('work that fails gives the lock back', async () => {
  const failing = withStartLock(folder, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withStartLock(folder, async () => 'next')).toBe('next');
});

test.each([
  ['a process that is gone', '4194000 1 dead'],
  ['a process whose pid another one has now', `${process.pid} 1 dead`],
  ['a machine that lost power while it was written', ''],
])('a lock that was left by %s is passed over', async (_, holder) => {
  await leaveLock(1, holder);
  expect(await withStartLock(folder, async () => 'mine', 1_000)).toBe('mine');
});

test('a lock whose holder lives is waited for, and then said who it is', async () => {
  await leaveLock(1, await identifyOurselves());
  await expect(withStartLock(folder, async () => 'mine', 100)).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    retryable: true,
    message: expect.stringContaining(`process ${process.pid} has been starting`),
  });
});

test('a process that has ended has no identity, though its parent has not noticed', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(line);
  await expect.poll(() => identifyProcess(pid)).toBeNull();
  expect(() => process.kill(pid, 0)).not.toThrow();
  parent.kill();
});
