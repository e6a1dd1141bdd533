import type { ProfileName } from './simulated-jiko.ts';

/** Where the breaks of a rule lead to: the view of each row, and the figure that is marked in its text; `-`: none. */
type LeadsTo = Readonly<Record<string, readonly string[]>>;

const IN_JIKO: LeadsTo = {
  audit_log_csv: ['fct_audit_log action', 'fct_audit_log_csv action'],
  audit_log_member: ['fct_audit_log entry_id'],
  bank_zero_close: ['fct_cash_entry amount', 'fct_statement closing_balance'],
  brokerage_closing: [
    'fct_cash_position_daily amount',
    'fct_position_daily market_value',
    'fct_statement closing_balance',
  ],
  completeness: [],
  cusip_check: ['fct_price_daily cusip'],
  document_missing: [],
  earnings_gain: ['fct_cash_entry amount', 'fct_earning earnings'],
  entry_dates: ['fct_cash_entry booked_on'],
  entry_details: ['fct_cash_entry detail_amount'],
  idle_cash: ['fct_cash_position_daily amount'],
  listing_csv: ['fct_transaction amount', 'fct_transaction_csv amount'],
  listing_terms: [
    'fct_listed_trade settlement_date',
    'fct_listed_trade_csv settlement_date',
    'fct_trade settlement_date',
  ],
  lot_method: ['fct_position_daily cost_value', 'fct_trade amount'],
  maturity_listing: ['fct_position_daily quantity', 'fct_trade quantity'],
  maturity_missed: ['fct_position_daily quantity', 'fct_trade quantity'],
  period_restated: ['fct_transaction amount'],
  portfolio_position: ['fct_portfolio_security_daily quantity', 'fct_position_daily quantity'],
  position_basis_flip: ['fct_position_daily quantity', 'fct_trade amount'],
  position_cost: ['fct_position_daily cost_value', 'fct_trade amount'],
  position_negative: ['fct_position_daily cost_value'],
  position_price: ['fct_position_daily market_price', 'fct_price_daily price'],
  position_quantity: ['fct_position_daily quantity', 'fct_trade amount'],
  position_value: ['fct_position_daily market_value'],
  price_sanity: ['fct_price_daily price'],
  price_series: ['fct_price_daily price'],
  residual_cash: ['fct_cash_position_daily amount', 'fct_trade amount'],
  residual_cash_roll: [
    'fct_cash_entry amount',
    'fct_cash_position_daily amount',
    'fct_trade amount',
  ],
  resource_reading: ['null -'],
  statement_balance: ['fct_cash_entry amount', 'fct_statement closing_balance'],
  statement_chain: ['fct_statement closing_balance', 'fct_statement opening_balance'],
  statement_duplicate: ['fct_statement closing_balance'],
  statement_summary: ['fct_cash_entry amount', 'fct_statement summary_net'],
  sweep_legs: ['fct_cash_entry amount'],
  trade_cash: ['fct_listed_trade amount', 'fct_trade amount'],
  trade_dates: ['fct_listed_trade settlement_date', 'fct_trade settlement_date'],
  trade_duplicate: ['fct_trade amount', 'null amount'],
  trade_listing: [
    'fct_listed_trade quantity',
    'fct_listed_trade trade_date',
    'fct_trade amount',
    'fct_trade trade_date',
  ],
  trade_price: [
    'fct_listed_trade price',
    'fct_position_daily market_price',
    'fct_price_daily price',
    'fct_trade price',
  ],
  transaction_listing: [
    'fct_cash_entry amount',
    'fct_cash_entry booked_on',
    'fct_transaction amount',
    'fct_transaction booked_on',
  ],
  unclassified_entry: ['fct_cash_entry amount'],
};

/** Its trade report tells face values. */
const ELSE_IN_ALTERNATE: LeadsTo = {
  lot_method: ['fct_position_daily cost_value', 'fct_trade face_amount'],
  position_basis_flip: ['fct_trade face_amount'],
  position_cost: ['fct_position_daily cost_value', 'fct_trade face_amount'],
  position_quantity: ['fct_position_daily quantity', 'fct_trade face_amount'],
  residual_cash: ['fct_cash_position_daily amount', 'fct_trade face_amount'],
  residual_cash_roll: [
    'fct_cash_entry amount',
    'fct_cash_position_daily amount',
    'fct_trade face_amount',
  ],
  trade_duplicate: ['fct_trade face_amount', 'null -'],
  trade_listing: [
    'fct_listed_trade amount',
    'fct_listed_trade quantity',
    'fct_listed_trade trade_date',
    'fct_trade trade_date',
  ],
  trade_price: ['fct_listed_trade price', 'fct_price_daily price', 'fct_trade price'],
};
const NOT_IN_ALTERNATE: readonly string[] = ['entry_details', 'trade_cash'];

/** With one fault of every kind planted. */
export function leadsTo(profile: ProfileName): LeadsTo {
  if (profile === 'jiko') return IN_JIKO;
  const kept = Object.entries(IN_JIKO).filter(([rule]) => !NOT_IN_ALTERNATE.includes(rule));
  return { ...Object.fromEntries(kept), ...ELSE_IN_ALTERNATE };
}
