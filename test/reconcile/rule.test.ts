import { expect, test } from 'vitest';
import { readRules } from '../../src/reconcile/read-sql-files.ts';
import { parseRule } from '../../src/reconcile/rule.ts';
import {
  areRuleSettings,
  NO_SETTINGS,
  parseRuleSettings,
  RULE_SETTINGS_SHAPE,
  sqlWithSettings,
  toleranceOf,
  whatIsWrong,
} from '../../src/reconcile/rule-settings.ts';

test('every rule says what it proves and how severe it is', async () => {
  const rules = await readRules();
  expect(rules.map(({ name, severity }) => [name, severity])).toEqual([
    ['audit_log_csv', 'warning'],
    ['audit_log_member', 'warning'],
    ['bank_zero_close', 'error'],
    ['brokerage_closing', 'error'],
    ['brokerage_gain', 'error'],
    ['completeness', 'error'],
    ['cusip_check', 'warning'],
    ['document_missing', 'warning'],
    ['earnings_gain', 'error'],
    ['entry_dates', 'error'],
    ['entry_details', 'warning'],
    ['idle_cash', 'warning'],
    ['listing_csv', 'error'],
    ['listing_csv_unread', 'warning'],
    ['listing_terms', 'error'],
    ['trade_listing', 'error'],
    ['position_cost', 'error'],
    ['lot_method', 'error'],
    ['maturity_listing', 'error'],
    ['maturity_missed', 'error'],
    ['period_restated', 'error'],
    ['portfolio_position', 'error'],
    ['position_quantity', 'error'],
    ['position_basis_flip', 'error'],
    ['position_negative', 'error'],
    ['position_price', 'error'],
    ['position_value', 'error'],
    ['price_sanity', 'error'],
    ['price_series', 'warning'],
    ['provisional_report', 'warning'],
    ['residual_cash', 'warning'],
    ['residual_cash_roll', 'error'],
    ['resource_reading', 'error'],
    ['statement_balance', 'error'],
    ['statement_chain', 'error'],
    ['statement_duplicate', 'error'],
    ['statement_summary', 'error'],
    ['sweep_legs', 'error'],
    ['trade_cash', 'error'],
    ['trade_dates', 'error'],
    ['trade_duplicate', 'error'],
    ['trade_price', 'error'],
    ['transaction_listing', 'error'],
    ['unclassified_entry', 'warning'],
  ]);
  const names = rules.map(({ name }) => name);
  for (const { name, after } of rules) {
    for (const before of after) expect(names.indexOf(before)).toBeLessThan(names.indexOf(name));
  }
  for (const { proves } of rules) expect(proves).toMatch(/^[a-z].{20,}$/);
});

test('a rule opens with comments, and only those are read', () => {
  const sql = `-- Proves: that one
-- is one.
-- More words.
-- severity: warning
-- range: all
-- after: zero
-- setting: band_bp = 25, how far apart in basis points
-- root: two, same security, within 5 days, as traded, same size, at least 1.00
-- root: three, no security, same month
-- shows: fct_trade, price or amount, where side is BUY or SELL, of the day before
-- shows: fct_position_daily, of its security, with something unsettled
select 1::int where :band_bp > 0
-- severity: error`;
  expect(parseRule('one', sql)).toEqual({
    name: 'one',
    proves: 'that one is one',
    severity: 'warning',
    figures: 'dollars',
    isForAllDays: true,
    looksBack: false,
    after: ['zero'],
    settings: [
      { name: 'band_bp', value: '25', meaning: 'how far apart in basis points', isWhole: false },
    ],
    roots: [
      {
        root: 'two',
        security: 'same',
        when: 'later',
        daysLaterMax: 5,
        isSameSize: true,
        sizeMin: '1.00',
        isAsTraded: true,
      },
      {
        root: 'three',
        security: 'none',
        when: 'month',
        daysLaterMax: 0,
        isSameSize: false,
        sizeMin: '0',
        isAsTraded: false,
      },
    ],
    shows: [
      {
        view: 'fct_trade',
        columns: ['price', 'amount'],
        where: { column: 'side', values: ['BUY', 'SELL'] },
        when: 'before',
        isOfSecurity: false,
        isUnsettled: false,
      },
      {
        view: 'fct_position_daily',
        columns: [],
        where: null,
        when: 'day',
        isOfSecurity: true,
        isUnsettled: true,
      },
    ],
    sql,
  });
});

