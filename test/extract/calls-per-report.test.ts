import { afterEach, expect, it } from 'vitest';
import { askFor, diary, makeClient } from './support/client.ts';
import { type FakeJiko, startFakeJiko } from './support/fake-jiko.ts';

let jiko: FakeJiko;
afterEach(() => jiko.close());

/** Deterministic, so that a bad draw does not come and go. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

it.each([
  ['within a short while', 300, 1],
  ['over a long while', 1_500, 2],
  ['at once', 0, 3],
])(
  'a backfill of 150 reports that become ready %s costs at most 2.2 calls a report',
  async (_, spreadMs, seed) => {
    const random = seeded(seed);
    jiko = await startFakeJiko({ readyAfterMs: () => random() * spreadMs });
    const client = await makeClient(jiko, { random });
    const asks = Array.from({ length: 150 }, (_, index) => ({
      ask: askFor('2026-10-01', `pocket-${index}`),
    }));
    const hooks = diary();
    const summary = await client.settleReports(asks, hooks);
    const calls = client.calls();
    expect(summary).toEqual({ landed: 150, failed: 0, late: 0 });
    expect(calls.total / 150).toBeLessThanOrEqual(2.2);
    expect(calls.create).toBe(150);
    expect(calls.download).toBe(150);
    expect(new Set(hooks.events.filter((event) => event.startsWith('landed'))).size).toBe(150);
  },
);
