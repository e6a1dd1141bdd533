import type { ReportType } from './report.ts';

/** What people call each report. */
export const REPORT_NAMES: Readonly<Record<ReportType, string>> = {
  BANK_STATEMENT_REPORT: 'bank statement',
  BROKERAGE_STATEMENT_REPORT: 'brokerage statement',
  TRADE_REPORT: 'trades',
  TRADE_LIST: 'trade listing',
  TRADE_LIST_CSV: 'trade listing as CSV',
  TRANSACTION_LIST: 'transaction listing',
  TRANSACTION_LIST_CSV: 'transactions as CSV',
  POSITION_SUMMARY_REPORT: 'positions',
  SECURITY_PRICE_REPORT: 'prices',
};
