import type { BusinessDate } from '../domain/business-date.ts';
import type { Decimal } from '../domain/decimal.ts';
import type {
  CashEntryRow,
  CashPositionRow,
  EntryDetail,
  PositionRow,
  PriceRow,
  StatementRow,
  TradeRow,
  TransactionRow,
  UnbookedEntryRow,
} from '../domain/ledger-row.ts';
import { copyFields, copyLine } from './copy-text.ts';
import type { FileCut } from './cut-file.ts';
import { withoutTrailingZeros } from './unit-content.ts';

/*
 * What makes two rows the same fact is the COPY text of all that their file tells, with figures written one way and without the
 * columns that mean nothing to us: those alone are no restatement. The same text goes into the staging table, so it is made once; what we derive from it and the row's place in its file stand beside it.
 */

/** Puts the rows of one kind of file into the lines of its cut, while they come. */
export interface RowStage<Row> {
  stage(row: Row): void;
  /** After the last row; throws where all of them together are not what was asked for. */
  end?(): void;
  /** Rows that a rule leaves out. */
  ignored(): number;
}

export function stageStatements(
  cut: FileCut,
): RowStage<StatementRow | CashEntryRow | UnbookedEntryRow> {
  return {
    stage(row) {
      switch (row.kind) {
        case 'statement':
          return stageStatement(cut, row);
        case 'entry':
          return stageEntry(cut, row);
        case 'unbooked':
          return stageUnbooked(cut, row);
      }
    },
    ignored: () => 0,
  };
}

function stageStatement(cut: FileCut, row: StatementRow): void {
  const unit = cut.unitOfRow(row.pocketId, row.businessDate, row.locator);
  const { summary } = row;
  const facts = copyFields([
    row.statementId,
    row.sequenceNumber,
    even(row.openingBalance),
    even(row.closingBalance),
    row.currency,
    row.entries,
    summary?.entries ?? null,
    even(summary?.net ?? null),
    summary?.creditEntries ?? null,
    even(summary?.credits ?? null),
    summary?.debitEntries ?? null,
    even(summary?.debits ?? null),
  ]);
  const ordinal = unit.add(`statement\t${facts}`);
  const place = `${cut.fileNo}\t${unit.unitNo}\t${ordinal}`;
  cut.lines.add('stage_statement', `${place}\t${facts}\t${row.locator}\n`);
}

function stageEntry(cut: FileCut, row: CashEntryRow): void {
  const unit = cut.unitOfRow(row.pocketId, row.businessDate, row.locator);
  const { details } = row;
  const facts = copyFields([...factsOfEntry(row), row.batchTransactions, even(row.charges)]);
  const detailFacts = details.map(factsOfDetail);
  const ordinal = unit.add(`entry\t${facts}\n${detailFacts.join('\n')}`);
  const place = `${cut.fileNo}\t${unit.unitNo}\t${ordinal}`;
  const derived = copyFields([even(row.detailAmount), even(row.residual), details.length]);
  cut.lines.add('stage_cash_entry', `${place}\t${facts}\t${derived}\t${row.locator}\n`);
  for (let index = 0; index < details.length; index++) {
    const rest = `${detailFacts[index]}\t${details[index]?.locator}\n`;
    cut.lines.add('stage_cash_entry_detail', `${place}\t${index + 1}\t${rest}`);
  }
}

/** What booked entries and others have in common, in the order of their staging tables. */
function factsOfEntry(row: CashEntryRow | UnbookedEntryRow) {
  return [
    row.bookedOn,
    row.valueOn,
    even(row.amount),
    row.currency,
    row.category,
    row.description,
    row.reference,
    row.endToEndId,
    row.bankCode,
    row.isReversal,
  ] as const;
}

/** What the bank told of a detail, in the order of the staging table. */
function factsOfDetail(detail: EntryDetail): string {
  return copyFields([
    even(detail.amount),
    even(detail.instructedAmount),
    detail.instructedCurrency,
    even(detail.counterAmount),
    detail.counterCurrency,
    even(detail.exchangeRate),
    even(detail.charges),
    detail.endToEndId,
    detail.transactionId,
    detail.instructionId,
    detail.servicerReference,
    detail.uetr,
    detail.mandateId,
    detail.debtorName,
    detail.debtorAccount,
    detail.debtorAgent,
    detail.creditorName,
    detail.creditorAccount,
    detail.creditorAgent,
    detail.ultimateDebtorName,
    detail.ultimateCreditorName,
    detail.remittance,
    detail.creditorReference,
    detail.purpose,
    detail.returnReason,
    detail.additionalInformation,
  ]);
}

function stageUnbooked(cut: FileCut, row: UnbookedEntryRow): void {
  const unit = cut.unitOfRow(row.pocketId, row.businessDate, row.locator);
  const facts = copyFields([row.status, ...factsOfEntry(row)]);
  const ordinal = unit.add(`unbooked\t${facts}`);
  const place = `${cut.fileNo}\t${unit.unitNo}\t${ordinal}`;
  cut.lines.add('stage_unbooked_entry', `${place}\t${facts}\t${row.locator}\n`);
}

