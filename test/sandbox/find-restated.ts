import type { ListingSource } from '../../sandbox/listing-source.ts';

/** What the listing of a closed month tells otherwise when it is read again. */
export function findRestated(listings: ListingSource, closes: readonly string[]): string[] {
  const read = (times: number): string[] =>
    listings
      .transactions({ isCsv: false, delivery: () => times })
      .map(({ transaction: { pocketId, date }, amount }) => `${pocketId} - ${date} ${amount}`);
  const first = new Set(read(1));
  return read(2)
    .filter((row) => !first.has(row))
    .map((row) => `period_restated ${row.split(' ').slice(0, 3).join(' ')}`)
    .filter((key) => closes.some((month) => key.includes(` ${month.slice(0, 7)}`)));
}
