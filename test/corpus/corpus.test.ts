import { expect, test } from 'vitest';
import { isCorpusHere } from '../support/corpus-place.ts';
import { compareFile, expectedFiles } from './compare-corpus.ts';

if (isCorpusHere()) {
  test.each(expectedFiles())('$path', async (expected) => {
    const { disagreements, argument } = await compareFile(expected);
    expect(argument === null ? disagreements : []).toEqual([]);
  });
} else {
  test.skip('there is no corpus beside this checkout (../shared/corpus)', () => {});
}
