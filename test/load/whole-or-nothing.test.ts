import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { ParseError } from '../../src/domain/errors.ts';
import type { TradeRow } from '../../src/domain/ledger-row.ts';
import { type LoadOutcome, loadFile } from '../../src/load/load-files.ts';
import type { FileReading } from '../../src/load/stage-file.ts';
import {
  stagePositions,
  stageStatements,
  stageTrades,
  tradedOn,
} from '../../src/load/stage-rows.ts';
import { countWaiting } from '../reconcile/support/count-waiting.ts';
import { digestOf } from '../reconcile/support/digest-of.ts';
import {
  billOf,
  buy,
  entry,
  FRIDAY,
  MONDAY,
  maturity,
  NEXT_MONDAY,
  position,
  quote,
  statementRows,
  TUESDAY,
} from '../reconcile/support/ledger-rows.ts';
import { readingOf, type Treasury } from '../reconcile/support/treasury.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };

/** Loads, and expects that nothing is left but the file itself. */
async function expectNothingLeft(
  treasury: Treasury,
  load: (treasury: Treasury) => Promise<LoadOutcome>,
  refusal: Readonly<Record<string, unknown>>,
): Promise<void> {
  const before = await digestOf(treasury.pool, ['ledger']);
  await expect(load(treasury)).rejects.toMatchObject(refusal);
  expect(await digestOf(treasury.pool, ['ledger'])).toEqual(before);
  const { rows } = await treasury.pool.query(
    'select outcome from books.rpt_funnel where entity_id = $1',
    [treasury.entityId],
  );
  expect(rows).toEqual([]);
}

/** Two rows, and then the reader gives the file up. */
function brokenReading(error: Error): FileReading<TradeRow> {
  const reading = readingOf([buy(5, MONDAY), buy(2, TUESDAY)], 'cash');
  async function* rows() {
    yield* reading.rows;
    throw error;
  }
  return { ...reading, rows: rows() };
}

describe('a row that was not asked for refuses the whole file', () => {
  const foreign = { code: 'FILE_FOREIGN', retryable: false };

  test.each([
    ['after', NEXT_MONDAY],
    ['before', MONDAY],
  ])('a trade of a day %s the window', async (_when, day) => {
    const treasury = await openTreasury();
    const window = { from: TUESDAY, to: FRIDAY };
    await expectNothingLeft(
      treasury,
      () => treasury.trades(window, buy(5, TUESDAY), buy(2, day, { line: 7 })),
      {
        ...foreign,
        message: `TRADE_REPORT-${TUESDAY} line 7: expected rows from ${TUESDAY} to ${FRIDAY}, got ${day}`,
      },
    );
  });

  test('a trade of another pocket', async () => {
    const treasury = await openTreasury();
    const file = await treasury.land('TRADE_REPORT', ALL_WEEK, ['pocket-1'], 'pocket-1');
    const rows = [buy(5, MONDAY), buy(5, MONDAY, { pocket: 'pocket-2', line: 7 })];
    await expectNothingLeft(
      treasury,
      () =>
        loadFile(
          treasury.pool,
          file,
          () => readingOf(rows, 'cash'),
          (cut) => stageTrades(cut, tradedOn),
        ),
      { ...foreign, message: expect.stringContaining('line 7: expected rows of pocket pocket-1') },
    );
  });

  test('a statement of another day', async () => {
    const treasury = await openTreasury();
    await expectNothingLeft(
      treasury,
      () =>
        treasury.load(
          'BANK_STATEMENT_REPORT',
          MONDAY,
          statementRows('BANK', TUESDAY, { entries: [entry('deposit', '5.00')] }),
          stageStatements,
        ),
      foreign,
    );
  });

  test('a maturity that pays outside of the window, whenever it was dealt', async () => {
    const treasury = await openTreasury();
    const dealt = maturity(5, FRIDAY, { settlesOn: NEXT_MONDAY });
    await expectNothingLeft(treasury, () => treasury.listing(ALL_WEEK, dealt), foreign);
    expect(await treasury.listing(NEXT_MONDAY, dealt)).toMatchObject({ rowsLoaded: 1 });
  });

  test('a purchase in the listing that settles outside of the window', async () => {
    const treasury = await openTreasury();
    const dealt = buy(5, FRIDAY, { settlesOn: NEXT_MONDAY });
    await expectNothingLeft(treasury, () => treasury.listing(ALL_WEEK, dealt), foreign);
    expect(await treasury.listing(NEXT_MONDAY, dealt)).toMatchObject({ rowsLoaded: 1 });
  });
});

