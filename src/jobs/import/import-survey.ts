import type { BusinessDate } from '../../domain/business-date.ts';
import { ParseError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { type Account, isListing, REPORT_TYPES, type ReportType } from '../../domain/report.ts';
import type { UnitKey } from '../../load/cut-file.ts';
import { settledOn } from '../../load/stage-rows.ts';
import { pocketOfAccount } from '../../transform/camt053/account-pattern.ts';
import { readCamt053 } from '../../transform/camt053/read-camt053.ts';
import { peek } from '../../transform/peek.ts';
import type { Profile } from '../../transform/profile.ts';
import { readReport } from '../../transform/read-report.ts';
import { type FileKind, RECOGNISE_BYTES, recognise } from '../../transform/recognise.ts';
import type { LocalJob } from '../job.ts';
import { packingOf } from './import-unpack.ts';

/** A landed file that can be read as often as needed. */
export interface ReadableFile {
  /** for messages */
  readonly name: string;
  open(): Bytes;
}

/** What a file speaks of, by its own rows; each with the place where it is first spoken of. */
export interface Survey {
  readonly reportType: ReportType;
  /** Of every row, also of those that no ledger takes. None in a price file. */
  readonly pockets: ReadonlyMap<string, string>;
  /** Each pocket and day that there is a row of, once; the pocket is null for prices. */
  readonly units: readonly SurveyedUnit[];
}

export interface SurveyedUnit extends UnitKey {
  readonly locator: string;
}

/** What a file is by its first bytes and, for a statement, by its account. Throws `ParseError` for one that is no report. */
export async function recogniseReport(file: ReadableFile, profile: Profile): Promise<ReportType> {
  const { head } = await peek(file.open(), RECOGNISE_BYTES);
  const kind = recognise(head, profile);
  if (kind === 'camt.053') return reportOfAccount(await accountOf(file, profile), file, profile);
  if (kind === 'trade-list-csv' || kind === 'trade-list-json') return 'TRADE_LIST';
  if (kind === 'transaction-csv' || kind === 'transaction-json') return 'TRANSACTION_LIST';
  const reportType = kind === null ? null : reportReadBy(kind, profile);
  if (reportType !== null) return reportType;
  // A listing is kept as an array of its pages. One without an item does not tell which it is.
  if (/^\s*\[/.test(new TextDecoder().decode(head))) return 'TRADE_LIST';
  throw refuse(file, `expected a report that the profile knows, got ${describe(head)}`);
}

/** What decides which day a row belongs to. */
export type SurveyReader = Pick<LocalJob, 'profile' | 'timeZone' | 'calendar'>;

/**
 * Reads the whole file and lists the units that its rows belong to. A position summary does not carry its date: its rows
 * are of `asOf`. Throws `ParseError` as its reader does.
 */
export async function surveyReport(
  file: ReadableFile,
  reportType: ReportType,
  asOf: BusinessDate | null,
  reader: SurveyReader,
): Promise<Survey> {
  const pockets = new Map<string, string>();
  const units = new UnitSet();
  for await (const { pocketId, businessDate, locator } of placesOfRows(
    file,
    reportType,
    asOf,
    reader,
  )) {
    if (pocketId !== null && !pockets.has(pocketId)) pockets.set(pocketId, locator);
    if (businessDate !== null) units.add(pocketId, businessDate, locator);
  }
  return { reportType, pockets, units: units.list() };
}

interface PlaceOfRow {
  readonly pocketId: string | null;
  /** null: a row that is no row of a ledger */
  readonly businessDate: BusinessDate | null;
  readonly locator: string;
}

/** The days are those by which the load cuts a file into units. */
async function* placesOfRows(
  { name, open }: ReadableFile,
  reportType: ReportType,
  asOf: BusinessDate | null,
  { profile, timeZone, calendar }: SurveyReader,
): AsyncGenerator<PlaceOfRow> {
  const report = readReport(reportType, open(), name, profile, timeZone);
  switch (report.kind) {
    case 'statement':
      for await (const rows of report.reading.rows) yield* rows;
      return;
    case 'trades':
      for await (const rows of report.reading.rows) {
        for (const { pocketId, tradeDate, locator } of rows) {
          yield { pocketId, businessDate: tradeDate, locator };
        }
      }
      return;
    case 'trade-list':
      for await (const rows of report.reading.rows) {
        for (const row of rows) {
          yield { pocketId: row.pocketId, businessDate: settledOn(row), locator: row.locator };
        }
      }
      return;
    case 'transactions':
      for await (const rows of report.reading.rows) {
        for (const { pocketId, bookedOn, locator } of rows) {
          const isBusinessDay = calendar.isBusinessDay(bookedOn);
          const businessDate = isBusinessDay ? bookedOn : calendar.nextBusinessDay(bookedOn);
          yield { pocketId, businessDate, locator };
        }
      }
      return;
    case 'positions':
      if (asOf === null) throw refuse({ name }, WITHOUT_DATE);
      for await (const rows of report.reading.rows) {
        for (const { pocketId, locator } of rows) yield { pocketId, businessDate: asOf, locator };
      }
      return;
    case 'prices':
      for await (const rows of report.reading.rows) {
        for (const { businessDate, locator } of rows) {
          yield { pocketId: null, businessDate, locator };
        }
      }
      return;
    default:
      return report satisfies never;
  }
}

export const WITHOUT_DATE =
  'a position summary does not carry its date: name the day that it was made for with --date';

class UnitSet {
  readonly #locators = new Map<BusinessDate, Map<string | null, string>>();

  add(pocketId: string | null, businessDate: BusinessDate, locator: string): void {
    const ofDay = this.#locators.get(businessDate);
    if (ofDay === undefined) this.#locators.set(businessDate, new Map([[pocketId, locator]]));
    else if (!ofDay.has(pocketId)) ofDay.set(pocketId, locator);
  }

  list(): SurveyedUnit[] {
    return [...this.#locators].flatMap(([businessDate, ofDay]) =>
      [...ofDay].map(([pocketId, locator]) => ({ pocketId, businessDate, locator })),
    );
  }
}

function reportReadBy(reader: FileKind, { reports }: Profile): ReportType | null {
  return REPORT_TYPES.find((type) => !isListing(type) && reports[type].reader === reader) ?? null;
}

/** The account of the first statement; the reader refuses others of another side. */
async function accountOf(file: ReadableFile, profile: Profile): Promise<Account> {
  for await (const events of readCamt053(file.open(), file.name)) {
    for (const event of events) {
      if (event.kind !== 'start') continue;
      const { account, line, column, locator } = event.header;
      const sides = (['BANK', 'BROKERAGE'] as const).filter((side) =>
        isLike(account?.id ?? '', profile.camt053.account_id[side]),
      );
      const [side] = sides;
      if (side !== undefined && sides.length === 1) return side;
      const { BANK, BROKERAGE } = profile.camt053.account_id;
      const place = { file: file.name, line, column, locator };
      throw new ParseError(
        place,
        `expected an account id like ${BANK} or ${BROKERAGE}, got ${shown(account?.id ?? '')}`,
      );
    }
  }
  throw refuse(file, 'expected a statement (Stmt), got none');
}

function isLike(accountId: string, pattern: string): boolean {
  try {
    pocketOfAccount(accountId, pattern);
    return true;
  } catch {
    return false;
  }
}

/** Never a whole account number. */
function shown(accountId: string): string {
  return accountId === '' ? 'none' : `'...${accountId.slice(-4)}'`;
}

function reportOfAccount(account: Account, file: ReadableFile, { reports }: Profile): ReportType {
  const found = REPORT_TYPES.find((type) => {
    const report = isListing(type) ? null : reports[type];
    return report?.reader === 'camt053' && report.account === account;
  });
  if (found !== undefined) return found;
  throw refuse(file, `the profile has no report of statements of the ${account} account`);
}

function describe(head: Uint8Array): string {
  if (head.length === 0) return 'an empty file';
  if (packingOf(head) !== null) return 'an archive that could not be unpacked';
  const start = new TextDecoder().decode(head).trimStart();
  if (start.startsWith('{')) return 'JSON';
  if (start.startsWith('%PDF')) return 'a PDF document: ask for the report as CSV or camt.053';
  const [firstLine = ''] = start.split(/[\r\n]/, 1);
  return `a file that begins with '${firstLine.slice(0, 60).replaceAll(/[\p{Cc}\p{Cf}]/gu, '?')}'`;
}

function refuse({ name }: Pick<ReadableFile, 'name'>, reason: string): ParseError {
  return new ParseError({ file: name, line: 1, column: 1, locator: '' }, reason);
}
