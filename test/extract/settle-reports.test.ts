import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PocketbookError } from '../../src/domain/errors.ts';
import type { PlannedAsk } from '../../src/extract/planned-ask.ts';
import { askFor, diary, makeClient } from './support/client.ts';
import {
  type Answer,
  type FakeJiko,
  replyLost,
  reset,
  startFakeJiko,
  status,
} from './support/fake-jiko.ts';

let jiko: FakeJiko;
let readyAfterMs = 0;
beforeEach(async () => {
  readyAfterMs = 0;
  jiko = await startFakeJiko({ readyAfterMs: () => readyAfterMs });
});
afterEach(() => jiko.close());

const planned = (count: number): PlannedAsk[] =>
  Array.from({ length: count }, (_, index) => ({ ask: askFor('2026-10-01', `pocket-${index}`) }));

/** The plain answer, but the request is in this status until the test says otherwise. */
const createdAs =
  (word: string): Answer =>
  async ({ plain }) => {
    readyAfterMs = 60_000;
    await plain();
    readyAfterMs = 0;
    const [request] = jiko.requests;
    if (request !== undefined) request.status = word;
  };

describe('an ordinary settlement', () => {
  it('tells of each ask in order, and hands back the very object it was given', async () => {
    readyAfterMs = 60;
    const client = await makeClient(jiko);
    const ask = { ...askFor('2026-10-01'), note: 'mine' };
    const seen: unknown[] = [];
    const hooks = diary<{ ask: typeof ask }>();
    await client.settleReports([{ ask }], {
      ...hooks,
      landed: async (given, file, remote) => {
        seen.push(given.ask.note, file.bytes, remote.state);
        await hooks.landed(given, file, remote);
      },
    });
    const id = jiko.requests[0]?.id;
    expect(hooks.events).toEqual([
      'beforeCreate',
      `created ${id}`,
      expect.stringMatching(/^landed [0-9a-f]{64}$/),
    ]);
    expect(seen).toEqual(['mine', expect.any(Number), 'ready']);
  });

  it('keeps no more requests open than allowed', async () => {
    let open = 0;
    let most = 0;
    readyAfterMs = 30;
    const client = await makeClient(jiko);
    const hooks = diary();
    const summary = await client.settleReports(
      planned(40),
      {
        ...hooks,
        created: async () => {
          most = Math.max(most, ++open);
        },
        landed: async () => {
          open -= 1;
        },
      },
      { outstandingMax: 7 },
    );
    expect(summary.landed).toBe(40);
    expect(most).toBeLessThanOrEqual(7);
    expect(most).toBeGreaterThan(3);
  });

  it('waits for each hook before it goes on with that ask', async () => {
    const client = await makeClient(jiko);
    const hooks = diary();
    await client.settleReports(planned(1), {
      ...hooks,
      beforeCreate: async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        hooks.events.push(`creations ${jiko.count('create')}`);
      },
    });
    expect(hooks.events[0]).toBe('creations 0');
  });

  it('does nothing for nothing', async () => {
    const client = await makeClient(jiko);
    expect(await client.settleReports([], diary())).toEqual({ landed: 0, failed: 0, late: 0 });
    expect(jiko.seen).toEqual([]);
  });
});

describe('a reply that was lost (R01)', () => {
  it('is looked for in the list, and the request is not made twice', async () => {
    jiko.next('create', replyLost, replyLost, replyLost);
    const client = await makeClient(jiko);
    const hooks = diary();
    const summary = await client.settleReports(planned(8), hooks);
    expect(summary.landed).toBe(8);
    expect(jiko.requests).toHaveLength(8);
    // Three were lost together, and are found together.
    expect(client.calls().list).toBeLessThanOrEqual(3);
  });

  it('is asked for again where the list knows nothing of it', async () => {
    jiko.next('create', reset, status(502));
    const client = await makeClient(jiko);
    const hooks = diary();
    const summary = await client.settleReports(planned(1), hooks, { reaskPauseMs: 1 });
    expect(summary.landed).toBe(1);
    expect(jiko.requests).toHaveLength(1);
    expect(hooks.events.filter((event) => event === 'beforeCreate')).toHaveLength(3);
  });

  it('to twins is not found twice', async () => {
    jiko.next('create', replyLost, replyLost);
    const client = await makeClient(jiko);
    const hooks = diary();
    const twins = [...planned(1), ...planned(1)];
    await client.settleReports(twins, hooks);
    const created = hooks.events.filter((event) => event.startsWith('created'));
    expect(new Set(created).size).toBe(2);
    expect(jiko.requests).toHaveLength(2);
  });
});

