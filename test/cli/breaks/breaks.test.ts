import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BreakFilter } from '../../../src/cli/breaks/break-filter.ts';
import {
  type BreakDetail,
  type RootBreak,
  readBreaks,
} from '../../../src/cli/breaks/read-breaks.ts';
import { documentOf, type Ended, pocketbook } from '../../end-to-end/support/pocketbook.ts';
import {
  BILL,
  MONDAY,
  position,
  residualCash,
  TUESDAY,
  WEDNESDAY,
} from '../../reconcile/support/ledger-rows.ts';
import { openTreasury, type Treasury } from '../../reconcile/support/treasury.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { letIn, type Person } from '../../support/person.ts';
import { makeTestFolder } from '../../support/test-folder.ts';

const POCKETS = ['pocket-1', 'pocket-2', 'pocket-3'];

let database: TestDatabase;
let home: string;
let mara: Person;
let rosa: Person;
let nobody: Person;
let treasury: Treasury;

beforeAll(async () => {
  database = await createTestDatabase();
  home = await makeTestFolder('breaks');
  mara = await letIn(database.url, 'mara', 'pocketbook_clerk');
  rosa = await letIn(database.url, 'rosa', 'pocketbook_reader');
  nobody = await letIn(database.url, 'nobody', null);
});
afterAll(async () => {
  for (const person of [mara, rosa, nobody]) await person?.leave();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

/** Three pockets with too much cash on Monday, more each; on Wednesday a bank statement is owed. */
beforeEach(async () => {
  treasury = await openTreasury(database.pool, POCKETS);
  const amounts = ['150.00', '250.00', '1350.00'];
  await treasury.summary(
    MONDAY,
    ...POCKETS.map((pocket, index) => residualCash(amounts[index] ?? '', pocket)),
  );
  await treasury.summary(TUESDAY);
  await treasury.owe('SECURITY_PRICE_REPORT', WEDNESDAY);
  await treasury.reconcile();
});

function run(person: Person, ...args: string[]): Promise<Ended> {
  const settings = { DATABASE_URL: person.url, POCKETBOOK_HOME: home };
  return pocketbook(['breaks', ...args], settings);
}

/** As mara, of the treasury of this test. */
function breaks(...args: string[]): Promise<Ended> {
  return run(mara, ...args, '--entity', treasury.entityId);
}

/** What `breaks list` would list, without the weight of a process. */
function list(filter: Partial<BreakFilter> = {}): Promise<RootBreak[]> {
  const { entityId } = treasury;
  return readBreaks(mara.pool, { entityId, isOpenOnly: filter.statuses === undefined, ...filter });
}

async function countEvents(): Promise<number> {
  const { rows } = await mara.pool.query<{ events: number }>(
    'select count(*)::int as events from books.fct_break_event where entity_id = $1',
    [treasury.entityId],
  );
  return rows[0]?.events ?? 0;
}

async function subjects(filter?: Partial<BreakFilter>): Promise<string[]> {
  return (await list(filter)).map(({ pocketId, rule }) => pocketId ?? rule).sort();
}

describe('breaks list', () => {
  test('shows how pressing each is, why, and who works on it, and where to go from there', async () => {
    const [first] = await list({ pocket: 'pocket-1' });
    await breaks('assign', '--pocket', 'pocket-1', '--to', 'jo');
    await breaks('explain', '--pocket', 'pocket-1', '--note', 'known', '--until', '2099-01-01');
    const { stdout, exitCode } = await breaks('list');
    expect(exitCode).toBe(3);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^break +rule +severity +pocket +CUSIP, account +from +age +expected +actual +difference +in +cause +status +who +also$/,
    );
    const line = lines.find((one) => one.startsWith(first?.breakId.slice(0, 8) ?? 'none'));
    expect(line).toMatch(
      /residual_cash +warning +pocket-1 +2026-09-14 +2 +99\.99 +150\.00 +50\.01 +\$ +unknown +explained until 2099-01-01 +jo$/,
    );
    expect(lines.at(-1)).toBe('pocketbook explain break:ID  shows the bytes behind a break');
  });

  test.each<[Partial<BreakFilter>, readonly string[]]>([
    [{ rule: 'completeness' }, ['completeness']],
    [{ pocket: 'pocket-2' }, ['pocket-2']],
    [{ cause: 'late report' }, ['completeness']],
    [{ severity: 'error' }, ['completeness']],
    [{ ageMin: 2 }, POCKETS],
    [{ ageMin: 3 }, []],
    [{ amountMin: '150.02' }, ['pocket-3']],
    [{ amountMin: '150.01' }, ['pocket-2', 'pocket-3']],
    [{ from: TUESDAY }, ['completeness']],
    [{ to: TUESDAY }, POCKETS],
    [{ cusip: '912797XX1' }, []],
    [{ statuses: ['resolved', 'open'] }, ['completeness', ...POCKETS]],
    [{ statuses: ['resolved'] }, []],
    [{ assignee: 'jo' }, []],
    [{ isUnassigned: true, rule: 'residual_cash' }, POCKETS],
  ])('with the filter %j leaves %j', async (filter, left) => {
    expect(await subjects(filter)).toEqual(left);
  });

  test('takes all its filters at once, and says which word it does not know', async () => {
    const flags = [
      ...[
        '--rule',
        'residual_cash',
        '--pocket',
        'pocket-3',
        '--cause',
        'unknown',
        '--min-age',
        '2',
      ],
      ...['--severity', 'warning', '--status', 'open', '--status', 'explained', '--unassigned'],
      ...['--min-amount', '1250.01', '--from', MONDAY, '--to', MONDAY, '--json'],
    ];
    const { breaks: left } = documentOf(await breaks('list', ...flags)) as { breaks: RootBreak[] };
    expect(left).toMatchObject([{ pocketId: 'pocket-3', atStake: '1250.01' }]);
    const wrong = [
      ['--severity', 'bad'],
      ['--status', 'gone'],
      ['--min-amount', '1e3'],
      ['--min-age', '-1'],
      ['--cause', 'bad luck'],
    ];
    for (const ended of await Promise.all(wrong.map((one) => breaks('list', ...one)))) {
      expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    }
  });
});

describe('a filter', () => {
  beforeEach(async () => {
    await database.pool.query(
      `insert into ledger.pocket_state (pocket_key, pocket_name)
       select pocket_key, 'Operating'
       from ledger.pocket
       where entity_id = $1
         and pocket_id = 'pocket-1'`,
      [treasury.entityId],
    );
  });

  /** What `list` and a verb say to the same filter, which both refuse. */
  async function refused(...filter: string[]): Promise<string> {
    const [listed, acted] = await Promise.all([
      breaks('list', ...filter),
      breaks('comment', ...filter, '--note', 'hm'),
    ]);
    expect(listed).toMatchObject({ exitCode: 2, stdout: '' });
    expect(acted).toEqual(listed);
    return listed.stderr;
  }

  test('that names what is not there is refused, with what there is', async () => {
    expect(await refused('--pocket', 'opera')).toBe(
      'pocketbook: --pocket opera: there is no such pocket; there are Operating, pocket-2, pocket-3\n',
    );
    expect(await refused('--cusip', '000000000')).toBe(
      'pocketbook: --cusip 000000000: the books know no such security\n',
    );
    expect(await refused('--rule', 'no_such_rule')).toMatch(
      /--rule no_such_rule: there is no such rule; there are .*\bcompleteness, /,
    );
    const elsewhere = await run(mara, 'list', '--entity', 'nowhere');
    expect(elsewhere).toMatchObject({ exitCode: 2, stdout: '' });
    expect(elsewhere.stderr).toMatch(
      /--entity nowhere: there is no such entity; there are .*\btreasury-1\b/,
    );
  });

  test('takes the name of a pocket in any case, or its id', async () => {
    for (const pocket of ['Operating', 'operating', 'OPERATING', 'pocket-1']) {
      expect(await subjects({ pocket }), pocket).toEqual(['pocket-1']);
    }
  });

  test('that leaves nothing of what there is says so', async () => {
    await treasury.summary(WEDNESDAY, position(10));
    const filter = ['--pocket', 'operating', '--cusip', BILL.toLowerCase()];
    expect(await breaks('list', ...filter)).toMatchObject({
      stdout: 'no break is left by these filters\n',
      exitCode: 0,
    });
    const nothing =
      'no break that is open or assigned or explained matches these filters: 0 breaks';
    expect(await breaks('resolve', ...filter, '--note', 'hm')).toMatchObject({
      stdout: `${nothing} resolved\n`,
      exitCode: 0,
    });
    expect(await breaks('resolve', ...filter, '--note', 'hm', '--dry-run')).toMatchObject({
      stdout: `${nothing} would be resolved\n`,
      exitCode: 0,
    });
  });
});

describe('the verbs of breaks', () => {
  test('take the first characters of ids, and the name that DATABASE_URL logs in with', async () => {
    const [first, second] = await list({ rule: 'residual_cash' });
    if (first === undefined || second === undefined) throw new Error('expected breaks');
    const ids = [first.breakId.slice(0, 10), second.breakId];
    expect(await run(mara, 'resolve', ...ids, '--note', 'Jiko bought it')).toMatchObject({
      stdout: '2 breaks resolved\n',
      stderr: '',
      exitCode: 0,
    });
    const shown = documentOf(await run(rosa, 'show', first.breakId, '--json')) as BreakDetail;
    expect(shown.break).toMatchObject({ status: 'resolved', note: 'Jiko bought it' });
    expect(shown.events.map(({ actor, verb }) => [actor, verb])).toEqual([
      ['pocketbook', 'opened'],
      [mara.role, 'resolved'],
    ]);
    const text = (await run(rosa, 'show', first.breakId)).stdout;
    expect(text).toMatch(new RegExp(`${mara.role} +resolved +Jiko bought it`));
    expect(text).toMatch(/to clear by +2026-09-14, 2 business days before it left the list\n/);
  });

  test('take the filters of the list, and say first what they would do', async () => {
    const filter = ['--rule', 'residual_cash', '--min-amount', '100'];
    const dry = await breaks('assign', ...filter, '--to', 'jo', '--dry-run');
    expect(dry.stdout.match(/pocket-\d/g)?.sort()).toEqual(['pocket-2', 'pocket-3']);
    expect(dry.stdout).toMatch(/\n2 breaks would be assigned\n$/);
    expect(await subjects({ assignee: 'jo' })).toEqual([]);
    const done = documentOf(await breaks('assign', ...filter, '--to', 'jo', '--json'));
    expect(done).toMatchObject({ verb: 'assign', dry_run: false, count: 2 });
    expect(await subjects({ assignee: 'jo' })).toEqual(['pocket-2', 'pocket-3']);
  });

  test('go through the life of a break', async () => {
    const only = ['--pocket', 'pocket-1'];
    const status = async () => (await list({ pocket: 'pocket-1', isOpenOnly: false }))[0]?.status;
    await breaks('explain', ...only, '--note', 'known');
    expect(await status()).toBe('explained');
    await breaks('resolve', ...only, '--note', 'agreed');
    expect(await status()).toBe('resolved');
    await breaks('comment', ...only, '--status', 'resolved', '--note', 'hm');
    expect(await status()).toBe('resolved');
    await breaks('reopen', ...only, '--note', 'not agreed');
    expect(await status()).toBe('open');
    expect((await list({ pocket: 'pocket-1' }))[0]).toMatchObject({
      note: 'not agreed',
      commentAgeBusinessDays: 0,
    });
  });

  test('by filter leave what the verb is not for: a day may be named, too', async () => {
    const ended = await breaks(
      ...['assign', '--from', MONDAY, '--through', MONDAY, '--to', 'jo', '--json'],
    );
    expect(documentOf(ended)).toMatchObject({ count: 3 });
    expect(await breaks('reopen', '--from', MONDAY, '--note', 'why')).toMatchObject({
      stdout: 'no break that is explained or resolved matches these filters: 0 breaks reopened\n',
    });
  });

  test('do all or nothing, and say what is allowed', async () => {
    const [first, second] = await list({ rule: 'residual_cash' });
    if (first === undefined || second === undefined) throw new Error('expected breaks');
    await run(mara, 'resolve', second.breakId, '--note', 'agreed');
    const refused = await run(mara, 'explain', first.breakId, second.breakId, '--note', 'known');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toBe(
      `pocketbook: break ${second.breakId} is resolved: it cannot be explained; what is allowed: comment, reopen\n`,
    );
    expect((await list({ pocket: first.pocketId }))[0]?.status).toBe('open');
  });

  test('refuse in a dry run what they refuse, in the same words, and leave nothing behind', async () => {
    const [first, second] = await list({ rule: 'residual_cash' });
    if (first === undefined || second === undefined) throw new Error('expected breaks');
    await run(mara, 'resolve', second.breakId, '--note', 'agreed');
    const refused = [
      ['reopen', first.breakId, '--note', 'x'],
      ['explain', first.breakId, '--note', 'x', '--until', '2020-01-01'],
      ['explain', first.breakId, second.breakId, '--note', 'x'],
    ];
    const eventsBefore = await countEvents();
    for (const args of refused) {
      const [dry, real] = await Promise.all([run(mara, ...args, '--dry-run'), run(mara, ...args)]);
      expect(dry, args.join(' ')).toMatchObject({ exitCode: 2, stdout: '' });
      expect(real, args.join(' ')).toEqual(dry);
    }
    const allowed = await run(mara, 'resolve', first.breakId, '--note', 'x', '--dry-run');
    expect(allowed).toMatchObject({ exitCode: 0 });
    expect(await countEvents()).toBe(eventsBefore);
  });

  test('do nothing where it is not clear what is meant', async () => {
    const unclear = [
      ['resolve', '--note', 'all of them'],
      ['resolve', 'abcd', '--rule', 'completeness', '--note', 'both'],
      ['resolve', '--rule', 'completeness'],
      ['assign', '--rule', 'completeness'],
      ['resolve', 'ab', '--note', 'too short'],
      ['resolve', 'ffffffff-0000', '--note', 'not there'],
    ];
    for (const args of unclear) {
      expect(await breaks(...args), args.join(' ')).toMatchObject({ exitCode: 2, stdout: '' });
    }
    expect(await subjects({ statuses: ['open'] })).toHaveLength(4);
  });
});

describe('who may do what', () => {
  test('a reader sees the list and cannot work on it', async () => {
    expect(await run(rosa, 'list', '--entity', treasury.entityId)).toMatchObject({ exitCode: 3 });
    const refused = await run(rosa, 'resolve', '--rule', 'completeness', '--note', 'mine');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain(
      `${rosa.role} may not work on breaks; whoever owns the database can 'grant pocketbook_clerk to "${rosa.role}"'`,
    );
  });

  test('who has no role of the warehouse sees nothing', async () => {
    const refused = await run(nobody, 'list');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('may not read the books');
  });
});
