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

/** The shape FastAPI gives a request it cannot accept; `ctx` is what the message is made of. */
export function unprocessable(
  loc: readonly (string | number)[],
  msg: string,
  type = 'value_error',
  ctx?: Readonly<Record<string, unknown>>,
): Problem {
  return new Problem(422, {
    detail: [ctx === undefined ? { loc, msg, type } : { loc, msg, type, ctx }],
  });
}

export type ProblemShape = 'plain' | 'with_input';

interface Complaint {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
  readonly ctx?: unknown;
}

/** The body of a 422 as a version of the documentation has it: with what was sent and what the message is made of, or without. */
export function shaped(problem: Problem, shape: ProblemShape, query: URLSearchParams): unknown {
  if (problem.status !== 422 || !isComplaints(problem.body)) return problem.body;
  const detail = problem.body.detail.map(({ loc, msg, type, ctx }) => {
    if (shape === 'plain') return { loc, msg, type };
    const input = loc[0] === 'query' ? query.get(String(loc[1])) : null;
    return ctx === undefined ? { loc, msg, type, input } : { loc, msg, type, input, ctx };
  });
  return { detail };
}

function isComplaints(body: unknown): body is { readonly detail: readonly Complaint[] } {
  return (
    typeof body === 'object' && body !== null && 'detail' in body && Array.isArray(body.detail)
  );
}
