import type { TransactionRow } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { FileReading } from '../file-reading.ts';
import { dayInZone, EXCHANGE_ZONE } from '../json/trade-date.ts';
import { ProblemList } from '../problem-list.ts';
import {
  type CsvProfile,
  type Profile,
  TRANSACTION_COLUMNS,
  type TransactionColumn,
} from '../profile.ts';
import { directionParser, signed, typeParser, UnbookedTally } from '../transaction-words.ts';
import { cashReader, currencyOf } from './cash-cells.ts';
import type { LaidOut } from './choose-layout.ts';
import { pocketIdParser } from './parse-csv-value.ts';
import { type Cells, readCsvRows } from './read-csv-rows.ts';

type TransactionLayout = CsvProfile['TRANSACTION_LIST']['layouts'][number];

/**
 * The movements of `transactions.csv`, which mean what those of the JSON listing mean. Amounts may come without a sign, or
 * with that of their direction; a row whose sign contradicts its direction refuses the file. A row that is not booked yet is
 * ignored. Throws `ParseError` for all that cannot be read exactly.
 */
export function readTransactionCsv(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
  timeZone = EXCHANGE_ZONE,
): FileReading<TransactionRow> {
  const { layouts } = profile.csv.TRANSACTION_LIST;
  const problems = new ProblemList();
  const unbooked = new UnbookedTally(problems);
  const file = { name: fileName, layouts, columns: TRANSACTION_COLUMNS, problems };
  let ignored = 0;
  const mapper = (laidOut: LaidOut<TransactionColumn, TransactionLayout>) => {
    const map = transactionMapper(fileName, profile, problems, { laidOut, timeZone });
    return (cells: Cells<TransactionColumn>): TransactionRow | null => {
      const bookedAt = cells.text('booked_at');
      if (bookedAt !== null) return map(cells, bookedAt);
      unbooked.add(cells.locator());
      ignored++;
      return null;
    };
  };
  return {
    rows: readCsvRows(bytes, file, mapper),
    problems: problems.problems,
    ignored: () => ignored,
  };
}

function transactionMapper(
  file: string,
  profile: Profile,
  problems: ProblemList,
  {
    laidOut,
    timeZone,
  }: { laidOut: LaidOut<TransactionColumn, TransactionLayout>; timeZone: string },
) {
  const pocketId = pocketIdParser();
  const dayOf = dayInZone(timeZone);
  const directionOf = directionParser(profile.csv.TRANSACTION_LIST.directions);
  const typeOf = typeParser(profile, problems);
  const cash = cashReader(file, laidOut);
  return (cells: Cells<TransactionColumn>, bookedAt: string): TransactionRow => {
    // In the order of their columns: what `cells` was asked for last is what a message names.
    const direction = directionOf(cells.required('direction'));
    cells.required('booked_at');
    const bookedOn = dayOf(bookedAt);
    const settledAt = cells.text('settled_at');
    if (settledAt !== null) dayOf(settledAt);
    const locator = cells.locator();
    return {
      locator,
      activityId: cells.required('id'),
      transactionId: cells.text('transaction_id'),
      pocketId: pocketId(cells.required('pocket_id')),
      type: typeOf(cells.required('type'), locator),
      direction,
      currency: currencyOf(cells),
      amount: signed(cash(cells), direction),
      description: cells.text('description'),
      title: cells.text('title'),
      counterpartyName: cells.text('counterparty_name'),
      wireId: cells.text('wire_id'),
      onUsId: cells.text('on_us_id'),
      traceNumber: cells.text('trace_number'),
      reference: cells.text('reference'),
      bookedAt,
      bookedOn,
      settledAt,
      status: cells.required('status'),
      extra: cells.extra(),
    };
  };
}
