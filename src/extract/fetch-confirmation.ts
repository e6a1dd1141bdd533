import { groupOf } from '../domain/customer-api.ts';
import type { Bytes } from '../domain/reading.ts';
import type { Api } from './api.ts';
import { type FileFetchOptions, FileUrlExpired, openFile } from './file-fetch.ts';
import { fillPath } from './fill-path.ts';
import { onlyPdf } from './only-pdf.ts';
import { type Retrying, repeat } from './retry.ts';
import type { WireApi } from './wire.ts';

/** A trade, by the ids that Jiko gave it and its pocket. */
export interface ConfirmedTrade {
  readonly pocketId: string;
  readonly tradeId: string;
}

interface ConfirmationTools {
  readonly api: Api;
  readonly wire: WireApi;
  readonly files: FileFetchOptions;
  readonly retrying: Retrying;
}

/** How often an address that has expired is asked for anew. */
const ADDRESSES_MAX = 3;
const CONFIRMATION_BYTES_MAX = 16 * 1024 * 1024;

/**
 * The PDF that confirms a trade, in memory and nowhere else. Its temporary address is opened without our token. Throws HTTP_STATUS
 * (404: there is none), NOT_PERMITTED, DOWNLOAD_INVALID, HTTP_FAILED.
 */
export function fetchConfirmation(
  { api, wire, files, retrying }: ConfirmationTools,
  { pocketId, tradeId }: ConfirmedTrade,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const bytesMax = Math.min(files.bytesMax, CONFIRMATION_BYTES_MAX);
  let addresses = 0;
  return repeat(
    async () => {
      addresses += 1;
      const address = await api.locate({
        name: 'trade confirmation',
        kind: 'resources',
        group: groupOf('trade_confirmation'),
        path: fillPath(wire.paths.trade_confirmation, {
          account_id: pocketId,
          trade_id: tradeId,
        }),
        signal,
      });
      const { bytes } = await openFile(address.reveal(), { ...files, bytesMax }, signal);
      return collect(onlyPdf(bytes));
    },
    retrying,
    {
      signal,
      mayRepeat: (error) =>
        addresses < ADDRESSES_MAX && (error instanceof FileUrlExpired || isFileFailure(error)),
    },
  );
}

/** The call for the address has been repeated already. */
function isFileFailure({ code, retryable }: { code: string; retryable: boolean }): boolean {
  return retryable && code === 'DOWNLOAD_INVALID';
}

async function collect(bytes: Bytes): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
