import type { Pool } from 'pg';
import { expect, test } from 'vitest';
import { parseRuleSettings } from '../../src/reconcile/rule-settings.ts';
import { whatIf } from '../../src/reconcile/what-if.ts';
import { digestOf } from './support/digest-of.ts';
import { buy, FRIDAY, MONDAY, residualCash, TUESDAY, WEDNESDAY } from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();
const WEEK = { from: MONDAY, to: FRIDAY };

/** Two cents too many in the trade report, which the listing does not tell; sixty dollars are left over. */
async function openOffTreasury(): Promise<Treasury> {
  const treasury = await openTreasury();
  const settles = { settlesOn: WEDNESDAY };
  await treasury.trades(WEEK, buy(5, TUESDAY, { ...settles, amount: '490.02' }));
  await treasury.listing(WEEK, buy(5, TUESDAY, settles));
  await treasury.summary(MONDAY, residualCash('60.00'));
  return treasury;
}

function ask({ pool, entityId }: Treasury, otherwise: string, settings = '', range = WEEK) {
  return whatIf(pool, {
    entityId,
    range,
    settings: parseRuleSettings(settings),
    otherwise: parseRuleSettings(otherwise),
  });
}

const NO_LATER = { from: MONDAY, to: MONDAY };

test('a wider tolerance lets a break vanish, and what it explained is then a break of its own', async () => {
  const lab = await ask(await openOffTreasury(), 'trade_cash.rounding=0.05');
  expect(lab).toMatchObject({ range: WEEK, breaksBefore: 2, breaksAfter: 1 });
  expect(lab.changes).toMatchObject([
    { kind: 'vanishes', before: { rule: 'trade_cash', difference: '0.02' }, after: null },
    {
      kind: 'changes',
      before: { rule: 'trade_listing', rootBreakId: lab.changes[0]?.before?.breakId },
      after: { rule: 'trade_listing', rootBreakId: null },
    },
  ]);
});

test('a narrower one lets a break appear, of the size that it would have', async () => {
  const { changes } = await ask(await openOffTreasury(), 'residual_cash.bill_cost=50');
  expect(changes).toMatchObject([
    {
      kind: 'appears',
      before: null,
      after: {
        rule: 'residual_cash',
        businessDate: MONDAY,
        expected: '49.99',
        difference: '10.01',
      },
    },
  ]);
});

test('a break of another size is a change', async () => {
  const treasury = await openOffTreasury();
  const { changes } = await ask(
    treasury,
    'residual_cash.bill_cost=40',
    'residual_cash.bill_cost=50',
  );
  expect(changes).toMatchObject([
    { kind: 'changes', before: { difference: '10.01' }, after: { difference: '20.01' } },
  ]);
});

test('the value that holds today changes nothing', async () => {
  const treasury = await openOffTreasury();
  expect((await ask(treasury, 'trade_cash.rounding=0.005')).changes).toEqual([]);
  const own = 'trade_cash.rounding=0.05';
  expect((await ask(treasury, own, own)).changes, 'the nights judge by it already').toEqual([]);
});

test('only the days asked for are judged', async () => {
  const treasury = await openOffTreasury();
  expect((await ask(treasury, 'trade_cash.rounding=0.05', '', NO_LATER)).changes).toEqual([]);
});

test('a setting that no rule has is refused, with those that there are', async () => {
  const treasury = await openOffTreasury();
  await expect(ask(treasury, 'trade_cash.rouding=1')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/trade_cash\.rouding; there are .*trade_cash\.rounding/),
  });
});

test.each(['before the first run', 'after a run'])('nothing is written, %s', async (when) => {
  const treasury = await openOffTreasury();
  if (when === 'after a run') await treasury.reconcile();
  const before = await digestOfAll(treasury.pool);
  expect((await ask(treasury, 'trade_cash.rounding=0.05')).changes).toHaveLength(2);
  await expect(ask(treasury, 'no_rule.setting=1')).rejects.toThrow();
  expect(await digestOfAll(treasury.pool)).toEqual(before);
});

test('what would be found is what is found once the setting holds', async () => {
  const treasury = await openOffTreasury();
  await treasury.reconcile();
  const otherwise = 'trade_cash.rounding=0.05 residual_cash.bill_cost=50';
  const { changes, breaksAfter } = await ask(treasury, otherwise);
  await treasury.reconcile({}, { settings: parseRuleSettings(otherwise) });
  const open = await treasury.openBreaks();
  expect(open.map(({ rule }) => rule)).toEqual(['residual_cash', 'trade_listing']);
  expect(breaksAfter).toBe(open.length);
  const seen = changes.flatMap(({ after }) => (after === null ? [] : [after.rule]));
  expect(seen).toEqual(open.map(({ rule }) => rule));
});

async function digestOfAll(pool: Pool): Promise<Record<string, string>> {
  const digest = await digestOf(pool, ['ledger', 'ops', 'recon']);
  expect(Object.keys(digest).length).toBeGreaterThan(20);
  return digest;
}
