export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'USAGE'
  | 'AUTH_REJECTED'
  | 'NOT_PERMITTED'
  | 'HTTP_STATUS'
  | 'HTTP_FAILED'
  | 'ANSWER_INVALID'
  | 'REPORT_FAILED'
  | 'REPORT_LATE'
  | 'DOWNLOAD_INVALID'
  | 'LANDING_FAILED'
  | 'VALUE_INVALID'
  | 'PARSE_INVALID'
  | 'FILE_FOREIGN'
  | 'ARCHIVE_INVALID'
  | 'LOAD_REJECTED'
  | 'DATABASE_UNAVAILABLE'
  | 'SCHEMA_MISMATCH'
  | 'RUN_BUSY'
  | 'INVARIANT_BROKEN';

interface ErrorDetails {
  /** May the same thing be tried again, unchanged, with a chance of success? */
  readonly retryable: boolean;
  /** What a person needs to find the place; never a secret. */
  readonly context?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** What stopped us. `code` is stable; the message says where, what was expected and what came. */
export class PocketbookError extends Error {
  override readonly name: string = 'PocketbookError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly context: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails) {
    super(message, { cause: details.cause });
    this.code = code;
    this.retryable = details.retryable;
    this.context = details.context ?? {};
  }
}

/** Text that is not what a domain type needs. Whoever knows where it stood adds the place. */
export class ValueError extends PocketbookError {
  override readonly name = 'ValueError';

  constructor(expected: string, value: string) {
    super('VALUE_INVALID', `expected ${expected}, got '${shorten(value)}'`, { retryable: false });
  }
}

/** Where a reader stood: 1-based line and column, and the element path or column name. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly locator: string;
}

/** A file that is refused whole: `stmt.xml:41:7 Stmt[1]/Ntry[4]/Amt: expected a decimal amount, got '1,00'`. */
export class ParseError extends PocketbookError {
  override readonly name = 'ParseError';
  readonly place: FilePlace;

  constructor(place: FilePlace, reason: string, cause?: unknown) {
    const locator = place.locator === '' ? '' : ` ${place.locator}`;
    super('PARSE_INVALID', `${place.file}:${place.line}:${place.column}${locator}: ${reason}`, {
      retryable: false,
      context: { ...place },
      cause,
    });
    this.place = place;
  }
}

/** A setting or a command line that is wrong: exit code 2. */
export class ConfigError extends PocketbookError {
  override readonly name = 'ConfigError';

  constructor(message: string, cause?: unknown) {
    super('CONFIG_INVALID', message, { retryable: false, cause });
  }
}

/** A mistake of ours, never of the data. */
export class InvariantError extends PocketbookError {
  override readonly name = 'InvariantError';

  constructor(message: string) {
    super('INVARIANT_BROKEN', message, { retryable: false });
  }
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
