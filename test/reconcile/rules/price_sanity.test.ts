import { describe, expect, test } from 'vitest';
import { addDays, type BusinessDate } from '../../../src/domain/business-date.ts';
import {
  billOf,
  buy,
  MONDAY,
  position,
  type Quote,
  quote,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const NUMBERS = [1, 2, 3, 4, 5, 6, 7];
/** The first matures in 28 days from Monday, each other four weeks after the one before. */
const maturityOf = (number: number): BusinessDate => addDays(MONDAY, 28 * number);

/** A price at a discount rate of `bp` basis points, exact to six decimals. */
function priced(number: number, on: BusinessDate, bp: number): Quote {
  const days = 28 * number - (Date.parse(on) - Date.parse(MONDAY)) / 86_400_000;
  const micros = 100_000_000 - Math.round((bp * days * 10_000) / 360);
  const text = String(micros).padStart(7, '0');
  return quote(`${text.slice(0, -6)}.${text.slice(-6)}`, billOf(number));
}

/** A treasury that knows when the bills of these numbers mature. */
async function openMarket(numbers: readonly number[] = NUMBERS): Promise<Treasury> {
  const treasury = await openTreasury();
  const known = numbers.map((number) =>
    buy(1, MONDAY, { cusip: billOf(number), maturesOn: maturityOf(number) }),
  );
  await treasury.listing(MONDAY, ...known);
  return treasury;
}

/** All bills at 4 %, but for one. */
function day(on: BusinessDate, odd: number, bp: number, numbers = NUMBERS): Quote[] {
  return numbers.map((number) => priced(number, on, number === odd ? bp : 400));
}

async function breaksOf(treasury: Treasury): Promise<string[]> {
  await treasury.reconcile();
  const { rows } = await treasury.pool.query<{ told: string }>(
    `select concat_ws(' ', rule, cusip, business_date, cause) as told
     from books.fct_break
     where entity_id = $1
       and status = 'open'
       and rule <> 'trade_listing'
     order by 1`,
    [treasury.entityId],
  );
  return rows.map(({ told }) => told);
}

describe('against the bills that mature next to it', () => {
  // 50 basis points, and four days of the rate: for 112 days 4 x 400 / 112 = 14.3 more.
  test.each([336, 464])('a bill of 112 days at %i basis points is sound', async (bp) => {
    const treasury = await openMarket();
    await treasury.prices(MONDAY, ...day(MONDAY, 4, bp));
    expect(await breaksOf(treasury)).toEqual([]);
  });

  test.each([335, 465])('and one at %i is not, nor are its neighbours in doubt', async (bp) => {
    const treasury = await openMarket();
    await treasury.prices(MONDAY, ...day(MONDAY, 4, bp));
    expect(await breaksOf(treasury)).toEqual([`price_sanity ${billOf(4)} ${MONDAY} unknown`]);
  });

  test.each([1, 7])('the first and the last bill have neighbours too: %i', async (odd) => {
    const treasury = await openMarket();
    await treasury.prices(MONDAY, ...day(MONDAY, odd, 600));
    expect(await breaksOf(treasury)).toEqual([`price_sanity ${billOf(odd)} ${MONDAY} unknown`]);
  });

  test('both rates are told, and how many days there are', async () => {
    const treasury = await openMarket();
    await treasury.prices(MONDAY, ...day(MONDAY, 4, 600));
    const [found] = (await treasury.breaksAfterReconciling()).filter(
      ({ rule }) => rule === 'price_sanity',
    );
    expect(found).toMatchObject({
      pocket: null,
      expected: '98.755556',
      actual: '98.13333300',
      detail:
        'the price means a discount rate of 6.000 % (investment rate 6.199 %, 112 days), where the bills that mature next to it ask for 4.000 %',
    });
  });

  test('a steep market is no break', async () => {
    const treasury = await openMarket();
    await treasury.prices(
      MONDAY,
      ...NUMBERS.map((number) => priced(number, MONDAY, 300 + 25 * number)),
    );
    expect(await breaksOf(treasury)).toEqual([]);
  });

  test('a market that moves as a whole is no break', async () => {
    const treasury = await openMarket();
    await treasury.prices(MONDAY, ...NUMBERS.map((number) => priced(number, MONDAY, 400)));
    await treasury.prices(TUESDAY, ...NUMBERS.map((number) => priced(number, TUESDAY, 550)));
    expect(await breaksOf(treasury)).toEqual([]);
  });

  test('a price above par is a break, and so is none', async () => {
    const treasury = await openMarket();
    const sound = day(MONDAY, 0, 0).slice(2);
    await treasury.prices(MONDAY, quote('100.000001', billOf(1)), quote('0', billOf(2)), ...sound);
    expect(await breaksOf(treasury)).toEqual([
      `price_sanity ${billOf(1)} ${MONDAY} unknown`,
      `price_sanity ${billOf(2)} ${MONDAY} unknown`,
    ]);
  });
});

describe('a price per 1 instead of per 100', () => {
  test('is named, with what shows it, and explains the positions of every pocket', async () => {
    const treasury = await openTreasury(['pocket-1', 'pocket-2']);
    const known = NUMBERS.map((number) =>
      buy(1, MONDAY, { cusip: billOf(number), maturesOn: maturityOf(number) }),
    );
    await treasury.listing(MONDAY, ...known);
    const sound = day(MONDAY, 0, 0);
    await treasury.prices(MONDAY, ...sound.slice(1), quote('0.996889', billOf(1)));
    const held = ['pocket-1', 'pocket-2'].map((pocket) =>
      position(10, { pocket, cusip: billOf(1), price: '99.688889' }),
    );
    await treasury.summary(MONDAY, ...held);
    expect(await breaksOf(treasury)).toEqual([
      `price_sanity ${billOf(1)} ${MONDAY} price per 1 instead of per 100`,
    ]);
    const { rows } = await treasury.pool.query(
      'select evidence, expected from books.fct_break where entity_id = $1 and rule = $2',
      [treasury.entityId, 'price_sanity'],
    );
    expect(rows).toEqual([
      {
        evidence:
          '0.99688900 x 100 = 99.68890000, and 99.688889 is asked for, give or take 0.083333',
        expected: '99.688889',
      },
    ]);
  });

  test('is named where no trade tells when the bill matures', async () => {
    const treasury = await openTreasury();
    await treasury.prices(
      MONDAY,
      quote('0.985'),
      quote('98.5', billOf(2)),
      quote('0.5', billOf(3)),
    );
    expect(await breaksOf(treasury)).toEqual([
      `price_sanity ${billOf(1)} ${MONDAY} price per 1 instead of per 100`,
      `price_sanity ${billOf(3)} ${MONDAY} unknown`,
    ]);
  });
});

describe('where fewer than three other bills are known', () => {
  const TWO = [3, 4];

  test('a bill is held against its own days before, and the day after is not in doubt', async () => {
    const treasury = await openMarket(TWO);
    const days = [MONDAY, TUESDAY, WEDNESDAY, addDays(WEDNESDAY, 1)];
    for (const on of days) {
      await treasury.prices(on, ...day(on, 3, on === WEDNESDAY ? 600 : 400, TWO));
    }
    expect(await breaksOf(treasury)).toEqual([`price_sanity ${billOf(3)} ${WEDNESDAY} unknown`]);
  });

  test('nothing is said of the first two days', async () => {
    const treasury = await openMarket(TWO);
    await treasury.prices(MONDAY, ...day(MONDAY, 3, 400, TWO));
    await treasury.prices(TUESDAY, ...day(TUESDAY, 3, 600, TWO));
    expect(await breaksOf(treasury)).toEqual([]);
  });
});

test('where no price report has landed the prices of positions are judged', async () => {
  const treasury = await openMarket();
  const held = (on: BusinessDate) =>
    day(on, 4, 600).map(({ cusip, price }) => position(1, { cusip, price }));
  await treasury.summary(MONDAY, ...held(MONDAY));
  expect(await breaksOf(treasury)).toEqual([`price_sanity ${billOf(4)} ${MONDAY} unknown`]);
});
