import { expect, it } from 'vitest';
import { awaitReports } from '../../src/extract/await-reports.ts';
import type { RemoteRequest } from '../../src/extract/remote-request.ts';
import { virtualClock } from './support/virtual-time.ts';

const PAGE = 100;

const setUp = (count: number, readyAtMs: (index: number) => number) => {
  const clock = virtualClock();
  const since = clock.now();
  const calls = { list: 0, get: 0 };
  const view = (index: number): RemoteRequest => ({
    id: `q-${index}`,
    type: null,
    pocketIds: null,
    range: null,
    state: clock.elapsedMs() >= readyAtMs(index) ? 'ready' : 'running',
    statusWord: '',
    reports: [{ id: `r-${index}`, format: null }],
    error: null,
    createdAt: since,
  });
  const requests = {
    list: async ({ cursor }: { cursor?: string | undefined }) => {
      calls.list += 1;
      const from = Number(cursor ?? 0);
      const indexes = Array.from({ length: count }, (_, index) => count - 1 - index);
      const next = from + PAGE < count ? String(from + PAGE) : null;
      return { requests: indexes.slice(from, from + PAGE).map(view), next };
    },
    get: async (id: string) => {
      calls.get += 1;
      return view(Number(id.slice(2)));
    },
  };
  const awaited = Array.from({ length: count }, (_, index) => ({ id: `q-${index}`, since }));
  return { clock, calls, requests, awaited, random: () => 0.5 };
};

it('tells of each as soon as it is ready, and names those that are late', async () => {
  const world = setUp(30, (index) => (index === 7 ? Number.POSITIVE_INFINITY : index * 1_000));
  const settled: [string, number][] = [];
  const late = await awaitReports({
    ...world,
    onSettled: ({ id }) => settled.push([id, world.clock.elapsedMs()]),
  });
  expect(late).toEqual(['q-7']);
  expect(settled).toHaveLength(29);
  for (const [id, atMs] of settled) {
    const readyMs = Number(id.slice(2)) * 1_000;
    expect(atMs).toBeGreaterThanOrEqual(readyMs);
    expect(atMs).toBeLessThan(readyMs + 31_000);
  }
  expect(world.clock.elapsedMs()).toBe(15 * 60_000);
});

it('reads no further page once all were seen, and one alone by itself', async () => {
  const world = setUp(300, () => 0);
  const newest = world.awaited.slice(-40);
  await awaitReports({ ...world, awaited: newest, onSettled: () => {} });
  expect(world.calls).toEqual({ list: 1, get: 0 });
  await awaitReports({ ...world, awaited: world.awaited.slice(0, 1), onSettled: () => {} });
  expect(world.calls).toEqual({ list: 1, get: 1 });
});
