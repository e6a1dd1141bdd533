type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** One line an event, its fields beside it. Never a secret, a token, a signed URL or a full account number. */
export interface Log {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
