import { expect, test } from 'vitest';
import { renderWithin } from '../../src/cli/output.ts';

const COLUMNS = ['break', 'expected', 'actual', 'cause'];
const ROWS = [['d80cb732', '980.00', '237.00', 'unknown']];

function rendered(width: number): string {
  return renderWithin(COLUMNS, ROWS, {
    right: ['expected', 'actual'],
    mayGo: ['expected', 'actual'],
    width,
  });
}

const WHOLE = 'break     expected  actual  cause\nd80cb732    980.00  237.00  unknown';

test('a table that fits to the character is whole', () => {
  expect(rendered(35)).toBe(WHOLE);
  expect(rendered(34)).not.toBe(WHOLE);
});

test('one that does not loses columns in turn until it fits, and says which', () => {
  expect(rendered(34)).toBe(
    'break     actual  cause\nd80cb732  237.00  unknown\n\nthe window is too narrow for: expected',
  );
});

test('what must stay stays, however narrow it is', () => {
  expect(rendered(3)).toBe(
    'break     cause\nd80cb732  unknown\n\nthe window is too narrow for: expected, actual',
  );
});
