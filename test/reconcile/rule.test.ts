import { expect, test } from 'vitest';
import { readRules } from '../../src/reconcile/read-sql-files.ts';
import { parseRule } from '../../src/reconcile/rule.ts';

test('every rule says what it proves and how severe it is', async () => {
  const rules = await readRules();
  expect(rules.map(({ name, severity }) => [name, severity])).toEqual([
    ['audit_log_csv', 'warning'],
    ['audit_log_member', 'warning'],
    ['bank_zero_close', 'error'],
    ['brokerage_closing', 'error'],
    ['completeness', 'error'],
    ['document_missing', 'warning'],
    ['earnings_gain', 'error'],
    ['entry_details', 'warning'],
    ['listing_csv', 'error'],
    ['listing_csv_unread', 'warning'],
    ['portfolio_position', 'error'],
    ['position_cost', 'error'],
    ['position_price', 'error'],
    ['position_quantity', 'error'],
    ['position_value', 'error'],
    ['residual_cash', 'warning'],
    ['resource_reading', 'error'],
    ['statement_balance', 'error'],
    ['statement_chain', 'error'],
    ['statement_summary', 'error'],
    ['sweep_legs', 'error'],
    ['trade_cash', 'error'],
    ['trade_duplicate', 'error'],
    ['trade_listing', 'error'],
    ['transaction_listing', 'error'],
    ['unclassified_entry', 'warning'],
  ]);
  for (const { proves } of rules) expect(proves).toMatch(/^[a-z].{20,}$/);
});

test('a rule opens with comments, and only those are read', () => {
  const sql = `-- Proves: that one
-- is one.
-- More words.
-- severity: warning
-- range: all
select 1
-- severity: error`;
  expect(parseRule('one', sql)).toEqual({
    name: 'one',
    proves: 'that one is one',
    severity: 'warning',
    isForAllDays: true,
    looksBack: false,
    sql,
  });
});

test.each([
  ['-- severity: error\nselect 1', "does not open with 'Proves:'"],
  ['select 1 -- Proves: nothing.', "does not open with 'Proves:'"],
  ['-- Proves: that one is one.\nselect 1', 'does not name its severity'],
  ['-- Proves: that one is one.\n-- severity: dire\nselect 1', 'does not name its severity'],
])('a rule that does not say so is refused: %j', (sql, reason) => {
  expect(() => parseRule('one', sql)).toThrow(reason);
});
