import type { PriceRow } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import { PRICE_COLUMNS, type PriceColumn, type Profile } from '../profile.ts';
import type { CsvRow } from './csv-row.ts';
import { dateParser } from './parse-csv-value.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { toldCusipParser } from './told-cusip.ts';

const PRICE_SCALE = 6;

/**
 * End-of-day prices per 100 of face. Throws `ParseError` for anything that cannot be read exactly as the profile says,
 * such as a row without the profile's marker.
 */
export function readPriceCsv(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
): FileReading<PriceRow> {
  const layout = profile.csv.SECURITY_PRICE_REPORT;
  const problems = new ProblemList();
  const file = { name: fileName, layout, columns: PRICE_COLUMNS, problems };
  const map = priceMapper(layout.date_format, problems);
  return {
    rows: readCsvRows(bytes, file, map),
    problems: problems.problems,
    ignored: () => 0,
  };
}

function priceMapper(dateFormat: string, problems: ProblemList) {
  const dateOf = dateParser(dateFormat);
  const cusipOf = toldCusipParser(problems);
  return (cells: CsvRow<PriceColumn | 'marker'>): PriceRow => {
    const locator = cells.locator();
    return {
      locator,
      cusip: cusipOf(cells.raw('cusip'), locator),
      businessDate: dateOf(cells.raw('pricing_date')),
      price: cells.positive('price', PRICE_SCALE),
      provider: cells.required('provider'),
      extra: null,
    };
  };
}
