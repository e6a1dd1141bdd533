import { ConfigError } from '../domain/errors.ts';
import type { Rule, RuleSetting } from './rule.ts';

/** By rule and name, such as `position_price.band_bp`: what a person wants instead of the rule's own value, as decimal text. */
export type RuleSettings = ReadonlyMap<string, string>;

export const NO_SETTINGS: RuleSettings = new Map();

/** What settings must look like, for messages. */
export const RULE_SETTINGS_SHAPE =
  "expected rule.setting=number, of 0 or more, such as 'price_sanity.band_bp=40'";

// All are what something may be at most, or from what on it counts: less than nothing would find everything.
const WORD = /^([a-z_]+\.[a-z_]+)=(\d{1,12}(?:\.\d{1,8})?)$/;

export function areRuleSettings(text: string): boolean {
  return wordsOf(text).every((word) => WORD.test(word));
}

/** Of words with blanks or commas between; expects what `areRuleSettings` accepts. */
export function parseRuleSettings(text: string): RuleSettings {
  return new Map(
    wordsOf(text).map((word) => {
      const [, name = '', value = ''] = WORD.exec(word) ?? [];
      return [name, value];
    }),
  );
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** The settings of a rule that hold, by name, in the order in which its file declares them. */
export function settingsOf(
  rule: Pick<Rule, 'name' | 'settings'>,
  wanted: RuleSettings,
): ReadonlyMap<string, string> {
  return new Map(
    rule.settings.map(({ name, value }) => [name, wanted.get(`${rule.name}.${name}`) ?? value]),
  );
}

/** The rule's query with its settings in place of `:name`. A cast, `::name`, is none. */
export function sqlWithSettings(rule: Rule, wanted: RuleSettings): string {
  const settings = settingsOf(rule, wanted);
  return rule.sql.replace(/(?<![:\w]):([a-z_]+)\b/g, (text, name: string) => {
    const value = settings.get(name);
    return value === undefined ? text : `(${value})`;
  });
}

/** `band_bp = 25, days = 2`; null where the rule has none. */
export function toleranceOf(rule: Rule, wanted: RuleSettings): string | null {
  if (rule.settings.length === 0) return null;
  return [...settingsOf(rule, wanted)].map(([name, value]) => `${name} = ${value}`).join(', ');
}

type Named = Pick<Rule, 'name' | 'settings'>;

/** Throws `ConfigError` for a setting that no rule has, with those that there are, and for a fraction of what is counted. */
export function refuseWrongSettings(rules: readonly Named[], wanted: RuleSettings): void {
  const wrong = whatIsWrong(rules, wanted);
  if (wrong !== null) throw new ConfigError(wrong);
}

/** The first thing that is wrong with settings, without its value; null: nothing is. */
export function whatIsWrong(rules: readonly Named[], wanted: RuleSettings): string | null {
  const known = settingsByName(rules);
  for (const [name, value] of wanted) {
    const setting = known.get(name);
    if (setting === undefined) {
      return `no rule has the setting ${name}; there are ${[...known.keys()].join(', ')}`;
    }
    if (setting.isWhole && !/^\d+$/.test(value)) {
      return `${name}: expected a whole number (${setting.meaning})`;
    }
  }
  return null;
}

function settingsByName(rules: readonly Named[]): ReadonlyMap<string, RuleSetting> {
  return new Map(
    rules.flatMap((rule) =>
      rule.settings.map((setting) => [`${rule.name}.${setting.name}`, setting] as const),
    ),
  );
}
