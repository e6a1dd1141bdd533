import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/domain/reading.ts';
import { compareCsv } from '../../../src/transform/wire-check/compare-csv.ts';

const WANTED = {
  place: 'resources.kinds.audit_logs_csv',
  kind: { delimiter: [','], fields: { entry_id: ['id'], occurred_at: ['timestamp'] } },
  fields: [
    { name: 'entry_id', words: ['id'], kind: 'id', place: 'a.entry_id', isRequired: true },
    {
      name: 'occurred_at',
      words: ['timestamp'],
      kind: 'instant',
      place: 'a.at',
      isRequired: false,
    },
  ],
} as const;

function compare(text: string) {
  return compareCsv(() => bytesOf(text), 'log.csv', WANTED);
}

async function* bytesOf(text: string): Bytes {
  yield Buffer.from(text);
}

test('columns are found by their words, blanks and case aside', async () => {
  const compared = await compare('ID,Time Stamp\n7,2025-05-16T14:00:00Z\n');
  expect(compared?.differences).toEqual([]);
  expect(compared?.matched).toEqual([`${WANTED.place}.delimiter`, 'a.entry_id', 'a.at']);
});

test('another delimiter is told, and its columns looked at all the same', async () => {
  const compared = await compare('id|noted at\n7|2025-05-16T14:00:00Z\n');
  expect(compared?.differences.map(({ line }) => line)).toEqual([
    `${WANTED.place}.delimiter: [",", "|"]`,
    'a.at: noted at  # nearest of: noted at',
  ]);
});

test('without rows there is nothing to look at', async () => {
  expect(await compare('id,timestamp\n')).toBeNull();
  expect(await compare('')).toBeNull();
});
