import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { verifyDatabase } from '../../../src/cli/verify/verify-database.ts';
import { verifyFiles } from '../../../src/cli/verify/verify-files.ts';
import { verifyGuards } from '../../../src/cli/verify/verify-guards.ts';
import { createLanding } from '../../../src/extract/landing.ts';
import { runBackfill } from '../../../src/jobs/backfill.ts';
import { documentOf, type Ended, pocketbook } from '../../end-to-end/support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../../end-to-end/support/warehouse.ts';

const TREASURY = {
  from: '2025-05-19',
  to: '2025-05-23',
  pockets: 2,
  seed: 5,
  faults: [{ kind: 'price_off' }, { kind: 'duplicated_trade' }],
} as const;

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;

beforeAll(async () => {
  jiko = await startJiko(TREASURY);
  warehouse = await createWarehouse(jiko);
  await runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
});
afterAll(async () => {
  await warehouse?.drop();
  await jiko?.stop();
});

function run(...args: string[]): Promise<Ended> {
  const settings = { DATABASE_URL: warehouse.url, POCKETBOOK_HOME: warehouse.home };
  return pocketbook(['verify', ...args], settings);
}

/** As the superuser, past every trigger. */
async function tamper(...statements: readonly string[]): Promise<void> {
  const all = ['begin', 'set local session_replication_role = replica', ...statements, 'commit'];
  await warehouse.pool.query(all.join(';\n'));
}

test('a warehouse that nobody touched is whole, one line a check', async () => {
  const { stdout, stderr, exitCode } = await run();
  expect({ stderr, exitCode, damaged: stdout.match(/DAMAGED.*/g) }).toEqual({
    stderr: '',
    exitCode: 0,
    damaged: null,
  });
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^whole +audit chain of main: \d+ events, ending in [0-9a-f]{64}$/);
  expect(lines.slice(1).map((line) => line.replace(/\d+/g, 'n'))).toEqual([
    'whole   append-only: n tables refuse to be changed, by triggers that are all there and on',
    'whole   functions: n functions, each as its migration wrote it',
    'whole   rights: n tables, to each of which our roles may add at most',
    'whole   breaks: n breaks, each with its first event',
    'whole   funnels: n files, of each of which rows read = loaded + duplicate + ignored + quarantined',
    'whole   rows: n files, each with as many rows in the ledger as were loaded from it',
    'whole   balances: n breaks open of the rules of balances, which every run of the rules checks anew',
    'whole   files: n landed files, n bytes, each as its hash says',
  ]);
});

describe('a landed file', () => {
  async function damages(): Promise<string> {
    const folder = join(warehouse.home, 'landing');
    const landing = await createLanding({ folder, clock: systemClock });
    const quiet = { planned() {}, settled() {} };
    const { isWhole, detail } = await verifyFiles(warehouse.pool, landing, quiet);
    return isWhole ? 'none' : detail;
  }

  async function anyLanded(): Promise<string> {
    const folder = join(warehouse.home, 'landing');
    const names = await readdir(folder, { recursive: true });
    const name = names.find((one) => /[0-9a-f]{64}$/.test(one));
    if (name === undefined) throw new Error(`nothing has landed in ${folder}`);
    return join(folder, name);
  }

  test('of which a bit was turned is found', async () => {
    const path = await anyLanded();
    const bytes = await readFile(path);
    const turned = Buffer.from(bytes);
    turned[0] = (turned[0] ?? 0) ^ 1;
    await writeFile(path, turned);
    expect(await damages()).toMatch(/^1 of \d+ landed files.*[0-9a-f]{64}/);
    await writeFile(path, bytes);
    expect(await damages()).toBe('none');
  });

  test('that is gone is found', async () => {
    const path = await anyLanded();
    await rename(path, `${path}.away`);
    expect(await damages()).toMatch(/^1 of \d+ landed files/);
    await rename(`${path}.away`, path);
  });
});

describe('an anchor', () => {
  test('agrees with a chain that only grew, and finds one whose end was taken away', async () => {
    const anchor = join(warehouse.home, 'anchors.jsonl');
    const first = await run('--anchor', anchor);
    expect(first.stdout).toContain(`anchors: 0 kept in ${anchor} agree, 1 added`);
    await warehouse.pool.query(
      `select books.comment_break(break_id, 'seen') from books.rpt_open_breaks limit 1`,
    );
    expect((await run('--anchor', anchor)).stdout).toContain('1 kept');
    expect((await readFile(anchor, 'utf8')).trimEnd().split('\n')).toHaveLength(2);
    await tamper(
      `delete from recon.break_event where verb = 'commented'`,
      `update recon.event_chain c
       set length = e.chain_no, hash = e.hash
       from (select chain_no, hash from recon.break_event order by chain_no desc limit 1) e`,
    );
    const found = await run('--anchor', anchor, '--json');
    expect(found.exitCode).toBe(1);
    expect(documentOf(found)).toMatchObject({
      whole: false,
      checks: expect.arrayContaining([
        {
          what: 'audit chain of main',
          whole: false,
          detail: expect.stringMatching(/^the events from (\d+) to \1 are missing$/),
        },
        { what: 'anchors', whole: true, detail: `nothing was added to ${anchor}` },
      ]),
    });
    expect((await readFile(anchor, 'utf8')).trimEnd().split('\n')).toHaveLength(2);
  });

  test('that is no anchor is refused', async () => {
    const file = join(warehouse.home, 'no-anchor');
    await writeFile(file, '{"at": 1}\n');
    expect(await run('--anchor', file)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`${file}:1: expected a line`),
    });
  });
});

