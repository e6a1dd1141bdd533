import { expect, test } from 'vitest';
import { matchLines } from '../../../src/reconcile/cause/match-lines.ts';

const line = (amount: bigint, ...names: string[]) => ({ amount, names });

test('one name and one amount, then one name, then one amount make a pair', () => {
  const [same, turned, nameless, alone] = [
    line(5n, 'A'),
    line(-7n, 'B'),
    line(9n, 'C'),
    line(11n, 'D'),
  ];
  const [there, other, unnamed] = [line(5n, 'X', 'A'), line(7n, 'B'), line(9n)];
  expect(matchLines([alone, nameless, turned, same], [unnamed, other, there])).toEqual({
    pairs: [
      { here: same, there },
      { here: turned, there: other },
      { here: nameless, there: unnamed },
    ],
    onlyHere: [alone],
    onlyThere: [],
  });
});

test('a line stands for one other only', () => {
  const twice = [line(5n, 'A'), line(5n, 'A')];
  expect(matchLines(twice, [line(5n, 'A')]).onlyHere).toEqual([line(5n, 'A')]);
});
