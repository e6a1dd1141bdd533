/** By what the figures of a break are: how a person reads it after a number. Counts and what is something else have no unit. */
export const FIGURE_UNITS: Readonly<Record<string, string>> = {
  dollars: 'dollars',
  bills: 'bills of 100 of face',
  prices: 'dollars per 100 of face',
  days: 'calendar days',
  'business days': 'business days',
};