describe('after a crash', () => {
  const crashed = async () => {
    const client = await makeClient(jiko);
    const intendedAt = new Date();
    const { id } = await client.createReportRequest(askFor('2026-10-01', 'pocket-0'));
    jiko.seen.length = 0;
    return { id, intendedAt, client: await makeClient(jiko) };
  };

  it('a request that is known is only waited for', async () => {
    const { id, intendedAt, client } = await crashed();
    const hooks = diary();
    const progress = { state: 'requested', remoteId: id, requestedAt: intendedAt } as const;
    await client.settleReports([{ ask: askFor('2026-10-01', 'pocket-0'), progress }], hooks);
    expect(hooks.events).toEqual([expect.stringMatching(/^landed/)]);
    expect(client.calls()).toMatchObject({ create: 0, download: 1, total: 2 });
  });

  it('an intent of unknown outcome is found in the list', async () => {
    const { id, intendedAt, client } = await crashed();
    const hooks = diary();
    const progress = { state: 'intended', intendedAt } as const;
    await client.settleReports([{ ask: askFor('2026-10-01', 'pocket-0'), progress }], hooks);
    expect(hooks.events).toEqual([`created ${id}`, expect.stringMatching(/^landed/)]);
    expect(client.calls().create).toBe(0);
  });

  it('an intent that never left is asked for', async () => {
    const { id, intendedAt, client } = await crashed();
    const hooks = diary();
    const progress = { state: 'intended', intendedAt } as const;
    const other = { ask: askFor('2026-10-01', 'pocket-9'), progress };
    const mine = { ask: askFor('2026-10-01', 'pocket-0'), progress };
    await client.settleReports([other, mine], hooks, { claimedIds: [id] });
    expect(hooks.events.filter((event) => event === 'beforeCreate')).toHaveLength(2);
    expect(client.calls().create).toBe(2);
  });

  it('a request that the server has forgotten is asked for again', async () => {
    const client = await makeClient(jiko);
    const hooks = diary();
    const progress = {
      state: 'requested',
      remoteId: 'long-gone',
      requestedAt: new Date(Date.now() - 86_400_000),
    } as const;
    const options = { reaskPauseMs: 1 };
    await client.settleReports([{ ask: askFor('2026-10-01'), progress }], hooks, options);
    expect(hooks.events.map((event) => event.split(' ')[0])).toEqual([
      'beforeCreate',
      'created',
      'landed',
    ]);
  });
});

describe('a report that Jiko calls failed (R03)', () => {
  it('is asked for again twice, and may still land', async () => {
    jiko.next('create', createdAs('FAILED'), createdAs('ERROR'));
    const client = await makeClient(jiko);
    const hooks = diary();
    const summary = await client.settleReports(planned(1), hooks, { reaskPauseMs: 1 });
    expect(summary).toEqual({ landed: 1, failed: 0, late: 0 });
    expect(client.calls().create).toBe(3);
  });

  it('is given up then, with the reason told', async () => {
    jiko.always('create', createdAs('FAILED'));
    const client = await makeClient(jiko);
    const hooks = diary();
    const summary = await client.settleReports(planned(1), hooks, { reaskPauseMs: 1 });
    expect(summary).toEqual({ landed: 0, failed: 1, late: 0 });
    expect(client.calls().create).toBe(3);
    expect(hooks.events.at(-1)).toMatch(
      /^failed REPORT_FAILED BANK_STATEMENT_REPORT 2026-10-01: .* FAILED: no such day$/,
    );
  });
});

it('calls late what is not ready by the deadline, and waits for the rest (R02, R04)', async () => {
  jiko.next('create', createdAs('FROBNICATING'));
  const client = await makeClient(jiko, {
    polling: { firstPauseMs: 20, pauseMaxMs: 50, deadlineMs: 300 },
  });
  const hooks = diary();
  const summary = await client.settleReports(planned(5), hooks);
  expect(summary).toEqual({ landed: 4, failed: 0, late: 1 });
  // The last download may end after the deadline of the one that is late.
  expect(hooks.events.filter((event) => event.startsWith('late '))).toHaveLength(1);
});

it('does not believe a request that is ready without a report', async () => {
  jiko.next('list', status(200, {}, { items: [], next_page: null }));
  const client = await makeClient(jiko);
  const bare = { id: 'x', status: 'COMPLETED', reports: [] };
  const full = { ...bare, reports: [{ id: 'r-x', output_format: 'CAMT053' }] };
  jiko.next('create', status(201, {}, bare));
  jiko.next('get', status(200, {}, bare), status(200, {}, full));
  const summary = await client.settleReports(planned(1), diary());
  expect(summary.landed).toBe(1);
  expect(jiko.count('get')).toBe(2);
});

