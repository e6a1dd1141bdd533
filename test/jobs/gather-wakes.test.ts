import { expect, test } from 'vitest';
import type { Clock } from '../../src/domain/clock.ts';
import { gatherWakes } from '../../src/jobs/gather-wakes.ts';

/** Sleeps end when the test says so. */
function manualClock() {
  const sleepers: (() => void)[] = [];
  const slept: number[] = [];
  const clock: Clock = {
    now: () => new Date(0),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        slept.push(ms);
        sleepers.push(resolve);
        if (signal?.aborted === true) reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const pass = () => {
    for (const wake of sleepers.splice(0)) wake();
  };
  return { clock, slept, pass };
}

function setUp() {
  const { clock, slept, pass } = manualClock();
  const runs: string[] = [];
  const failures: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const wakes = gatherWakes<readonly string[]>({
    clock,
    gatherMs: 500,
    join: (left, right) => [...left, ...right],
    run: (entityId, concerns) =>
      new Promise((resolve, reject) => {
        runs.push(`${entityId}: ${concerns.join(' ')}`);
        ends.push((error) => (error === undefined ? resolve() : reject(error)));
      }),
    failed: (entityId, error) => void failures.push(`${entityId}: ${error}`),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    wakes,
    runs,
    failures,
    slept,
    async pass() {
      pass();
      await settle();
    },
    async end(error?: Error) {
      ends.shift()?.(error);
      await settle();
    },
  };
}

test('several wakes are one run, about all that they concern', async () => {
  const { wakes, runs, slept, pass } = setUp();
  for (const concern of ['a', 'b', 'c']) wakes.wake('main', [concern]);
  expect(runs).toEqual([]);
  await pass();
  expect(runs).toEqual(['main: a b c']);
  expect(slept).toEqual([500]);
});

test('what comes while a run goes on wakes once more after it, and then no more', async () => {
  const { wakes, runs, pass, end } = setUp();
  wakes.wake('main', ['a']);
  await pass();
  wakes.wake('main', ['b']);
  wakes.wake('main', ['c']);
  await pass();
  expect(runs).toEqual(['main: a']);
  await end();
  await pass();
  expect(runs).toEqual(['main: a', 'main: b c']);
  await end();
  await pass();
  expect(runs).toHaveLength(2);
  wakes.wake('main', ['d']);
  await pass();
  expect(runs.at(-1)).toBe('main: d');
});

test('entities do not wait for each other, and a run that fails is told and not the last', async () => {
  const { wakes, runs, failures, pass, end } = setUp();
  wakes.wake('one', ['a']);
  wakes.wake('two', ['b']);
  await pass();
  expect(runs).toEqual(['one: a', 'two: b']);
  await end(new Error('no network'));
  expect(failures).toEqual(['one: Error: no network']);
  wakes.wake('one', ['c']);
  await pass();
  expect(runs.at(-1)).toBe('one: c');
});

test('stopping waits for the run that goes on and begins no other', async () => {
  const { wakes, runs, pass, end } = setUp();
  wakes.wake('main', ['a']);
  await pass();
  wakes.wake('main', ['b']);
  let isStopped = false;
  const stopped = wakes.stop().then(() => {
    isStopped = true;
  });
  await pass();
  expect(isStopped).toBe(false);
  await end();
  await stopped;
  wakes.wake('main', ['c']);
  await pass();
  expect(runs).toEqual(['main: a']);
});
