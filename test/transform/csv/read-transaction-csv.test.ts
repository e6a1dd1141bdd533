import { describe, expect, test } from 'vitest';
import { readTransactionCsv } from '../../../src/transform/csv/read-transaction-csv.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';
import { POCKET } from './trade-csv-fixture.ts';

const HEADER =
  'id,pocket_id,type,direction,amount,currency,description,time_booked,time_settled,status\n';

const line = (direction: string, amount: string, currency = 'USD') =>
  `X-1,${POCKET},ACH,${direction},${amount},${currency},Payroll,2026-10-02T03:30:00Z,,BOOKED\n`;

const read = (rows: string, header = HEADER) =>
  collect(readTransactionCsv(bytesOf(`${header}${rows}`, 50), 'x.csv', jiko).rows);

test('a movement, every column of it', async () => {
  expect(await read(line('DEBIT', '12.30'))).toEqual([
    {
      locator: 'line 2',
      activityId: 'X-1',
      transactionId: null,
      pocketId: POCKET,
      type: 'ACH',
      direction: 'DEBIT',
      amount: '-12.30',
      currency: 'USD',
      description: 'Payroll',
      title: null,
      counterpartyName: null,
      wireId: null,
      onUsId: null,
      traceNumber: null,
      reference: null,
      bookedAt: '2026-10-02T03:30:00Z',
      bookedOn: '2026-10-01',
      settledAt: null,
      status: 'BOOKED',
      extra: null,
    },
  ]);
});

test.each([
  ['DEBIT', '12.30', '-12.30'],
  ['DEBIT', '-12.30', '-12.30'],
  ['debit', '0.00', '0.00'],
  ['CREDIT', '12.30', '12.30'],
])('a %s of %s moves the pocket by %s', async (direction, amount, signed) => {
  expect((await read(line(direction, amount)))[0]?.amount).toBe(signed);
});

test('an amount may come in cents, and without a currency', async () => {
  const header = HEADER.replace('amount,currency', 'amount.value,desk');
  expect(await read(line('CREDIT', '1230', 'x'), header)).toMatchObject([
    { amount: '12.30', currency: 'USD', extra: '{"desk":"x"}' },
  ]);
});

describe('refused', () => {
  test.each([
    [
      'CREDIT',
      '-12.30',
      'USD',
      "2:5 amount: expected no negative amount of a credit, got '-12.30'",
    ],
    ['UP', '12.30', 'USD', "2:4 direction: expected one of DEBIT, CREDIT, got 'UP'"],
    ['DEBIT', '12.305', 'USD', "2:5 amount: expected at most 2 decimals, got '12.305'"],
    ['DEBIT', '12.30', 'usd', "2:6 currency: expected a currency of three letters, got 'usd'"],
  ])('%s %s %s', async (direction, amount, currency, message) => {
    expect(await refusalOf(read(line(direction, amount, currency)))).toBe(`x.csv:${message}`);
  });

  test('a day in place of an instant', async () => {
    const row = line('DEBIT', '1.00').replace('2026-10-02T03:30:00Z', '2026-10-02');
    expect(await refusalOf(read(row))).toBe(
      "x.csv:2:8 booked_at: expected an instant with its offset, got '2026-10-02'",
    );
  });

  test('a settlement that is no instant', async () => {
    const row = line('DEBIT', '1.00').replace(',,BOOKED', ',soon,BOOKED');
    expect(await refusalOf(read(row))).toBe(
      "x.csv:2:9 settled_at: expected an instant with its offset, got 'soon'",
    );
  });
});
