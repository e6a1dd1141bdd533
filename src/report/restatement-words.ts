import type { Restatement, RowDifference } from './read-restatements.ts';

/** Such as `1 row changed, 2 rows added`; a day that was provisional and is not may differ in nothing. */
export function countsOf({
  rowsAdded,
  rowsRemoved,
  rowsChanged,
  isOtherContent,
}: Pick<Restatement, 'rowsAdded' | 'rowsRemoved' | 'rowsChanged' | 'isOtherContent'>): string {
  if (!isOtherContent) return 'the day has ended, and the content stayed the same';
  const counts = [
    [rowsChanged, 'changed'],
    [rowsAdded, 'added'],
    [rowsRemoved, 'removed'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${count === 1 ? 'row' : 'rows'} ${what}`)
    .join(', ');
}

/** The columns that make out what a row is about, whatever kind of row it is. */
const TELLING = [
  'side',
  'cusip',
  'quantity',
  'price',
  'amount',
  'market_value',
  'closing_balance',
  'category',
  'booked_on',
];

/** What a row that was added or removed is about, in the words of its file. */
export function summaryOf({ row }: RowDifference): string {
  return TELLING.flatMap((column) => row?.[column] ?? []).join(' ');
}
