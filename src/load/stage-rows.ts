import type { BusinessDate } from '../domain/business-date.ts';
import type {
  CashEntryRow,
  CashPositionRow,
  PositionRow,
  PriceRow,
  StatementRow,
  TradeRow,
  UnbookedEntryRow,
} from '../domain/ledger-row.ts';
import { copyLine } from './copy-text.ts';
import type { FileCut } from './cut-file.ts';
import type { StagingTable } from './staging.ts';
import { contentText, type UnitContent, withoutTrailingZeros } from './unit-content.ts';

/** Where the rows of one kind of file go: most into `table`, while they come; the few others afterwards. */
export interface RowStage<Row> {
  readonly table: StagingTable;
  /** One row as COPY text for `table`; '' if the row goes elsewhere or is ignored by a rule. */
  stage(row: Row): string;
  /** The rows that go elsewhere, by table, once all have been staged. */
  others(): ReadonlyMap<StagingTable, readonly string[]>;
  /** Rows that a rule leaves out. */
  ignored(): number;
}

export function stageStatements(
  cut: FileCut,
): RowStage<StatementRow | CashEntryRow | UnbookedEntryRow> {
  const statements: string[] = [];
  const stageStatement = (row: StatementRow, unit: UnitContent) => {
    const { statementId, openingBalance, closingBalance, currency, entries, locator } = row;
    const facts = [statementId, openingBalance, closingBalance, currency, entries] as const;
    const balances = [openingBalance, closingBalance].map(
      (balance) => balance && withoutTrailingZeros(balance),
    );
    const ordinal = unit.add(contentText([statementId, ...balances, currency, entries]));
    statements.push(copyLine([unit.unitNo, ordinal, ...facts, locator]));
    return '';
  };
  const stageEntry = (row: CashEntryRow, unit: UnitContent) => {
    const { bookedOn, valueOn, amount, currency, category, description, reference, endToEndId } =
      row;
    const texts = [currency, category, description, reference, endToEndId] as const;
    const ordinal = unit.add(
      contentText([bookedOn, valueOn, withoutTrailingZeros(amount), ...texts]),
    );
    return copyLine([unit.unitNo, ordinal, bookedOn, valueOn, amount, ...texts, row.locator]);
  };
  return {
    table: 'stage_cash_entry',
    stage(row) {
      const unit = cut.unitOfRow(row.pocketId, row.businessDate, row.locator);
      if (row.kind === 'unbooked') return '';
      return row.kind === 'statement' ? stageStatement(row, unit) : stageEntry(row, unit);
    },
    others: () => new Map([['stage_statement', statements] as const]),
    ignored: () => 0,
  };
}

/**
 * Trades. A report is cut by trade date; of the listing only maturities are taken, cut by the day on which they pay,
 * because buys and sells come from the report.
 */
export function stageTrades(cut: FileCut, source: 'report' | 'listing'): RowStage<TradeRow> {
  let ignored = 0;
  return {
    table: 'stage_trade',
    stage(row) {
      if (source === 'listing' && row.side !== 'MATURITY') {
        ignored++;
        return '';
      }
      const day = source === 'report' ? row.tradeDate : (row.settlementDate ?? row.tradeDate);
      const unit = cut.unitOfRow(row.pocketId, day, row.locator);
      const { side, tradeDate, settlementDate, bookDate, quantity, reference } = row;
      const contextNo = cut.contextNo(row);
      const content = contentText([
        row.cusip,
        side,
        tradeDate,
        settlementDate,
        bookDate,
        quantity,
        withoutTrailingZeros(row.price),
        withoutTrailingZeros(row.amount),
        row.tradeId,
        reference,
        row.issuer,
        row.issueDate,
        row.maturityDate,
        row.transactionCode,
        row.custodian,
        row.custodianAccount,
      ]);
      const ordinal = unit.add(content);
      return copyLine([
        unit.unitNo,
        ordinal,
        cut.holdingNo(row.pocketId, row.cusip),
        contextNo,
        side,
        tradeDate,
        settlementDate,
        bookDate,
        quantity,
        row.price,
        row.amount,
        row.tradeId ?? reference ?? `${tradeDate}#${ordinal}`,
        reference,
        row.locator,
      ]);
    },
    others: () => new Map(),
    ignored: () => ignored,
  };
}

/** Positions and residual cash. The file does not carry its date: it is the one asked for. */
export function stagePositions(
  cut: FileCut,
  asOf: BusinessDate,
): RowStage<PositionRow | CashPositionRow> {
  const cash: string[] = [];
  return {
    table: 'stage_position',
    stage(row) {
      const unit = cut.unitOfRow(row.pocketId, asOf, row.locator);
      if (row.kind === 'cash') {
        const ordinal = unit.add(contentText(['cash', withoutTrailingZeros(row.amount)]));
        cash.push(copyLine([unit.unitNo, ordinal, row.amount, row.locator]));
        return '';
      }
      const { cusip, quantity, marketPrice, marketValue, costValue } = row;
      const decimals = [marketPrice, marketValue, costValue].map(withoutTrailingZeros);
      const ordinal = unit.add(contentText([cusip, quantity, ...decimals]));
      const holdingNo = cut.holdingNo(row.pocketId, cusip);
      const figures = [quantity, marketPrice, marketValue, costValue] as const;
      return copyLine([unit.unitNo, ordinal, holdingNo, ...figures, row.locator]);
    },
    others: () => new Map([['stage_cash_position', cash] as const]),
    ignored: () => 0,
  };
}

export function stagePrices(cut: FileCut): RowStage<PriceRow> {
  return {
    table: 'stage_price_quote',
    stage(row) {
      const unit = cut.unitOfRow(null, row.businessDate, row.locator);
      const { cusip, price, provider } = row;
      const ordinal = unit.add(contentText([cusip, withoutTrailingZeros(price), provider]));
      const securityNo = cut.securityNo(cusip);
      return copyLine([unit.unitNo, ordinal, securityNo, price, provider, row.locator]);
    },
    others: () => new Map(),
    ignored: () => 0,
  };
}
