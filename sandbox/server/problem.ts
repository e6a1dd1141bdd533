/** An answer that is not a success, thrown from wherever it was noticed. */
export class Problem extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function notFound(what: string): Problem {
  return new Problem(404, { detail: `${what} not found` });
}

/** The shape FastAPI gives a request it cannot accept. */
export function unprocessable(
  loc: readonly (string | number)[],
  msg: string,
  type = 'value_error',
): Problem {
  return new Problem(422, { detail: [{ loc, msg, type }] });
}
