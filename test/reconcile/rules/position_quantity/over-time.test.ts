import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../../../src/domain/business-date.ts';
import {
  buy,
  FRIDAY,
  NEXT_MONDAY,
  position,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../../support/ledger-rows.ts';
import { ALL_WEEK, hold, quantityBreaks } from '../../support/quantity-breaks.ts';
import { useTreasuries } from '../../support/use-treasuries.ts';

const openTreasury = useTreasuries();

describe('a difference over time', () => {
  test('that stays is one break: it began on its first day and was last seen on its last', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 10, 11, 11, 11, 11);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: WEDNESDAY, lastSeenOn: NEXT_MONDAY, expected: '10', actual: '11' },
    ]);
  });

  test('that stays while trades go on is still one break, though the figures move', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, THURSDAY));
    await hold(treasury, 10, 11, 11, 16);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, lastSeenOn: THURSDAY, expected: '10', actual: '11' },
    ]);
  });

  test('that changes for good is another break', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 11, 11, 14, 14);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, lastSeenOn: WEDNESDAY, expected: '10', actual: '11' },
      { on: THURSDAY, lastSeenOn: FRIDAY, expected: '10', actual: '14' },
    ]);
  });

  test('that lies for one day on top of a lasting one is a second break, and the first goes on', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 11, 13, 11, 11);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, lastSeenOn: FRIDAY, actual: '11' },
      { on: WEDNESDAY, lastSeenOn: WEDNESDAY, actual: '13' },
    ]);
  });

  test('that is made good and comes again is two breaks', async () => {
    const treasury = await openTreasury();
    await hold(treasury, 10, 11, 10, 11);
    expect(await quantityBreaks(treasury)).toMatchObject([
      { on: TUESDAY, lastSeenOn: TUESDAY },
      { on: THURSDAY, lastSeenOn: THURSDAY },
    ]);
  });

  test('goes on over a holiday', async () => {
    const treasury = await openTreasury();
    const [thursday, friday, tuesday] = ['2026-09-03', '2026-09-04', '2026-09-08'].map(
      parseBusinessDate,
    );
    if (!thursday || !friday || !tuesday) throw new Error('three days');
    await treasury.summary(thursday, position(10));
    await treasury.summaries([friday, tuesday], position(11, { cost: '980.00' }));
    expect(await quantityBreaks(treasury)).toMatchObject([{ on: friday, lastSeenOn: tuesday }]);
  });
});
