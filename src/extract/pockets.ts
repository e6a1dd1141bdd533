import { z } from 'zod';
import { idShape, type Received, readField, readObject } from './answer.ts';
import type { Api } from './api.ts';
import { pageQuery, pagesOf, readPage } from './page.ts';
import type { WireApi } from './wire.ts';

export interface Pocket {
  readonly id: string;
  readonly name: string | null;
  /** In Jiko's word. */
  readonly status: string | null;
}

const optionalText = z.string().nullish();

/** All pockets, each once: cursors go by time stamps, so that equal ones can show an item twice. */
export async function listPockets(
  api: Api,
  wire: WireApi,
  signal?: AbortSignal,
): Promise<readonly Pocket[]> {
  const name = 'pockets list';
  const pages = pagesOf(name, async (cursor) => {
    const answer = await api.call({
      name,
      kind: 'pockets',
      group: 'pockets',
      method: 'GET',
      path: wire.paths.pockets,
      query: pageQuery(wire.page, cursor),
      isRepeatable: true,
      read: (received) => readPage(received, wire.page, (item) => readPocket(item, wire)),
      signal,
    });
    return answer.value;
  });
  const pockets = new Map<string, Pocket>();
  for await (const page of pages) {
    for (const pocket of page.items) pockets.set(pocket.id, pocket);
  }
  return [...pockets.values()];
}

function readPocket(item: Received, { pocket: { fields } }: WireApi): Pocket {
  const body = readObject(item);
  return {
    id: readField(body, fields.id, idShape).value,
    name: readField(body, fields.name, optionalText).value ?? null,
    status: readField(body, fields.status, optionalText).value ?? null,
  };
}
