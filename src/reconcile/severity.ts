import type { Rule } from './rule.ts';

/**
 * From what on a break is more severe than its rule says. Declared and kept like the settings of a rule, so that the views of
 * `books` see them and a change is dated: `severity.amount=50000`.
 */
export const SEVERITY: Pick<Rule, 'name' | 'settings'> = {
  name: 'severity',
  settings: [
    {
      name: 'amount',
      value: '100000',
      meaning: 'dollars at stake from which on a break is critical',
      isWhole: false,
    },
    {
      name: 'days',
      value: '5',
      meaning: 'age in business days from which on an error is critical and a warning an error',
      isWhole: true,
    },
  ],
};
