import type { BusinessDate } from '../domain/business-date.ts';
import type {
  CashEntryRow,
  CashPositionRow,
  EntryDetail,
  PositionRow,
  PriceRow,
  StatementRow,
  TradeRow,
  UnbookedEntryRow,
} from '../domain/ledger-row.ts';
import { copyLine } from './copy-text.ts';
import type { FileCut } from './cut-file.ts';
import { contentText, withoutTrailingZeros } from './unit-content.ts';

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
  const { statementId, sequenceNumber, openingBalance, closingBalance, currency, entries } = row;
  const { summary } = row;
  const summed =
    summary === null
      ? ([null, null, null, null, null, null] as const)
      : ([
          summary.entries,
          summary.net,
          summary.creditEntries,
          summary.credits,
          summary.debitEntries,
          summary.debits,
        ] as const);
  const content = [
    statementId,
    sequenceNumber,
    even(openingBalance),
    even(closingBalance),
    currency,
    entries,
    ...summed.map((figure) => (typeof figure === 'string' ? withoutTrailingZeros(figure) : figure)),
  ];
  const ordinal = unit.add(contentText(content));
  cut.lines.add(
    'stage_statement',
    copyLine([
      cut.fileNo,
      unit.unitNo,
      ordinal,
      statementId,
      sequenceNumber,
      openingBalance,
      closingBalance,
      currency,
      entries,
      ...summed,
      row.locator,
    ]),
  );
}

function stageEntry(cut: FileCut, row: CashEntryRow): void {
  const unit = cut.unitOfRow(row.pocketId, row.businessDate, row.locator);
  const { bookedOn, valueOn, amount, batchTransactions, charges, detailAmount, residual } = row;
  const { currency, category, description, reference, endToEndId, bankCode, isReversal } = row;
  const { details } = row;
  let content = contentText([
    bookedOn,
    valueOn,
    withoutTrailingZeros(amount),
    currency,
    category,
    description,
    reference,
    endToEndId,
    bankCode,
    isReversal ? 1 : 0,
    batchTransactions,
    even(charges),
    details.length,
  ]);
  for (const detail of details) content += detailContent(detail);
  const ordinal = unit.add(content);
  cut.lines.add(
    'stage_cash_entry',
    copyLine([
      cut.fileNo,
      unit.unitNo,
      ordinal,
      bookedOn,
      valueOn,
      amount,
      currency,
      category,
      description,
      reference,
      endToEndId,
      bankCode,
      isReversal,
      batchTransactions,
      charges,
      detailAmount,
      residual,
      details.length,
      row.locator,
    ]),
  );
  for (let index = 0; index < details.length; index++) {
    const detail = details[index];
    if (detail === undefined) continue;
    const place = [cut.fileNo, unit.unitNo, ordinal, index + 1];
    cut.lines.add(
      'stage_cash_entry_detail',
      copyLine([...place, ...detailFields(detail), detail.locator]),
    );
  }
}

/** What the bank told of a detail, in the order of the staging table. */
function detailFields(detail: EntryDetail): (string | null)[] {
  return [
    detail.amount,
    detail.instructedAmount,
    detail.instructedCurrency,
    detail.counterAmount,
    detail.counterCurrency,
    detail.exchangeRate,
    detail.charges,
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
  ];
}

function detailContent(detail: EntryDetail): string {
  const { amount, instructedAmount, counterAmount, exchangeRate, charges } = detail;
  const figures = [amount, instructedAmount, counterAmount, exchangeRate, charges].map(even);
  const [, , instructedCurrency, , counterCurrency, , , ...texts] = detailFields(detail);
  return contentText([...figures, instructedCurrency ?? null, counterCurrency ?? null, ...texts]);
}

function stageUnbooked(cut: FileCut, row: UnbookedEntryRow): void {
  const unit = cut.unitOfRow(row.pocketId, row.businessDate, row.locator);
  const { status, bookedOn, valueOn, amount, currency, category, description, reference } = row;
  const { endToEndId, bankCode, isReversal } = row;
  const texts = [currency, category, description, reference, endToEndId, bankCode] as const;
  const days = [bookedOn, valueOn] as const;
  const reversal = isReversal ? 1 : 0;
  const content = [status, ...days, withoutTrailingZeros(amount), ...texts, reversal];
  const ordinal = unit.add(contentText(content));
  cut.lines.add(
    'stage_unbooked_entry',
    copyLine([
      cut.fileNo,
      unit.unitNo,
      ordinal,
      status,
      ...days,
      amount,
      ...texts,
      isReversal,
      row.locator,
    ]),
  );
}

/**
 * Trades. A report is cut by trade date; of the listing only maturities are taken, cut by the day on which they pay,
 * because buys and sells come from the report.
 */
export function stageTrades(cut: FileCut, source: 'report' | 'listing'): RowStage<TradeRow> {
  let ignored = 0;
  return {
    stage(row) {
      if (source === 'listing' && row.side !== 'MATURITY') {
        ignored++;
        return;
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
      const line = copyLine([
        cut.fileNo,
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
        row.extra,
      ]);
      cut.lines.add('stage_trade', line);
    },
    ignored: () => ignored,
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
      const { fileNo, lines } = cut;
      if (row.kind === 'cash') {
        const ordinal = unit.add(contentText(['cash', withoutTrailingZeros(row.amount)]));
        const line = copyLine([fileNo, unit.unitNo, ordinal, row.amount, row.locator]);
        lines.add('stage_cash_position', line);
        return;
      }
      const { cusip, quantity, marketPrice, marketValue, costValue } = row;
      const decimals = [marketPrice, marketValue, costValue].map(withoutTrailingZeros);
      const ordinal = unit.add(contentText([cusip, quantity, ...decimals]));
      const holdingNo = cut.holdingNo(row.pocketId, cusip);
      const figures = [quantity, marketPrice, marketValue, costValue] as const;
      const place = [fileNo, unit.unitNo, ordinal, holdingNo] as const;
      lines.add('stage_position', copyLine([...place, ...figures, row.locator, row.extra]));
    },
    ignored: () => 0,
  };
}

export function stagePrices(cut: FileCut): RowStage<PriceRow> {
  return {
    stage(row) {
      const unit = cut.unitOfRow(null, row.businessDate, row.locator);
      const { cusip, price, provider } = row;
      const ordinal = unit.add(contentText([cusip, withoutTrailingZeros(price), provider]));
      const place = [cut.fileNo, unit.unitNo, ordinal, cut.securityNo(cusip)] as const;
      const line = copyLine([...place, price, provider, row.locator, row.extra]);
      cut.lines.add('stage_price_quote', line);
    },
    ignored: () => 0,
  };
}

/** `98.500000` and `98.5` are the same figure. */
function even(decimal: Parameters<typeof withoutTrailingZeros>[0] | null): string | null {
  return decimal === null ? null : withoutTrailingZeros(decimal);
}
