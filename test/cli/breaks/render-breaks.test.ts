import { expect, test } from 'vitest';
import { withUnit } from '../../../src/cli/breaks/render-breaks.ts';

test.each([
  ['-3', 'days', '-3 calendar days'],
  ['1', 'business days', '1 business days'],
  ['50.01', 'dollars', '50.01 dollars'],
  ['2', 'counts', '2'],
  [null, 'days', null],
])('%s of %s is told as %s', (figure, figures, told) => {
  expect(withUnit(figure, figures)).toBe(told);
});
