import type { CashPositionRow, PositionRow } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import {
  type CsvProfile,
  POSITION_COLUMNS,
  type PositionColumn,
  type Profile,
} from '../profile.ts';
import { isPocketId, pocketIdParser } from './parse-csv-value.ts';
import { PositionTotals } from './position-totals.ts';
import { type Cells, readCsvRows } from './read-csv-rows.ts';
import { toldCusipParser } from './told-cusip.ts';

const PRICE_SCALE = 6;
const VALUE_SCALE = 2;

type PositionCells = Cells<PositionColumn>;

/**
 * The holdings and the residual cash of a position summary, as of the day asked for: the file does not carry it.
 * Quantities are whole units of 100 of face. What is below nothing is read as it is told, and judged by the rule
 * `position_negative`: one such row must not keep the positions of all pockets out. Rows of totals are ignored, and one that does not tie is a problem. Throws
 * `ParseError` for anything that cannot be read exactly.
 */
export function readPositionCsv(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
): FileReading<PositionRow | CashPositionRow> {
  const section = profile.csv.POSITION_SUMMARY_REPORT;
  const problems = new ProblemList();
  const reader = new PositionReader(section, problems);
  const file = { name: fileName, layouts: section.layouts, columns: POSITION_COLUMNS, problems };
  return {
    rows: readCsvRows(bytes, file, () => (cells) => reader.read(cells)),
    problems: problems.problems,
    ignored: () => reader.ignored,
  };
}

class PositionReader {
  ignored = 0;
  readonly #cashWords: readonly string[];
  readonly #totalWords: readonly string[];
  readonly #problems: ProblemList;
  readonly #pocketIdOf = pocketIdParser();
  readonly #cusipOf: ReturnType<typeof toldCusipParser>;
  readonly #totals = new PositionTotals();

  constructor(section: CsvProfile['POSITION_SUMMARY_REPORT'], problems: ProblemList) {
    this.#cashWords = section.cash_cusip;
    this.#totalWords = section.total_words.map((word) => word.toLowerCase());
    this.#problems = problems;
    this.#cusipOf = toldCusipParser(problems);
  }

  read(cells: PositionCells): PositionRow | CashPositionRow | null {
    const row = this.#isTotal(cells) ? null : this.#row(cells);
    if (row === null) this.#checkTotal(cells);
    else this.#totals.add(row);
    return row;
  }

  /** A row that names its pocket may begin with the name of a pocket that is called Total. */
  #isTotal(cells: PositionCells): boolean {
    const first = isPocketId(cells.raw('pocket_id').trim()) ? '' : cells.first();
    const starts = [first, cells.raw('cusip')].map((cell) => cell.trim().toLowerCase());
    return this.#totalWords.some((word) => starts.some((start) => start.startsWith(word)));
  }

  #checkTotal(cells: PositionCells): void {
    this.ignored++;
    const pocket = cells.raw('pocket_id').trim();
    const claimed = {
      quantity: cells.raw('quantity'),
      market_value: cells.raw('market_value'),
      cost_value: cells.raw('cost_value'),
    };
    const pocketId = isPocketId(pocket) ? this.#pocketIdOf(pocket) : null;
    for (const complaint of this.#totals.check(claimed, pocketId)) {
      this.#problems.add(cells.locator(), `the total does not tie: ${complaint}`);
    }
  }

  #row(cells: PositionCells): PositionRow | CashPositionRow {
    const locator = cells.locator();
    const pocketId = this.#pocketIdOf(cells.required('pocket_id'));
    const pocketName = cells.text('pocket_name');
    const cusip = cells.raw('cusip');
    if (this.#cashWords.includes(cusip.trim())) {
      const amount = cells.decimal('market_value', VALUE_SCALE);
      return { kind: 'cash', locator, pocketId, pocketName, amount };
    }
    return {
      kind: 'position',
      locator,
      pocketId,
      pocketName,
      cusip: this.#cusipOf(cusip, locator),
      quantity: cells.signedWholeNumber('quantity'),
      marketPrice: cells.positive('market_price', PRICE_SCALE),
      marketValue: cells.decimal('market_value', VALUE_SCALE),
      costValue: cells.decimal('cost_value', VALUE_SCALE),
      extra: cells.extra(),
    };
  }
}
