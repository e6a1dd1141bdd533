import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findExplainingSet } from '../../../src/reconcile/cause/explaining-set.ts';

const CENT = 1n;

function found(effects: readonly bigint[], difference: bigint) {
  const set = findExplainingSet(
    effects.map((effect) => ({ effect })),
    difference,
    CENT,
  );
  return set && { effects: set.members.map(({ effect }) => effect), isUnique: set.isUnique };
}

test('one line is taken before two that add up to the same', () => {
  expect(found([125_000n, 100_000n, 25_000n], 125_000n)).toEqual({
    effects: [125_000n],
    isUnique: true,
  });
});

test('one line is taken though another would do as well, and is said not to be the only one', () => {
  expect(found([125_000n, 125_000n], 125_000n)).toEqual({ effects: [125_000n], isUnique: false });
});

test.each([2, 3, 4])('a set of %s is found where it is the only one', (size) => {
  const effects = [913_201n, -504_007n, 77_713n, 1_310_019n, 640_003n];
  const wanted = effects.slice(0, size).reduce((sum, effect) => sum + effect, 0n);
  expect(found(effects, wanted)).toEqual({ effects: effects.slice(0, size), isUnique: true });
});

test('no set of two is taken where another would do as well', () => {
  expect(found([913_201n, 100_000n, 813_201n, 200_000n], 1_013_201n)).toBeNull();
});

test('no set of five is looked for', () => {
  const effects = [913_201n, 504_007n, 77_713n, 1_310_019n, 640_003n];
  expect(
    found(
      effects,
      effects.reduce((sum, effect) => sum + effect, 0n),
    ),
  ).toBeNull();
});

test('no set is taken among amounts so small that a hit says nothing', () => {
  expect(found([1n, 2n, 5n, 9n, 20n], 7n)).toBeNull();
});

test('thirty lines are searched through, one more is not', () => {
  const effects = Array.from(
    { length: 31 },
    (_, index) => 7_919n ** 3n + 104_729n ** 2n * BigInt(index * index),
  );
  const wanted = (effects[3] ?? 0n) + (effects[17] ?? 0n);
  expect(found(effects.slice(0, 30), wanted)?.effects).toEqual([effects[3], effects[17]]);
  expect(found(effects, wanted)).toBeNull();
});

test('what is found adds up to the difference', () => {
  const effect = fc
    .bigInt({ min: -1_000_000_000n, max: 1_000_000_000n })
    .filter((one) => one !== 0n);
  fc.assert(
    fc.property(
      fc.array(effect, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      (effects, size) => {
        const wanted = effects.slice(0, size).reduce((sum, one) => sum + one, 0n);
        const set = found(effects, wanted);
        if (set === null) return;
        expect(set.effects.reduce((sum, one) => sum + one, 0n)).toBe(wanted);
        expect(set.effects.length).toBeLessThanOrEqual(size);
      },
    ),
  );
});
