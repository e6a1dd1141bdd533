import { InvariantError, ParseError, ValueError } from '../../domain/errors.ts';
import type { TradeRow, TradeSide } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import { type CsvProfile, type Profile, TRADE_COLUMNS, type TradeColumn } from '../profile.ts';
import { type AmountDecision, AmountEvidence } from './amount-decision.ts';
import { dateParser, pocketIdParser } from './parse-csv-value.ts';
import { type Cells, readCsvRows } from './read-csv-rows.ts';
import { toldCusipParser } from './told-cusip.ts';

const PRICE_SCALE = 6;
const AMOUNT_SCALE = 2;

type TradeLayout = CsvProfile['TRADE_REPORT']['layouts'][number];

export interface TradeReading extends FileReading<TradeRow> {
  /** What the amounts of this file are. Only after `rows` has ended; throws `InvariantError` before. */
  amountMeaning(): AmountDecision;
}

/**
 * The trades of a trade report, in whichever of the profile's layouts. Price is per 100 of face, amount positive; whether
 * that is cash or face is decided for the whole file by `amountMeaning`. Throws `ParseError` for anything that cannot be
 * read exactly as the profile says, and at the end where the profile leaves the amounts to arithmetic and that cannot tell.
 */
export function readTradeCsv(bytes: Bytes, fileName: string, profile: Profile): TradeReading {
  const { layouts, trade_amount } = profile.csv.TRADE_REPORT;
  const problems = new ProblemList();
  const evidence = new AmountEvidence();
  const askedFormat = profile.reports.TRADE_REPORT.format;
  const file = { name: fileName, layouts, columns: TRADE_COLUMNS, askedFormat, problems };
  let decision: AmountDecision | null = null;

  async function* rows(): AsyncGenerator<readonly TradeRow[]> {
    const batches = readCsvRows(bytes, file, ({ layout }) => tradeMapper(layout, problems));
    for await (const batch of batches) {
      for (const { price, amount } of batch) evidence.add(price, amount);
      yield batch;
    }
    decision = decide(evidence, trade_amount, fileName);
  }

  return {
    rows: rows(),
    problems: problems.problems,
    ignored: () => 0,
    amountMeaning: () => {
      if (decision === null)
        throw new InvariantError('the amounts are known when all rows are read');
      return decision;
    },
  };
}

function tradeMapper(layout: TradeLayout, problems: ProblemList) {
  const date = dateParser(layout.date_format);
  const pocketId = pocketIdParser();
  const cusip = toldCusipParser(problems);
  const side = sideParser(layout.sides);
  return (cells: Cells<TradeColumn>): TradeRow => {
    const locator = cells.locator();
    return {
      locator,
      pocketId: pocketId(cells.required('pocket_id')),
      tradeId: cells.text('trade_id'),
      reference: cells.text('reference'),
      side: side(cells.required('side')),
      cusip: cusip(cells.raw('cusip'), locator),
      issuer: cells.text('issuer'),
      issueDate: cells.optional('issue_date', date),
      maturityDate: cells.optional('maturity_date', date),
      transactionCode: cells.text('transaction_code'),
      custodian: cells.text('custodian'),
      custodianAccount: cells.text('custodian_account'),
      tradeDate: date(cells.raw('trade_date')),
      settlementDate: cells.optional('settlement_date', date),
      bookDate: cells.optional('book_date', date),
      price: cells.positive('price', PRICE_SCALE),
      amount: cells.notNegative('amount', AMOUNT_SCALE),
      quantity: cells.raw('quantity') === '' ? null : cells.wholeNumber('quantity'),
      extra: cells.extra(),
    };
  };
}

function sideParser(sides: TradeLayout['sides']): (word: string) => TradeSide {
  const known = new Map<string, TradeSide>();
  for (const side of ['BUY', 'SELL', 'MATURITY'] as const) {
    for (const word of sides[side] ?? []) known.set(word.toUpperCase(), side);
  }
  return (word) => {
    const side = known.get(word.toUpperCase());
    if (side === undefined) throw new ValueError(`one of ${[...known.keys()].join(', ')}`, word);
    return side;
  };
}

function decide(
  evidence: AmountEvidence,
  byProfile: CsvProfile['TRADE_REPORT']['trade_amount'],
  file: string,
): AmountDecision {
  try {
    return evidence.decide(byProfile);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ParseError({ file, line: 1, column: 1, locator: 'amount' }, error.message, error);
  }
}
