import { expect, test } from 'vitest';
import { markFigure } from '../../../src/transform/fragment/mark-figure.ts';

function marked(text: string, ...values: string[]): string | null {
  const wanted = values.map((value, index) => ({ name: `figure ${index + 1}`, value }));
  const mark = markFigure(text, wanted);
  return mark === null
    ? null
    : `${text.slice(0, mark.start)}[${text.slice(mark.start, mark.end)}]${text.slice(mark.end)}`;
}

test.each([
  ['<Amt Ccy="USD">1250.00</Amt>', '-1250.0', '<Amt Ccy="USD">[1250.00]</Amt>'],
  ['a,"1,250.00",b', '1250', 'a,"[1,250.00]",b'],
  ['{"amount": -125000}', '-1250.00', '{"amount": -[125000]}'],
  ['5,98.500000,x', '98.5', '5,[98.500000],x'],
  ['1250,2026-12-50,1250.00', '1250.00', '1250,2026-12-50,[1250.00]'],
  ['98.5', '98.50000000', '[98.5]'],
])('in %s the figure %s is marked', (text, value, expected) => {
  expect(marked(text, value)).toBe(expected);
});

test.each([
  ['a reference', 'B1250.00', '1250.00'],
  ['a date', '2026-10-05', '10'],
  ['an id', '4f-12-aa', '12'],
  ['a longer number', '31250.00', '1250.00'],
  ['a part of a fraction', '7.1250', '1250'],
  ['another figure', '1250.01', '1250.00'],
])('a number within %s is no figure', (_what, text, value) => {
  expect(marked(text, value)).toBeNull();
});

test('a balance is marked behind its code, and wherever it stands where there is none', () => {
  const wanted = [{ name: 'closing_balance', value: '0.00', after: 'CLBD' }];
  const text = 'OPBD 0.00 CRDT CLBD 0.00';
  expect(markFigure(text, wanted)?.start).toBe(text.lastIndexOf('0.00'));
  expect(markFigure('closing 0.00', wanted)?.start).toBe(8);
});

test('what is wanted first is marked where it stands, and what comes after it where not', () => {
  expect(marked('100,98.50', '98.5', '100')).toBe('100,[98.50]');
  expect(marked('100,98.50', '97', '100')).toBe('[100],98.50');
});
