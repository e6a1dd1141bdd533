import { expect, test } from 'vitest';
import { answerWhatIf } from '../../src/cli/what-if.ts';
import { parseRuleSettings } from '../../src/reconcile/rule-settings.ts';
import { pocketbook } from '../end-to-end/support/pocketbook.ts';
import { buy, FRIDAY, MONDAY, TUESDAY } from '../reconcile/support/ledger-rows.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeTestFolder } from '../support/test-folder.ts';

const openTreasury = useTreasuries();

async function ask(words: string, settings = '') {
  const { pool, entityId, ...treasury } = await openOffTreasury();
  const ruleSettings = parseRuleSettings(settings);
  const entities = [{ entityId, ruleSettings }];
  return { ...treasury, ...(await answerWhatIf(pool, entities, {}, parseRuleSettings(words))) };
}

async function openOffTreasury() {
  const treasury = await openTreasury();
  const off = buy(5, TUESDAY, { amount: '490.02' });
  await treasury.trades({ from: MONDAY, to: FRIDAY }, off);
  return treasury;
}

test('says by rule and one by one what would be found otherwise', async () => {
  const { text, document, exitCode } = await ask('trade_cash.rounding=0.05');
  expect(exitCode).toBe(0);
  expect(text).toContain(
    'with trade_cash.rounding=0.05: 0 breaks, with those that others explain, instead of 1. Nothing was written.',
  );
  expect(text).toMatch(/rule +appear +vanish +change\n.*trade_cash +0 +1 +0/);
  expect(text).toMatch(/vanishes +trade_cash +2026-09-15 .* 0\.02/);
  expect(document).toMatchObject({
    whatIf: { 'trade_cash.rounding': '0.05' },
    entities: [
      { lab: { breaksBefore: 1, breaksAfter: 0, changes: [{ kind: 'vanishes', after: null }] } },
    ],
  });
});

test('says that nothing differs when nothing does', async () => {
  const { text } = await ask('trade_cash.rounding=0.01');
  expect(text).toContain(
    '1 break, with those that others explain, instead of 1; none differs. Nothing was written.',
  );
});

test('is asked beside what POCKETBOOK_RULES says', async () => {
  const { text } = await ask('residual_cash.bill_cost=50', 'trade_cash.rounding=0.05');
  expect(text).toContain('0 breaks, with those that others explain, instead of 0; none differs');
});

test('refuses on the command line what is no setting, with what was expected', async () => {
  const database = await createTestDatabase();
  const settings = { DATABASE_URL: database.url, POCKETBOOK_HOME: await makeTestFolder('lab') };
  const run = (...words: string[]) => pocketbook(['reconcile', '--json', ...words], settings);
  const [unreadable, unknown, negative, right] = await Promise.all([
    run('--what-if', 'trade_cash.rounding'),
    run('--what-if', 'trade_cash.rouding=1'),
    run('--what-if', 'trade_cash.rounding=-1'),
    run('--what-if', 'trade_cash.rounding=1', '--what-if', 'residual_cash.bill_cost=9'),
  ]);
  await database.drop();
  expect(unreadable).toMatchObject({ exitCode: 2 });
  expect(unreadable.stderr).toContain('expected rule.setting=number');
  expect(unknown).toMatchObject({ exitCode: 2 });
  expect(unknown.stderr).toMatch(
    /no rule has the setting trade_cash\.rouding; there are .*residual_cash\.bill_cost/,
  );
  expect(negative).toMatchObject({ exitCode: 2 });
  expect(negative.stderr).toContain('of 0 or more');
  expect(right).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(right.stdout)).toEqual({
    whatIf: { 'trade_cash.rounding': '1', 'residual_cash.bill_cost': '9' },
    entities: [{ entityId: 'main', lab: null }],
  });
});
