import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HookedCall } from '../../../sandbox/start.ts';
import { systemClock } from '../../../src/cli/system-clock.ts';
import type { Log } from '../../../src/domain/log.ts';
import { silentLog } from '../../../src/domain/log.ts';
import type { ResourceName } from '../../../src/domain/resource.ts';
import { planBackfill } from '../../../src/jobs/backfill.ts';
import {
  readQuarantine,
  readUntried,
  storeReader,
} from '../../../src/jobs/import/import-ledger.ts';
import type { Job } from '../../../src/jobs/job.ts';
import { settleResources } from '../../../src/jobs/resources/settle-resources.ts';
import type { Profile } from '../../../src/transform/profile.ts';
import { type SimulatedJiko, startJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../../end-to-end/support/warehouse.ts';

const LOG_PATH = '/api/v1/team/audit-logs/';
const STRATEGIES = '/api/v2/trading-strategies/';
const TRANSFERS = '/api/v1/transfer-requests/';
const DAY_MS = 86_400_000;

type Answer = Record<string, unknown>;

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
let runId: bigint;
/** What the sandbox says in place of its usual answer, by path. */
const instead = new Map<string, (usual: Response, url: URL) => Promise<Response> | Response>();
const asked: URL[] = [];

async function after({ request, route }: HookedCall, usual: Response) {
  if (route !== 'resources') return undefined;
  const url = new URL(request.url);
  asked.push(url);
  return instead.get(url.pathname)?.(usual, url);
}

beforeAll(async () => {
  jiko = await startJiko({ from: '2025-05-05', to: '2025-05-30', pockets: 2, hooks: { after } });
});
afterAll(async () => {
  await jiko?.stop();
});
beforeEach(async () => {
  warehouse = await createWarehouse(jiko);
  const { rows } = await warehouse.pool.query<{ run_id: bigint }>(
    `with entity as (insert into ledger.entity (entity_id) values ('main') on conflict do nothing)
     insert into ops.run (entity_id, kind, app_version)
     values ('main', 'nightly', 'test')
     returning run_id`,
  );
  runId = rows[0]?.run_id ?? 0n;
});
afterEach(async () => {
  instead.clear();
  asked.length = 0;
  await warehouse?.drop();
});

type Words = readonly [string, ...string[]];

interface Reading {
  readonly daysLater?: number;
  readonly log?: Log;
  /** What the profile calls the name of a strategy. */
  readonly words?: Words;
}

/** Reads these resources once. */
async function read(names: readonly ResourceName[], options: Reading = {}): Promise<void> {
  const { daysLater = 0, log = silentLog, words } = options;
  const settings = {
    POCKETBOOK_RESOURCES: names.reduce((words, name) => `${words} +${name}`, 'none'),
  };
  const job: Job = await warehouse.openJob({
    settings,
    log,
    client: { retry: { retries: 1, minDelayMs: 1, maxDelayMs: 2 } },
  });
  const now = () => new Date(Date.now() + daysLater * DAY_MS);
  const profile = words === undefined ? job.profile : renamed(job.profile, words);
  const later = { ...job, profile, clock: { ...systemClock, now } };
  await settleResources(later, runId, { range: jiko.range }, new AbortController().signal);
}

function renamed(profile: Profile, name: Words): Profile {
  const { kinds } = profile.resources;
  const { trading_strategies: kind } = kinds;
  const changed = { ...kind, fields: { ...kind.fields, name } };
  const resources = { ...profile.resources, kinds: { ...kinds, trading_strategies: changed } };
  return { ...profile, resources };
}

async function rowsOf<Row = Record<string, unknown>>(sql: string): Promise<Row[]> {
  const { rows } = await warehouse.pool.query(sql);
  return rows as Row[];
}

async function outcomes(): Promise<Record<string, string>> {
  const rows = await rowsOf<{ resource: string; outcome: string }>(
    'select resource, outcome from books.rpt_resource',
  );
  return Object.fromEntries(rows.map(({ resource, outcome }) => [resource, outcome]));
}

function answerWith(body: unknown, status = 200): () => Response {
  return () => Response.json(body, { status });
}

const strategy = (id: string, name = id) => ({ id, name, object_type: 'Strategy' });

async function strategies(sql = 'books.dim_trading_strategy'): Promise<unknown[]> {
  const rows = await rowsOf<{ told: string }>(
    `select strategy_id || ' ' || name as told from ${sql} order by 1`,
  );
  return rows.map(({ told }) => told);
}

describe('a list that is read whole', () => {
  test('keeps what has changed, what has gone and what is back, each with its time', async () => {
    for (const told of [
      [strategy('A', 'one'), strategy('B', 'one')],
      [strategy('A', 'two')],
      [strategy('A', 'two'), strategy('B', 'one')],
    ]) {
      instead.set(STRATEGIES, answerWith(told));
      await read(['trading_strategies']);
    }
    expect(await strategies()).toEqual(['A two', 'B one']);
    const history = await rowsOf(
      `select
         strategy_id || ' ' || name as told,
         valid_to is null as stands,
         valid_to is null or valid_from < valid_to as in_order,
         lead(valid_from) over (partition by strategy_id order by valid_from) = valid_to as seamless
       from books.dim_trading_strategy_history
       order by strategy_id, valid_from`,
    );
    expect(history).toEqual([
      { told: 'A one', stands: false, in_order: true, seamless: true },
      { told: 'A two', stands: true, in_order: true, seamless: null },
      // It was gone for a while: the first time ends before the second begins.
      { told: 'B one', stands: false, in_order: true, seamless: false },
      { told: 'B one', stands: true, in_order: true, seamless: null },
    ]);
  });

  test('can be looked at as it was known at an earlier time', async () => {
    instead.set(STRATEGIES, answerWith([strategy('A', 'one'), strategy('B', 'one')]));
    await read(['trading_strategies']);
    const [then] = await rowsOf<{ at: string }>('select clock_timestamp()::text as at');
    instead.set(STRATEGIES, answerWith([strategy('A', 'two')]));
    await read(['trading_strategies']);
    const client = await warehouse.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('pocketbook.known_at', $1, true)`, [then?.at]);
      const { rows } = await client.query(
        'select strategy_id, name from books.dim_trading_strategy order by 1',
      );
      expect(rows).toEqual([
        { strategy_id: 'A', name: 'one' },
        { strategy_id: 'B', name: 'one' },
      ]);
    } finally {
      await client.query('rollback');
      client.release();
    }
    expect(await strategies()).toEqual(['A two']);
  });

  test('is read again, the same bytes as they are, by another profile, and once', async () => {
    instead.set(STRATEGIES, answerWith([{ ...strategy('A', 'one'), nickname: 'uno' }]));
    await read(['trading_strategies']);
    await read(['trading_strategies'], { words: ['nickname'] });
    expect(await strategies()).toEqual(['A uno']);
    expect(await strategies('books.dim_trading_strategy_history')).toEqual(['A one', 'A uno']);
    await read(['trading_strategies'], { words: ['nickname', 'name'] });
    await read(['trading_strategies'], { words: ['nickname', 'name'] });
    const files = await rowsOf('select versions_new from ops.file_load order by load_id');
    expect(files.map(({ versions_new }) => versions_new)).toEqual([1, 1, 0]);
  });

  test('that is told again in another order makes no new row', async () => {
    instead.set(STRATEGIES, answerWith([strategy('A'), strategy('B')]));
    await read(['trading_strategies']);
    instead.set(STRATEGIES, answerWith([strategy('B'), strategy('A')]));
    await read(['trading_strategies']);
    expect(await strategies('books.dim_trading_strategy_history')).toEqual(['A A', 'B B']);
  });
});

test('what belonged to an item that has gone has gone with it', async () => {
  const applications = (...ids: readonly string[]) =>
    answerWith({ items: ids.map((id) => ({ id })), next_page: null });
  const documents = '/api/v2/business-applications/';
  for (const id of ['a', 'b']) {
    instead.set(`${documents}${id}/documents/`, answerWith([{ id: `paper of ${id}` }]));
  }
  const known = async () => {
    await read(['business_applications', 'application_documents']);
    const sql = 'select document_id from books.dim_application_document order by 1';
    return (await rowsOf<{ document_id: string }>(sql)).map((row) => row.document_id);
  };
  instead.set(documents, applications('a', 'b'));
  expect(await known()).toEqual(['paper of a', 'paper of b']);
  instead.set(documents, applications('a'));
  expect(await known()).toEqual(['paper of a']);
  instead.set(documents, applications('a', 'b'));
  expect(await known()).toEqual(['paper of a', 'paper of b']);
});

/** Leaves entries out of the log of the team, or puts one in, on whatever page they would stand. */
function editLog(edit: (items: Answer[], url: URL) => Answer[]): void {
  instead.set(LOG_PATH, async (usual, url) => {
    const body = (await usual.json()) as { items: Answer[] };
    return Response.json({ ...body, items: edit(body.items, url) });
  });
}

function isFiltered(url: URL): boolean {
  return url.searchParams.has('timestamp_from');
}

describe('a list that is read from an instant on', () => {
  test('asks for a week before the newest, and takes nothing for gone', async () => {
    await read(['audit_logs']);
    const before = await rowsOf('select count(*)::int as n from books.fct_audit_log');
    asked.length = 0;
    await read(['audit_logs']);
    expect(asked.map((url) => url.searchParams.get('timestamp_from'))).toEqual([
      '2025-05-23T17:00:00.000Z',
    ]);
    expect(await rowsOf('select count(*)::int as n from books.fct_audit_log')).toEqual(before);
  });

  test('finds what is noted late under an old date when it is read whole after a week', async () => {
    await read(['audit_logs']);
    const late = { id: 'late', timestamp: '2025-05-06T08:00:00Z', action: 'LOGIN' };
    editLog((items, url) => (isFiltered(url) ? items : [...items, late]));
    const found = () => rowsOf(`select entry_id from books.fct_audit_log where entry_id = 'late'`);
    await read(['audit_logs'], { daysLater: 6 });
    expect(await found()).toEqual([]);
    await read(['audit_logs'], { daysLater: 8 });
    expect(await found()).toEqual([{ entry_id: 'late' }]);
  });

  test('learns only from a whole reading that something has gone', async () => {
    await read(['audit_logs']);
    const [newest] = await rowsOf<{ entry_id: string }>(
      'select entry_id from books.fct_audit_log order by occurred_at desc, entry_id limit 1',
    );
    editLog((items) => items.filter(({ id }) => id !== newest?.entry_id));
    const there = () =>
      rowsOf(`select from books.fct_audit_log where entry_id = '${newest?.entry_id}'`);
    await read(['audit_logs']);
    expect(await there()).toHaveLength(1);
    await read(['audit_logs'], { daysLater: 8 });
    expect(await there()).toHaveLength(0);
  });

  test('has its CSV read as often as itself is read whole', async () => {
    const csvCalls = () => asked.filter(({ pathname }) => pathname.endsWith('.csv')).length;
    await read(['audit_logs', 'audit_logs_csv']);
    await read(['audit_logs', 'audit_logs_csv']);
    expect(csvCalls()).toBe(1);
    await read(['audit_logs', 'audit_logs_csv'], { daysLater: 8 });
    expect(csvCalls()).toBe(2);
  });
});

describe('an answer that is none', () => {
  test('of 403 is said once, and costs the others nothing', async () => {
    const said: unknown[] = [];
    const log: Log = { ...silentLog, warn: (...words) => void said.push(words) };
    instead.set('/api/v1/team/', answerWith({ detail: 'This needs the scope team.read' }, 403));
    await read(['members', 'member_details', 'user'], { log });
    expect(await outcomes()).toEqual({
      members: 'forbidden',
      member_details: 'read',
      user: 'read',
    });
    expect(said).toHaveLength(1);
    expect(JSON.stringify(said)).toMatch(/resource\.not-read.*members.*forbidden/);
  });

  test('of 403 for each of many children is said once', async () => {
    await read(['members']);
    const said: unknown[] = [];
    const log: Log = { ...silentLog, warn: (...words) => void said.push(words) };
    const members = await rowsOf<{ member_id: string }>('select member_id from books.dim_member');
    for (const { member_id } of members) {
      instead.set(`/api/v1/team/${member_id}/`, answerWith({ detail: 'no' }, 403));
    }
    await read(['member_details'], { log });
    expect(said).toHaveLength(1);
  });

  test('what an item tells too little to ask for is told, and costs the others nothing', async () => {
    instead.set('/api/v2/portals/', async (usual) => {
      const body = (await usual.json()) as { items: Answer[] };
      const [first = {}, ...others] = body.items;
      return Response.json({ ...body, items: [{ ...first, pocket_id: undefined }, ...others] });
    });
    await read(['portals', 'funding_instructions', 'user']);
    expect(await outcomes()).toEqual({
      portals: 'read',
      funding_instructions: 'failed',
      user: 'read',
    });
    const [told] = await rowsOf<{ error: string; items: number }>(
      `select error, items from books.rpt_resource where resource = 'funding_instructions'`,
    );
    expect(told?.error).toMatch(/portals .*: expected pocket_id, to ask for what belongs to it/);
    expect(told?.items).toBeGreaterThan(0);
    const job = await warehouse.openJob();
    await expect(planBackfill(job, { range: jiko.range, force: true })).resolves.toBeDefined();
  });

  test.each([
    [403, 'forbidden', 1],
    [503, 'failed', 2],
  ])(
    'of %i for one of many children spares the others the call',
    async (status, outcome, calls) => {
      const ids = Array.from({ length: 12 }, (_, index) => `a${index}`);
      instead.set(
        '/api/v2/business-applications/',
        answerWith({ items: ids.map((id) => ({ id })), next_page: null }),
      );
      for (const id of ids) {
        instead.set(`/api/v2/business-applications/${id}/documents/`, answerWith({}, status));
      }
      await read(['business_applications', 'application_documents']);
      expect(await outcomes()).toMatchObject({ application_documents: outcome });
      const of = asked.filter(({ pathname }) => pathname.endsWith('/documents/'));
      // Those that were on their way side by side, and none after them.
      expect(of.length).toBeLessThanOrEqual(4 * calls);
    },
  );

  test('of 404 says that it is absent', async () => {
    instead.set(STRATEGIES, answerWith({ detail: 'Not Found' }, 404));
    await read(['trading_strategies', 'user']);
    expect(await outcomes()).toEqual({ trading_strategies: 'absent', user: 'read' });
  });

  test('of 500 that stays leaves what is known, and the others go on', async () => {
    await read(['trading_strategies']);
    const known = await strategies();
    instead.set(STRATEGIES, answerWith({ detail: 'broken' }, 500));
    await read(['trading_strategies', 'user']);
    expect(await outcomes()).toEqual({ trading_strategies: 'failed', user: 'read' });
    expect(await strategies()).toEqual(known);
    expect(known).not.toEqual([]);
  });

  test('with an amount that is none is kept out, shown, and healed by the next good one', async () => {
    const transfer = { id: 't1', status: 'PENDING', amount: { value: 12, currency: 'USD' } };
    const page = (item: unknown) => answerWith({ items: [item], next_page: null });
    const amounts = () => rowsOf('select amount::text, status from books.fct_transfer_request');
    const refused = () =>
      rowsOf<{ resource: string; reason: string }>(
        'select resource, reason from books.rpt_quarantine',
      );
    instead.set(TRANSFERS, page(transfer));
    await read(['transfer_requests']);
    instead.set(TRANSFERS, page({ ...transfer, amount: { value: 12.5, currency: 'USD' } }));
    await read(['transfer_requests', 'user']);
    expect(await outcomes()).toEqual({ transfer_requests: 'refused', user: 'read' });
    expect(await amounts()).toEqual([{ amount: '0.12', status: 'PENDING' }]);
    expect(await refused()).toEqual([
      {
        resource: 'transfer_requests',
        reason: expect.stringMatching(/amount as an amount.*12\.5/),
      },
    ]);
    instead.set(TRANSFERS, page({ ...transfer, status: 'COMPLETED' }));
    await read(['transfer_requests']);
    expect(await refused()).toEqual([]);
    expect(await amounts()).toEqual([{ amount: '0.12', status: 'COMPLETED' }]);
  });

  test('is no longer shown as refused once what was known is told again', async () => {
    const page = (value: number) =>
      answerWith({ items: [{ id: 't1', amount: { value, currency: 'USD' } }], next_page: null });
    const refused = () => rowsOf('select resource from books.rpt_quarantine');
    for (const [value, expected] of [
      [12, 0],
      [12.5, 1],
      [12, 0],
    ] as const) {
      instead.set(TRANSFERS, page(value));
      await read(['transfer_requests']);
      expect(await refused()).toHaveLength(expected);
    }
  });

  test('is no report that an import could try again', async () => {
    instead.set(STRATEGIES, answerWith({ not: 'a list' }));
    await read(['trading_strategies']);
    expect(await rowsOf('select resource from books.rpt_quarantine')).toHaveLength(1);
    const { pool } = warehouse;
    expect(await readQuarantine(pool, 'main')).toEqual([]);
    expect(await readUntried(pool, 'main', 'reader')).toEqual(new Set());
    await storeReader(pool, 'main', 'reader');
    expect(await rowsOf('select from ops.refused_reading')).toEqual([]);
  });

  test('with a NUL in a text, or half a character, is kept all the same', async () => {
    instead.set(STRATEGIES, answerWith([{ id: 'A', name: 'a\u0000b', 'more\u0000': '\ud800' }]));
    await read(['trading_strategies']);
    const rows = await rowsOf('select name, other_fields from books.dim_trading_strategy');
    expect(rows).toEqual([{ name: 'a\u2400b', other_fields: { 'more\u2400': '\ufffd' } }]);
  });
});
