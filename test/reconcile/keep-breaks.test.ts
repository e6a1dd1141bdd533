import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  BILL,
  buy,
  FRIDAY,
  MONDAY,
  NEXT_MONDAY,
  position,
  residualCash,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

interface KeptBreak {
  readonly break_id: string;
  readonly status: string;
  readonly actual: string;
  readonly difference: string;
  readonly assignee: string | null;
  readonly note: string | null;
  readonly last_seen_on: string;
  readonly age_business_days: number;
}

async function readBreaks(treasury: Treasury): Promise<KeptBreak[]> {
  const { rows } = await treasury.pool.query<KeptBreak>(
    `select *
     from books.fct_break
     where entity_id = $1
     order by business_date`,
    [treasury.entityId],
  );
  return rows;
}

async function readOnlyBreak(treasury: Treasury): Promise<KeptBreak> {
  const [only, ...others] = await readBreaks(treasury);
  if (only === undefined || others.length > 0) throw new Error('expected one break');
  return only;
}

async function readVerbs(treasury: Treasury): Promise<string[]> {
  const { rows } = await treasury.pool.query<{ verb: string }>(
    `select verb
     from recon.break_event
     where entity_id = $1
     order by event_id`,
    [treasury.entityId],
  );
  return rows.map(({ verb }) => verb);
}

/** What a person does with a break. */
async function act(treasury: Treasury, verb: string, ...words: readonly (string | null)[]) {
  const { break_id: breakId } = await readOnlyBreak(treasury);
  const given = words.map((_, index) => `, $${index + 2}`).join('');
  await treasury.pool.query(`select books.${verb}_break($1${given})`, [breakId, ...words]);
}

async function countKept(treasury: Treasury): Promise<unknown> {
  const { rows } = await treasury.pool.query(
    `select
       (select count(*) from recon.finding where entity_id = $1) as findings,
       (select count(*) from recon.break where entity_id = $1) as breaks,
       (select count(*) from recon.break_event where entity_id = $1) as events,
       (select count(*) from recon.break_sighting join recon.break using (break_id) where entity_id = $1)
         as sightings,
       (select count(*) from recon.reading where entity_id = $1) as readings`,
    [treasury.entityId],
  );
  return rows[0];
}

/** Too much cash is left on Monday; another amount is a restatement. */
async function leaveCash(treasury: Treasury, amount: string): Promise<void> {
  await treasury.summary(MONDAY, residualCash(amount));
  await treasury.reconcile();
}

describe('the life of a break', () => {
  test('opens, clears when a restatement heals it, and opens again under the same id', async () => {
    const treasury = await openTreasury();
    await leaveCash(treasury, '150.00');
    const opened = await readOnlyBreak(treasury);
    expect(opened).toMatchObject({ status: 'open', actual: '150.00', difference: '50.01' });
    await leaveCash(treasury, '50.00');
    const cleared = await readOnlyBreak(treasury);
    expect(cleared).toMatchObject({ break_id: opened.break_id, status: 'cleared' });
    expect(await treasury.openBreaks()).toEqual([]);
    await leaveCash(treasury, '150.00');
    expect(await readOnlyBreak(treasury)).toEqual(opened);
    expect(await readVerbs(treasury)).toEqual(['opened', 'cleared', 'reopened']);
  });

  test('keeps its id when the amount is another', async () => {
    const treasury = await openTreasury();
    await leaveCash(treasury, '150.00');
    const { break_id: breakId } = await readOnlyBreak(treasury);
    await leaveCash(treasury, '160.00');
    expect(await readOnlyBreak(treasury)).toMatchObject({
      break_id: breakId,
      status: 'open',
      actual: '160.00',
    });
    expect(await readVerbs(treasury)).toEqual(['opened']);
  });

  test('goes on with the days: last seen moves, and it opened once', async () => {
    const treasury = await openTreasury();
    for (const day of [MONDAY, TUESDAY, WEDNESDAY]) {
      await treasury.summary(day, residualCash('150.00'));
      await treasury.reconcile();
    }
    expect(await readOnlyBreak(treasury)).toMatchObject({ last_seen_on: WEDNESDAY });
    expect(await readVerbs(treasury)).toEqual(['opened']);
    expect(await countKept(treasury)).toMatchObject({ sightings: 3n });
  });

  test('is another break when it turns out to have begun earlier', async () => {
    const treasury = await openTreasury();
    await treasury.summary(TUESDAY, residualCash('150.00'));
    await treasury.reconcile();
    await leaveCash(treasury, '150.00');
    expect(await readBreaks(treasury)).toMatchObject([
      { business_date: MONDAY, status: 'open', last_seen_on: TUESDAY },
      { business_date: TUESDAY, status: 'cleared' },
    ]);
  });

  test('ages in business days up to the last day that was looked at', async () => {
    const treasury = await openTreasury();
    await treasury.summary(THURSDAY, residualCash('150.00'));
    await treasury.reconcile();
    expect(await readOnlyBreak(treasury)).toMatchObject({ age_business_days: 0 });
    await treasury.summary(NEXT_MONDAY);
    await treasury.reconcile();
    expect(await readOnlyBreak(treasury)).toMatchObject({
      age_business_days: 2,
      last_seen_on: THURSDAY,
    });
  });
});

