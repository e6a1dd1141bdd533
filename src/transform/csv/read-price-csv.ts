import type { PriceRow } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import { PRICE_COLUMNS, type PriceColumn, type Profile } from '../profile.ts';
import { dateParser } from './parse-csv-value.ts';
import { type Cells, readCsvRows } from './read-csv-rows.ts';
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
  const { layouts } = profile.csv.SECURITY_PRICE_REPORT;
  const problems = new ProblemList();
  const askedFormat = profile.reports.SECURITY_PRICE_REPORT.format;
  const file = { name: fileName, layouts, columns: PRICE_COLUMNS, askedFormat, problems };
  return {
    rows: readCsvRows(bytes, file, ({ layout }) => priceMapper(layout.date_format, problems)),
    problems: problems.problems,
    ignored: () => 0,
  };
}

function priceMapper(dateFormat: string, problems: ProblemList) {
  const dateOf = dateParser(dateFormat);
  const cusipOf = toldCusipParser(problems);
  return (cells: Cells<PriceColumn>): PriceRow => {
    const locator = cells.locator();
    return {
      locator,
      cusip: cusipOf(cells.raw('cusip'), locator),
      businessDate: dateOf(cells.raw('pricing_date')),
      price: cells.positive('price', PRICE_SCALE),
      provider: cells.required('provider'),
      extra: cells.extra(),
    };
  };
}
