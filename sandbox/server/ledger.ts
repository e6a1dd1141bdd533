import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Report, type ReportRequest, unitKey } from './report-request.ts';

interface LedgerState {
  /** Which world it belongs to. */
  readonly world: string;
  readonly requests: ReportRequest[];
  readonly deliveries: Record<string, number>;
}

/** All report requests ever made, and how often each unit was delivered. Outlives the process where a file is given. */
export interface Ledger {
  readonly requests: readonly ReportRequest[];
  find(requestId: string): ReportRequest | undefined;
  findReport(reportId: string): { request: ReportRequest; report: Report } | undefined;
  add(request: ReportRequest): void;
  /** The delivery a report is; counted when its file is first handed out, and the same from then on. */
  deliver(request: ReportRequest, report: Report): number;
  /** Of what has no report: counts one more delivery. */
  countDelivery(key: string): void;
  deliveriesOf(key: string): number;
  /** Resolves when everything so far is in the file. */
  flush(): Promise<void>;
}

// A backfill adds hundreds of requests a second, and each save writes them all: no more often than this, and for no more
// than a small share of the time.
const SAVE_EVERY_MS = 50;
const REST_PER_SAVE = 20;

export function openLedger(world: string, stateFile?: string): Ledger {
  const state = readState(world, stateFile);
  const byId = new Map(state.requests.map((request) => [request.id, request]));
  const byReportId = new Map(state.requests.flatMap(reportsOf));
  const saver = createSaver(state, stateFile);
  return {
    requests: state.requests,
    find: (requestId) => byId.get(requestId),
    findReport: (reportId) => byReportId.get(reportId),
    add(request) {
      state.requests.push(request);
      byId.set(request.id, request);
      for (const [reportId, found] of reportsOf(request)) byReportId.set(reportId, found);
      saver.touch();
    },
    deliver(request, report) {
      if (report.delivery === null) {
        const key = unitKey(request);
        report.delivery = (state.deliveries[key] ?? 0) + 1;
        state.deliveries[key] = report.delivery;
        saver.touch();
      }
      return report.delivery;
    },
    countDelivery(key) {
      state.deliveries[key] = (state.deliveries[key] ?? 0) + 1;
      saver.touch();
    },
    deliveriesOf: (key) => state.deliveries[key] ?? 0,
    flush: () => saver.flush(),
  };
}

function reportsOf(request: ReportRequest): [string, { request: ReportRequest; report: Report }][] {
  return request.reports.map((report) => [report.id, { request, report }]);
}

function readState(world: string, stateFile: string | undefined): LedgerState {
  if (!stateFile || !existsSync(stateFile)) return { world, requests: [], deliveries: {} };
  // Written by this program and by nothing else.
  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as LedgerState;
  if (state.world === world) return state;
  throw new Error(`${stateFile} belongs to another sandbox: expected ${world}, got ${state.world}`);
}

function createSaver(
  state: LedgerState,
  stateFile: string | undefined,
): { touch(): void; flush(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let pauseMs = SAVE_EVERY_MS;
  const save = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (!stateFile) return Promise.resolve();
    const file = stateFile;
    // One after the other, so that an older state never overtakes a newer one.
    writing = writing.then(async () => {
      const started = performance.now();
      await writeAtomically(file, JSON.stringify(state));
      pauseMs = Math.max(SAVE_EVERY_MS, (performance.now() - started) * REST_PER_SAVE);
    });
    return writing;
  };
  return {
    touch() {
      if (stateFile && !timer) timer = setTimeout(save, pauseMs);
    },
    flush: () => (timer ? save() : writing),
  };
}

async function writeAtomically(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}
