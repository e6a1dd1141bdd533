import type { HookedCall, SandboxHooks } from '../../../sandbox/start.ts';

/** A report request as the sandbox shows it in the words of the `jiko` profile. */
export interface ShownRequest {
  readonly id: string;
  readonly report_type: string;
  readonly pocket_ids: readonly string[] | null;
  readonly date?: string;
  readonly date_from?: string;
  readonly status: string;
  readonly reports: readonly unknown[];
  readonly error: string | null;
}

export interface RequestRewriter {
  readonly hooks: SandboxHooks;
  /** How many were created of those that are meant. */
  created(): number;
}

/** Lets requests look otherwise than they are, wherever the API shows them. `nth` counts those that are meant, from 1. */
export function rewriteRequests(
  isMeant: (request: ShownRequest) => boolean,
  rewrite: (request: ShownRequest, nth: number) => ShownRequest,
): RequestRewriter {
  const numbers = new Map<string, number>();
  const show = (request: ShownRequest): ShownRequest => {
    const nth = numbers.get(request.id);
    return nth === undefined ? request : rewrite(request, nth);
  };
  return {
    created: () => numbers.size,
    hooks: {
      async after({ route }, response) {
        if (!['create', 'list', 'get'].includes(route) || !response.ok) return undefined;
        const body = (await response.json()) as ShownRequest | { items: ShownRequest[] };
        if ('items' in body) return answer({ ...body, items: body.items.map(show) }, response);
        if (route === 'create' && isMeant(body)) numbers.set(body.id, numbers.size + 1);
        return answer(show(body), response);
      },
    },
  };
}

function answer(body: unknown, { status, headers }: Response): Response {
  const kept = new Headers(headers);
  kept.delete('content-length');
  return new Response(JSON.stringify(body), { status, headers: kept });
}

/** What a request still shows while nothing is ready. */
export function pending(request: ShownRequest): ShownRequest {
  return { ...request, status: 'PENDING', reports: [] };
}

export function failed(request: ShownRequest, error: string): ShownRequest {
  return { ...request, status: 'FAILED', reports: [], error };
}

/** A file on its way, named as the sandbox names it: `bank_statement_report_2025-05-20.xml`. */
export interface FileOnItsWay {
  readonly name: string;
  readonly text: string;
}

export interface Damage {
  readonly hooks: SandboxHooks;
  /** The bytes that were sent in place of the right ones, in order. */
  readonly sent: readonly string[];
}

/** Sends the first file that is meant in a damaged form, with headers that are right for it. */
export function damageOnce(
  isMeant: (file: FileOnItsWay) => boolean,
  damage: (file: FileOnItsWay) => string,
): Damage {
  const sent: string[] = [];
  return {
    sent,
    hooks: {
      async after({ route }: HookedCall, response) {
        if (route !== 'file' || !response.ok) return undefined;
        const text = await response.text();
        const name = /filename="(.*)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
        const file = { name: name ?? '', text };
        const isTurn = sent.length === 0 && isMeant(file);
        const body = isTurn ? damage(file) : text;
        if (isTurn) sent.push(body);
        const headers = new Headers(response.headers);
        headers.set('content-length', String(Buffer.byteLength(body)));
        return new Response(body, { status: 200, headers });
      },
    },
  };
}
