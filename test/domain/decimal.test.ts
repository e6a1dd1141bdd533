import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decimal, fromScaled, parseDecimal, toScaled } from '../../src/domain/decimal.ts';

/** The grammar of amounts as the reference has it. */
const REFERENCE = /^-?\d{1,18}(\.\d{1,18})?$/;

describe('a decimal amount', () => {
  test.each([
    ['0012.30', '12.30'],
    ['-0.00', '0.00'],
    ['-0', '0'],
    ['000.10', '0.10'],
    ['-7', '-7'],
    ['999999999999999999', '999999999999999999'],
  ])('%s is kept as %s', (text, canonical) => {
    expect(parseDecimal(text, 2)).toBe(canonical);
  });

  test.each([
    '',
    '1,00',
    '1.234,56',
    '1,234.56',
    '(12.00)',
    '12.00-',
    '1e3',
    '$5',
    '+5',
    '٣',
    ' 1',
    '1 ',
    '1\u00a0000',
    '.5',
    '5.',
    '--1',
    'NaN',
    'Infinity',
    '1'.repeat(40),
  ])("'%s' is refused", (text) => {
    expect(() => parseDecimal(text, 8)).toThrow('expected a decimal amount');
  });

  test('more decimals than there is room for are refused, never rounded', () => {
    expect(() => parseDecimal('1.005', 2)).toThrow("expected at most 2 decimals, got '1.005'");
    expect(() => parseDecimal('1.000', 2)).toThrow('at most 2 decimals');
  });

  test('what is outside of the grammar is refused and what is inside is read', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-+0-9., e()]{0,12}$/), (text) => {
        const isInside = REFERENCE.test(text);
        if (isInside) expect(() => parseDecimal(text, 18)).not.toThrow();
        else expect(() => parseDecimal(text, 18)).toThrow();
      }),
    );
  });

  test('the text of a scaled integer reads back as that integer', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
        fc.integer({ min: 0, max: 8 }),
        (value, scale) => {
          const text = fromScaled(value, scale);
          expect(toScaled(parseDecimal(text, scale), scale)).toBe(value);
          expect(parseDecimal(text, scale)).toBe(text);
        },
      ),
    );
  });

  test('an amount near two to the 53rd keeps its cents', () => {
    const text = '90071992547409.93';
    expect(fromScaled(toScaled(text as Decimal, 2), 2)).toBe(text);
  });
});
