import { describe, expect, test } from 'vitest';
import { type BusinessDate, parseBusinessDate } from '../../src/domain/business-date.ts';
import {
  BILL,
  buy,
  FRIDAY,
  MONDAY,
  maturity,
  OTHER_BILL,
  position,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };

interface Expectation {
  readonly kind: string;
  readonly cusip: string;
  readonly born_of: string | null;
  readonly expected_on: BusinessDate;
  readonly quantity: bigint;
  readonly amount: string;
  readonly state: string;
  readonly met_by: string | null;
}

async function expectations(treasury: Treasury, kind?: string): Promise<Expectation[]> {
  const { rows } = await treasury.pool.query<Expectation>(
    `select kind, cusip, born_of, expected_on, quantity, amount, state, met_by
     from books.fct_expectation
     where entity_id = $1
       and ($2::text is null or kind = $2)
     order by expected_on, kind, born_of`,
    [treasury.entityId, kind ?? null],
  );
  return rows;
}

describe('a purchase', () => {
  const bought = buy(10, TUESDAY, { settlesOn: WEDNESDAY, maturesOn: FRIDAY, reference: 'P1' });

  test('announces its cash and the face of its bill, while both are to come', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, bought);
    await treasury.summary(MONDAY);
    await treasury.summary(TUESDAY, position(10));
    expect(await expectations(treasury)).toEqual([
      {
        kind: 'settle_purchase',
        cusip: BILL,
        born_of: 'P1',
        expected_on: WEDNESDAY,
        quantity: 10n,
        amount: '-980.00',
        state: 'expected',
        met_by: null,
      },
      {
        kind: 'maturity',
        cusip: BILL,
        born_of: 'P1',
        expected_on: FRIDAY,
        quantity: 10n,
        amount: '1000.00',
        state: 'expected',
        met_by: null,
      },
    ]);
  });

  test('is met by the listing, or by a summary that ties, and so is the maturity', async () => {
    for (const [isListed, settledBy, maturedBy] of [
      [true, 'trade listing: P1', `trade listing: maturity of ${BILL} on ${FRIDAY}`],
      [false, `position summary of ${WEDNESDAY}`, `position summary of ${FRIDAY}`],
    ] as const) {
      const treasury = await openTreasury();
      await treasury.trades(ALL_WEEK, bought);
      if (isListed) await treasury.listing(ALL_WEEK, bought, maturity(10, FRIDAY));
      await treasury.summary(MONDAY);
      await treasury.summaries([TUESDAY, WEDNESDAY, THURSDAY], position(10));
      await treasury.summary(FRIDAY);
      expect(await expectations(treasury)).toMatchObject([
        { kind: 'settle_purchase', state: 'met', met_by: settledBy },
        { kind: 'maturity', state: 'met', met_by: maturedBy },
      ]);
    }
  });

  test('is missed where the position shows it by no day', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, bought);
    await treasury.summaries([MONDAY, TUESDAY, WEDNESDAY]);
    expect(await expectations(treasury, 'settle_purchase')).toMatchObject([
      { state: 'missed', met_by: null },
    ]);
  });

  test('is not missed for a difference that was there before it', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(1, TUESDAY, { reference: 'P0' }), {
      ...bought,
      tradeDate: WEDNESDAY,
      settlementDate: THURSDAY,
    });
    await treasury.summaries([MONDAY, TUESDAY], position(5));
    await treasury.summaries([WEDNESDAY, THURSDAY], position(15));
    expect(await expectations(treasury, 'settle_purchase')).toMatchObject([
      { born_of: 'P0', state: 'missed' },
      { born_of: 'P1', state: 'met' },
    ]);
  });

  test('without a day of settlement settles on the next business day', async () => {
    const treasury = await openTreasury();
    const [friday, tuesday] = ['2026-09-04', '2026-09-08'].map(parseBusinessDate);
    if (!friday || !tuesday) throw new Error('two days');
    await treasury.trades(friday, { ...buy(10, friday), settlementDate: null });
    expect(await expectations(treasury)).toMatchObject([{ expected_on: tuesday }]);
  });
});

describe('a maturity', () => {
  test('is of what is held by then, born of the first purchase', async () => {
    const treasury = await openTreasury();
    const terms = { maturesOn: FRIDAY };
    await treasury.trades(
      ALL_WEEK,
      buy(10, MONDAY, { ...terms, reference: 'P1' }),
      buy(5, TUESDAY, { ...terms, reference: 'P2' }),
      sell(12, WEDNESDAY, { ...terms, reference: 'S1' }),
      buy(4, TUESDAY, { ...terms, cusip: OTHER_BILL, reference: 'P3' }),
      sell(4, WEDNESDAY, { ...terms, cusip: OTHER_BILL, reference: 'S2' }),
    );
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(15), position(4, { cusip: OTHER_BILL }));
    await treasury.summary(WEDNESDAY, position(3));
    expect(await expectations(treasury, 'maturity')).toMatchObject([
      { cusip: BILL, born_of: 'P1', quantity: 3n, amount: '300.00', state: 'expected' },
    ]);
    await treasury.summary(THURSDAY, position(3));
    await treasury.summary(FRIDAY, position(3));
    expect(await expectations(treasury, 'maturity')).toMatchObject([
      { cusip: BILL, quantity: 3n, state: 'missed', met_by: null },
    ]);
  });

  test('on a Saturday is expected on Monday', async () => {
    const treasury = await openTreasury();
    const saturday = parseBusinessDate('2026-09-19');
    await treasury.trades(ALL_WEEK, buy(10, MONDAY, { maturesOn: saturday }));
    await treasury.summary(MONDAY, position(10));
    expect(await expectations(treasury, 'maturity')).toMatchObject([{ expected_on: '2026-09-21' }]);
  });
});

test('a sale announces the cash that it brings in', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, sell(10, TUESDAY, { settlesOn: WEDNESDAY, reference: 'S1' }));
  await treasury.summary(MONDAY, position(10));
  await treasury.summaries([TUESDAY, WEDNESDAY]);
  expect(await expectations(treasury)).toMatchObject([
    { kind: 'settle_sale', born_of: 'S1', expected_on: WEDNESDAY, amount: '980.00', state: 'met' },
  ]);
});

test('what was announced is known as of then', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, buy(10, TUESDAY, { settlesOn: WEDNESDAY, maturesOn: FRIDAY }));
  await treasury.summaries([MONDAY, TUESDAY]);
  const { rows } = await treasury.pool.query<{ at: string }>(
    'select clock_timestamp()::text as at',
  );
  await treasury.summaries([WEDNESDAY, THURSDAY, FRIDAY], position(10));
  const client = await treasury.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('pocketbook.known_at', $1, true)`, [rows[0]?.at]);
    const then = await client.query(
      'select distinct state from books.fct_expectation where entity_id = $1',
      [treasury.entityId],
    );
    expect(then.rows).toEqual([{ state: 'expected' }]);
  } finally {
    await client.query('rollback');
    client.release();
  }
});