describe('a reader that gives up in mid-file', () => {
  test('leaves nothing, and its error comes out as it was', async () => {
    const treasury = await openTreasury();
    const place = { file: 'trades.csv', line: 3, column: 1, locator: 'price' };
    const error = new ParseError(place, 'expected a price');
    const file = await treasury.land('TRADE_REPORT', ALL_WEEK);
    const load = () =>
      loadFile(
        treasury.pool,
        file,
        () => brokenReading(error),
        (cut) => stageTrades(cut, tradedOn),
      );
    await expectNothingLeft(treasury, load, { code: 'PARSE_INVALID', place });
    await expect(load()).rejects.toBe(error);
  });

  test('does not stand in the way of the next file', async () => {
    const treasury = await openTreasury();
    const file = await treasury.land('TRADE_REPORT', ALL_WEEK);
    for (let times = 0; times < 8; times++) {
      const load = loadFile(
        treasury.pool,
        file,
        () => brokenReading(new Error('no')),
        (cut) => stageTrades(cut, tradedOn),
      );
      await expect(load).rejects.toThrow('no');
    }
    const outcome = await treasury.trades(ALL_WEEK, buy(5, MONDAY));
    expect(outcome).toMatchObject({ rowsLoaded: 1, versionsNew: 5 });
  });
});

test('what the ledger cannot hold leaves nothing', async () => {
  const treasury = await openTreasury();
  const negative = { ...buy(5, MONDAY), quantity: -5n };
  await expectNothingLeft(treasury, () => treasury.trades(MONDAY, buy(2, MONDAY), negative), {
    constraint: 'trade_not_negative',
  });
  const tooLarge = position(1, { value: '999999999999999999.99' });
  const text = {
    ...tooLarge,
    marketValue: `9${tooLarge.marketValue}` as typeof tooLarge.marketValue,
  };
  await expectNothingLeft(treasury, () => treasury.summary(MONDAY, text), { code: '22003' });
});

test('a transaction that must be repeated reads its file anew', async () => {
  const treasury = await openTreasury();
  const file = await treasury.land('TRADE_REPORT', ALL_WEEK);
  const conflict = new pg.DatabaseError('come again', 0, 'error');
  conflict.code = '40001';
  let reads = 0;
  const outcome = await loadFile(
    treasury.pool,
    file,
    () => (reads++ === 0 ? brokenReading(conflict) : readingOf([buy(5, MONDAY)], 'cash')),
    (cut) => stageTrades(cut, tradedOn),
  );
  expect(reads).toBe(2);
  expect(outcome).toMatchObject({ rowsRead: 1, rowsLoaded: 1, versionsNew: 5 });
});

