import type { Bytes } from '../domain/reading.ts';
import type { DateRange } from '../domain/report.ts';
import type { Api } from './api.ts';
import type { LandedFile } from './landed-file.ts';
import type { Landing } from './landing.ts';
import { pageQuery, pagesOf, readPage } from './page.ts';
import type { WireApi } from './wire.ts';

/**
 * Lands all trades of all pockets that settle in the range as one file: a JSON array whose elements are the pages, byte for
 * byte as they came, `[page1,page2,...]`. A trade may stand on two pages; whoever reads the file counts it once, by its id.
 */
export function fetchTradeList(
  tools: { readonly api: Api; readonly wire: WireApi; readonly landing: Landing },
  settledIn: DateRange,
  signal?: AbortSignal,
): Promise<LandedFile> {
  // Each page was read as JSON before it is written, so the whole is well-formed and complete.
  return tools.landing.land(joined(pageBytes(tools.api, tools.wire, settledIn, signal)), {
    lengthProven: true,
  });
}

async function* joined(pages: AsyncIterable<Uint8Array>): Bytes {
  let separator = '[';
  for await (const bytes of pages) {
    yield Buffer.from(separator);
    yield bytes;
    separator = ',';
  }
  yield Buffer.from(']');
}

async function* pageBytes(
  api: Api,
  wire: WireApi,
  { from, to }: DateRange,
  signal: AbortSignal | undefined,
): Bytes {
  const name = 'trades list';
  const pages = pagesOf(name, async (cursor) => {
    const answer = await api.call({
      name,
      kind: 'trades',
      group: 'trades',
      method: 'GET',
      path: wire.paths.trades,
      query: {
        [wire.trade.settled_from_parameter]: from,
        [wire.trade.settled_to_parameter]: to,
        ...pageQuery(wire.page, cursor),
      },
      isRepeatable: true,
      read: (received) => readPage(received, wire.page, () => null),
      signal,
    });
    return { bytes: answer.bytes, next: answer.value.next };
  });
  for await (const page of pages) yield page.bytes;
}
