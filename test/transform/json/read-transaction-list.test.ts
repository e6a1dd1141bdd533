import { describe, expect, test } from 'vitest';
import { readTransactionList } from '../../../src/transform/json/read-transaction-list.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';

const POCKET = '0194d1c2-a3b4-4c5d-8e6f-708192a3b4c5';

const wire = {
  id: 'A-1',
  transaction_id: 'X-1',
  pocket_id: POCKET,
  type: 'WIRE',
  direction: 'DEBIT',
  amount: { value: 1230, currency: 'USD', formatted: '$99.99' },
  description: 'Rent',
  title: 'Wire out',
  counterparty_name: 'Landlord & Co',
  wire_id: 'W-1',
  reference_number: 'R-1',
  time_booked: '2026-10-02T03:30:00.123456Z',
  time_settled: null,
  status: 'BOOKED',
};

const fileOf = (...items: object[]) => JSON.stringify([{ items, next_page: null }]);

async function read(content: string, timeZone?: string) {
  const reading = readTransactionList(bytesOf(content, 64), 'l.json', jiko, timeZone);
  const rows = await collect(reading.rows);
  return { rows, problems: reading.problems, ignored: reading.ignored() };
}

test('a transaction, every field of it', async () => {
  const { rows } = await read(fileOf(wire));
  expect(rows).toEqual([
    {
      locator: 'page[1].items[1]',
      activityId: 'A-1',
      transactionId: 'X-1',
      pocketId: POCKET,
      type: 'WIRE',
      direction: 'DEBIT',
      amount: '-12.30',
      currency: 'USD',
      description: 'Rent',
      title: 'Wire out',
      counterpartyName: 'Landlord & Co',
      wireId: 'W-1',
      onUsId: null,
      traceNumber: null,
      reference: 'R-1',
      bookedAt: '2026-10-02T03:30:00.123456Z',
      bookedOn: '2026-10-01',
      settledAt: null,
      status: 'BOOKED',
      extra: null,
    },
  ]);
});

test('the day is that of the zone of the business day', async () => {
  const { rows } = await read(fileOf(wire), 'Asia/Tokyo');
  expect(rows).toMatchObject([{ bookedOn: '2026-10-02' }]);
});

test('fields that mean nothing are kept, types that nobody knows too, and those are told of once', async () => {
  const odd = { ...wire, type: 'BARTER', goat: { legs: 4 } };
  const { rows, problems } = await read(fileOf(odd, { ...odd, id: 'A-2' }));
  expect(rows).toMatchObject([
    { type: 'BARTER', extra: '{"goat":{"legs":4}}' },
    { type: 'BARTER', extra: '{"goat":{"legs":4}}' },
  ]);
  expect(problems).toEqual([
    {
      locator: 'page[1].items[1]',
      message: 'a transaction of the unknown type BARTER was kept as it is',
    },
  ]);
});

test('what is not booked yet is ignored, and told of once', async () => {
  const pending = (id: string) => ({ ...wire, id, time_booked: null });
  const { rows, problems, ignored } = await read(fileOf(pending('A-1'), wire, pending('A-3')));
  // the same id, told as pending first and as booked afterwards
  expect(rows).toHaveLength(1);
  expect(ignored).toBe(2);
  expect(problems.filter(({ message }) => message.startsWith('not booked yet'))).toHaveLength(1);
});

test('of two tellings of one id the later is taken, and equal ones are handed out for the load to count', async () => {
  const settled = { ...wire, status: 'SETTLED' };
  const { rows, ignored, problems } = await read(fileOf(wire, settled));
  expect(rows).toMatchObject([{ status: 'SETTLED' }]);
  expect(ignored).toBe(1);
  expect(problems[0]?.message).toContain('told again at page[1].items[2]');
  expect((await read(fileOf(wire, wire))).rows).toHaveLength(2);
});

test.each([
  ['DEBIT', 1230, '-12.30'],
  ['DEBIT', -1230, '-12.30'],
  ['CREDIT', 1230, '12.30'],
  ['CREDIT', 9_007_199_254_740_991, '90071992547409.91'],
])('a %s of %d cents moves the pocket by %s', async (direction, value, amount) => {
  const { rows } = await read(fileOf({ ...wire, direction, amount: { value, currency: 'USD' } }));
  expect(rows[0]?.amount).toBe(amount);
});

test('a figure beyond what a binary float holds keeps its last digit, and so does one of a field that nobody knows', async () => {
  const told = fileOf({ ...wire, direction: 'CREDIT', surcharge: 0 })
    .replace('"value":1230', '"value":9007199254740993')
    .replace('"surcharge":0', '"surcharge":0.10000000000000000001');
  const { rows } = await read(told);
  expect(rows[0]?.amount).toBe('90071992547409.93');
  expect(rows[0]?.extra).toContain('"surcharge":0.10000000000000000001');
});

describe('refused', () => {
  const text = fileOf({ ...wire, direction: 'CREDIT' });
  test.each([
    ['"value":1230', '"value":-1', /no negative amount of a credit/],
    ['"CREDIT"', '"SIDEWAYS"', /expected one of DEBIT, CREDIT, got 'SIDEWAYS'/],
    ['"value":1230', '"value":12.5', /value as a whole number, got '12.5'/],
    ['"value":1230', '"value":1230.00000000000000001', /value as a whole number/],
    ['"value":1230', '"value":123e1', /value as a whole number/],
    ['"value":1230', '"value":1234567890123456789', /value as a whole number/],
    ['"value":1230', '"value":"1230"', /value as a whole number/],
    ['"currency":"USD"', '"currency":"usd"', /a currency of three letters/],
    ['2026-10-02T03:30:00.123456Z', '2026-10-02', /an instant with its offset/],
    ['"id":"A-1"', '"id":null', /expected id, got 'none'/],
  ])('%s as %s', async (told, otherwise, message) => {
    expect(text).toContain(told);
    expect(await refusalOf(read(text.replace(told, otherwise)))).toMatch(message);
  });
});