describe('at the same time', () => {
  /** A reading that goes on only when all of them have begun, so that their transactions overlap. */
  function together<Row>(count: number) {
    const all = gate();
    let begun = 0;
    return (reading: FileReading<Row>): FileReading<Row> => {
      async function* rows() {
        begun += 1;
        if (begun === count) all.open();
        await all.passed;
        yield* reading.rows;
      }
      return { ...reading, rows: rows() };
    };
  }

  async function loadTogether(
    treasury: Treasury,
    ...contents: readonly (readonly TradeRow[])[]
  ): Promise<LoadOutcome[]> {
    const wait = together<TradeRow>(contents.length);
    const files = await Promise.all(contents.map(() => treasury.land('TRADE_REPORT', ALL_WEEK)));
    return Promise.all(
      files.map((file, index) =>
        loadFile(
          treasury.pool,
          file,
          () => wait(readingOf(contents[index] ?? [], 'cash')),
          (cut) => stageTrades(cut, tradedOn),
        ),
      ),
    );
  }

  async function countVersions({ pool, entityId }: Treasury): Promise<unknown> {
    const { rows } = await pool.query(
      `select count(*)::int as versions, max(version) as latest
       from books.fct_unit_version
       where entity_id = $1`,
      [entityId],
    );
    return rows[0];
  }

  test('two loads of the same content give one version', async () => {
    const treasury = await openTreasury();
    const rows = [buy(5, MONDAY), buy(2, TUESDAY)];
    const outcomes = await loadTogether(treasury, rows, rows);
    expect(outcomes.map(({ versionsNew }) => versionsNew).sort()).toEqual([0, 5]);
    expect(outcomes.map(({ rowsLoaded }) => rowsLoaded).sort()).toEqual([0, 2]);
    expect(await countVersions(treasury)).toEqual({ versions: 5, latest: 1 });
  });

  test('two loads of different contents give two versions, one after the other', async () => {
    const treasury = await openTreasury();
    await loadTogether(treasury, [buy(5, MONDAY)], [buy(6, MONDAY)]);
    expect(await countVersions(treasury)).toEqual({ versions: 6, latest: 2 });
  });

  test('two loads that restate the same unit wait for one another', async () => {
    const treasury = await openTreasury();
    const { pool } = treasury;
    await treasury.trades(ALL_WEEK, buy(5, MONDAY));
    // Holds both where they are about to make a version, and lets them go together.
    const holder = await pool.connect();
    await holder.query('begin; lock table ledger.unit_version in share mode');
    const loading = loadTogether(treasury, [buy(6, MONDAY)], [buy(6, MONDAY)]);
    await vi.waitUntil(async () => (await countWaiting(pool)) === 2, { timeout: 30_000 });
    await holder.query('commit');
    holder.release();
    const outcomes = await loading;
    expect(outcomes.map(({ versionsNew }) => versionsNew).sort()).toEqual([0, 1]);
    expect(await countVersions(treasury)).toEqual({ versions: 6, latest: 2 });
  });

  test('loads that bring the same new bills in other orders do not stop one another', async () => {
    const treasury = await openTreasury();
    const bills = Array.from({ length: 40 }, (_, index) => billOf(index + 1));
    const rows = bills.map((cusip) => buy(1, MONDAY, { cusip }));
    const outcomes = await loadTogether(treasury, rows, rows.toReversed(), rows.slice(20));
    expect(outcomes).toHaveLength(3);
    const { rows: counted } = await treasury.pool.query(
      'select count(*)::int as bills from books.dim_security where entity_id = $1',
      [treasury.entityId],
    );
    expect(counted).toEqual([{ bills: 40 }]);
  });

  test('nothing of a load is seen before all of it', async () => {
    const treasury = await openTreasury();
    const [halfWay, seen] = [gate(), gate()];
    const reading = readingOf([buy(5, MONDAY), buy(2, TUESDAY)], 'cash');
    async function* rows() {
      yield* reading.rows;
      halfWay.open();
      await seen.passed;
    }
    const file = await treasury.land('TRADE_REPORT', ALL_WEEK);
    const loading = loadFile(
      treasury.pool,
      file,
      () => ({ ...reading, rows: rows() }),
      (cut) => stageTrades(cut, tradedOn),
    );
    await halfWay.passed;
    expect(await countVersions(treasury)).toEqual({ versions: 0, latest: null });
    seen.open();
    await loading;
    expect(await countVersions(treasury)).toEqual({ versions: 5, latest: 1 });
  });
});

test('one file after another on one connection do not see each other’s rows', async () => {
  const treasury = await openTreasury();
  await treasury.trades(MONDAY, buy(5, MONDAY));
  await treasury.prices(MONDAY, quote());
  await treasury.load('POSITION_SUMMARY_REPORT', MONDAY, [position(5)], (cut) =>
    stagePositions(cut, MONDAY),
  );
  const outcome = await treasury.trades(TUESDAY, buy(2, TUESDAY));
  expect(outcome).toMatchObject({ rowsRead: 1, rowsLoaded: 1, units: 1, versionsNew: 1 });
});

function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
