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
  ['{"value": 655, "formatted": "$6.55"}', '6.55', '{"value": [655], "formatted": "$6.55"}'],
  ['a,2026-11-05,b', '2026-11-05', 'a,[2026-11-05],b'],
  ['a;05.11.2026;b', '2026-11-05', 'a;[05.11.2026];b'],
  ['11/05/2026', '2026-11-05', '[11/05/2026]'],
  ['20261105', '2026-11-05', '[20261105]'],
  ['"at": "2026-11-05T14:00:00Z"', '2026-11-05', '"at": "[2026-11-05]T14:00:00Z"'],
  ['SE;912797LU0;1', '912797LU0', 'SE;[912797LU0];1'],
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
  ['a count of cents', '4600', '46'],
  ['what is said for people', '{"formatted": "$6.55"}', '6.55'],
  ['another word', 'X912797LU0', '912797LU0'],
  ['another date', '12026-11-05', '2026-11-05'],
])('a number within %s is no figure', (_what, text, value) => {
  expect(marked(text, value)).toBeNull();
});

test('a date is marked behind its element', () => {
  const text = '<BookgDt>2026-11-05</BookgDt><ValDt>2026-11-05</ValDt>';
  const wanted = [{ name: 'value_on', value: '2026-11-05', after: 'ValDt' }];
  expect(markFigure(text, wanted)?.start).toBe(text.lastIndexOf('2026'));
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
