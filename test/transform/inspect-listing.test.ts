import { expect, test } from 'vitest';
import { inspectFile } from '../../src/transform/inspect.ts';
import { bytesOf } from './support/bytes.ts';
import { jiko } from './support/profile.ts';

const POCKET = '0194d1c2-a3b4-4c5d-8e6f-708192a3b4c5';

const fileOf = (...items: object[]) => JSON.stringify([{ items, next_page: null }]);

const transaction = {
  id: 'A-1',
  pocket_id: POCKET,
  type: 'ACH',
  direction: 'DEBIT',
  amount: { value: 1230 },
  time_booked: '2026-10-02T15:00:00Z',
  status: 'BOOKED',
};
const trade = {
  id: 'T-1',
  account_id: POCKET,
  activity: 'BUY',
  cusip: '912797HF7',
  quantity: 1,
  price: '98.5',
  notional: { value: 9850 },
  trade_datetime: '2026-10-02T15:00:00Z',
};

test.each([
  ['transaction-json', fileOf(transaction), { debits: '-12.30', first_date: '2026-10-02' }],
  ['trade-list-json', fileOf(trade), { buys: '98.50', cusips: 1 }],
])('a listing is seen to be %s by its fields', async (kind, text, figures) => {
  expect(await inspectFile('l.json', bytesOf(text, 64), jiko)).toMatchObject({
    kind,
    accepted: true,
    rows: 1,
    figures,
  });
});

test('a listing without an item tells nothing, and any other JSON is none', async () => {
  for (const text of [fileOf(), '["a"]', '{"items":[]}']) {
    expect(await inspectFile('l.json', bytesOf(text, 64), jiko)).toMatchObject({
      kind: 'unknown',
      accepted: false,
    });
  }
});