it('chooses the report in the format asked for, the last of several (R05)', async () => {
  const reports = [
    { id: 'r-pdf', output_format: 'PDF' },
    { id: 'r-1', output_format: 'CAMT053' },
    { id: 'r-2', output_format: 'camt053' },
    { id: 'r-none' },
  ];
  jiko.next('create', status(201, {}, { id: 'x', status: 'COMPLETED', reports }));
  const client = await makeClient(jiko);
  await client.settleReports(planned(1), diary());
  expect(jiko.seen.find(({ route }) => route === 'download')?.url).toContain('/r-2/');
});

describe('what concerns one ask', () => {
  it('does not stop the others', async () => {
    jiko.next('create', status(422, {}, { detail: [{ loc: ['body', 'date'], msg: 'too early' }] }));
    const client = await makeClient(jiko);
    const hooks = diary();
    const summary = await client.settleReports(planned(4), hooks, { createConcurrency: 1 });
    expect(summary).toEqual({ landed: 3, failed: 1, late: 0 });
    expect(hooks.events).toContainEqual(
      expect.stringMatching(/^failed HTTP_STATUS .*body.date: too early/),
    );
  });

  it('is, for a type that is not permitted, not tried again for each (N20)', async () => {
    jiko.always('create', ({ body, plain, response }) => {
      if (!body.includes('BANK')) return plain();
      response.writeHead(403).end();
    });
    const client = await makeClient(jiko);
    const hooks = diary();
    const prices = { ...askFor('2026-10-01'), reportType: 'SECURITY_PRICE_REPORT' } as const;
    const summary = await client.settleReports([...planned(10), { ask: prices }], hooks, {
      createConcurrency: 1,
    });
    expect(summary).toEqual({ landed: 1, failed: 10, late: 0 });
    expect(client.calls().create).toBe(4);
  });

  it('may be a single pocket that is not permitted', async () => {
    jiko.next('create', status(403), ({ plain }) => plain(), status(403), status(403), status(403));
    const client = await makeClient(jiko);
    const summary = await client.settleReports(planned(10), diary(), { createConcurrency: 1 });
    expect(summary).toEqual({ landed: 6, failed: 4, late: 0 });
  });
});

describe('what concerns all', () => {
  const outcome = async (settling: Promise<unknown>, events: string[]) => {
    const error = await settling.then(
      () => null,
      (reason: unknown) => reason,
    );
    const told = events.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(events).toHaveLength(told);
    return error;
  };

  it.each(['beforeCreate', 'created', 'landed'] as const)(
    'stops everything: a %s that throws',
    async (name) => {
      const client = await makeClient(jiko);
      const hooks = diary();
      const broken = async () => {
        throw new PocketbookError('DATABASE_UNAVAILABLE', 'gone', { retryable: true });
      };
      const settling = client.settleReports(
        planned(30),
        { ...hooks, [name]: broken },
        { outstandingMax: 5 },
      );
      expect(await outcome(settling, hooks.events)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      expect(client.calls().create).toBeLessThan(30);
    },
  );

  it('stops everything: a key that is refused', async () => {
    jiko.always('token', status(401, {}, { error: 'invalid_client' }));
    const client = await makeClient(jiko);
    const hooks = diary();
    const settling = client.settleReports(planned(30), hooks);
    expect(await outcome(settling, hooks.events)).toMatchObject({ code: 'AUTH_REJECTED' });
    expect(jiko.count('token')).toBe(1);
  });

  it('stops everything: three asks in a row without an answer', async () => {
    jiko.always('create', status(429));
    const client = await makeClient(jiko, { retry: { retries: 1, minDelayMs: 1 } });
    const hooks = diary();
    const settling = client.settleReports(planned(30), hooks, { createConcurrency: 1 });
    expect(await outcome(settling, hooks.events)).toMatchObject({
      code: 'HTTP_STATUS',
      retryable: true,
    });
    expect(hooks.events.filter((event) => event.startsWith('failed'))).toHaveLength(2);
  });

  it('stops everything: a list that cannot be read', async () => {
    readyAfterMs = 60_000;
    jiko.always('list', status(500));
    const client = await makeClient(jiko, { retry: { retries: 1, minDelayMs: 1 } });
    const hooks = diary();
    const settling = client.settleReports(planned(5), hooks);
    expect(await outcome(settling, hooks.events)).toMatchObject({ context: { status: 500 } });
    expect(hooks.events.filter((event) => event.startsWith('failed'))).toEqual([]);
  });

  it('stops everything: being told to', async () => {
    readyAfterMs = 60_000;
    const client = await makeClient(jiko);
    const hooks = diary();
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 100);
    const settling = client.settleReports(planned(5), hooks, { signal: stop.signal });
    expect(await outcome(settling, hooks.events)).toMatchObject({ message: 'enough' });
  });
});
