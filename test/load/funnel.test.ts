import { describe, expect, test } from 'vitest';
import { loadFile, recordQuarantine } from '../../src/load/load-files.ts';
import { stageStatements } from '../../src/load/stage-rows.ts';
import { digestOf } from '../reconcile/support/digest-of.ts';
import {
  buy,
  entry,
  MONDAY,
  maturity,
  position,
  sell,
  statementRows,
  TUESDAY,
} from '../reconcile/support/ledger-rows.ts';
import { readingOf, type Treasury } from '../reconcile/support/treasury.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** What is kept of the last file that was loaded. */
async function readFunnel({ pool, entityId }: Treasury): Promise<unknown> {
  const { rows } = await pool.query(
    `select outcome, rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined, error
     from books.rpt_funnel
     where entity_id = $1
     order by report_file_id desc, finished_at desc
     limit 1`,
    [entityId],
  );
  return rows[0];
}

const accepted = { outcome: 'accepted', rows_quarantined: 0n, error: null };

describe('doubled lines', () => {
  const once = buy(5, MONDAY, { reference: 'JK-1', line: 2 });
  const again = { ...once, locator: 'line 9' };

  test('with a reference are kept out of the ledger, listed, and counted as duplicate', async () => {
    const treasury = await openTreasury();
    const outcome = await treasury.trades(MONDAY, once, sell(3, MONDAY), again);
    expect(outcome).toMatchObject({ rowsRead: 3, rowsLoaded: 2, rowsDuplicate: 1 });
    expect(await readFunnel(treasury)).toEqual({
      ...accepted,
      rows_read: 3n,
      rows_loaded: 2n,
      rows_duplicate: 1n,
      rows_ignored: 0n,
    });
    expect(await readTrades(treasury)).toEqual(['line 2', 'line 1']);
    expect(await readDoubled(treasury)).toEqual([
      { reference: 'JK-1', locator: 'line 9', first_locator: 'line 2' },
    ]);
  });

  test('with an id alone are one trade too', async () => {
    const treasury = await openTreasury();
    const named = { ...once, reference: null, tradeId: 't-1' };
    const outcome = await treasury.trades(MONDAY, named, { ...named, locator: 'line 9' });
    expect(outcome).toMatchObject({ rowsLoaded: 1, rowsDuplicate: 1 });
    expect(await readDoubled(treasury)).toMatchObject([{ reference: 't-1' }]);
  });

  test('without a reference are twins: both are trades, with ids that differ', async () => {
    const treasury = await openTreasury();
    const twin = { ...once, reference: null };
    const outcome = await treasury.trades(MONDAY, twin, { ...twin, locator: 'line 9' });
    expect(outcome).toMatchObject({ rowsLoaded: 2, rowsDuplicate: 0 });
    expect(await readTrades(treasury)).toEqual(['line 2', 'line 9']);
    expect(await readDoubled(treasury)).toEqual([]);
    const { rows } = await treasury.pool.query(
      'select trade_id from books.fct_trade where entity_id = $1 order by 1',
      [treasury.entityId],
    );
    expect(rows).toEqual([{ trade_id: `${MONDAY}#1` }, { trade_id: `${MONDAY}#2` }]);
  });

  test('that come again with the whole file are duplicates all', async () => {
    const treasury = await openTreasury();
    await treasury.trades(MONDAY, once, again);
    const outcome = await treasury.trades(MONDAY, again, once);
    expect(outcome).toMatchObject({ rowsRead: 2, rowsLoaded: 0, rowsDuplicate: 2 });
    expect(await readDoubled(treasury)).toHaveLength(1);
  });

  test('that are gone from a restated report are gone from the list of that version', async () => {
    const treasury = await openTreasury();
    await treasury.trades(MONDAY, once, again);
    expect(await treasury.trades(MONDAY, once)).toMatchObject({ versionsNew: 1, rowsLoaded: 1 });
    expect(await readDoubled(treasury)).toEqual([]);
  });

  test('of the listing count once and are listed nowhere', async () => {
    const treasury = await openTreasury();
    const paid = maturity(5, MONDAY);
    const outcome = await treasury.listing(MONDAY, paid, { ...paid, locator: 'page[2].items[1]' });
    expect(outcome).toMatchObject({ rowsRead: 2, rowsLoaded: 1, rowsDuplicate: 1 });
    expect(await readDoubled(treasury)).toEqual([]);
  });

  test('of positions are all kept: a rule sees that they are too many', async () => {
    const treasury = await openTreasury();
    const outcome = await treasury.summary(MONDAY, position(5), position(5));
    expect(outcome).toMatchObject({ rowsLoaded: 2, rowsDuplicate: 0 });
  });

  async function readTrades({ pool, entityId }: Treasury): Promise<string[]> {
    const { rows } = await pool.query<{ locator: string }>(
      'select locator from books.fct_trade where entity_id = $1 order by side, locator',
      [entityId],
    );
    return rows.map(({ locator }) => locator);
  }

  async function readDoubled({ pool, entityId }: Treasury): Promise<unknown[]> {
    const { rows } = await pool.query(
      `select d.reference, d.locator, d.first_locator
       from ledger.doubled_row d
       join ledger.current_unit u using (version_id)
       where u.entity_id = $1`,
      [entityId],
    );
    return rows;
  }
});

