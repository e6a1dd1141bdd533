import type { BusinessDate } from '../domain/business-date.ts';
import type { Cusip } from '../domain/cusip.ts';
import { isCusipCheckDigitRight } from '../domain/cusip.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { TradeRow } from '../domain/ledger-row.ts';
import { copyFields, copyLine } from './copy-text.ts';
import { StagedLines } from './staged-lines.ts';
import { UnitContent } from './unit-content.ts';

/** What a file was asked for; a row of anything else makes the file foreign. */
export interface FileScope {
  readonly file: string;
  /** null: all pockets */
  readonly pocketId: string | null;
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}

export interface UnitKey {
  /** null for prices */
  readonly pocketId: string | null;
  readonly businessDate: BusinessDate;
}

/**
 * Cuts the rows of one file into units, and numbers the units, securities, holdings and trade contexts that it speaks
 * of, so that staged rows carry small numbers: from 1 without a gap. Lives as long as the file is being read.
 */
export class FileCut {
  readonly scope: FileScope;
  /** Tells the files of one transaction apart; the first field of every staged line. */
  readonly fileNo: number;
  readonly lines = new StagedLines();
  readonly units: UnitContent[] = [];
  readonly #units = new TwoKeyMap<UnitContent>();
  readonly #securities = new Map<string, number>();
  readonly #holdings = new TwoKeyMap<number>();
  readonly #contexts = new TwoKeyMap<TradeContext>();
  readonly #latestContexts = new Map<
    string,
    { readonly row: TradeRow; readonly context: TradeContext }
  >();
  #holdingCount = 0;
  #contextCount = 0;

  constructor(scope: FileScope, asked: Iterable<UnitKey>, fileNo = 0) {
    this.scope = scope;
    this.fileNo = fileNo;
    // A unit without rows is a fact too: that a day had no trades, or that a pocket held nothing.
    for (const { pocketId, businessDate } of asked) this.#unit(pocketId, businessDate);
  }

  /** How many holdings and trade contexts were numbered. */
  get counts(): { readonly holdings: number; readonly contexts: number } {
    return { holdings: this.#holdingCount, contexts: this.#contextCount };
  }

  /** The unit that a row belongs to. Refuses a row of a pocket or a day that the file was not asked for. */
  unitOfRow(pocketId: string | null, businessDate: BusinessDate, locator: string): UnitContent {
    const { scope } = this;
    if (scope.pocketId !== null && pocketId !== null && pocketId !== scope.pocketId) {
      throw foreign(scope, locator, `rows of pocket ${scope.pocketId}`, `pocket ${pocketId}`);
    }
    if (businessDate < scope.from || businessDate > scope.to) {
      throw foreign(scope, locator, `rows from ${scope.from} to ${scope.to}`, businessDate);
    }
    return this.#unit(pocketId, businessDate);
  }

  securityNo(cusip: Cusip): number {
    const known = this.#securities.get(cusip);
    if (known !== undefined) return known;
    const no = this.#securities.size + 1;
    this.#securities.set(cusip, no);
    const isRight = isCusipCheckDigitRight(cusip);
    this.lines.add('stage_security', copyLine([this.fileNo, no, cusip, isRight]));
    return no;
  }

  holdingNo(pocketId: string, cusip: Cusip): number {
    return this.#holdings.getOrMake(pocketId, cusip, () => {
      const no = ++this.#holdingCount;
      const securityNo = this.securityNo(cusip);
      this.lines.add('stage_holding', copyLine([this.fileNo, no, pocketId, securityNo]));
      return no;
    });
  }

  /** The number of a row's trade context, and its terms as COPY text. */
  contextOf(row: TradeRow): TradeContext {
    // The rows of one security nearly always agree, and comparing is quicker than making a text of six.
    const latest = this.#latestContexts.get(row.cusip);
    if (latest !== undefined && isSameContext(latest.row, row)) return latest.context;
    const terms = copyFields(contextTerms(row));
    const context = this.#contexts.getOrMake(row.cusip, terms, () => {
      const no = ++this.#contextCount;
      const securityNo = this.securityNo(row.cusip);
      this.lines.add('stage_context', `${this.fileNo}\t${no}\t${securityNo}\t${terms}\n`);
      return { no, terms };
    });
    this.#latestContexts.set(row.cusip, { row, context });
    return context;
  }

  #unit(pocketId: string | null, businessDate: BusinessDate): UnitContent {
    return this.#units.getOrMake(businessDate, pocketId ?? '', () => {
      const unit = new UnitContent(this.units.length + 1, pocketId, businessDate);
      this.units.push(unit);
      return unit;
    });
  }
}

interface TradeContext {
  readonly no: number;
  readonly terms: string;
}

/** A map of maps: looked up once a row, it is quicker than one map under a key put together. */
class TwoKeyMap<Value> {
  readonly #byFirst = new Map<string, Map<string, Value>>();

  getOrMake(first: string, second: string, make: () => Value): Value {
    let bySecond = this.#byFirst.get(first);
    if (bySecond === undefined) {
      bySecond = new Map();
      this.#byFirst.set(first, bySecond);
    }
    let value = bySecond.get(second);
    if (value === undefined) {
      value = make();
      bySecond.set(second, value);
    }
    return value;
  }
}

function contextTerms(row: TradeRow): (string | null)[] {
  const { issuer, issueDate, maturityDate, transactionCode, custodian, custodianAccount } = row;
  return [issuer, issueDate, maturityDate, transactionCode, custodian, custodianAccount];
}

function isSameContext(a: TradeRow, b: TradeRow): boolean {
  return (
    a.issuer === b.issuer &&
    a.issueDate === b.issueDate &&
    a.maturityDate === b.maturityDate &&
    a.transactionCode === b.transactionCode &&
    a.custodian === b.custodian &&
    a.custodianAccount === b.custodianAccount
  );
}

function foreign(
  scope: FileScope,
  locator: string,
  expected: string,
  came: string,
): PocketbookError {
  return new PocketbookError(
    'FILE_FOREIGN',
    `${scope.file} ${locator}: expected ${expected}, got ${came}`,
    { retryable: false, context: { file: scope.file, locator } },
  );
}
