import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cusipCheckDigit } from '../../src/domain/cusip.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** One figure, as decimal text. */
async function figure(sql: string, ...values: readonly (string | number)[]): Promise<string> {
  const { rows } = await database.pool.query<{ figure: string }>(
    `select (${sql})::text as figure`,
    [...values],
  );
  return rows[0]?.figure ?? '';
}

describe('31 CFR 356, Appendix B, VI', () => {
  test.each([
    ['0.07610', 90, '98.097500'],
    ['0.04975', 91, '98.742431'],
  ])('a discount rate of %s for %i days is a price of %s, and back', async (rate, days, price) => {
    expect(await figure('round(recon.bill_price($1::numeric, $2::int), 6)', rate, days)).toBe(
      price,
    );
    const back = 'round(recon.bill_discount_rate($1::numeric, $2::int), 5)';
    expect(await figure(back, price, days)).toBe(rate);
  });

  test.each([
    // The appendix rounds midway, so that its .080756 is equal in percent with three decimals.
    ['99.559444', 20, 365, 5, '0.08076'],
    ['92.265000', 364, 365, 9, '0.082373244'],
    ['98.742431', 91, 365, 5, '0.05108'],
  ])('a price of %s for %i days, of a year of %i, is an investment rate', async (...vector) => {
    const [price, days, year, places, rate] = vector;
    const sql = 'round(recon.bill_investment_rate($1::numeric, $2::int, $3::int), $4::int)';
    expect(await figure(sql, price, days, year, places)).toBe(rate);
  });

  test('the short form would be 17 basis points too high for a bill of a year', async () => {
    const simple = 'round((100 - 92.265) / 92.265 * 365 / 364, 5)';
    expect(await figure(simple)).toBe('0.08406');
  });

  test('18,000 of face at 98.6583819 are 17,758.51', async () => {
    expect(await figure('round(18000 * 98.6583819 / 100, 2)')).toBe('17758.51');
  });

  // Treasury daily bill rates, first row of September 2023. Both columns are rounded to two decimals, so what is asked is
  // whether the published yield can be reached from the published rate.
  test.each([
    [28, '5.28', '5.39'],
    [56, '5.29', '5.42'],
    [86, '5.30', '5.46'],
    [119, '5.32', '5.51'],
    [177, '5.27', '5.50'],
    [338, '5.10', '5.38'],
  ])('%i days at %s %% are %s %% of investment, by a year of 366 days', async (...row) => {
    const yields = (year: number, rounding: string) =>
      figure(
        `round(100 * recon.bill_investment_rate(
           recon.bill_price(($2::numeric + $4::numeric) / 100, $1::int), $1::int, $3::int), 8)`,
        row[0],
        row[1],
        year,
        rounding,
      );
    const [low, high] = [await yields(366, '-0.005'), await yields(366, '0.005')];
    const reach = '$1::numeric <= $3::numeric + 0.005 and $2::numeric >= $3::numeric - 0.005';
    expect(await figure(reach, low, high, row[2])).toBe('true');
  });

  test('the year is the twelve months after the issue, not the span of the bill', async () => {
    expect(await figure('recon.bill_year_days($1::date)', '2023-09-05')).toBe('366');
    expect(await figure('recon.bill_year_days($1::date)', '2024-03-05')).toBe('365');
    expect(await figure('recon.bill_year_days($1::date)', '2024-02-29')).toBe('365');
  });

  test('no rate of a bill that has matured', async () => {
    expect(await figure('recon.bill_discount_rate(99, 0) is null')).toBe('true');
    expect(await figure('recon.bill_investment_rate(99, 0, 365) is null')).toBe('true');
  });
});

test.each([
  '912797FL6',
  '912797KP1',
  '912796ZM4',
  '912797LZ8',
  '912797MK0',
  '912797MT1',
  '912797NL7',
  '912797TW7',
  '037833100',
])('the check digit of %s is its last character', async (cusip) => {
  expect(await figure('recon.cusip_check_digit($1::text)', cusip)).toBe(cusip.slice(8));
});

test('the database and the program know one check digit, of letters and signs too', async () => {
  for (const eight of ['912796RF', 'AB*12@#Z', '00000000', 'ZZZZZZZZ']) {
    const digit = await figure('recon.cusip_check_digit($1::text)', eight);
    expect(digit, eight).toBe(String(cusipCheckDigit(eight)));
  }
  expect(cusipCheckDigit('912796RF')).toBe(8);
});
