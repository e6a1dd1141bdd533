import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Client, connect, type Json } from './client.ts';

const PATH = '/api/v2/transactions/';
const WINDOW = 'time_booked_from=2026-10-01T04:00:00Z&time_booked_to=2026-10-31T04:00:00Z';

let sandbox: Sandbox;
let client: Client;
beforeAll(async () => {
  const range = { from: '2026-10-01', to: '2026-10-29' };
  sandbox = await startSandbox({ ...range, keyAlgorithm: 'EdDSA', seed: 4, pockets: 2 });
  client = await connect(sandbox);
});
afterAll(() => sandbox.stop());

async function pages(query: string): Promise<{ items: Json[]; previous: unknown }[]> {
  const found: { items: Json[]; previous: unknown }[] = [];
  for (let cursor: unknown = ''; cursor !== null; ) {
    const page = await client.json('GET', `${PATH}?${query}&cursor=${cursor}`);
    found.push({ items: page['items'] as Json[], previous: page['prev_page'] });
    cursor = page['next_page'];
  }
  return found;
}

async function walk(query: string): Promise<Json[]> {
  return (await pages(query)).flatMap(({ items }) => items);
}

const idsOf = (items: readonly Json[]) => items.map(({ id }) => id);

describe('transactions', () => {
  test('are those of the truth, each once, though pages end between two of one instant', async () => {
    const all = await walk(`${WINDOW}&limit=1`);
    const truth = sandbox
      .truth()
      .transactions.filter(({ time_booked }) => time_booked >= '2026-10-01T04');
    expect(idsOf(all).sort()).toEqual(truth.map(({ id }) => id).sort());
    const instants = all.map((item) => `${item['pocket_id']} ${item['time_booked']}`);
    expect(new Set(instants).size, 'some share an instant').toBeLessThan(instants.length);
  });

  test('come newest first, or oldest first when asked', async () => {
    const newest = await walk(WINDOW);
    expect(idsOf(await walk(`${WINDOW}&order=asc`))).toEqual(idsOf(newest.toReversed()));
    const times = newest.map((item) => Date.parse(String(item['time_booked'])));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test('have a way back from each page but the first', async () => {
    const [first, second, third] = await pages(`${WINDOW}&limit=4`);
    expect(first?.previous).toBeNull();
    const back = async (cursor: unknown) =>
      (await client.json('GET', `${PATH}?${WINDOW}&limit=4&cursor=${cursor}`))['items'] as Json[];
    expect(idsOf(await back(third?.previous))).toEqual(idsOf(second?.items ?? []));
    expect(idsOf(await back(second?.previous))).toEqual(idsOf(first?.items ?? []));
  });

  test('are filtered by pocket, type, direction and amount', async () => {
    const all = await walk(WINDOW);
    const [one] = all;
    const amountOf = (item: Json) => (item['amount'] as { value: number }).value;
    const sieves: [string, (item: Json) => boolean][] = [
      [`pocket[]=${one?.['pocket_id']}`, (item) => item['pocket_id'] === one?.['pocket_id']],
      ['type[]=WIRE&type[]=FEE', (item) => ['WIRE', 'FEE'].includes(String(item['type']))],
      ['direction=DEBIT', (item) => item['direction'] === 'DEBIT'],
      [
        'amount_from=2000&amount_to=100000',
        (item) => amountOf(item) >= 2_000 && amountOf(item) <= 100_000,
      ],
    ];
    for (const [query, isMeant] of sieves) {
      const found = await walk(`${WINDOW}&${query}`);
      expect(idsOf(found), query).toEqual(idsOf(all.filter(isMeant)));
      expect(found.length, query).toBeGreaterThan(0);
    }
  });

  test('refuse a bound that is none', async () => {
    const reply = await client.call('GET', `${PATH}?time_booked_from=yesterday`);
    expect(reply.status).toBe(422);
  });

  test('are told once more as CSV, line by line', async () => {
    const text = await (await client.call('GET', `/api/v2/transactions.csv?${WINDOW}`)).text();
    const lines = text.trim().split('\n').slice(1);
    expect(lines).toHaveLength((await walk(WINDOW)).length);
  });
});
