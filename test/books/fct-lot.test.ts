import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import type { TradeRow } from '../../src/domain/ledger-row.ts';
import {
  BILL,
  buy,
  FRIDAY,
  MONDAY,
  maturity,
  NEXT_MONDAY,
  position,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../reconcile/support/ledger-rows.ts';
import type { Treasury } from '../reconcile/support/treasury.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';
import { readDisposals, readLots, useMethod } from './support/read-lots.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };
const SATURDAY = parseBusinessDate('2026-09-19');

/** Two lots of five, at 97 and at 99, and a summary before them that is empty. */
async function twoLots(...later: readonly TradeRow[]): Promise<Treasury> {
  const treasury = await openTreasury();
  await treasury.trades(
    ALL_WEEK,
    buy(5, TUESDAY, { price: '97', reference: 'cheap', maturesOn: SATURDAY }),
    buy(5, TUESDAY, { price: '99', reference: 'dear', maturesOn: SATURDAY }),
    ...later,
  );
  await treasury.summary(MONDAY);
  return treasury;
}

async function column(treasury: Treasury, sql: string): Promise<unknown[]> {
  const { rows } = await treasury.pool.query<{ told: unknown }>(sql, [treasury.entityId]);
  return rows.map(({ told }) => told);
}

describe('a lot', () => {
  test('says what was bought when, and what is left of it', async () => {
    const treasury = await twoLots(sell(7, WEDNESDAY));
    const { rows } = await treasury.pool.query(
      `select reference, acquired_on, settlement_date, maturity_date, price, quantity, remaining, cost, remaining_cost, method
       from books.fct_lot
       where entity_id = $1
         and reference = 'dear'`,
      [treasury.entityId],
    );
    expect(rows).toEqual([
      {
        reference: 'dear',
        acquired_on: TUESDAY,
        settlement_date: TUESDAY,
        maturity_date: SATURDAY,
        price: '99.00000000',
        quantity: 5n,
        remaining: 3n,
        cost: '495.00',
        remaining_cost: '297.00',
        method: 'fifo',
      },
    ]);
  });

  test('that was held at first has no date, and costs what the first summary says', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(8, { cost: '777.77' }));
    expect(
      await column(
        treasury,
        `select concat_ws(' ', is_opening, acquired_on, quantity, cost, locator) as told
         from books.fct_lot
         where entity_id = $1`,
      ),
    ).toEqual([`t 8 777.77 pocket-1 ${BILL}`]);
  });

  test('comes into the position on the date on which positions move', async () => {
    const treasury = await openTreasury();
    await treasury.pool.query(
      `insert into recon.reading (entity_id, name, value, fits, fits_otherwise)
       values ($1, 'position_basis', 'settlement_date', 1, 0)`,
      [treasury.entityId],
    );
    // Traded before the books begin, settled after.
    await treasury.trades(MONDAY, buy(5, MONDAY, { settlesOn: TUESDAY }));
    await treasury.summary(MONDAY);
    expect(
      await column(treasury, 'select acquired_on as told from books.fct_lot where entity_id = $1'),
    ).toEqual([TUESDAY]);
  });

  test('stands in line as it was dealt, whatever day it settles on', async () => {
    const treasury = await openTreasury();
    await treasury.pool.query(
      `insert into recon.reading (entity_id, name, value, fits, fits_otherwise)
       values ($1, 'position_basis', 'settlement_date', 1, 0)`,
      [treasury.entityId],
    );
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { reference: 'first', settlesOn: THURSDAY }),
      buy(5, TUESDAY, { reference: 'second', settlesOn: WEDNESDAY }),
      sell(7, THURSDAY, { settlesOn: FRIDAY }),
    );
    await treasury.summary(MONDAY);
    expect(
      await column(
        treasury,
        `select concat_ws(' ', l.reference, l.acquired_on, l.remaining, sum(d.quantity)) as told
         from books.fct_lot l
         left join books.fct_lot_disposal d using (entity_id, lot_id)
         where l.entity_id = $1
         group by l.reference, l.acquired_on, l.remaining
         order by 1`,
      ),
    ).toEqual([`first ${THURSDAY} 0 5`, `second ${WEDNESDAY} 3 2`]);
  });

  test('keeps its id when its trade is restated', async () => {
    const treasury = await twoLots();
    const ids = 'select lot_id as told from books.fct_lot where entity_id = $1 order by reference';
    const before = await column(treasury, ids);
    expect(new Set(before).size).toBe(2);
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { price: '97.5', reference: 'cheap' }),
      buy(5, TUESDAY, { price: '99', reference: 'dear' }),
    );
    expect(await column(treasury, ids)).toEqual(before);
  });

  test('is as it was known then, where pocketbook.known_at is set', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY);
    await treasury.trades(TUESDAY, buy(5, TUESDAY));
    const [then] = await column(treasury, "select clock_timestamp()::text as told where $1 > ''");
    await treasury.trades(WEDNESDAY, sell(2, WEDNESDAY));
    const client = await treasury.pool.connect();
    try {
      await client.query('begin');
      const remaining = 'select remaining from books.fct_lot where entity_id = $1';
      const { rows: now } = await client.query(remaining, [treasury.entityId]);
      await client.query("select set_config('pocketbook.known_at', $1, true)", [then]);
      const { rows: before } = await client.query(remaining, [treasury.entityId]);
      expect([before, now]).toEqual([[{ remaining: 5n }], [{ remaining: 3n }]]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('can be read by who may read the books', async () => {
    const treasury = await twoLots(sell(7, WEDNESDAY));
    const client = await treasury.pool.connect();
    try {
      await client.query('begin; set local role pocketbook_reader');
      for (const view of ['fct_lot', 'fct_lot_disposal']) {
        const { rows } = await client.query(`select from books.${view} where entity_id = $1`, [
          treasury.entityId,
        ]);
        expect(rows).toHaveLength(2);
      }
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

describe('a sale', () => {
  test('takes the oldest lots first, and its gain is the cash of the units less their cost', async () => {
    const treasury = await twoLots(sell(7, WEDNESDAY, { price: '98.5', reference: 'sale' }));
    expect(await readDisposals(treasury)).toEqual([
      taken('sale', 'cheap', 5n, { proceeds: '492.50', cost: '485.00', gain: '7.50' }),
      taken('sale', 'dear', 2n, { proceeds: '197.00', cost: '198.00', gain: '-1.00' }),
    ]);
  });

  test('of more than is held takes what there is, and the rest from no lot, not from a later one either', async () => {
    const treasury = await twoLots(
      sell(12, WEDNESDAY, { reference: 'sale', price: '98' }),
      buy(5, THURSDAY, { reference: 'later' }),
    );
    expect(await readDisposals(treasury)).toEqual([
      taken('sale', 'cheap', 5n, { proceeds: '490.00', cost: '485.00', gain: '5.00' }),
      taken('sale', 'dear', 5n, { proceeds: '490.00', cost: '495.00', gain: '-5.00' }),
      taken('sale', 'unknown', 2n, { proceeds: '196.00', cost: null, gain: null }),
    ]);
    const left = (await readLots(treasury)).map(({ reference, remaining }) => [
      reference,
      remaining,
    ]);
    expect(left).toEqual([
      ['cheap', 0n],
      ['dear', 0n],
      ['later', 5n],
    ]);
  });

  test('at average cost takes its share of all costs', async () => {
    const treasury = await twoLots(sell(7, WEDNESDAY, { price: '98.5', reference: 'sale' }));
    await useMethod(treasury, 'average');
    const disposals = await readDisposals(treasury);
    expect(disposals.map(({ cost }) => cost)).toEqual(['490.00', '196.00']);
    const lots = await readLots(treasury);
    expect(lots.map(({ remainingCost }) => remainingCost)).toEqual(['0.00', '294.00']);
  });
});

describe('a maturity', () => {
  test('pays the face of all that is left, on the day on which the listing tells it', async () => {
    const treasury = await twoLots(sell(7, WEDNESDAY));
    await treasury.listing({ from: MONDAY, to: NEXT_MONDAY }, maturity(3, NEXT_MONDAY));
    await treasury.summary(NEXT_MONDAY);
    expect(await maturities(treasury)).toEqual([`${NEXT_MONDAY} 3 300.00 gain 3.00 held 6 told`]);
  });

  test('that no listing tells has paid on the next business day', async () => {
    const treasury = await twoLots(sell(7, WEDNESDAY));
    await treasury.summary(FRIDAY, position(3));
    expect(await maturities(treasury), 'not before it is due').toEqual([]);
    await treasury.summary(NEXT_MONDAY);
    expect(await maturities(treasury)).toEqual([
      `${NEXT_MONDAY} 3 300.00 gain 3.00 held 6 assumed`,
    ]);
    const left = (await readLots(treasury)).map(({ remaining }) => remaining);
    expect(left).toEqual([0n, 0n]);
  });

  test('that a listing should tell and does not has not happened', async () => {
    const treasury = await twoLots(sell(7, WEDNESDAY));
    await treasury.owe('TRADE_LIST', NEXT_MONDAY);
    await treasury.summary(NEXT_MONDAY);
    expect(await maturities(treasury)).toEqual([]);
  });

  function maturities(treasury: Treasury): Promise<unknown[]> {
    return column(
      treasury,
      `select concat_ws(' ', disposed_on, quantity, proceeds, 'gain', gain, 'held', days_held,
         case when is_assumed then 'assumed' else 'told' end) as told
       from books.fct_lot_disposal
       where entity_id = $1
         and kind = 'MATURITY'`,
    );
  }
});

describe('where specific lots are sold', () => {
  /** Two lots of five, five sold on Wednesday: what is left costs so much. */
  async function sellHalf(costLeft: string, ...lots: [string, string]): Promise<Treasury> {
    const treasury = await openTreasury();
    await treasury.trades(
      ALL_WEEK,
      buy(5, TUESDAY, { price: lots[0], reference: 'first' }),
      buy(5, TUESDAY, { price: lots[1], reference: 'second' }),
      sell(4, WEDNESDAY, { price: '98.5', reference: 'sale' }),
    );
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(10, { cost: '980.00' }));
    await treasury.summary(WEDNESDAY, position(6, { cost: costLeft }));
    await useMethod(treasury, 'specific');
    return treasury;
  }

  test('the lot is the one whose price gives the cost that has gone', async () => {
    const treasury = await sellHalf('584.00', '97', '99');
    expect(await readDisposals(treasury)).toEqual([
      taken('sale', 'second', 4n, { proceeds: '394.00', cost: '396.00', gain: '-2.00' }),
    ]);
    const lots = await readLots(treasury);
    expect(lots).toMatchObject([
      { reference: 'first', remaining: 5n, remainingCost: '485.00' },
      { reference: 'second', remaining: 1n, remainingCost: '99.00' },
    ]);
  });

  test.each([
    ['592.00', '97', '97', 'both lots cost the same'],
    ['590.00', '97', '99', 'no lot alone gives the cost that has gone'],
  ])('with %s left of %s and %s it is not known, as %s', async (costLeft, first, second) => {
    const treasury = await sellHalf(costLeft, first, second);
    const [disposal] = await readDisposals(treasury);
    expect(disposal).toMatchObject({ lot: 'unknown', quantity: 4n });
    const lots = await readLots(treasury);
    expect(lots.map(({ remaining }) => remaining)).toEqual([null, null]);
  });

  test('the cost of a sale whose lot is not known is what has gone', async () => {
    const treasury = await sellHalf('590.00', '97', '99');
    expect(await readDisposals(treasury)).toEqual([
      taken('sale', 'unknown', 4n, { proceeds: '394.00', cost: '390.00', gain: '4.00' }),
    ]);
  });

  test('a maturity takes what the sales have left of each lot', async () => {
    const treasury = await sellHalf('584.00', '97', '99');
    await treasury.listing(THURSDAY, maturity(6, THURSDAY));
    await treasury.summary(THURSDAY);
    const disposals = await readDisposals(treasury);
    expect(disposals.map(({ lot, quantity, cost }) => [lot, quantity, cost])).toEqual([
      ['second', 4n, '396.00'],
      ['first', 5n, '485.00'],
      ['second', 1n, '99.00'],
    ]);
    const lots = await readLots(treasury);
    expect(lots.map(({ remaining }) => remaining)).toEqual([0n, 0n]);
  });
});

function taken(
  reference: string,
  lot: string,
  quantity: bigint,
  told: { proceeds: string; cost: string | null; gain: string | null },
): Awaited<ReturnType<typeof readDisposals>>[number] {
  return { cusip: BILL, reference, lot, quantity, ...told };
}
