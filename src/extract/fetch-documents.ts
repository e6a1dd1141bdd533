import pLimit from 'p-limit';
import { groupOf } from '../domain/customer-api.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { Received } from './answer.ts';
import type { Api } from './api.ts';
import { atPath } from './at-path.ts';
import { type FileFetchOptions, FileUrlExpired, openFile } from './file-fetch.ts';
import type { LandedFile } from './landed-file.ts';
import type { LandingZone } from './landing.ts';
import { onlyPdf } from './only-pdf.ts';
import { pageQuery, pagesOf, readPage } from './page.ts';
import { type Retrying, repeat } from './retry.ts';
import { Secret } from './secret.ts';
import type { WireField, WireProfile, Words } from './wire.ts';

/** What becomes of each document that is wanted, told as it comes. */
export interface DocumentHooks {
  landed(statementId: string, file: LandedFile): Promise<void>;
  /** Not there, or not to be had: `reason` never holds its address. */
  refused(statementId: string, reason: string): Promise<void>;
}

interface DocumentTools {
  readonly api: Api;
  readonly wire: WireProfile;
  readonly landing: LandingZone;
  readonly files: FileFetchOptions;
  readonly retrying: Retrying;
}

/** How often the list is gone through for addresses that still open. */
const ROUNDS_MAX = 4;
/** An address lives ten minutes; what has waited longer than this is asked for again without being tried. */
const URL_KEPT_MS = 9 * 60_000;
/** A statement of some pages has a few hundred kilobytes. */
const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;
const SIDE_BY_SIDE = 4;

/**
 * Lists the monthly statements and tax forms and lands the PDF of those wanted, at once: an address is in this function and
 * nowhere else. The list is asked for again for those whose address has expired. Throws what `Api.call` throws, and
 * LANDING_FAILED; what concerns one document is told by `hooks.refused`.
 */
export async function fetchDocuments(
  tools: DocumentTools,
  wanted: readonly string[],
  hooks: DocumentHooks,
  signal?: AbortSignal,
): Promise<void> {
  let left: ReadonlyMap<string, string> = new Map(wanted.map((id) => [id, 'it is not listed']));
  for (let round = 1; round <= ROUNDS_MAX && left.size > 0; round++) {
    left = await goThroughList(tools, left, hooks, signal);
  }
  for (const [id, reason] of left) await hooks.refused(id, reason);
}

/** Returns those that are worth another round, with what came in their way. */
async function goThroughList(
  tools: DocumentTools,
  wanted: ReadonlyMap<string, string>,
  hooks: DocumentHooks,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const left = new Map(wanted);
  const again = new Map<string, string>();
  const limit = pLimit(SIDE_BY_SIDE);
  for await (const listed of pagesOfAddresses(tools, signal)) {
    const askedAt = tools.retrying.clock.now().getTime();
    const isFresh = () => tools.retrying.clock.now().getTime() - askedAt < URL_KEPT_MS;
    // The next page is asked for when this one is through: its addresses live from then on.
    await Promise.all(
      listed.items
        .filter(({ id }) => left.delete(id))
        .map(({ id, url }) =>
          limit(async () => {
            const reason = await landOne(tools, { id, url }, isFresh, hooks, signal);
            if (reason !== null) again.set(id, reason);
          }),
        ),
    );
    if (left.size === 0) break;
  }
  for (const [id, reason] of left) await hooks.refused(id, reason);
  return again;
}

/** Why another round is worth it; null where it landed, or never will. */
async function landOne(
  { files, landing, retrying }: DocumentTools,
  { id, url }: Listed,
  isFresh: () => boolean,
  hooks: DocumentHooks,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  if (url === null) {
    await hooks.refused(id, 'it is listed without an address');
    return null;
  }
  if (!isFresh()) return 'its address has expired';
  try {
    const file = await repeat(
      async () => {
        const opened = await openFile(url.reveal(), capped(files), signal);
        return landing.land(onlyPdf(opened.bytes), { lengthProven: opened.lengthProven });
      },
      retrying,
      { signal, mayRepeat: (error) => error.retryable && error.code === 'HTTP_FAILED' },
    );
    await hooks.landed(id, file);
    return null;
  } catch (error) {
    if (!isOfOneDocument(error)) throw error;
    if (error instanceof FileUrlExpired || error.retryable) return error.message;
    await hooks.refused(id, error.message);
    return null;
  }
}

function isOfOneDocument(error: unknown): error is PocketbookError {
  if (!(error instanceof PocketbookError)) return false;
  return error.code === 'DOWNLOAD_INVALID' || error.code === 'HTTP_FAILED';
}

function capped(files: FileFetchOptions): FileFetchOptions {
  return { ...files, bytesMax: Math.min(files.bytesMax, DOCUMENT_BYTES_MAX) };
}

interface Listed {
  readonly id: string;
  readonly url: Secret | null;
}

function pagesOfAddresses({ api, wire }: DocumentTools, signal: AbortSignal | undefined) {
  const kind = wire.resources.kinds.statements;
  return pagesOf('statements', async (cursor) => {
    const answer = await api.call({
      name: 'statements',
      kind: 'resources',
      group: groupOf('statements'),
      method: 'GET',
      path: wire.api.paths.statements,
      query: { ...kind.query, ...pageQuery(wire.api.page, cursor) },
      isRepeatable: true,
      read: (received) =>
        readPage(received, wire.api.page, (item) =>
          readListed(item, wordsOf(kind.fields['statement_id']), wordsOf(kind.fields['pdf_url'])),
        ),
      signal,
    });
    return answer.value;
  });
}

function readListed({ value, place }: Received, ids: Words, urls: Words): Listed {
  const id = textAt(value, ids);
  const url = textAt(value, urls);
  if (id === null) {
    throw new PocketbookError('ANSWER_INVALID', `${place}: expected an id, got none`, {
      retryable: false,
      context: { place },
    });
  }
  return { id, url: url === null ? null : new Secret(url) };
}

/** The first of the words under which there is a text that is not empty. */
function textAt(value: unknown, words: Words): string | null {
  const found = words
    .map((word) => atPath(value, word))
    .find((told) => typeof told === 'string' && told !== '');
  return typeof found === 'string' ? found : null;
}

function wordsOf(field: WireField | undefined): Words {
  return field === undefined || 'fields' in field ? [] : field;
}
