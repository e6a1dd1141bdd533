import type { Dpop } from './dpop.ts';
import type { HttpAnswer } from './exchange.ts';
import type { MessageSigner } from './message-signer.ts';
import type { AccessToken } from './token-answer.ts';

/** What a call shows to be let in, beside what it asks. Only for the API: never for the host of the files. */
export interface CallProofs {
  /** Made for one attempt: a second one needs its own. */
  headers(request: CallRequest, token: AccessToken): Promise<Readonly<Record<string, string>>>;
  /** True where the call was refused for want of a nonce that the answer tells: it may be sent once more. */
  learn(url: string, answer: HttpAnswer): boolean;
}

export interface CallRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: string | undefined;
}

export function createCallProofs(dpop: Dpop | null, signer: MessageSigner | null): CallProofs {
  return {
    async headers(request, token) {
      const value = token.value.reveal();
      const headers = {
        authorization: `${token.scheme} ${value}`,
        ...(dpop === null ? {} : { dpop: await dpop.prove(request, value) }),
      };
      return signer === null
        ? headers
        : { ...headers, ...(await signer.sign({ ...request, headers })) };
    },
    learn: (url, answer) => dpop?.learn(url, answer) ?? false,
  };
}
