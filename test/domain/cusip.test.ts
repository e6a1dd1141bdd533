import { describe, expect, test } from 'vitest';
import { cusipCheckDigit, isCusipCheckDigitRight, parseCusip } from '../../src/domain/cusip.ts';

describe('a CUSIP', () => {
  test.each([
    '912797FL6',
    '912797KP1',
    '912796ZM4',
    '912797LZ8',
    '912797MK0',
    '912797MT1',
    '912797NL7',
    '912797TW7',
    '912797HF7',
    '037833100',
  ])('%s has the right check digit', (text) => {
    expect(isCusipCheckDigitRight(parseCusip(text))).toBe(true);
  });

  test("the sample in Jiko's own documentation has a wrong check digit and is read all the same", () => {
    expect(isCusipCheckDigitRight(parseCusip('912796RF6'))).toBe(false);
    expect(cusipCheckDigit('912796RF')).toBe(8);
  });

  test('every change of a single digit is noticed', () => {
    for (const place of [0, 1, 2, 3, 4, 5]) {
      for (const digit of '0123456789') {
        const damaged = `${'912797FL6'.slice(0, place)}${digit}${'912797FL6'.slice(place + 1)}`;
        if (damaged === '912797FL6') continue;
        expect(isCusipCheckDigitRight(parseCusip(damaged))).toBe(false);
      }
    }
  });

  test('one that looks like a number stays text', () => {
    expect(parseCusip('912797E61')).toBe('912797E61');
  });

  test.each(['91279HF7', '912797hf7', '912797HF77', '9.12797e+66', '', '912797HFX'])(
    "'%s' is refused",
    (text) => {
      expect(() => parseCusip(text)).toThrow('expected a CUSIP of nine characters');
    },
  );
});