test('of the listing all trades are loaded, and only the maturities stand among the trades', async () => {
  const treasury = await openTreasury();
  const outcome = await treasury.listing(
    MONDAY,
    buy(5, MONDAY),
    maturity(4, MONDAY),
    sell(3, MONDAY),
  );
  expect(outcome).toMatchObject({ rowsRead: 3, rowsLoaded: 3, rowsIgnored: 0, rowsDuplicate: 0 });
  const { rows } = await treasury.pool.query(
    `select
       (select array_agg(side order by side) from books.fct_listed_trade where entity_id = $1) as listed,
       (select array_agg(side order by side) from books.fct_trade where entity_id = $1) as trades`,
    [treasury.entityId],
  );
  expect(rows).toEqual([{ listed: ['BUY', 'MATURITY', 'SELL'], trades: ['MATURITY'] }]);
});

test('rows that the reader passed over are read and ignored', async () => {
  const treasury = await openTreasury();
  const file = await treasury.land('BANK_STATEMENT_REPORT', MONDAY);
  const rows = statementRows('BANK', MONDAY, { entries: [entry('deposit', '5.00')] });
  const reading = { ...readingOf(rows), ignored: () => 3 };
  await loadFile(treasury.pool, file, () => reading, stageStatements);
  expect(await readFunnel(treasury)).toEqual({
    ...accepted,
    rows_read: 5n,
    rows_loaded: 2n,
    rows_duplicate: 0n,
    rows_ignored: 3n,
  });
});

test('a file of new, known and doubled rows adds up', async () => {
  const treasury = await openTreasury();
  const known = [buy(1, MONDAY), buy(2, MONDAY)];
  const doubled = buy(3, TUESDAY);
  await treasury.trades(MONDAY, ...known);
  const window = { from: MONDAY, to: TUESDAY };
  await treasury.trades(window, ...known, doubled, { ...doubled, locator: 'line 9' });
  expect(await readFunnel(treasury)).toEqual({
    ...accepted,
    rows_read: 4n,
    rows_loaded: 1n,
    rows_duplicate: 3n,
    rows_ignored: 0n,
  });
});

test('a file that is refused is kept with its reason, and nothing of it is in the ledger', async () => {
  const treasury = await openTreasury();
  const file = await treasury.land('TRADE_REPORT', MONDAY);
  const before = await digestOf(treasury.pool, ['ledger']);
  await recordQuarantine(treasury.pool, file.reportFileId, 'line 7: no price');
  expect(await readFunnel(treasury)).toMatchObject({
    outcome: 'quarantined',
    rows_read: 0n,
    error: 'line 7: no price',
  });
  expect(await digestOf(treasury.pool, ['ledger'])).toEqual(before);
});

describe('the database refuses', () => {
  const FUNNEL = 'file_load_funnel';

  test.each([
    ['a row that was read and went nowhere', { rows_read: 4, rows_loaded: 3 }, FUNNEL],
    ['a row from nowhere', { rows_read: 3, rows_loaded: 4 }, FUNNEL],
    ['rows that count twice', { rows_read: 3, rows_loaded: 3, rows_duplicate: 1 }, FUNNEL],
    [
      'less than nothing',
      { rows_read: 3, rows_loaded: 4, rows_duplicate: -1 },
      'file_load_not_negative',
    ],
    ['a refusal without a reason', { outcome: 'quarantined' }, 'file_load_error'],
    ['a reason without a refusal', { error: 'no price' }, 'file_load_error'],
    ['an outcome that it does not know', { outcome: 'fine' }, 'file_load_outcome'],
    ['an amount that is neither', { amount_meaning: 'both' }, 'file_load_amount_meaning'],
  ])('%s', async (_what, told, constraint) => {
    const treasury = await openTreasury();
    const file = await treasury.land('TRADE_REPORT', MONDAY);
    const none = {
      outcome: 'accepted',
      rows_read: 0,
      rows_loaded: 0,
      rows_duplicate: 0,
      rows_ignored: 0,
      rows_quarantined: 0,
      units: 1,
      versions_new: 0,
      problems: [],
    };
    const row = { report_file_id: String(file.reportFileId), ...none, ...told };
    const columns = Object.keys(row).join(', ');
    const inserting = treasury.pool.query(
      `insert into ops.file_load (${columns})
       select ${columns}
       from jsonb_populate_record(null::ops.file_load, $1)`,
      [JSON.stringify(row)],
    );
    await expect(inserting).rejects.toMatchObject({ constraint });
  });
});
