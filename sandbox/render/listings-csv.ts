import { formatDate } from '../model/dates.ts';
import { type Cents, formatCents, formatPrice } from '../model/money.ts';
import type { CsvLayout, Profile } from '../profile.ts';
import { type CsvRow, writeCsv } from './csv.ts';
import type { ListedTrade, ListedTransaction } from './listing-views.ts';

export function writeTradesCsv(profile: Profile, rows: readonly ListedTrade[]): Promise<string> {
  const layout = layoutFor(profile.csv.TRADE_LIST.layouts);
  const date = (day: string): string => formatDate(day, layout.date_format);
  return writeCsv(
    layout,
    rows.map(
      ({ trade, cash }): CsvRow => ({
        ...amountOf(cash),
        id: trade.id,
        pocket_id: trade.pocketId,
        activity: profile.api.trade.activities[trade.activity],
        cusip: trade.bill.cusip,
        quantity: trade.quantity.toString(),
        price: formatPrice(trade.price),
        trade_datetime: trade.tradedAt,
        book_date: date(trade.bookDate),
        settlement_date: date(trade.settlementDate),
        maturity_date: date(trade.bill.maturityDate),
        reference: trade.reference,
        status: 'BOOKED',
      }),
    ),
  );
}

export function writeTransactionsCsv(
  profile: Profile,
  rows: readonly ListedTransaction[],
): Promise<string> {
  const { directions, layouts } = profile.csv.TRANSACTION_LIST;
  return writeCsv(
    layoutFor(layouts),
    rows.map(({ transaction, amount }): CsvRow => {
      const { type } = transaction;
      return {
        ...amountOf(amount),
        id: transaction.id,
        pocket_id: transaction.pocketId,
        type: profile.api.transaction.types[type] ?? type,
        direction: directions[transaction.direction],
        description: transaction.text,
        transaction_id: transaction.transactionId,
        title: transaction.title,
        counterparty_name: transaction.counterparty ?? '',
        wire_id: type === 'WIRE' ? `W-${transaction.reference}` : '',
        trace_number: type === 'ACH' ? transaction.reference : '',
        reference: type === 'WIRE' ? transaction.reference : '',
        booked_at: transaction.bookedAt,
        settled_at: transaction.settledAt,
        status: 'SETTLED',
      };
    }),
  );
}

function amountOf(cents: Cents): CsvRow {
  return { amount: formatCents(cents), amount_cents: cents.toString(), currency: 'USD' };
}

/** The amount stands in one column: in dollars where the layout has both. */
function layoutFor(layouts: readonly CsvLayout[]): CsvLayout {
  const [layout] = layouts;
  if (layout === undefined) throw new Error('the profile lays out no listing');
  if (Array.isArray(layout.columns) || !('amount' in layout.columns)) return layout;
  const { amount_cents: _, ...columns } = layout.columns;
  return { ...layout, columns };
}
