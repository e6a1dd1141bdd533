import type { Resource } from '../resource.ts';
import { field, ours, volatile } from './field.ts';

const APPRECIATION = volatile('decimal', 'By how much the value grows each second');

/** What a pocket holds by its own account, on the day that it speaks of. */
export const portfolios: Resource = {
  path: 'pocket',
  shape: 'single',
  reading: { kind: 'daily' },
  identity: ['business_date'],
  parent: 'pocket',
  view: 'fct_portfolio_daily',
  about:
    'What a pocket held by its own account at the end of each day, the second source of the position summary',
  fields: {
    pocket_id: field('text', 'The pocket, by the id that Jiko gave it'),
    business_date: ours(
      'date',
      'The business date that it speaks of: that of pricing_timestamp, or the last finished one when it was read',
    ),
    is_provisional: ours(
      'boolean',
      'Whether it was read before that day had ended, or after business had begun on the next: held against nothing',
    ),
    status: field('word', 'State of the pocket in the word of Jiko, such as OPEN'),
    name: field('text', 'Name of the pocket'),
    deposit_strategy_id: field('text', 'Trading strategy by which deposits are invested'),
    reinvestment_strategy_id: field('text', 'Trading strategy by which what matures is invested'),
    type: field('word', 'Kind of pocket in the word of Jiko'),
    attributes: field('nested', 'Attributes of the pocket, as they came'),
    securities: {
      kind: 'rows',
      about: 'The securities held; one row each in fct_portfolio_security_daily',
      of: {
        cusip: field('text', 'CUSIP of the security'),
        quantity: field('decimal', 'Units of 100 face'),
        market_value: field('money', 'What they are worth'),
        mark_price: field('decimal', 'Price per 100 face that they are valued at'),
        maturity_date: field('date', 'When the security pays'),
        description: field('text', 'Description of the security'),
        type: field('word', 'Kind of security in the word of Jiko: FIXED_INCOME or OTHER'),
        yield_to_maturity: field('decimal', 'Yearly yield to maturity; 0.0468 is 4.68 percent'),
      },
    },
    cash: field('money', 'Cash that is left uninvested'),
    total_value: field('money', 'What the pocket is worth in all'),
    all_time_earnings: field('money', 'What it has earned since it was opened'),
    pricing_timestamp: field('instant', 'When the prices were struck'),
    appreciation_per_second: APPRECIATION,
  },
};

/** What a pocket earned, period by period. */
export const earnings: Resource = {
  path: 'pocket_earnings',
  shape: 'single',
  reading: { kind: 'periods' },
  identity: ['period', 'date_from', 'date_to'],
  parent: 'pocket',
  view: 'fct_earning',
  about:
    'What a pocket earned in a period, the second source of the gains and losses of its statements',
  fields: {
    period: ours(
      'word',
      'all_time, ytd, mtd, wtd, or range for a calendar month, as far as it has gone',
    ),
    date_from: field('date', 'First day of the period; null for all time'),
    date_to: field('date', 'Last day of the period'),
    earnings: field('money', 'What was earned; a loss is negative'),
    pricing_timestamp: volatile('instant', 'When the prices were struck'),
    appreciation_per_second: APPRECIATION,
  },
};
