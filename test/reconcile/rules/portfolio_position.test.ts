import { describe, expect, test } from 'vitest';
import {
  BILL,
  FRIDAY,
  MONDAY,
  OTHER_BILL,
  position,
  quote,
  residualCash,
  THURSDAY,
  TUESDAY,
} from '../support/ledger-rows.ts';
import { security, tellPortfolio } from '../support/second-sources.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** Ten units and 12.34 of cash on two days. */
async function openHeld(): Promise<Treasury> {
  const treasury = await openTreasury();
  await treasury.summaries([MONDAY, TUESDAY], position(10), residualCash('12.34'));
  return treasury;
}

describe('a portfolio ties', () => {
  test('that holds what the summary of its day holds', async () => {
    const treasury = await openHeld();
    await tellPortfolio(treasury, MONDAY, { securities: [security(10)], cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('that tells one security in two rows, a cent off in each', async () => {
    const treasury = await openHeld();
    const securities = [security(4, { value: '394.01' }), security(6, { value: '591.01' })];
    await tellPortfolio(treasury, MONDAY, { securities, cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('that tells of a security of which nothing is left', async () => {
    const treasury = await openHeld();
    const nothing = security(0, { cusip: OTHER_BILL });
    await tellPortfolio(treasury, MONDAY, { securities: [security(10), nothing], cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test.each([
    ['was read before its day had ended', TUESDAY, true],
    ['speaks of a day without a summary', THURSDAY, false],
  ])('whatever it says, that %s', async (_, on, isProvisional) => {
    const treasury = await openHeld();
    await tellPortfolio(treasury, on, { securities: [security(99)], isProvisional });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });
});

test('a portfolio is compared in what it tells', async () => {
  const treasury = await openHeld();
  await tellPortfolio(treasury, MONDAY, { securities: null, cash: '12.34' });
  await tellPortfolio(treasury, TUESDAY, { securities: [security(10)], cash: null });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a final portfolio stays when the day is told once more, provisionally', async () => {
  const treasury = await openHeld();
  const early = { securities: [security(7)], cash: '12.34', isProvisional: true };
  expect(await tellPortfolio(treasury, MONDAY, early)).toBe(1);
  const final = { securities: [security(11)], cash: '12.34' };
  expect(await tellPortfolio(treasury, MONDAY, final)).toBe(1);
  expect(await tellPortfolio(treasury, MONDAY, early)).toBe(0);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ actual: '11' }]);
});

describe('a portfolio breaks', () => {
  test('that holds a unit more, and nothing is said of its value', async () => {
    const treasury = await openHeld();
    await tellPortfolio(treasury, TUESDAY, { securities: [security(11)], cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'portfolio_position',
        cusip: BILL,
        item: 'quantity',
        on: TUESDAY,
        expected: '10',
        actual: '11',
        detail: 'the portfolio of the pocket and the position summary differ in the quantity',
      },
    ]);
  });

  test('that values a security two cents off', async () => {
    const treasury = await openHeld();
    const securities = [security(10, { value: '985.02' })];
    await tellPortfolio(treasury, MONDAY, { securities, cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'portfolio_position', item: 'market_value', expected: '985.00', actual: '985.02' },
    ]);
  });

  test('that leaves out a security', async () => {
    const treasury = await openHeld();
    await tellPortfolio(treasury, MONDAY, { cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { cusip: BILL, item: 'quantity', expected: '10', actual: '0' },
    ]);
  });

  test.each([
    [OTHER_BILL, `quantity of ${OTHER_BILL}`],
    [null, 'quantity of what has no CUSIP'],
  ])('that holds what no report ever named: %s', async (cusip, item) => {
    const treasury = await openHeld();
    const securities = [security(10), security(1, { cusip })];
    await tellPortfolio(treasury, MONDAY, { securities, cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'portfolio_position', cusip: null, item, expected: '0', actual: '1' },
    ]);
  });

  test('that has a cent more of cash', async () => {
    const treasury = await openHeld();
    await tellPortfolio(treasury, MONDAY, { securities: [security(10)], cash: '12.35' });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'portfolio_position', item: 'cash', expected: '12.34', actual: '12.35' },
    ]);
  });

  test('and is cleared by another answer, though there is no other news', async () => {
    const treasury = await openHeld();
    await treasury.reconcile();
    await tellPortfolio(treasury, MONDAY, { securities: [security(11)], cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toHaveLength(1);
    await tellPortfolio(treasury, MONDAY, { securities: [security(10)], cash: '12.34' });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });
});

describe('where the summary is wrong, the portfolio follows from', () => {
  /** `rule: rules that it explains` */
  async function roots(treasury: Treasury): Promise<string[]> {
    const breaks = await treasury.breaksAfterReconciling();
    return breaks.map(({ rule, consequences }) => [rule, ...consequences].join(' <- '));
  }

  test('its quantity, on whatever day the pocket was asked', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10));
    const wrong = position(13, { cost: '980.00' });
    await treasury.summaries([TUESDAY, THURSDAY, FRIDAY], wrong);
    await tellPortfolio(treasury, FRIDAY, { securities: [security(10)] });
    expect(await roots(treasury)).toEqual([`position_quantity <- portfolio_position ${FRIDAY}`]);
  });

  test('its value', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10, { value: '986.00' }));
    await tellPortfolio(treasury, MONDAY, { securities: [security(10)] });
    expect(await roots(treasury)).toEqual([`position_value <- portfolio_position ${MONDAY}`]);
  });

  test('its price', async () => {
    const treasury = await openTreasury();
    await treasury.prices(MONDAY, quote('98.50'));
    await treasury.summary(MONDAY, position(10, { price: '98.60' }));
    await tellPortfolio(treasury, MONDAY, { securities: [security(10)] });
    expect(await roots(treasury)).toEqual([`position_price <- portfolio_position ${MONDAY}`]);
  });

  test('its cash, which the closing balance shows', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10), residualCash('17.34'));
    await treasury.brokerage(MONDAY, { opening: '997.34' });
    await tellPortfolio(treasury, MONDAY, { securities: [security(10)], cash: '12.34' });
    expect(await roots(treasury)).toEqual([`brokerage_closing <- portfolio_position ${MONDAY}`]);
  });

  test('but not an error of another size', async () => {
    const treasury = await openTreasury();
    await treasury.summary(MONDAY, position(10));
    await treasury.summary(TUESDAY, position(13, { cost: '980.00' }));
    await tellPortfolio(treasury, TUESDAY, { securities: [security(15)] });
    expect(await roots(treasury)).toEqual(['portfolio_position', 'position_quantity']);
  });
});
