import { formatDate } from '../model/dates.ts';
import { faceOf, formatCents, formatPrice } from '../model/money.ts';
import { layoutOf, type Profile } from '../profile.ts';
import { type CsvRow, writeCsv } from './csv.ts';
import type { PositionView, PriceRow, TradeRow } from './views.ts';

const ISSUER = 'UNITED STATES TREASURY';
const CUSTODIAN = 'JIKO SECURITIES, INC.';
const PRICE_PROVIDER = 'JIKO';

type TradeLayout = Profile['csv']['TRADE_REPORT']['layouts'][number];

/** `format` is the wire format asked for, which names the layout. */
export function writeTradeReport(
  profile: Profile,
  format: string,
  rows: readonly TradeRow[],
): Promise<string> {
  const layout = layoutOf(profile.csv.TRADE_REPORT, format);
  return writeCsv(
    layout,
    rows.map((row) => tradeLine(profile, layout, row)),
  );
}

function tradeLine(
  profile: Profile,
  layout: TradeLayout,
  { pocket, trade, cash }: TradeRow,
): CsvRow {
  const date = (day: string): string => formatDate(day, layout.date_format);
  const amount = profile.sandbox.trade_amount === 'face' ? faceOf(trade.quantity) : cash;
  return {
    pocket_id: pocket.id,
    pocket_name: pocket.name,
    cusip: trade.bill.cusip,
    issuer: ISSUER,
    issue_date: date(trade.bill.issueDate),
    maturity_date: date(trade.bill.maturityDate),
    transaction_code: trade.activity === 'BUY' ? 'TBP' : 'TBS',
    custodian: CUSTODIAN,
    custodian_account: `JS-${String(pocket.number).padStart(6, '0')}`,
    side: trade.activity === 'BUY' ? layout.sides.BUY : layout.sides.SELL,
    trade_date: date(trade.tradeDate),
    settlement_date: date(trade.settlementDate),
    book_date: date(trade.bookDate),
    price: formatPrice(trade.price),
    amount: formatCents(amount),
    reference: trade.reference,
  };
}

/** The positions of each pocket, then its cash: a pocket without bills still has a cash row. */
export function writePositionSummary(
  profile: Profile,
  format: string,
  views: readonly PositionView[],
): Promise<string> {
  return writeCsv(
    layoutOf(profile.csv.POSITION_SUMMARY_REPORT, format),
    views.flatMap((view) => positionLines(profile, view)),
  );
}

function positionLines(profile: Profile, { pocket, positions, cash }: PositionView): CsvRow[] {
  const owner = { pocket_id: pocket.id, pocket_name: pocket.name };
  const lines: CsvRow[] = positions.map((position) => ({
    ...owner,
    cusip: position.bill.cusip,
    quantity: position.quantity.toString(),
    market_price: formatPrice(position.price),
    market_value: formatCents(position.value),
    cost_value: formatCents(position.cost),
  }));
  if (cash === undefined) return lines;
  const cashCusip = profile.csv.POSITION_SUMMARY_REPORT.cash_cusip;
  return [...lines, { ...owner, cusip: cashCusip, market_value: formatCents(cash) }];
}

export function writePriceReport(
  profile: Profile,
  format: string,
  rows: readonly PriceRow[],
): Promise<string> {
  const layout = layoutOf(profile.csv.SECURITY_PRICE_REPORT, format);
  return writeCsv(
    layout,
    rows.map((row) => ({
      provider: PRICE_PROVIDER,
      cusip: row.cusip,
      pricing_date: formatDate(row.date, layout.date_format),
      price: formatPrice(row.price),
    })),
  );
}
