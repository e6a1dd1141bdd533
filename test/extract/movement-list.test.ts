import { readdir, readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { createLanding } from '../../src/extract/landing.ts';
import { makeClient, makeFolder } from './support/client.ts';
import { realClock } from './support/clocks.ts';
import { type FakeJiko, reset, startFakeJiko, status } from './support/fake-jiko.ts';

let jiko: FakeJiko;
afterEach(() => jiko.close());

const ask = { type: 'TRADE_LIST', from: '2026-10-01', to: '2026-10-31' } as const;
const trades = Array.from({ length: 230 }, (_, index) => ({
  id: `t-${index}`,
  price: '98.612361',
}));

it('lands all pages as they came, as one JSON array', async () => {
  jiko = await startFakeJiko({ items: { trades } });
  jiko.next('trades', reset);
  const client = await makeClient(jiko);
  const landed = await client.fetchMovementList(ask);
  const pages: { items: { id: string }[] }[] = JSON.parse(await readFile(landed.path, 'utf8'));
  expect(pages.map(({ items }) => items.length)).toEqual([100, 100, 30]);
  expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(
    trades.map(({ id }) => id),
  );
  expect(landed.lengthProven).toBe(true);
  const { searchParams } = new URL(jiko.seen.find(({ route }) => route === 'trades')?.url ?? '');
  expect(Object.fromEntries(searchParams)).toEqual({
    settlement_date_from: '2026-10-01',
    settlement_date_to: '2026-10-31',
    limit: '100',
  });
});

it('keeps the very bytes, number formats and blanks included', async () => {
  jiko = await startFakeJiko();
  const page = '{ "items" : [{"id":"a","notional":1.10}],\n "next_page": null }';
  jiko.next('trades', ({ response }) => void response.end(page));
  const client = await makeClient(jiko);
  const landed = await client.fetchMovementList(ask);
  expect(await readFile(landed.path, 'utf8')).toBe(`[${page}]`);
});

it('lands nothing when a page cannot be had', async () => {
  jiko = await startFakeJiko({ items: { trades } });
  const folder = await makeFolder();
  const landing = await createLanding({ folder, clock: realClock });
  jiko.next('trades', ({ plain }) => plain(), status(403));
  const client = await makeClient(jiko, { landing });
  await expect(client.fetchMovementList(ask)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  expect(await readdir(folder)).toEqual([]);
});

it('lists each pocket once though it stands on two pages', async () => {
  const pockets = Array.from({ length: 130 }, (_, index) => ({
    id: `p-${index === 100 ? 99 : index}`,
    pocket_name: `Pocket ${index}`,
  }));
  jiko = await startFakeJiko({ items: { pockets } });
  const client = await makeClient(jiko);
  const listed = await client.listPockets();
  expect(listed).toHaveLength(129);
  expect(listed[0]).toEqual({ id: 'p-0', name: 'Pocket 0', status: null });
});