test.each([
  ['-- severity: error\nselect 1', "does not open with 'Proves:'"],
  ['select 1 -- Proves: nothing.', "does not open with 'Proves:'"],
  ['-- Proves: that one is one.\nselect 1', 'does not name its severity'],
  ['-- Proves: that one is one.\n-- severity: dire\nselect 1', 'does not name its severity'],
  [
    '-- Proves: that one is one.\n-- severity: error\n-- setting: a is 1',
    "expected 'name = 0.05, meaning'",
  ],
  ['-- Proves: that one is one.\n-- severity: error\n-- root: two, nearby', "knows no 'nearby'"],
  ['-- Proves: that one is one.\n-- severity: error\nselect 1', 'does not say what it shows'],
  [
    '-- Proves: that one is one.\n-- severity: error\n-- shows: fct_trade, of the year',
    "knows no 'of the year'",
  ],
])('a rule that does not say so is refused: %j', (sql, reason) => {
  expect(() => parseRule('one', sql)).toThrow(reason);
});

test('what a rule takes for a root is a rule, and no two explain each other', async () => {
  const rules = await readRules();
  const behind = new Map(rules.map(({ name, roots }) => [name, roots.map(({ root }) => root)]));
  const visit = (name: string, path: readonly string[]): void => {
    expect(path, 'a circle').not.toContain(name);
    expect(behind.has(name), name).toBe(true);
    for (const root of behind.get(name) ?? []) visit(root, [...path, name]);
  };
  for (const { name } of rules) visit(name, []);
});

test('a setting that a person wants stands in place of its own value, and a cast stays a cast', () => {
  const rule = parseRule(
    'one',
    `-- Proves: that one is one.
-- severity: error
-- shows: nothing
-- setting: band_bp = 25, how far apart in basis points
select :band_bp::int, ':band_bp_max'`,
  );
  expect(sqlWithSettings(rule, NO_SETTINGS)).toContain(`select (25)::int, ':band_bp_max'`);
  const wanted = new Map([
    ['one.band_bp', '40'],
    ['one.band', '1'],
    ['two.band_bp', '2'],
  ]);
  expect(sqlWithSettings(rule, wanted)).toContain('select (40)::int');
  expect(toleranceOf(rule, wanted)).toBe('band_bp = 40');
  expect(whatIsWrong([rule], wanted)).toBe(
    'no rule has the setting one.band; there are one.band_bp',
  );
});

test('what is told of a setting that cannot be read names one that there is', async () => {
  const [, example = ''] = /'(.+)'/.exec(RULE_SETTINGS_SHAPE) ?? [];
  expect(areRuleSettings(example)).toBe(true);
  expect(whatIsWrong(await readRules(), parseRuleSettings(example))).toBeNull();
});

test('no figure to judge by is less than nothing, and none that counts days or entries is a fraction', async () => {
  const rules = await readRules();
  const counted: string[] = [];
  for (const rule of rules) {
    for (const { name } of rule.settings) {
      const setting = `${rule.name}.${name}`;
      expect(areRuleSettings(`${setting}=-1`), setting).toBe(false);
      expect(areRuleSettings(`${setting}=0`), setting).toBe(true);
      const wrong = whatIsWrong(rules, parseRuleSettings(`${setting}=1.5`));
      if (wrong?.startsWith(`${setting}: expected a whole number (`) === true)
        counted.push(setting);
      else expect(wrong, setting).toBeNull();
    }
  }
  expect(counted.sort()).toEqual([
    'entry_dates.alike',
    'entry_dates.value_days',
    'idle_cash.idle_days',
    'price_sanity.slack_days',
    'provisional_report.settles_within',
    'trade_dates.settles_within',
    'trade_price.slack_days',
  ]);
});
