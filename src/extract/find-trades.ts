import { z } from 'zod';
import { groupOf } from '../domain/customer-api.ts';
import type { DateRange } from '../domain/report.ts';
import { idShape, readField, readObject } from './answer.ts';
import type { Api } from './api.ts';
import { pageQuery, pagesOf, readPage } from './page.ts';
import type { WireApi } from './wire.ts';

/** Of a trade of Jiko's list, what tells which one it is. */
export interface RemoteTrade {
  readonly id: string;
  readonly pocketId: string;
  /** null where not told. */
  readonly reference: string | null;
}

const text = z.string().nullish();

/** The trades that settle in the range, in all pockets. Nothing is landed. */
export async function findTrades(
  api: Api,
  wire: WireApi,
  settledIn: DateRange,
  signal?: AbortSignal,
): Promise<readonly RemoteTrade[]> {
  const { fields, settled_from_parameter: from, settled_to_parameter: to } = wire.trade;
  const pages = pagesOf('trades list', async (cursor) => {
    const answer = await api.call({
      name: 'trades list',
      kind: 'trades',
      group: groupOf('trades'),
      method: 'GET',
      path: wire.paths.trades,
      query: { [from]: settledIn.from, [to]: settledIn.to, ...pageQuery(wire.page, cursor) },
      isRepeatable: true,
      read: (received) =>
        readPage(received, wire.page, (item): RemoteTrade => {
          const trade = readObject(item);
          return {
            id: readField(trade, fields.id, idShape).value,
            pocketId: readField(trade, fields.pocket_id, idShape).value,
            reference: readField(trade, fields.reference, text).value ?? null,
          };
        }),
      signal,
    });
    return answer.value;
  });
  const found: RemoteTrade[] = [];
  for await (const { items } of pages) found.push(...items);
  return found;
}
