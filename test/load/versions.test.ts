import { describe, expect, test } from 'vitest';
import type { BusinessDate } from '../../src/domain/business-date.ts';
import { loadFile } from '../../src/load/load-files.ts';
import {
  stagePositions,
  stageStatements,
  stageTrades,
  tradedOn,
} from '../../src/load/stage-rows.ts';
import { digestOf } from '../reconcile/support/digest-of.ts';
import {
  billOf,
  buy,
  cashOf,
  decimal,
  entry,
  FRIDAY,
  MONDAY,
  NEXT_MONDAY,
  OTHER_BILL,
  position,
  quote,
  residualCash,
  sell,
  statementRows,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
  WEEK,
} from '../reconcile/support/ledger-rows.ts';
import { readingOf, type Treasury } from '../reconcile/support/treasury.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };

/** `day version rows` of every version, oldest first. */
async function readVersions({ pool, entityId }: Treasury): Promise<string[]> {
  const { rows } = await pool.query<{ version: string }>(
    `select business_date || ' v' || version || ' ' || row_count
       || case when provisional then ' provisional' else '' end as version
     from books.fct_unit_version
     where entity_id = $1
     order by business_date, pocket_id, version`,
    [entityId],
  );
  return rows.map(({ version }) => version);
}

const ledgerOf = (treasury: Treasury) => digestOf(treasury.pool, ['ledger']);

describe('the same content again', () => {
  test('makes no version, writes no row of the ledger and counts as duplicate', async () => {
    const treasury = await openTreasury();
    const rows = [buy(5, MONDAY), sell(3, TUESDAY), buy(2, TUESDAY)];
    const first = await treasury.trades(ALL_WEEK, ...rows);
    expect(first).toMatchObject({ rowsRead: 3, rowsLoaded: 3, rowsDuplicate: 0, versionsNew: 5 });
    const before = await ledgerOf(treasury);
    const again = await treasury.trades(ALL_WEEK, ...rows);
    expect(again).toMatchObject({ rowsRead: 3, rowsLoaded: 0, rowsDuplicate: 3, versionsNew: 0 });
    expect(await ledgerOf(treasury)).toEqual(before);
  });

  test('may come in another order and at other places of its file', async () => {
    const treasury = await openTreasury();
    const rows = [buy(5, MONDAY), sell(3, MONDAY), buy(2, MONDAY, { cusip: OTHER_BILL })];
    await treasury.trades(MONDAY, ...rows);
    const moved = rows.toReversed().map((row, index) => ({ ...row, locator: `line ${index}` }));
    expect(await treasury.trades(MONDAY, ...moved)).toMatchObject({ versionsNew: 0 });
  });

  test('may come in other windows: whole weeks, days, or overlapping', async () => {
    const treasury = await openTreasury();
    const rows = [buy(5, MONDAY), sell(3, TUESDAY), buy(2, THURSDAY)];
    await treasury.trades(ALL_WEEK, ...rows);
    const before = await ledgerOf(treasury);
    await treasury.trades(MONDAY, buy(5, MONDAY));
    await treasury.trades({ from: TUESDAY, to: THURSDAY }, sell(3, TUESDAY), buy(2, THURSDAY));
    await treasury.trades({ from: WEDNESDAY, to: FRIDAY }, buy(2, THURSDAY));
    expect(await ledgerOf(treasury)).toEqual(before);
  });

  test('gives the same versions when the windows come in any order', async () => {
    const [forwards, backwards] = [await openTreasury(), await openTreasury()];
    await forwards.trades(MONDAY, buy(5, MONDAY));
    await forwards.trades({ from: TUESDAY, to: FRIDAY }, sell(3, TUESDAY));
    await backwards.trades({ from: WEDNESDAY, to: FRIDAY });
    await backwards.trades({ from: MONDAY, to: WEDNESDAY }, buy(5, MONDAY), sell(3, TUESDAY));
    expect(await readContents(backwards)).toEqual(await readContents(forwards));
  });

  test('may be written with other zeros behind the point', async () => {
    const treasury = await openTreasury();
    const told = [
      buy(5, MONDAY, { price: '98', amount: '490' }),
      buy(5, MONDAY, { price: '98.000000', amount: '490.00' }),
    ];
    const held = [
      [position(5, { price: '98.5', value: '492.5', cost: '490' }), residualCash('7.1')],
      [position(5, { price: '98.500', value: '492.50', cost: '490.0' }), residualCash('7.10')],
    ];
    const closings = ['5', '5.00'];
    const prices = ['98.5', '98.50'];
    for (const index of [0, 1]) {
      await treasury.trades(MONDAY, ...told.slice(index, index + 1));
      await treasury.summary(MONDAY, ...(held[index] ?? []));
      await treasury.prices(MONDAY, quote(prices[index]));
      const closing = closings[index] ?? '';
      const payment = { ...entry('payment_in', closing), reference: 'N-1' };
      await treasury.bank(MONDAY, { opening: '0.0', closing, entries: [payment] });
    }
    const versions = await readVersions(treasury);
    expect(versions).toHaveLength(4);
    for (const version of versions) expect(version).toContain('v1');
  });

  async function readContents({ pool, entityId }: Treasury): Promise<unknown[]> {
    const { rows } = await pool.query(
      `select report_type, pocket_id, business_date, version, content_hash, row_count
       from books.fct_unit_version
       where entity_id = $1
       order by business_date, version`,
      [entityId],
    );
    return rows;
  }
});

