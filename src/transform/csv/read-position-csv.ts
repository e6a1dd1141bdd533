import type { CashPositionRow, PositionRow } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import { POSITION_COLUMNS, type PositionColumn, type Profile } from '../profile.ts';
import type { CsvRow } from './csv-row.ts';
import { pocketIdParser } from './parse-csv-value.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { toldCusipParser } from './told-cusip.ts';

const PRICE_SCALE = 6;
const VALUE_SCALE = 2;

/**
 * The holdings and the residual cash of a position summary, as of the day asked for: the file does not carry it.
 * Quantities are whole units of 100 of face. Throws `ParseError` for anything that cannot be read exactly.
 */
export function readPositionCsv(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
): FileReading<PositionRow | CashPositionRow> {
  const layout = profile.csv.POSITION_SUMMARY_REPORT;
  const problems = new ProblemList();
  const file = { name: fileName, layout, columns: POSITION_COLUMNS, problems };
  const map = positionMapper(layout.cash_cusip, problems);
  return {
    rows: readCsvRows(bytes, file, map),
    problems: problems.problems,
    ignored: () => 0,
  };
}

function positionMapper(cashWords: readonly string[], problems: ProblemList) {
  const pocketIdOf = pocketIdParser();
  const cusipOf = toldCusipParser(problems);
  return (cells: CsvRow<PositionColumn | 'marker'>): PositionRow | CashPositionRow => {
    const locator = cells.locator();
    const pocketId = pocketIdOf(cells.required('pocket_id'));
    const pocketName = cells.text('pocket_name');
    const cusip = cells.raw('cusip');
    if (cashWords.includes(cusip.trim())) {
      const amount = cells.decimal('market_value', VALUE_SCALE);
      return { kind: 'cash', locator, pocketId, pocketName, amount };
    }
    return {
      kind: 'position',
      locator,
      pocketId,
      pocketName,
      cusip: cusipOf(cusip, locator),
      quantity: cells.wholeNumber('quantity'),
      marketPrice: cells.positive('market_price', PRICE_SCALE),
      marketValue: cells.notNegative('market_value', VALUE_SCALE),
      costValue: cells.notNegative('cost_value', VALUE_SCALE),
      extra: null,
    };
  };
}
