import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromScaled, parseDecimal } from '../../../src/domain/decimal.ts';
import { InvariantError } from '../../../src/domain/errors.ts';
import { fitAmount, unitsOf } from '../../../src/domain/trade-amount.ts';
import { AmountEvidence } from '../../../src/transform/csv/amount-decision.ts';
import { readTradeCsv } from '../../../src/transform/csv/read-trade-csv.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko, jikoWith } from '../support/profile.ts';
import { tradeCsv } from './trade-csv-fixture.ts';

const price = parseDecimal('98.612361', 6);

function evidenceOf(cash: number, face: number, neither = 0): AmountEvidence {
  const evidence = new AmountEvidence();
  const add = (amount: string, times: number) => {
    for (let row = 0; row < times; row++) evidence.add(price, parseDecimal(amount, 2));
  };
  add('209354.04', cash);
  add('200000.00', face);
  add('209354.05', neither);
  return evidence;
}

describe('one row', () => {
  test.each([
    ['209354.04', true, false],
    ['209354.05', false, false],
    ['209354.03', false, false],
    ['200000.00', false, true],
    ['200000', false, true],
    ['200000.01', false, false],
    ['0.00', true, true],
  ])('%s at 98.612361 fits cash: %s, face: %s', (amount, cash, face) => {
    expect(fitAmount(price, parseDecimal(amount, 2))).toEqual({ cash, face });
  });

  test('half a cent is just inside, a millionth more is just outside', () => {
    expect(fitAmount(parseDecimal('98.615', 6), parseDecimal('98.62', 2)).cash).toBe(true);
    expect(fitAmount(parseDecimal('98.614999', 6), parseDecimal('98.62', 2)).cash).toBe(false);
  });

  test('whatever is bought, its cash to the cent fits, and gives the units back', () => {
    const property = fc.property(
      fc.bigInt({ min: 1_000_000n, max: 100_000_000n }),
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
      (micros, units) => {
        const each = fromScaled(micros, 6);
        const cash = fromScaled((micros * units + 5_000n) / 10_000n, 2);
        expect(fitAmount(each, cash).cash).toBe(true);
        expect(unitsOf(each, cash, 'cash')).toBe(units);
        expect(unitsOf(each, fromScaled(units * 100n, 0), 'face')).toBe(units);
      },
    );
    fc.assert(property);
  });

  test('the odd amount gets the nearest whole number of units', () => {
    expect(unitsOf(price, parseDecimal('209354.05', 2), 'cash')).toBe(2_123n);
    expect(unitsOf(price, parseDecimal('149.99', 2), 'face')).toBe(1n);
    expect(unitsOf(price, parseDecimal('150.00', 2), 'face')).toBe(2n);
  });
});

describe('the whole file', () => {
  test.each([
    [9, 0, 1, 'cash', 'arithmetic'],
    [9, 1, 0, 'cash', 'arithmetic'],
    [8, 0, 2, 'face', 'profile'],
    [18, 2, 0, 'cash', 'arithmetic'],
    [17, 3, 0, 'face', 'profile'],
    [0, 10, 0, 'face', 'arithmetic'],
    [1, 9, 0, 'face', 'arithmetic'],
    [2, 8, 0, 'face', 'profile'],
    [5, 5, 0, 'face', 'profile'],
    [0, 0, 0, 'face', 'profile'],
  ] as const)(
    '%i cash, %i face, %i neither: %s by %s',
    (cash, face, neither, meaning, decidedBy) => {
      const decision = evidenceOf(cash, face, neither).decide('face');
      expect(decision).toEqual({
        meaning,
        decidedBy,
        rows: cash + face + neither,
        fitsCash: cash,
        fitsFace: face,
      });
    },
  );

  test('at par every amount is both, and the profile decides', () => {
    const evidence = new AmountEvidence();
    evidence.add(parseDecimal('100', 6), parseDecimal('100', 2));
    expect(evidence.decide('cash')).toMatchObject({ meaning: 'cash', decidedBy: 'profile' });
  });

  test('with `infer` a file that cannot be told is refused at its end', async () => {
    const infer = jikoWith({ 'trade_amount: cash': 'trade_amount: infer' });
    const content = tradeCsv([{ Amount: '986.13' }, {}]);
    expect(await refusalOf(collect(readTradeCsv(bytesOf(content), 't.csv', infer).rows))).toBe(
      "t.csv:1:1 amount: expected amounts that are all cash or all face, got '1 rows that fit cash and 0 that fit face of 2'",
    );
    await collect(readTradeCsv(bytesOf(tradeCsv([])), 't.csv', infer).rows);
  });

  test('nobody is told before the file has ended', () => {
    const reading = readTradeCsv(bytesOf(tradeCsv([{}])), 't.csv', jiko);
    expect(() => reading.amountMeaning()).toThrow(InvariantError);
  });
});

describe('what a file of trades turns out to hold', () => {
  const cash = '209354.04';
  const face = '212300.00';
  const at = (amount: string, times: number) =>
    Array.from({ length: times }, () => ({ Amount: amount }));
  /** One bill at par: its cash is its face. */
  const par = { Price: '100', Amount: '100.00' };

  test.each([
    [
      'cash, one wrong cent among ten',
      [...at(cash, 9), ...at('209354.05', 1)],
      'cash',
      'arithmetic',
    ],
    ['cash, two wrong cents among ten', [...at(cash, 8), ...at('209354.05', 2)], 'cash', 'profile'],
    [
      'face, one odd amount among ten',
      [...at(face, 9), ...at('212300.01', 1)],
      'face',
      'arithmetic',
    ],
    ['face throughout', at(face, 12), 'face', 'arithmetic'],
    ['a single row of cash', at(cash, 1), 'cash', 'arithmetic'],
    ['a single row of face', at(face, 1), 'face', 'arithmetic'],
    ['bills at par alone', [par, par], 'cash', 'profile'],
    ['face, and one bill at par among ten', [...at(face, 9), par], 'face', 'arithmetic'],
    ['face, and two bills at par among ten', [...at(face, 8), par, par], 'cash', 'profile'],
    ['neither', at('0.01', 10), 'cash', 'profile'],
    ['nothing but zeros', at('0.00', 10), 'cash', 'profile'],
    ['no rows', [], 'cash', 'profile'],
  ] as const)('%s', async (_, cells, meaning, decidedBy) => {
    const reading = readTradeCsv(bytesOf(tradeCsv(cells)), 't.csv', jiko);
    await collect(reading.rows);
    expect(reading.amountMeaning()).toMatchObject({ meaning, decidedBy, rows: cells.length });
  });
});