describe('what a person did', () => {
  test('with a break stays when it clears and comes back', async () => {
    const treasury = await openTreasury();
    await leaveCash(treasury, '150.00');
    await act(treasury, 'assign', 'mara', 'asked the bank');
    await leaveCash(treasury, '50.00');
    expect(await readOnlyBreak(treasury)).toMatchObject({ status: 'cleared' });
    await leaveCash(treasury, '150.00');
    expect(await readOnlyBreak(treasury)).toMatchObject({
      status: 'assigned',
      assignee: 'mara',
      note: 'asked the bank',
    });
  });

  test('is not undone by the next run: what is assigned or explained stays so', async () => {
    const treasury = await openTreasury();
    await leaveCash(treasury, '150.00');
    await act(treasury, 'assign', 'mara');
    await act(treasury, 'explain', 'the bank knows');
    await treasury.summary(TUESDAY, residualCash('150.00'));
    const { breaksOpen } = await treasury.reconcile();
    expect(await readOnlyBreak(treasury)).toMatchObject({ status: 'explained' });
    expect(breaksOpen).toBe(1);
  });

  test('to resolve a break takes it off the list for as long as it is off by the same', async () => {
    const treasury = await openTreasury();
    await leaveCash(treasury, '150.00');
    await act(treasury, 'resolve', 'the bank agreed to it');
    await treasury.summary(TUESDAY, residualCash('150.00'));
    const { breaksOpen } = await treasury.reconcile();
    expect(breaksOpen).toBe(0);
    expect(await readOnlyBreak(treasury)).toMatchObject({
      status: 'resolved',
      last_seen_on: TUESDAY,
    });
  });
});

describe('the id of a break', () => {
  test('is made of what it is about and of the day on which it began', async () => {
    const treasury = await openTreasury(['pocket-1', 'pocket-2']);
    const tooMuch = ['pocket-1', 'pocket-2'].map((pocket) => residualCash('150.00', pocket));
    await treasury.summary(MONDAY, ...tooMuch);
    await treasury.summary(TUESDAY);
    await treasury.summary(WEDNESDAY, ...tooMuch);
    await treasury.reconcile();
    const breaks = await readBreaks(treasury);
    expect(new Set(breaks.map((kept) => kept.break_id)).size).toBe(4);
  });

  test('is not moved by data that has nothing to do with it', async () => {
    const treasury = await openTreasury(['pocket-1', 'pocket-2']);
    await treasury.summary(MONDAY, residualCash('150.00'));
    await treasury.reconcile();
    const before = await readBreaks(treasury);
    await treasury.bank(MONDAY, { closing: '1.00', pocket: 'pocket-2' });
    await treasury.reconcile();
    expect(await readBreaks(treasury)).toEqual(expect.arrayContaining(before));
  });

  test('is the same in every warehouse and in every version of this program', async () => {
    const treasury = await openTreasury();
    await treasury.trades(MONDAY, buy(1, MONDAY, { amount: '98.07', reference: 'JK-7' }));
    await treasury.reconcile();
    const subject = [treasury.entityId, 'trade_cash', 'pocket-1', '', BILL, 'JK-7', MONDAY];
    const digest = createHash('md5').update(subject.join('|')).digest('hex');
    const { break_id: breakId } = await readOnlyBreak(treasury);
    expect(breakId.replaceAll('-', '')).toBe(digest);
  });
});

test('a run over the same data adds no finding, no break, no event, no sighting and no reading', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10), residualCash('150.00'));
  await treasury.summary(TUESDAY, position(11, { value: '985.00' }), residualCash('150.00'));
  await treasury.brokerage(TUESDAY, { opening: '1135.00', closing: '1135.01' });
  await treasury.owe('TRADE_REPORT', MONDAY, FRIDAY);
  await treasury.reconcile();
  const before = await countKept(treasury);
  await treasury.reconcile();
  await treasury.reconcile({ from: MONDAY, to: FRIDAY });
  expect(await countKept(treasury)).toEqual(before);
});

test('two entities with the same pockets and bills have nothing to do with one another', async () => {
  const [first, second] = [await openTreasury(), await openTreasury()];
  await leaveCash(first, '150.00');
  await leaveCash(second, '150.00');
  const [ofFirst, ofSecond] = [await readOnlyBreak(first), await readOnlyBreak(second)];
  expect(ofFirst.break_id).not.toBe(ofSecond.break_id);
  await leaveCash(second, '50.00');
  expect(await readOnlyBreak(first)).toEqual(ofFirst);
  expect(await readOnlyBreak(second)).toMatchObject({ status: 'cleared' });
});

test.each(['run', 'reading', 'break', 'break_sighting', 'break_event'])(
  'nothing in recon.%s can be changed or taken away, not even by its owner',
  async (table) => {
    const { pool } = await openTreasury();
    const refused = `recon.${table} is append-only`;
    await expect(pool.query(`delete from recon.${table}`)).rejects.toThrow(refused);
    await expect(pool.query(`truncate recon.${table} cascade`)).rejects.toThrow('append-only');
    await expect(
      pool.query(`update recon.${table} set ${table === 'reading' ? 'value' : 'run_id'} = null`),
    ).rejects.toThrow();
  },
);
