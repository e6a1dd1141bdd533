import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { type SeedScore, scoreSeed } from './score-seed.ts';
import { commandFor, rangeOf, type ScoreWorld } from './score-world.ts';
import { missedTargets, tallyOf } from './tally.ts';

/** `npm run score` judges many more worlds. */
const SHAPE = { seed: 4_711, days: 45, pockets: 3, only: null } as const;
const PATIENCE_MS = 900_000;
const WORLDS: readonly ScoreWorld[] = [
  { ...SHAPE, profile: 'jiko', isClean: false },
  { ...SHAPE, profile: 'alternate', isClean: false },
  { ...SHAPE, profile: 'jiko', isClean: true },
  { ...SHAPE, profile: 'alternate', isClean: true },
];

describe('the score of a few worlds', () => {
  let scores: SeedScore[];

  beforeAll(async () => {
    scores = [];
    for (const world of WORLDS) scores.push(await scoreSeed(world, createTestDatabase));
  }, PATIENCE_MS);

  test('finds every planted fault, and in clean worlds nothing', () => {
    const wrong = scores.filter(
      ({ failure, planted, falseAlarms }) =>
        failure !== null || falseAlarms.length > 0 || planted.some(({ isFound }) => !isFound),
    );
    expect(wrong).toEqual([]);
    const { planted, seeds, seedsClean } = tallyOf(scores);
    expect({ seeds, seedsClean }).toEqual({ seeds: 2, seedsClean: 2 });
    expect(planted).toBeGreaterThan(40);
  });

  test('names the causes as often as is demanded', () => {
    expect(missedTargets(tallyOf(scores))).toEqual([]);
  });
});

describe('the score', () => {
  const world: ScoreWorld = {
    ...SHAPE,
    seed: 9,
    profile: 'jiko',
    isClean: false,
  };
  const fault = {
    kind: 'missing_trade',
    place: 'trade_listing 2025-05-06',
    isFound: true,
    causeExpected: 'one line missing',
    causeNamed: 'one line missing',
  } as const;
  const alarm = { rule: 'trade_cash', place: 'trade_cash 2025-05-07', near: null };
  const seed = { world, planted: [fault], skipped: [], falseAlarms: [], failure: null, seconds: 1 };
  const missed = { ...fault, isFound: false, causeNamed: null };

  test('meets its targets when all is found and named, and nothing else is', () => {
    expect(missedTargets(tallyOf([seed]))).toEqual([]);
  });

  test.each([
    ['a fault that was missed', { planted: [fault, missed] }, '1 of 2 planted faults were missed'],
    ['an alarm without a fault', { falseAlarms: [alarm] }, '1 false alarms'],
    ['a world that could not be judged', { failure: 'no' }, '1 seeds could not be judged'],
    [
      'a cause that was named wrongly',
      { planted: [fault, { ...fault, causeNamed: 'sign' }] },
      'the cause was right in 1 of 2, below 95 %',
    ],
  ])('does not when there is %s', (_, change, words) => {
    expect(missedTargets(tallyOf([{ ...seed, ...change }]))).toContain(words);
  });

  test('says how a world is built again', () => {
    expect(commandFor(world)).toBe(
      'npm run score -- --first 9 --seeds 1 --clean 0 --profile jiko --days 45 --pockets 3',
    );
    expect(commandFor({ ...world, only: 'price_off' })).toMatch(/ --kind price_off$/);
    expect(commandFor({ ...world, isClean: true })).toContain(' --seeds 0 --clean 1 ');
  });

  test('puts the worlds of its seeds into other months', () => {
    const months = new Set(
      Array.from({ length: 40 }, (_, seed) => rangeOf({ seed, days: 45 }).from.slice(0, 7)),
    );
    expect(months.size).toBeGreaterThan(20);
  });
});
