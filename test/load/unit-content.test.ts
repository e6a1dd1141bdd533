import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyFields } from '../../src/load/copy-text.ts';
import { UnitContent, withoutTrailingZeros } from '../../src/load/unit-content.ts';
import { decimal, MONDAY } from '../reconcile/support/ledger-rows.ts';

function contentOf(...rows: readonly string[]): UnitContent {
  const unit = new UnitContent(1, 'pocket-1', MONDAY);
  for (const row of rows) unit.add(row);
  return unit;
}

const digestOf = (rows: readonly string[], salt = '') =>
  contentOf(...rows)
    .digest(salt)
    .toString('hex');

describe('the content of a unit', () => {
  test('is the same in any order of its rows', () => {
    const rows = fc.array(fc.string(), { maxLength: 8 });
    const shuffled = rows.chain((told) =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length })),
    );
    fc.assert(fc.property(shuffled, ([told, other]) => digestOf(told) === digestOf(other)));
  });

  test('is another with a row more, a row less, a row twice, or another row', () => {
    const contents = [[], ['a'], ['a', 'a'], ['a', 'b'], ['b'], ['ab'], ['a', 'b', 'b'], ['']];
    expect(new Set(contents.map((rows) => digestOf(rows))).size).toBe(contents.length);
  });

  test('is another when the file means its rows otherwise', () => {
    expect(digestOf(['a'], 'cash')).not.toBe(digestOf(['a'], 'face'));
  });

  test('tells which lines are doubled, and where each stood first', () => {
    const unit = contentOf('a', 'b', 'a', 'c', 'b', 'a');
    expect(unit.rowCount).toBe(6);
    expect(unit.doubledLines()).toEqual([
      { ordinal: 3, firstOrdinal: 1 },
      { ordinal: 5, firstOrdinal: 2 },
      { ordinal: 6, firstOrdinal: 1 },
    ]);
    expect(contentOf('a', 'b').doubledLines()).toEqual([]);
  });
});

test('rows that differ in any field have different contents, whatever characters they hold', () => {
  const awkward = fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', 'N', 't', 'n') });
  const field = fc.option(fc.oneof(awkward, fc.string()), { freq: 4 });
  const row = fc.array(field, { minLength: 2, maxLength: 3 });
  const different = fc.tuple(row, row).filter(([a, b]) => JSON.stringify(a) !== JSON.stringify(b));
  fc.assert(
    fc.property(different, ([a, b]) => copyFields(a) !== copyFields(b)),
    { numRuns: 2_000 },
  );
});

test.each([
  ['98.500000', '98.5'],
  ['98.5', '98.5'],
  ['100', '100'],
  ['100.00', '100'],
  ['0.00', '0'],
  ['0', '0'],
  ['-1.10', '-1.1'],
  ['1000.010', '1000.01'],
])('%s is written as %s', (text, canonical) => {
  expect(withoutTrailingZeros(decimal(text, 6))).toBe(canonical);
});

test('a unit of very many rows has the digest of its rows in any order, and finds what is doubled', () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => `row ${index % 2_900}`);
  const shuffled = rows.map((row, index) => rows[(index * 7) % rows.length] ?? row);
  const [unit, other] = [contentOf(...rows), contentOf(...shuffled)];
  expect(unit.digest('')).toEqual(other.digest(''));
  expect(unit.digest('')).not.toEqual(contentOf(...rows.slice(1)).digest(''));
  expect(unit.doubledLines()).toEqual(
    Array.from({ length: 100 }, (_, index) => ({
      ordinal: 2_901 + index,
      firstOrdinal: 1 + index,
    })),
  );
});
