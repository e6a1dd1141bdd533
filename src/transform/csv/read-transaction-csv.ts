import type { Decimal } from '../../domain/decimal.ts';
import { ValueError } from '../../domain/errors.ts';
import type { TransactionRow } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import { isNegative, negated } from '../exact-sum.ts';
import type { FileReading } from '../file-reading.ts';
import { dayInZone, EXCHANGE_ZONE } from '../json/trade-date.ts';
import { ProblemList } from '../problem-list.ts';
import {
  type CsvProfile,
  type Profile,
  TRANSACTION_COLUMNS,
  type TransactionColumn,
} from '../profile.ts';
import { cashReader, currencyOf } from './cash-cells.ts';
import type { LaidOut } from './choose-layout.ts';
import { pocketIdParser } from './parse-csv-value.ts';
import { type Cells, readCsvRows } from './read-csv-rows.ts';

type TransactionSection = CsvProfile['TRANSACTION_LIST'];
type Direction = TransactionRow['direction'];

/**
 * The movements of `transactions.csv`. Amounts may come without a sign, or with that of their direction; a row whose
 * sign contradicts its direction refuses the file. The business date is the day of `bookedAt` in `timeZone`. Throws
 * `ParseError` for all that cannot be read exactly.
 */
export function readTransactionCsv(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
  timeZone = EXCHANGE_ZONE,
): FileReading<TransactionRow> {
  const section = profile.csv.TRANSACTION_LIST;
  const problems = new ProblemList();
  const file = { name: fileName, layouts: section.layouts, columns: TRANSACTION_COLUMNS, problems };
  return {
    rows: readCsvRows(bytes, file, (laidOut) =>
      transactionMapper(fileName, section, laidOut, timeZone),
    ),
    problems: problems.problems,
    ignored: () => 0,
  };
}

function transactionMapper(
  file: string,
  { directions }: TransactionSection,
  laidOut: LaidOut<TransactionColumn, TransactionSection['layouts'][number]>,
  timeZone: string,
) {
  const pocketId = pocketIdParser();
  const dayOf = dayInZone(timeZone);
  const directionOf = directionParser(directions);
  const cash = cashReader(file, laidOut);
  return (cells: Cells<TransactionColumn>): TransactionRow => {
    const direction = directionOf(cells.required('direction'));
    const bookedAt = cells.required('booked_at');
    const businessDate = dayOf(bookedAt);
    const settledAt = cells.text('settled_at');
    if (settledAt !== null) dayOf(settledAt);
    return {
      locator: cells.locator(),
      transactionId: cells.required('id'),
      pocketId: pocketId(cells.required('pocket_id')),
      type: cells.required('type'),
      direction,
      currency: currencyOf(cells),
      amount: signed(cash(cells), direction),
      description: cells.text('description'),
      bookedAt,
      businessDate,
      settledAt,
      status: cells.required('status'),
      extra: cells.extra(),
    };
  };
}

function directionParser(words: TransactionSection['directions']): (word: string) => Direction {
  const known = new Map<string, Direction>();
  for (const direction of ['DEBIT', 'CREDIT'] as const) {
    for (const word of words[direction]) known.set(word.toUpperCase(), direction);
  }
  return (word) => {
    const direction = known.get(word.toUpperCase());
    if (direction !== undefined) return direction;
    throw new ValueError(`one of ${[...known.keys()].join(', ')}`, word);
  };
}

function signed(amount: Decimal, direction: Direction): Decimal {
  if (direction === 'CREDIT') {
    if (isNegative(amount)) throw new ValueError('no negative amount of a credit', amount);
    return amount;
  }
  return isNegative(amount) ? amount : negated(amount);
}
