import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { beforeAll, describe, expect, test } from 'vitest';

import type { HookedCall, SandboxHooks } from '../../sandbox/start.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { type BooksDigest, booksDigest } from './support/books-digest.ts';
import { closeGate, type GatePlace } from './support/gate.ts';
import { pocketbook, type RunningPocketbook, startPocketbook } from './support/pocketbook.ts';
import { startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

/** Five business days and two pockets: twenty statements, five position summaries, one window of trades and of prices. */
const TREASURY = { from: '2025-05-19', to: '2025-05-23', pockets: 2, seed: 5 };
const REPORTS = 27;
const BACKFILL = ['backfill', '--from', TREASURY.from, '--to', TREASURY.to];
const TIMEOUT_MS = 120_000;

let undisturbed: BooksDigest;

beforeAll(async () => {
  const jiko = await startJiko(TREASURY);
  const warehouse = await createWarehouse(jiko);
  const job = await warehouse.openJob();
  await runBackfill(job, { range: jiko.range, force: false });
  expect(jiko.sandbox.stats().reports_created).toBe(REPORTS);
  undisturbed = await booksDigest(warehouse.pool);
  await warehouse.drop();
  await jiko.stop();
});

/** Runs a backfill that is killed by `kill`, then the same command again, and looks at what is left. */
async function backfillKilled(
  hooks: SandboxHooks,
  kill: (running: RunningPocketbook, warehouse: TestWarehouse) => Promise<unknown>,
): Promise<void> {
  const jiko = await startJiko({ ...TREASURY, hooks });
  const warehouse = await createWarehouse(jiko);
  try {
    const running = startPocketbook(BACKFILL, warehouse.settings);
    await kill(running, warehouse);
    expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
    const again = await pocketbook(BACKFILL, warehouse.settings);
    expect(again, again.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await booksDigest(warehouse.pool)).toEqual(undisturbed);
    expect(jiko.sandbox.stats().reports_created, 'none asked for twice').toBe(REPORTS);
    expect(await openRequests(warehouse)).toEqual([]);
    expect(await runOutcomes(warehouse)).toEqual(['failed', 'green']);
  } finally {
    await warehouse.drop();
    await jiko.stop();
  }
}

/** Requests that no run would ever bring to an end. */
async function openRequests({ pool }: TestWarehouse): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select report_type, from_date, state
     from ops.report_request
     where state not in ('settled', 'failed', 'quarantined')`,
  );
  return rows;
}

async function runOutcomes({ pool }: TestWarehouse): Promise<unknown[]> {
  const { rows } = await pool.query('select outcome from books.fct_run order by run_id');
  return rows.map(({ outcome }) => outcome);
}

type Route = HookedCall['route'];

interface WireStrike {
  readonly hooks: SandboxHooks;
  /** Does something while the nth call of the route is held up, and lets the call go on when that is done. */
  strike(act: () => Promise<unknown>): Promise<unknown>;
}

function strikeAt(route: Route, nth: number, call: WirePoint['call']): WireStrike {
  const told = new EventEmitter();
  const reached = once(told, 'reached');
  const done = once(told, 'done');
  let seen = 0;
  const hold = async (one: HookedCall): Promise<Response | undefined> => {
    if (one.route !== route) return undefined;
    seen += 1;
    if (seen !== nth) return undefined;
    told.emit('reached');
    await done;
    return call === 'lost' ? new Response(null, { status: 503 }) : undefined;
  };
  return {
    hooks: call === 'lost' ? { before: hold } : { after: hold },
    async strike(act) {
      await reached;
      await act().finally(() => told.emit('done'));
    },
  };
}

interface WirePoint {
  readonly moment: string;
  readonly route: Route;
  readonly nth: number;
  /** `arrived`: the call was served and the reply is lost; `lost`: it was never served. */
  readonly call: 'arrived' | 'lost';
}

const ON_THE_WIRE: readonly WirePoint[] = [
  { moment: 'the first report is asked for', route: 'create', nth: 1, call: 'lost' },
  {
    moment: 'the reply to the fifth request is on its way',
    route: 'create',
    nth: 5,
    call: 'arrived',
  },
  {
    moment: 'the reply to the last request is on its way',
    route: 'create',
    nth: REPORTS,
    call: 'arrived',
  },
  { moment: 'the trades are listed', route: 'trades', nth: 1, call: 'arrived' },
  { moment: 'the first look at the list is answered', route: 'list', nth: 1, call: 'arrived' },
  { moment: 'the tenth file is on its way', route: 'file', nth: 10, call: 'arrived' },
  { moment: 'the last file is on its way', route: 'file', nth: REPORTS, call: 'arrived' },
];

interface DatabasePoint extends GatePlace {
  readonly moment: string;
}

const IN_THE_DATABASE: readonly DatabasePoint[] = [
  { moment: 'it stores what it is about to ask for', before: 'insert', on: 'ops.request_unit' },
  {
    moment: 'it stores the id of a request',
    before: 'update',
    on: 'ops.report_request',
    when: "new.state = 'requested'",
  },
  { moment: 'a file has landed and has no row yet', before: 'insert', on: 'ops.report_file' },
  { moment: 'it inserts the rows of a file', before: 'insert', on: 'ledger.position' },
  {
    moment: 'a file is loaded and its request not closed yet',
    before: 'update',
    on: 'ops.report_request',
    when: "new.state = 'settled'",
  },
  { moment: 'it reconciles', before: 'insert', on: 'recon.run' },
  {
    moment: 'it is about to say how it ended',
    before: 'update',
    on: 'ops.run',
    when: 'new.outcome is not null',
  },
];

describe.concurrent('a backfill that is killed when', () => {
  for (const { moment, route, nth, call } of ON_THE_WIRE) {
    test(`${moment} ends in the same books when it is started again`, {
      timeout: TIMEOUT_MS,
    }, async () => {
      const wire = strikeAt(route, nth, call);
      await backfillKilled(wire.hooks, (running) => wire.strike(() => running.kill('SIGKILL')));
    });
  }

  for (const { moment, ...place } of IN_THE_DATABASE) {
    test(`${moment} ends in the same books when it is started again`, {
      timeout: TIMEOUT_MS,
    }, async () => {
      await backfillKilled({}, async (running, { url }) => {
        const gate = await closeGate(url, place);
        await gate.reached();
        await running.kill('SIGKILL');
        await gate.remove();
      });
    });
  }

  test('nobody expects it, again and again, gets there all the same', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const jiko = await startJiko(TREASURY);
    const warehouse = await createWarehouse(jiko);
    const delaysMs: number[] = [];
    for (let kills = 0; kills < 3; kills++) {
      const running = startPocketbook(BACKFILL, warehouse.settings);
      const delayMs = 1_000 + Math.floor(Math.random() * 3_000);
      delaysMs.push(delayMs);
      await sleep(delayMs);
      await running.kill('SIGKILL');
    }
    const said = `killed after ${delaysMs.join(', ')} ms`;
    const last = await pocketbook(BACKFILL, warehouse.settings);
    expect(last, said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await booksDigest(warehouse.pool), said).toEqual(undisturbed);
    expect(jiko.sandbox.stats().reports_created, said).toBe(REPORTS);
    expect(await openRequests(warehouse), said).toEqual([]);
    await warehouse.drop();
    await jiko.stop();
  });
});