// The last: what they damage stays so.
describe('of the database it is found', () => {
  async function damages(): Promise<string[]> {
    const verified = await verifyDatabase(warehouse.pool);
    return verified
      .filter(({ isWhole }) => !isWhole)
      .map(({ what, detail }) => `${what}: ${detail}`);
  }

  test('that a row was taken out of the ledger', async () => {
    await tamper(
      `delete from ledger.cash_entry
       where (version_id, ordinal) = (select version_id, ordinal from ledger.cash_entry limit 1)`,
    );
    expect(await damages()).toEqual([
      expect.stringMatching(/^rows: file \d+: \d+ rows in the ledger, \d+ loaded$/),
    ]);
  });

  test('that a funnel does not add up', async () => {
    await tamper(
      'alter table ops.file_load drop constraint file_load_funnel',
      `update ops.file_load set rows_read = rows_read + 1
       where load_id = (select min(load_id) from ops.file_load)`,
    );
    expect(await damages()).toContainEqual(
      expect.stringMatching(/^funnels: file \d+: \d+ rows read$/),
    );
  });

  test('that a break has lost its events', async () => {
    await tamper(
      `delete from recon.break_event
       where break_id = (select break_id from recon.break_event where verb = 'opened' limit 1)`,
    );
    expect(await damages()).toContainEqual(
      expect.stringMatching(/^breaks: break \S+ has no event that opened it$/),
    );
  });

  test.each([
    [
      'a trigger was turned off',
      'alter table ledger.trade disable trigger trade_append_only',
      'append-only: trigger trade_append_only of ledger.trade is off',
    ],
    [
      'a trigger was dropped',
      'drop trigger break_event_append_only on recon.break_event',
      'append-only: trigger break_event_append_only of recon.break_event is missing',
    ],
    [
      'a trigger was made to let some changes pass',
      `drop trigger position_append_only on ledger.position;
       create trigger position_append_only before update or delete on ledger.position
         for each statement execute function ledger.refuse_change()`,
      'append-only: trigger position_append_only of ledger.position is missing',
    ],
    [
      'the end of the chain may be taken away',
      'drop trigger event_chain_stays on recon.event_chain',
      'append-only: trigger event_chain_stays of recon.event_chain is missing',
    ],
    [
      'a trigger was added that changes what is written',
      `create function pg_temp.hush() returns trigger language plpgsql as 'begin return null; end';
       create trigger hush before insert on recon.break_event for each row execute function pg_temp.hush()`,
      'append-only: trigger hush of recon.break_event is none of ours',
    ],
    [
      'a rule swallows what is written',
      'create rule hush as on insert to ledger.trade do instead nothing',
      'append-only: rule hush of ledger.trade is none of ours',
    ],
    [
      'the guard itself no longer refuses',
      `create or replace function ledger.refuse_change() returns trigger language plpgsql as 'begin return new; end'`,
      'functions: function ledger.refuse_change is not as its migration wrote it',
    ],
    [
      'a verb bears the name of somebody else',
      `create or replace function books.resolve_break(break_id uuid, note text) returns text
         language sql security definer set search_path = ''
         as 'select recon.record_run_events(null, null)::text'`,
      'functions: function books.resolve_break is not as its migration wrote it',
    ],
    [
      'a function is gone',
      'drop function books.comment_break(uuid, text)',
      'functions: function books.comment_break is missing',
    ],
    [
      'the pipeline may write events by itself',
      'grant insert on recon.break_event to pocketbook_writer',
      'rights: pocketbook_writer may insert recon.break_event',
    ],
    [
      'a clerk may change a ledger row',
      'grant update (amount) on ledger.cash_entry to pocketbook_clerk',
      'rights: pocketbook_clerk may update ledger.cash_entry',
    ],
    [
      'all triggers are off for everybody who logs in',
      `do $$ begin
         execute format('alter database %I set session_replication_role = replica', current_database());
       end $$`,
      'append-only: session_replication_role is set for the database, which turns every trigger off',
    ],
  ])('that %s', async (_, statement, damage) => {
    const client = await warehouse.pool.connect();
    try {
      await client.query('begin');
      await client.query(statement);
      const verified = await verifyGuards(client);
      expect(
        verified.filter(({ isWhole }) => !isWhole).map(({ what, detail }) => `${what}: ${detail}`),
      ).toEqual([damage]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
