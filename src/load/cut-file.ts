import type { BusinessDate } from '../domain/business-date.ts';
import type { Cusip } from '../domain/cusip.ts';
import { isCusipCheckDigitRight } from '../domain/cusip.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { TradeRow } from '../domain/ledger-row.ts';
import { copyLine } from './copy-text.ts';
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
 * of, so that staged rows carry small numbers. Lives as long as the load of one file.
 */
export class FileCut {
  readonly scope: FileScope;
  readonly units = new Map<string, UnitContent>();
  readonly securityLines: string[] = [];
  readonly holdingLines: string[] = [];
  readonly contextLines: string[] = [];
  readonly #numbers = {
    security: new Numbering(),
    holding: new Numbering(),
    context: new Numbering(),
  };

  constructor(scope: FileScope, asked: Iterable<UnitKey>) {
    this.scope = scope;
    // A unit without rows is a fact too: that a day had no trades, or that a pocket held nothing.
    for (const { pocketId, businessDate } of asked) this.unit(pocketId, businessDate);
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
    return this.unit(pocketId, businessDate);
  }

  unit(pocketId: string | null, businessDate: BusinessDate): UnitContent {
    const key = `${businessDate}${pocketId ?? ''}`;
    let unit = this.units.get(key);
    if (unit === undefined) {
      unit = new UnitContent(this.units.size + 1, pocketId, businessDate);
      this.units.set(key, unit);
    }
    return unit;
  }

  securityNo(cusip: Cusip): number {
    const { no, isNew } = this.#numbers.security.of(cusip);
    if (isNew) this.securityLines.push(copyLine([no, cusip, isCusipCheckDigitRight(cusip)]));
    return no;
  }

  holdingNo(pocketId: string, cusip: Cusip): number {
    const { no, isNew } = this.#numbers.holding.of(`${cusip}${pocketId}`);
    if (isNew) this.holdingLines.push(copyLine([no, pocketId, this.securityNo(cusip)]));
    return no;
  }

  contextNo(row: TradeRow): number {
    const { issuer, issueDate, maturityDate, transactionCode, custodian, custodianAccount } = row;
    const terms = [issuer, issueDate, maturityDate, transactionCode, custodian, custodianAccount];
    const { no, isNew } = this.#numbers.context.of(`${row.cusip}\u001f${terms.join('\u001f')}`);
    if (isNew) this.contextLines.push(copyLine([no, this.securityNo(row.cusip), ...terms]));
    return no;
  }
}

class Numbering {
  readonly #numbers = new Map<string, number>();

  of(key: string): { no: number; isNew: boolean } {
    const known = this.#numbers.get(key);
    if (known !== undefined) return { no: known, isNew: false };
    const no = this.#numbers.size + 1;
    this.#numbers.set(key, no);
    return { no, isNew: true };
  }
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
