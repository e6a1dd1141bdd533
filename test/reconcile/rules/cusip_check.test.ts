import { expect, test } from 'vitest';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import { parseCusip } from '../../../src/domain/cusip.ts';
import { buy, MONDAY, position, quote, TUESDAY } from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** Of Jiko's own documentation: the digit would be 8. */
const SAMPLE = parseCusip('912796RF6');
const SOUND = parseCusip('912797FL6');
const DECEMBER = parseBusinessDate('2026-12-15');

async function detailOf(treasury: Treasury): Promise<string | undefined> {
  const breaks = await treasury.breaksAfterReconciling();
  expect(breaks.map(({ rule }) => rule)).toEqual(['cusip_check']);
  return breaks[0]?.detail;
}

test('a CUSIP whose check digit is right is sound', async () => {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote('98.50', SOUND));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('one whose check digit is wrong warns on the first day that tells it, and rejects nothing', async () => {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote('98.50', SAMPLE));
  await treasury.summary(TUESDAY, position(1, { cusip: SAMPLE }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'cusip_check',
      pocket: null,
      cusip: SAMPLE,
      on: MONDAY,
      expected: '8',
      actual: '6',
      detail: 'the check digit of 912796RF6 would be 8; no sound CUSIP of these books is near',
    },
  ]);
  const { rows } = await treasury.pool.query(
    'select severity from books.fct_break where entity_id = $1',
    [treasury.entityId],
  );
  expect(rows).toEqual([{ severity: 'warning' }]);
});

test.each([
  ['one character apart', '912797FK6'],
  ['two neighbours exchanged', '912797LF6'],
])('a sound CUSIP that is %s is proposed', async (why, told) => {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote('98.50', SOUND), quote('98.50', parseCusip(told)));
  expect(await detailOf(treasury)).toContain(`perhaps ${SOUND} (${why})`);
});

test('one that matures on the same day is proposed, however far apart', async () => {
  const treasury = await openTreasury();
  await treasury.trades(
    MONDAY,
    buy(1, MONDAY, { cusip: SAMPLE, maturesOn: DECEMBER }),
    buy(1, MONDAY, { cusip: SOUND, maturesOn: DECEMBER }),
  );
  expect(await detailOf(treasury)).toContain(`perhaps ${SOUND} (also matures on ${DECEMBER})`);
});

test('two characters that differ apart from one another are no exchange', async () => {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote('98.50', SOUND), quote('98.50', parseCusip('912397FK6')));
  expect(await detailOf(treasury)).toContain('no sound CUSIP of these books is near');
});
