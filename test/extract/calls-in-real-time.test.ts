import { expect, it } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { silentLog } from '../../src/domain/log.ts';
import { createRateLimiter, DEFAULT_LIMITS } from '../../src/extract/rate-limit.ts';
import type { RemoteRequest } from '../../src/extract/remote-request.ts';
import type { ReportAsk } from '../../src/extract/report-ask.ts';
import type { ReportRequests } from '../../src/extract/report-requests.ts';
import { settleReports } from '../../src/extract/settle-reports.ts';
import { askFor, diary } from './support/client.ts';
import { type VirtualClock, virtualClock } from './support/virtual-time.ts';

const LATENCY_MS = 80;
const PAGE = 100;

interface Made {
  readonly id: string;
  readonly ask: ReportAsk;
  readonly createdAt: Date;
  readonly readyAt: number;
}

/** Jiko as a model: its limit, its latency, its list; each report takes as long as `readyAfterMs` draws. */
function modelJiko(clock: VirtualClock, readyAfterMs: () => number) {
  const limiter = createRateLimiter(DEFAULT_LIMITS, clock);
  const made: Made[] = [];
  const calls = { create: 0, list: 0, get: 0, download: 0 };
  const call = <T>(kind: keyof typeof calls, answer: () => T): Promise<T> =>
    limiter.run('reports', async () => {
      calls[kind] += 1;
      await clock.sleep(LATENCY_MS);
      return answer();
    });
  const view = ({ id, createdAt, readyAt }: Made): RemoteRequest => {
    const isReady = clock.elapsedMs() >= readyAt;
    return {
      id,
      type: 'BANK_STATEMENT_REPORT',
      pocketIds: null,
      range: null,
      state: isReady ? 'ready' : 'running',
      statusWord: '',
      reports: isReady ? [{ id: `r-${id}`, format: null }] : [],
      error: null,
      createdAt,
    };
  };
  const requests: ReportRequests = {
    create: (ask) =>
      call('create', () => {
        const readyAt = clock.elapsedMs() + readyAfterMs();
        const one = { id: `q-${made.length}`, ask, createdAt: clock.now(), readyAt };
        made.unshift(one);
        return view(one);
      }),
    list: ({ cursor }) =>
      call('list', () => {
        const from = Number(cursor ?? 0);
        const next = from + PAGE < made.length ? String(from + PAGE) : null;
        return { requests: made.slice(from, from + PAGE).map(view), next };
      }),
    get: (id) =>
      call('get', () => {
        const one = made.find((candidate) => candidate.id === id);
        if (one === undefined) throw new Error(`no request ${id}`);
        return view(one);
      }),
    pages: () => {
      throw new Error('nothing is lost here');
    },
  };
  const download = () =>
    call('download', async () => {
      await clock.sleep(300);
      return { sha256: '', bytes: 1, path: '', lengthProven: true };
    }).then((file) => file);
  return { requests, download, calls };
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

type Readiness = (random: () => number) => () => number;

const readiness: Record<string, Readiness> = {
  'at once': () => () => 0,
  'within 5 s': (random) => () => random() * 5_000,
  'within 60 s': (random) => () => random() * 60_000,
  'within 5 minutes': (random) => () => random() * 300_000,
  'mostly soon, some very late': (random) => () =>
    random() < 0.03 ? 600_000 : 3_000 + random() * 9_000,
  'all but one, which never is': (random) => {
    let count = 0;
    return () => (++count === 5 ? 1e12 : random() * 20_000);
  },
};

const cases = Object.keys(readiness).flatMap((name) =>
  [100, 150, 1_000].map((reports) => [reports, name] as const),
);

it.each(cases)('%i reports, ready %s, cost at most 2.2 calls each', async (reports, name) => {
  const clock = virtualClock();
  const random = seeded(reports);
  const jiko = modelJiko(clock, readiness[name]?.(random) ?? (() => 0));
  const tools = { ...jiko, clock, log: silentLog, random, polling: {} };
  const day = parseBusinessDate('2026-10-01');
  const asks = Array.from({ length: reports }, (_, index) => ({ ask: askFor(day, `p-${index}`) }));
  const summary = await settleReports(tools, asks, diary());
  const total = Object.values(jiko.calls).reduce((sum, count) => sum + count, 0);
  expect(summary.landed + summary.late).toBe(reports);
  expect(total / reports).toBeLessThanOrEqual(2.2);
});
