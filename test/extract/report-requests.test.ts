import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import type { ReportAsk } from '../../src/extract/report-ask.ts';
import { askFor, makeClient, recordingLog } from './support/client.ts';
import { type FakeJiko, startFakeJiko, status } from './support/fake-jiko.ts';

let jiko: FakeJiko;
beforeEach(async () => {
  jiko = await startFakeJiko();
});
afterEach(() => jiko.close());

const from = parseBusinessDate('2026-10-01');
const to = parseBusinessDate('2026-10-31');
const trades: ReportAsk = {
  reportType: 'TRADE_REPORT',
  format: 'CSV',
  pocketIds: null,
  range: { from, to },
};

it.each<[ReportAsk, object]>([
  [
    askFor('2026-10-01'),
    {
      report_type: 'BANK_STATEMENT_REPORT',
      output_formats: ['CAMT053'],
      pocket_ids: ['pocket-1'],
      date: '2026-10-01',
    },
  ],
  [
    { ...trades, dateFilter: 'settlement_date' },
    {
      report_type: 'TRADE_REPORT',
      output_formats: ['CSV'],
      date_from: '2026-10-01',
      date_to: '2026-10-31',
      date_filter_type: 'SETTLEMENT_DATE',
    },
  ],
])('asks in the words of the profile', async (ask, body) => {
  const client = await makeClient(jiko);
  const created = await client.createReportRequest(ask);
  expect(jiko.requests[0]?.body).toEqual(body);
  expect(created).toMatchObject({ type: ask.reportType, pocketIds: ask.pocketIds, error: null });
});

it('asks for no more days than one request may hold', async () => {
  const client = await makeClient(jiko);
  const range = { from, to: parseBusinessDate('2026-11-01') };
  await expect(client.createReportRequest({ ...trades, range })).rejects.toThrow(
    'expected 1 to 31 days, got 32',
  );
  expect(jiko.seen).toEqual([]);
});

it('reads one page, or all of them one after the other', async () => {
  const client = await makeClient(jiko);
  for (let day = 0; day < 120; day++)
    await client.createReportRequest(askFor('2026-10-01', `p${day}`));
  const query = { createdFrom: from, createdTo: null };
  const first = await client.listReportRequests(query);
  expect(first.requests).toHaveLength(100);
  expect(jiko.seen.at(-1)?.url).toMatch(/\?limit=100&date_from=2026-10-01$/);
  const ids: string[] = [];
  for await (const page of client.reportRequestPages(query)) {
    ids.push(...page.requests.map(({ id }) => id));
  }
  expect(new Set(ids).size).toBe(120);
});

it('does not run in circles when a cursor comes round again', async () => {
  jiko.always('list', status(200, {}, { items: [], next_page: 'same' }));
  const client = await makeClient(jiko);
  const read = async () => {
    for await (const _ of client.reportRequestPages({ createdFrom: null, createdTo: null }));
  };
  await expect(read()).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  expect(jiko.count('list')).toBe(2);
});

it.each([
  ['COMPLETED', 'ready'],
  ['succeeded', 'ready'],
  ['FAILED', 'failed'],
  ['PENDING', 'running'],
  ['FROBNICATING', 'running'],
])('takes the status %s for %s (R04)', async (word, state) => {
  jiko.next('get', status(200, {}, { id: 'x', status: word }));
  const client = await makeClient(jiko);
  expect(await client.getReportRequest('x')).toEqual({
    id: 'x',
    type: null,
    pocketIds: null,
    range: null,
    state,
    statusWord: word,
    reports: [],
    error: null,
    createdAt: null,
  });
});

it('warns of an unknown status once a word (R04)', async () => {
  const log = recordingLog();
  const client = await makeClient(jiko, { log });
  for (const word of ['FROBNICATING', 'FROBNICATING', 'MULLING', 'PENDING']) {
    jiko.next('get', status(200, {}, { id: 'x', status: word }));
    await client.getReportRequest('x');
  }
  expect(log.lines.filter((line) => line.startsWith('extract.status-unknown'))).toHaveLength(2);
});

it('survives what others have asked for', async () => {
  const strange = {
    id: 'x',
    status: 'DONE',
    report_type: 'TAX_REPORT',
    date: 'last month',
    created_at: '2026-10-01 12:00',
    reports: [{ id: 1 }],
    error: { code: 7 },
  };
  jiko.next('list', status(200, {}, { items: [strange] }));
  const client = await makeClient(jiko);
  const { requests, next } = await client.listReportRequests({
    createdFrom: null,
    createdTo: null,
  });
  expect(next).toBeNull();
  expect(requests[0]).toMatchObject({
    type: null,
    range: null,
    createdAt: null,
    reports: [{ id: '1', format: null }],
    error: '{"code":7}',
  });
});
