import type { BreakCase, NamedCause, Shape } from './break-case.ts';
import {
  ofBankClose,
  ofSign,
  ofStatementBalance,
  ofStatementSummary,
  ofSweepLegs,
  ofTransactionListing,
} from './cash-causes.ts';
import {
  ofBalanceOfAnotherDay,
  ofClosing,
  ofEarlierVersion,
  ofLotRounding,
  ofPriceOfAnotherDay,
  ofPricePerOne,
  ofValueAsFace,
  ofValueOfAnotherDay,
  ofValuePerOne,
} from './holding-causes.ts';
import { ofLateReport } from './late-report.ts';
import {
  ofCost,
  ofDoubledTrade,
  ofQuantity,
  ofTradeCash,
  ofTradeListing,
  ofUnsettled,
} from './trade-causes.ts';

/** Of each rule the shapes that its differences may have; the first that fits is taken, so what says more stands first. */
const SHAPES: Readonly<Record<string, readonly Shape[]>> = {
  completeness: [ofLateReport],
  document_missing: [ofLateReport],
  listing_csv_unread: [ofLateReport],
  position_price: [ofPricePerOne, ofEarlierVersion, ofPriceOfAnotherDay],
  position_value: [
    ofValuePerOne,
    ofValueAsFace,
    ofEarlierVersion,
    ofValueOfAnotherDay,
    ofLotRounding,
  ],
  position_quantity: [ofLateReport, ofEarlierVersion, ofQuantity],
  // What is held of a bill that has paid is off by the same as what its maturity should have left.
  maturity_missed: [ofEarlierVersion, ofQuantity],
  position_cost: [ofLateReport, ofValueAsFace, ofEarlierVersion, ofCost],
  portfolio_position: [ofUnsettled, ofValuePerOne, ofValueAsFace, ofValueOfAnotherDay],
  brokerage_closing: [ofEarlierVersion, ofClosing, ofBalanceOfAnotherDay],
  statement_chain: [ofEarlierVersion, ofSign, ofBalanceOfAnotherDay],
  statement_balance: [ofEarlierVersion, ofStatementBalance, ofSign],
  statement_summary: [ofStatementSummary],
  bank_zero_close: [ofBankClose],
  sweep_legs: [ofSweepLegs, ofSign],
  trade_cash: [ofTradeCash],
  trade_duplicate: [ofDoubledTrade],
  trade_listing: [ofTradeListing],
  transaction_listing: [ofTransactionListing, ofSign],
  listing_csv: [ofSign],
  earnings_gain: [ofSign],
};

const UNKNOWN: NamedCause = {
  cause: 'unknown',
  evidence: 'the difference has none of the shapes that name a cause',
  explainedBy: [],
  isUnique: null,
};

/** The cause of a break; `unknown` where its figures show none. The same for the same rows, in whatever order they come. */
export function nameCause(broken: BreakCase): NamedCause {
  for (const shape of SHAPES[broken.rule] ?? []) {
    const named = shape(broken);
    if (named !== null) return named;
  }
  return UNKNOWN;
}
