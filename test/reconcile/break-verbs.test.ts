import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { letIn, type Person } from '../support/person.ts';
import {
  FRIDAY,
  MONDAY,
  residualCash,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './support/ledger-rows.ts';
import { openTreasury, type Treasury } from './support/treasury.ts';

const NEVER = '2099-12-31';

let database: TestDatabase;
/** People who log in by themselves: a clerk, and one who may only read. */
let clerk: Person;
let reader: Person;
beforeAll(async () => {
  database = await createTestDatabase();
  clerk = await letIn(database.url, 'mara', 'pocketbook_clerk');
  reader = await letIn(database.url, 'rosa', 'pocketbook_reader');
});
afterAll(async () => {
  await clerk?.leave();
  await reader?.leave();
  await database?.drop();
});

interface Kept {
  readonly break_id: string;
  readonly status: string;
  readonly difference: string;
  readonly assignee: string | null;
  readonly note: string | null;
  readonly explained_until: string | null;
}

async function read({ pool, entityId }: Treasury): Promise<Kept> {
  const { rows } = await pool.query<Kept>('select * from books.fct_break where entity_id = $1', [
    entityId,
  ]);
  const [only, ...others] = rows;
  if (only === undefined || others.length > 0) throw new Error('expected one break');
  return only;
}

/** Too much cash is left on Monday. */
async function openBreak(amount = '150.00'): Promise<Treasury> {
  const treasury = await openTreasury(database.pool);
  await leaveCash(treasury, amount);
  return treasury;
}

async function leaveCash(treasury: Treasury, amount: string, day = MONDAY): Promise<void> {
  await treasury.summary(day, residualCash(amount));
  await treasury.reconcile();
}

type Verb = 'assign' | 'explain' | 'resolve' | 'reopen' | 'comment';

async function act(
  treasury: Treasury,
  verb: Verb,
  ...words: readonly (string | null)[]
): Promise<string> {
  const { break_id: breakId } = await read(treasury);
  const given = words.map((_, index) => `, $${index + 2}`).join('');
  const { rows } = await clerk.pool.query<{ status: string }>(
    `select books.${verb}_break($1${given}) as status`,
    [breakId, ...words],
  );
  return rows[0]?.status ?? '';
}

interface Event {
  readonly actor: string;
  readonly verb: string;
  readonly status: string;
  readonly note: string | null;
}

async function readEvents({ pool, entityId }: Treasury): Promise<Event[]> {
  const { rows } = await pool.query<Event>(
    `select actor, verb, status, note
     from books.fct_break_event
     where entity_id = $1
     order by event_id`,
    [entityId],
  );
  return rows;
}

async function lastEvent(treasury: Treasury): Promise<Event | undefined> {
  return (await readEvents(treasury)).at(-1);
}

describe('a clerk', () => {
  test('works on a break under the name that he logged in with', async () => {
    const treasury = await openBreak();
    expect(await act(treasury, 'assign', 'jo', 'yours')).toBe('assigned');
    expect(await act(treasury, 'explain', 'a purchase was not made')).toBe('explained');
    expect(await act(treasury, 'comment', 'asked Jiko')).toBe('explained');
    expect(await act(treasury, 'resolve', 'Jiko paid for it')).toBe('resolved');
    expect(await act(treasury, 'reopen', 'it did not')).toBe('assigned');
    expect(await readEvents(treasury)).toEqual([
      { actor: 'pocketbook', verb: 'opened', status: 'open', note: null },
      { actor: clerk.role, verb: 'assigned', status: 'assigned', note: 'yours' },
      {
        actor: clerk.role,
        verb: 'explained',
        status: 'explained',
        note: 'a purchase was not made',
      },
      { actor: clerk.role, verb: 'commented', status: 'explained', note: 'asked Jiko' },
      { actor: clerk.role, verb: 'resolved', status: 'resolved', note: 'Jiko paid for it' },
      { actor: clerk.role, verb: 'reopened', status: 'assigned', note: 'it did not' },
    ]);
    expect(await read(treasury)).toMatchObject({
      status: 'assigned',
      assignee: 'jo',
      note: 'it did not',
    });
  });

  test('opens again what nobody works on as open', async () => {
    const treasury = await openBreak();
    await act(treasury, 'explain', 'a purchase was not made');
    expect(await act(treasury, 'reopen', 'it was')).toBe('open');
    expect(await read(treasury)).toMatchObject({ status: 'open', assignee: null });
  });

  test('cannot take another name, whatever role he works under', async () => {
    const treasury = await openBreak();
    const { break_id: breakId } = await read(treasury);
    const client = await clerk.pool.connect();
    await client.query('set role pocketbook_clerk');
    await client.query(`set application_name = 'pocketbook'`);
    await client.query('select books.comment_break($1, $2)', [breakId, 'hello']);
    await expect(client.query('set session authorization pocketbook_clerk')).rejects.toThrow(
      'permission denied',
    );
    client.release(true);
    expect(await lastEvent(treasury)).toMatchObject({ actor: clerk.role });
  });

  test('acts on many breaks at once by a query, all of them or none', async () => {
    const treasury = await openTreasury(database.pool, ['pocket-1', 'pocket-2']);
    const both = ['pocket-1', 'pocket-2'].map((pocket) => residualCash('150.00', pocket));
    await treasury.summary(MONDAY, ...both);
    await treasury.reconcile();
    const acting = (id: string) =>
      clerk.pool.query(
        `select books.resolve_break(${id}, 'agreed') from books.rpt_open_breaks where entity_id = $1`,
        [treasury.entityId],
      );
    const last = `case when pocket_id = 'pocket-2' then gen_random_uuid() else break_id end`;
    await expect(acting(last)).rejects.toThrow('there is no break');
    expect(await treasury.openBreaks()).toHaveLength(2);
    await acting('break_id');
    expect(await treasury.openBreaks()).toEqual([]);
  });

  test.each([
    ['resolve', 'explain', 'comment, reopen'],
    ['resolve', 'resolve', 'comment, reopen'],
    ['clear', 'reopen', 'comment'],
    ['clear', 'resolve', 'comment'],
    ['comment', 'reopen', 'assign, comment, explain, resolve'],
  ] as const)(
    'is told what is allowed where it is not: after %s to %s',
    async (first, then, allowed) => {
      const treasury = await openBreak();
      if (first === 'clear') await leaveCash(treasury, '50.00');
      else await act(treasury, first, 'so be it');
      const before = await readEvents(treasury);
      await expect(act(treasury, then, 'more')).rejects.toMatchObject({
        code: 'PB001',
        message: expect.stringMatching(/^break \S+ is \w+: it cannot be \w+$/),
        hint: `what is allowed: ${allowed}`,
      });
      expect(await readEvents(treasury)).toEqual(before);
    },
  );

  test('says why, in plain words', async () => {
    const treasury = await openBreak();
    for (const verb of ['explain', 'resolve', 'comment'] as const) {
      await expect(act(treasury, verb, '  '), verb).rejects.toThrow('without a note');
      await expect(act(treasury, verb, null), verb).rejects.toThrow('without a note');
    }
    await expect(act(treasury, 'comment', '\u001b[2Jgone')).rejects.toThrow('control characters');
    await expect(act(treasury, 'assign', ' ')).rejects.toThrow('to nobody');
    expect(await act(treasury, 'comment', 'two\nlines')).toBe('open');
  });

  test('works on the root: a consequence has nothing to work on', async () => {
    const treasury = await openBreak();
    const { break_id: breakId } = await read(treasury);
    await database.pool.query(
      `insert into recon.break_sighting (
         break_id, run_id, seen_at, last_seen_on, figures, due_on, cause, root_break_id
       )
       select break_id, run_id, clock_timestamp(), last_seen_on, figures, due_on, cause, break_id
       from recon.break_sighting
       where break_id = $1`,
      [breakId],
    );
    await expect(
      clerk.pool.query('select books.comment_break($1, $2)', [breakId, 'hm']),
    ).rejects.toThrow(`break ${breakId} is a consequence of break ${breakId}: work on that`);
  });
});

test('who may only read can do nothing with a break, and nobody can write events as he likes', async () => {
  const treasury = await openBreak();
  const { break_id: breakId } = await read(treasury);
  for (const call of [
    'assign_break',
    'explain_break',
    'resolve_break',
    'reopen_break',
    'comment_break',
  ]) {
    const calling = reader.pool.query(`select books.${call}($1, 'me')`, [breakId]);
    await expect(calling, call).rejects.toThrow('permission denied');
  }
  for (const person of [clerk, reader]) {
    await expect(person.pool.query(`select recon.record_run_events('main', null)`)).rejects.toThrow(
      'permission denied',
    );
  }
  const client = await database.pool.connect();
  await client.query('set role pocketbook_writer');
  for (const statement of [
    'insert into recon.break_event (break_id) values (null)',
    'update recon.event_chain set length = 0',
    `select recon.append_events('main', 'mara', false, null)`,
    `select recon.act_on_break(null, 'resolved', 'x')`,
    `select books.resolve_break(null, 'x')`,
  ]) {
    await expect(client.query(statement), statement).rejects.toThrow('permission denied');
  }
  client.release(true);
});

describe('what a person judged holds for the figure that was judged:', () => {
  test.each(['resolve', 'explain'] as const)(
    'a break is open again, with its comments, when it is off by another (%s)',
    async (verb) => {
      const treasury = await openBreak('150.00');
      const { break_id: breakId } = await read(treasury);
      await act(treasury, 'assign', 'jo');
      await act(treasury, verb, 'agreed');
      await leaveCash(treasury, '160.00');
      expect(await read(treasury)).toMatchObject({
        break_id: breakId,
        status: 'assigned',
        assignee: 'jo',
        note: 'agreed',
      });
      expect(await lastEvent(treasury)).toEqual({
        actor: 'pocketbook',
        verb: 'reopened',
        status: 'assigned',
        note: `the difference is 60.01, and was 50.01 when it was ${verb}${verb === 'resolve' ? 'd' : 'ed'}`,
      });
    },
  );

  test('a comment or another assignee is no judgement', async () => {
    const treasury = await openBreak('150.00');
    await act(treasury, 'explain', 'agreed');
    await leaveCash(treasury, '150.00', TUESDAY);
    await act(treasury, 'assign', 'jo');
    await act(treasury, 'comment', 'still so');
    await treasury.reconcile({ from: MONDAY, to: TUESDAY });
    expect(await read(treasury)).toMatchObject({ status: 'explained' });
  });

  test('one that was resolved and has gone is cleared, and comes back', async () => {
    const treasury = await openBreak();
    await act(treasury, 'resolve', 'agreed');
    await leaveCash(treasury, '50.00');
    expect(await read(treasury)).toMatchObject({ status: 'cleared' });
    await leaveCash(treasury, '150.00');
    expect(await read(treasury)).toMatchObject({ status: 'open', note: 'agreed' });
    expect(await lastEvent(treasury)).toMatchObject({ verb: 'reopened', note: 'found again' });
  });
});

describe('an explanation until a day', () => {
  test('stands through that day, and not a day longer', async () => {
    const treasury = await openBreak();
    await act(treasury, 'explain', 'Jiko sells on Wednesday', WEDNESDAY);
    await leaveCash(treasury, '150.00', TUESDAY);
    await leaveCash(treasury, '150.00', WEDNESDAY);
    expect(await read(treasury)).toMatchObject({
      status: 'explained',
      explained_until: WEDNESDAY,
    });
    await leaveCash(treasury, '150.00', THURSDAY);
    expect(await read(treasury)).toMatchObject({
      status: 'open',
      explained_until: null,
      note: 'Jiko sells on Wednesday',
    });
    expect(await lastEvent(treasury)).toMatchObject({
      actor: 'pocketbook',
      note: `the explanation stood until ${WEDNESDAY}`,
    });
  });

  test('keeps the break on the list, and the night from being green', async () => {
    const treasury = await openBreak();
    await act(treasury, 'explain', 'until they sell', NEVER);
    expect((await treasury.reconcile()).breaksOpen).toBe(1);
    expect(await treasury.openBreaks()).toHaveLength(1);
  });

  test('may be given anew, and without a day it stands until the figure changes', async () => {
    const treasury = await openBreak();
    await act(treasury, 'explain', 'until Tuesday', TUESDAY);
    await act(treasury, 'explain', 'for good');
    await leaveCash(treasury, '150.00', FRIDAY);
    const breaks = await treasury.pool.query(
      'select status, explained_until from books.fct_break where entity_id = $1 and business_date = $2',
      [treasury.entityId, MONDAY],
    );
    expect(breaks.rows).toEqual([{ status: 'explained', explained_until: null }]);
  });

  test.each([
    ['2026-11-28', '2026-11-27', 'a Saturday'],
    ['2026-11-26', '2026-11-25', 'Thanksgiving'],
  ])('ends on a business day: %s is refused, for %s', async (until, before) => {
    const treasury = await openBreak();
    await expect(act(treasury, 'explain', 'known', until)).rejects.toMatchObject({
      code: 'PB003',
      message: expect.stringMatching(
        new RegExp(`: ${until} is no business day: expected one, such as ${before} before it$`),
      ),
    });
    expect(await act(treasury, 'explain', 'known', before)).toBe('explained');
  });

  test('does not end before what has been reconciled', async () => {
    const treasury = await openBreak();
    await treasury.summary(WEDNESDAY);
    await treasury.reconcile();
    await expect(act(treasury, 'explain', 'too late', TUESDAY)).rejects.toThrow(
      `${TUESDAY} is over`,
    );
    expect(await act(treasury, 'explain', 'today', WEDNESDAY)).toBe('explained');
  });
});