describe('other content', () => {
  test('makes a new version of its unit alone, and the old one stays readable', async () => {
    const treasury = await openTreasury();
    await treasury.trades({ from: MONDAY, to: TUESDAY }, buy(5, MONDAY), buy(7, TUESDAY));
    const restated = await treasury.trades(
      { from: MONDAY, to: TUESDAY },
      buy(5, MONDAY),
      buy(8, TUESDAY),
    );
    expect(restated).toMatchObject({ rowsLoaded: 1, rowsDuplicate: 1, versionsNew: 1 });
    expect(await readVersions(treasury)).toEqual([
      `${MONDAY} v1 1`,
      `${TUESDAY} v1 1`,
      `${TUESDAY} v2 1`,
    ]);
    const { rows } = await treasury.pool.query(
      `select u.business_date, v.version, t.quantity, v.version_id = c.version_id as is_current
       from ledger.trade t
       join ledger.unit_version v using (version_id)
       join ledger.unit u using (unit_id)
       join ledger.current_version c using (unit_id)
       where u.entity_id = $1
       order by 1, 2`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      { business_date: MONDAY, version: 1, quantity: 5n, is_current: true },
      { business_date: TUESDAY, version: 1, quantity: 7n, is_current: false },
      { business_date: TUESDAY, version: 2, quantity: 8n, is_current: true },
    ]);
  });

  test('that has been there before is a third version, not the first again', async () => {
    const treasury = await openTreasury();
    for (const units of [5, 6, 5]) await treasury.summary(MONDAY, position(units));
    expect(await readVersions(treasury)).toEqual([
      `${MONDAY} v1 1`,
      `${MONDAY} v2 1`,
      `${MONDAY} v3 1`,
    ]);
  });

  test('is what a trade amount is when it turns out to be face and not cash', async () => {
    const treasury = await openTreasury();
    const load = (meaning: 'cash' | 'face') =>
      treasury.load(
        'TRADE_REPORT',
        ALL_WEEK,
        [buy(50, MONDAY, { price: '98', amount: '4900.00' })],
        (cut) => stageTrades(cut, tradedOn),
        meaning,
      );
    expect(await load('cash')).toMatchObject({ versionsNew: 5 });
    // A day without trades means the same either way.
    expect(await load('face')).toMatchObject({ versionsNew: 1 });
  });

  test.each([
    ['cusip', { cusip: OTHER_BILL }],
    ['side', { side: 'SELL' }],
    ['settlement date', { settlementDate: TUESDAY }],
    ['no settlement date', { settlementDate: null }],
    ['book date', { bookDate: TUESDAY }],
    ['price', { price: decimal('98.000001', 6) }],
    ['amount', { amount: decimal('490.01', 2) }],
    ['quantity', { quantity: 5n }],
    ['trade id', { tradeId: 't-1' }],
    ['reference', { reference: 'R' }],
    ['no reference', { reference: null }],
    ['issuer', { issuer: 'US TREASURY' }],
    ['issue date', { issueDate: MONDAY }],
    ['maturity date', { maturityDate: FRIDAY }],
    ['transaction code', { transactionCode: 'T' }],
    ['custodian', { custodian: 'C' }],
    ['custodian account', { custodianAccount: 'A' }],
  ] as const)('is a trade with another field: %s', async (_field, change) => {
    const treasury = await openTreasury();
    await treasury.trades(MONDAY, buy(5, MONDAY));
    const restated = await treasury.trades(MONDAY, { ...buy(5, MONDAY), ...change });
    expect(restated).toMatchObject({ versionsNew: 1, rowsLoaded: 1 });
  });

  test('is a statement with another entry, another text or another balance', async () => {
    const treasury = await openTreasury();
    const [paid, statement] = statementRows('BANK', MONDAY, {
      entries: [entry('payment_in', '5.00')],
    });
    if (paid === undefined || statement === undefined) throw new Error('two rows');
    const changes = [
      [paid, statement],
      [{ ...paid, description: 'rent' }, statement],
      [{ ...paid, valueOn: TUESDAY }, statement],
      [{ ...paid, category: 'deposit' as const }, statement],
      [paid, { ...statement, closingBalance: null }],
      [paid, { ...statement, entries: 2 }],
      [statement],
    ];
    for (const rows of changes) {
      await treasury.load('BANK_STATEMENT_REPORT', MONDAY, rows, stageStatements);
    }
    expect(await readVersions(treasury)).toHaveLength(changes.length);
  });
});