/** Trades, cut by the day that the file was asked for by. */
export function stageTrades(
  cut: FileCut,
  dayOf: (row: TradeRow) => BusinessDate,
): RowStage<TradeRow> {
  return {
    stage(row) {
      const day = dayOf(row);
      const unit = cut.unitOfRow(row.pocketId, day, row.locator);
      const { tradeDate, tradeId, reference } = row;
      const context = cut.contextOf(row);
      const facts = copyFields([
        row.side,
        tradeDate,
        row.settlementDate,
        row.bookDate,
        row.quantity,
        even(row.price),
        even(row.amount),
      ]);
      const ids = copyFields([tradeId, reference]);
      const ordinal = unit.add(`${row.cusip}\t${facts}\t${ids}\t${context.terms}`);
      const holdingNo = cut.holdingNo(row.pocketId, row.cusip);
      const place = `${cut.fileNo}\t${unit.unitNo}\t${ordinal}\t${holdingNo}\t${context.no}`;
      const named = [tradeId ?? reference ?? `${tradeDate}#${ordinal}`, reference] as const;
      const line = `${place}\t${facts}\t${copyFields([...named, row.locator, row.extra])}\n`;
      cut.lines.add('stage_trade', line);
    },
    ignored: () => 0,
  };
}

/** The day by which a trade report is asked for, and the listing as CSV. */
export function tradedOn({ tradeDate }: TradeRow): BusinessDate {
  return tradeDate;
}

/** The day by which the trade listing is asked for; a maturity pays on it. */
export function settledOn({ settlementDate, tradeDate }: TradeRow): BusinessDate {
  return settlementDate ?? tradeDate;
}

/** Transactions, each with the business day that it counts to. */
export function stageTransactions(
  cut: FileCut,
  dayOf: (row: TransactionRow) => BusinessDate,
): RowStage<TransactionRow> {
  return {
    stage(row) {
      const unit = cut.unitOfRow(row.pocketId, dayOf(row), row.locator);
      const facts = copyFields([
        row.activityId,
        row.transactionId,
        row.type,
        row.direction,
        even(row.amount),
        row.currency,
        row.description,
        row.title,
        row.counterpartyName,
        row.wireId,
        row.onUsId,
        row.traceNumber,
        row.reference,
        row.bookedAt,
        row.bookedOn,
        row.settledAt,
        row.status,
      ]);
      const ordinal = unit.add(facts);
      const place = `${cut.fileNo}\t${unit.unitNo}\t${ordinal}`;
      const rest = copyFields([row.locator, row.extra]);
      cut.lines.add('stage_transaction', `${place}\t${facts}\t${rest}\n`);
    },
    ignored: () => 0,
  };
}

/** Positions and residual cash. The file does not carry its date: it is the one asked for. */
export function stagePositions(
  cut: FileCut,
  asOf: BusinessDate,
): RowStage<PositionRow | CashPositionRow> {
  return {
    stage(row) {
      const unit = cut.unitOfRow(row.pocketId, asOf, row.locator);
      if (row.kind === 'cash') {
        const ordinal = unit.add(`cash\t${even(row.amount)}`);
        const fields = [cut.fileNo, unit.unitNo, ordinal, row.amount, row.locator] as const;
        cut.lines.add('stage_cash_position', copyLine(fields));
        return;
      }
      const { marketPrice, marketValue, costValue } = row;
      const figures = [
        row.quantity,
        even(marketPrice),
        even(marketValue),
        even(costValue),
      ] as const;
      const facts = copyFields(figures);
      const ordinal = unit.add(`${row.cusip}\t${facts}`);
      const holdingNo = cut.holdingNo(row.pocketId, row.cusip);
      const place = `${cut.fileNo}\t${unit.unitNo}\t${ordinal}\t${holdingNo}`;
      const rest = copyFields([row.locator, row.extra]);
      cut.lines.add('stage_position', `${place}\t${facts}\t${rest}\n`);
    },
    ignored: () => 0,
  };
}

export function stagePrices(cut: FileCut): RowStage<PriceRow> {
  return {
    stage(row) {
      const unit = cut.unitOfRow(null, row.businessDate, row.locator);
      const facts = copyFields([even(row.price), row.provider]);
      const ordinal = unit.add(`${row.cusip}\t${facts}`);
      const place = `${cut.fileNo}\t${unit.unitNo}\t${ordinal}\t${cut.securityNo(row.cusip)}`;
      const rest = copyFields([row.locator, row.extra]);
      cut.lines.add('stage_price_quote', `${place}\t${facts}\t${rest}\n`);
    },
    ignored: () => 0,
  };
}

/** `98.500000` and `98.5` are the same figure. */
function even(decimal: Decimal | null): string | null {
  return decimal === null ? null : withoutTrailingZeros(decimal);
}
