import { expect, test } from 'vitest';
import { addDays } from '../../../src/domain/business-date.ts';
import {
  BILL,
  billOf,
  buy,
  MONDAY,
  type Quote,
  quote,
  sell,
  TUESDAY,
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const IN_91_DAYS = addDays(MONDAY, 91);

/** A trade of 91 days, in a treasury where its bill is worth 99.00 at the end of the day: a discount rate of 3.956 %. */
async function dealt(price: string, quoted = '99.00'): Promise<Treasury> {
  const treasury = await openTreasury();
  await treasury.trades(
    { from: MONDAY, to: TUESDAY },
    buy(100, MONDAY, { price, maturesOn: IN_91_DAYS }),
    sell(100, MONDAY, { price: '98.999', maturesOn: IN_91_DAYS }),
  );
  await treasury.prices(MONDAY, quote(quoted));
  return treasury;
}

// 50 basis points of 91 days are 0.126389, and four days of the rate are 0.043956 more.
test.each(['98.829656', '99.170344'])('a trade at %s is near 99.00', async (price) => {
  const treasury = await dealt(price);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each(['98.829654', '99.170346'])(
  'and one at %s is not: no other rule sees it',
  async (price) => {
    const treasury = await dealt(price);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'trade_price',
        pocket: 'pocket-1',
        cusip: BILL,
        on: MONDAY,
        expected: '99.00000000',
        actual: `${price}00`,
      },
    ]);
  },
);

test('a price per 1 is named, and explains the cash', async () => {
  const treasury = await openTreasury();
  await treasury.trades(
    MONDAY,
    buy(100, MONDAY, { price: '0.99', amount: '9900.00', quantity: 100n, maturesOn: IN_91_DAYS }),
  );
  await treasury.prices(MONDAY, quote('99.00'));
  await treasury.reconcile();
  const { rows } = await treasury.pool.query(
    `select rule, cause, evidence, detail, tolerance
     from books.fct_break
     where entity_id = $1`,
    [treasury.entityId],
  );
  expect(rows).toEqual([
    {
      rule: 'trade_price',
      cause: 'price per 1 instead of per 100',
      evidence: '0.99000000 x 100 = 99.00000000, and the end-of-day price is 99.00000000',
      detail: `BUY BUY 100 ${BILL} pocket-1 ${MONDAY} is dealt further from the end-of-day price than 0.170345`,
      tolerance: 'band_bp = 50, slack_days = 4',
    },
  ]);
});

test('where nothing tells the price of the day, only what no bill has is a break', async () => {
  const treasury = await openTreasury();
  await treasury.trades(
    MONDAY,
    buy(1, MONDAY, { price: '80' }),
    buy(2, MONDAY, { price: '100' }),
    buy(3, MONDAY, { price: '100.01' }),
  );
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'trade_price', actual: '100.01000000', detail: expect.stringContaining('no bill has') },
  ]);
});

/** A trade of 91 days in a bill that has no price yet, or a wrong one, on a day when `known` of its neighbours stand at 4 %. */
async function dealtAmongNeighbours(
  price: string,
  { known = 3, quoted = [] }: { known?: number; quoted?: readonly Quote[] } = {},
): Promise<Treasury> {
  const treasury = await openTreasury();
  const neighbours = [63, 77, 105].slice(0, known).map((days, index) => ({
    cusip: billOf(index + 2),
    maturesOn: addDays(MONDAY, days),
    price: (100 - (4 * days) / 360).toFixed(6),
  }));
  await treasury.trades(
    MONDAY,
    buy(100, MONDAY, { price, cusip: billOf(1), maturesOn: IN_91_DAYS }),
    ...neighbours.map((bill) => buy(1, MONDAY, bill)),
  );
  const prices = neighbours.map((bill) => quote(bill.price, bill.cusip));
  await treasury.prices(MONDAY, ...prices, ...quoted);
  return treasury;
}

// 4 % of 91 days are 1.011111; 50 basis points and four days of the rate are 0.126389 and 0.044444.
test.each(['98.818056', '99.159722'])(
  'where the day tells no price of its bill, a trade at %s is near what the neighbours ask for',
  async (price) => {
    const treasury = await dealtAmongNeighbours(price);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  },
);

test.each(['98.818055', '99.159723'])('and one at %s is not', async (price) => {
  const treasury = await dealtAmongNeighbours(price);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'trade_price',
      cusip: billOf(1),
      on: MONDAY,
      expected: '98.988889',
      actual: `${price}00`,
      detail: expect.stringContaining(
        'is dealt further from the price that the bills maturing next to it ask for than 0.170833',
      ),
    },
  ]);
});

test('fewer than three neighbours ask for nothing', async () => {
  const treasury = await dealtAmongNeighbours('90', { known: 2 });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a wrong end-of-day price is not blamed on the trades', async () => {
  const treasury = await dealtAmongNeighbours('98.99', { quoted: [quote('0.98', billOf(1))] });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'price_sanity', cusip: billOf(1), consequences: [] },
  ]);
});

test('nor does it hide a trade that is far from what the neighbours ask for', async () => {
  const treasury = await dealtAmongNeighbours('98', { quoted: [quote('0.98', billOf(1))] });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'price_sanity', cusip: billOf(1) },
    { rule: 'trade_price', cusip: billOf(1), expected: '98.988889', actual: '98.00000000' },
  ]);
});
