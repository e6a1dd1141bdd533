import { expect, it } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { findLostRequest } from '../../src/extract/lost-request.ts';
import type { RemoteRequest } from '../../src/extract/remote-request.ts';
import type { ReportAsk } from '../../src/extract/report-ask.ts';
import { askFor } from './support/client.ts';

const day = parseBusinessDate('2026-10-01');
const intendedAt = new Date('2026-10-02T06:00:00Z');
const after = (seconds: number) => new Date(intendedAt.getTime() + seconds * 1000);

const listed = (id: string, changes: Partial<RemoteRequest> = {}): RemoteRequest => ({
  id,
  type: 'BANK_STATEMENT_REPORT',
  pocketIds: ['pocket-1'],
  range: { from: day, to: day },
  state: 'running',
  statusWord: 'PENDING',
  reports: [],
  error: null,
  createdAt: after(1),
  ...changes,
});

const ask = askFor('2026-10-01');
const find = (requests: RemoteRequest[], claimed: string[] = [], wanted: ReportAsk = ask) =>
  findLostRequest(requests, wanted, intendedAt, new Set(claimed))?.id ?? null;

it('finds the request of the same type, day and pockets', () => {
  expect(find([listed('a')])).toBe('a');
  expect(find([])).toBeNull();
});

it('takes none that belongs to another ask', () => {
  expect(find([listed('a'), listed('b')], ['a'])).toBe('b');
  expect(find([listed('a')], ['a'])).toBeNull();
});

it.each([
  ['type', { type: 'BROKERAGE_STATEMENT_REPORT' }],
  ['unknown type', { type: null }],
  ['pocket', { pocketIds: ['pocket-2'] }],
  ['more pockets', { pocketIds: ['pocket-1', 'pocket-2'] }],
  ['all pockets', { pocketIds: null }],
  ['day', { range: { from: day, to: parseBusinessDate('2026-10-02') } }],
  ['unknown day', { range: null }],
  ['unknown age', { createdAt: null }],
  ['too great an age', { createdAt: after(-301) }],
] as const)('takes none of another %s', (_, changes) => {
  expect(find([listed('a', changes)])).toBeNull();
});

it('allows for clocks that differ by what sign-in accepts', () => {
  expect(find([listed('a', { createdAt: after(-299) })])).toBe('a');
});

it('prefers the one created nearest to the intent', () => {
  const requests = [
    listed('late', { createdAt: after(900) }),
    listed('near', { createdAt: after(2) }),
    listed('early', { createdAt: after(-100) }),
  ];
  expect(find(requests)).toBe('near');
});

it('compares pockets as sets', () => {
  const wanted: ReportAsk = { ...ask, pocketIds: ['b', 'a'] };
  expect(find([listed('x', { pocketIds: ['a', 'b'] })], [], wanted)).toBe('x');
  const all: ReportAsk = { ...ask, pocketIds: null };
  expect(find([listed('x', { pocketIds: null })], [], all)).toBe('x');
});