describe('a unit without rows', () => {
  test('is a fact with a version, for each pocket and business day asked for', async () => {
    const treasury = await openTreasury(['pocket-1', 'pocket-2']);
    const outcome = await treasury.trades({ from: FRIDAY, to: NEXT_MONDAY });
    expect(outcome).toMatchObject({ rowsRead: 0, units: 4, versionsNew: 4 });
    const { rows } = await treasury.pool.query(
      `select pocket_id, business_date, state, version
       from books.fct_unit
       where entity_id = $1
       order by 1, 2`,
      [treasury.entityId],
    );
    expect(rows).toEqual(
      ['pocket-1', 'pocket-2'].flatMap((pocket) =>
        [FRIDAY, NEXT_MONDAY].map((day) => ({
          pocket_id: pocket,
          business_date: day,
          state: 'empty',
          version: 1,
        })),
      ),
    );
  });

  test('is the same content however it was asked for, and becomes another with its first row', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK);
    expect(await treasury.trades(MONDAY)).toMatchObject({ versionsNew: 0 });
    expect(await treasury.trades(MONDAY, buy(5, MONDAY))).toMatchObject({ versionsNew: 1 });
    expect(await treasury.trades(MONDAY)).toMatchObject({ versionsNew: 1 });
    expect(await readVersions(treasury)).toContain(`${MONDAY} v3 0`);
  });

  test('is not made of a pocket that the file was not asked about but tells of: that unit has rows', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(5), position(3, { pocket: 'pocket-new' }));
    const { rows } = await treasury.pool.query(
      `select pocket_id, state from books.fct_unit where entity_id = $1 order by 1`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      { pocket_id: 'pocket-1', state: 'loaded' },
      { pocket_id: 'pocket-new', state: 'loaded' },
    ]);
  });
});

describe('a unit that was read before its day had ended', () => {
  async function summary(treasury: Treasury, provisional: boolean, units: number) {
    const file = await treasury.land('POSITION_SUMMARY_REPORT', MONDAY);
    return loadFile(
      treasury.pool,
      { ...file, isProvisional: () => provisional },
      () => readingOf([position(units)]),
      (cut) => stagePositions(cut, MONDAY),
    );
  }

  test('is provisional, and its final content is a version even when it is the same', async () => {
    const treasury = await openTreasury();
    await summary(treasury, true, 5);
    expect(await summary(treasury, true, 5)).toMatchObject({ versionsNew: 0 });
    expect(await summary(treasury, false, 5)).toMatchObject({ versionsNew: 1, rowsLoaded: 1 });
    expect(await readVersions(treasury)).toEqual([`${MONDAY} v1 1 provisional`, `${MONDAY} v2 1`]);
  });

  test('does not become provisional again by an old file with the same content', async () => {
    const treasury = await openTreasury();
    await summary(treasury, false, 5);
    expect(await summary(treasury, true, 5)).toMatchObject({ versionsNew: 0 });
    expect(await readVersions(treasury)).toEqual([`${MONDAY} v1 1`]);
  });

  test('is told day by day', async () => {
    const treasury = await openTreasury();
    const file = await treasury.land('TRADE_REPORT', { from: MONDAY, to: TUESDAY });
    await loadFile(
      treasury.pool,
      { ...file, isProvisional: (day) => day > MONDAY },
      () => readingOf([buy(5, MONDAY), buy(5, TUESDAY)], 'cash'),
      (cut) => stageTrades(cut, tradedOn),
    );
    expect(await readVersions(treasury)).toEqual([`${MONDAY} v1 1`, `${TUESDAY} v1 1 provisional`]);
  });
});

test('a file of very many units is cut as files of few are', async () => {
  const pockets = Array.from({ length: 110 }, (_, index) => `pocket-${index}`);
  const [atOnce, daily] = [await openTreasury(pockets), await openTreasury(pockets)];
  const rowsOf = (day: BusinessDate) =>
    pockets.flatMap((pocket, index) => [
      buy(index + 1, day, { pocket, cusip: billOf(index % 7) }),
      sell(1, day, { pocket, cusip: billOf(index % 5) }),
    ]);
  const outcome = await atOnce.trades(ALL_WEEK, ...WEEK.flatMap(rowsOf));
  expect(outcome).toMatchObject({ rowsLoaded: 1_100, units: 550, versionsNew: 550 });
  for (const day of WEEK) await daily.trades(day, ...rowsOf(day));
  const read = async ({ pool, entityId }: Treasury) => {
    const { rows } = await pool.query(
      `select v.pocket_id, v.business_date, v.content_hash, t.cusip, t.side, t.quantity
       from books.fct_unit_version v
       join books.fct_trade t
         on t.entity_id = v.entity_id and t.pocket_id = v.pocket_id and t.trade_date = v.business_date
       where v.entity_id = $1
       order by 1, 2, 4, 5, 6`,
      [entityId],
    );
    return rows;
  };
  expect(await read(daily)).toEqual(await read(atOnce));
});

test('a large holding restated by one cent is a version', async () => {
  const treasury = await openTreasury();
  const value = cashOf(9_999_999_999n, '98.5');
  await treasury.summary(MONDAY, position(1, { value }));
  const restated = position(1, { value: value.replace(/.$/, '9') });
  expect(await treasury.summary(MONDAY, restated)).toMatchObject({ versionsNew: 1 });
});
