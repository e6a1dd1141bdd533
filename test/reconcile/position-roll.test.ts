import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BusinessDate } from '../../src/domain/business-date.ts';
import type { Cusip } from '../../src/domain/cusip.ts';
import { type BillBook, billBook, DAYS } from './support/bill-book.ts';
import { position } from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

const [FIRST, LAST] = [DAYS[0], DAYS.at(-1)];
if (FIRST === undefined || LAST === undefined) throw new Error('some days');
const ALL_DAYS = { from: FIRST, to: LAST };

/** What the trade listing tells: everything, nothing of maturities, or nothing as it is not read. */
const listing = fc.constantFrom('whole' as const, 'silent' as const, 'off' as const);

test('position(d) = position(d-1) + buys - sells - maturities, or a break, and one that goes when it is put right', async () => {
  const mistakes = fc.record({
    day: fc.integer({ min: 1, max: DAYS.length - 1 }),
    bill: fc.nat(),
    units: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(billBook, listing, mistakes, async (book, told, mistake) => {
      const treasury = await landed(book, told);
      expect(await positionBreaks(treasury)).toEqual([]);
      const { day, cusip, quantity } = placeOf(book, mistake);
      await summary(treasury, book, day, new Map([[cusip, quantity + mistake.units]]));
      await treasury.reconcile();
      expect(await brokenOn(treasury, day)).toContain(cusip);
      await summary(treasury, book, day);
      expect(await positionBreaks(treasury)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test('a book held to maturity has no break when a day is missing, whatever the listing tells', async () => {
  await fc.assert(
    fc.asyncProperty(
      billBook,
      listing,
      fc.integer({ min: 1, max: DAYS.length - 2 }),
      async (book, told, missing) => {
        const treasury = await landed(book, told, missing);
        expect(await positionBreaks(treasury)).toEqual([]);
        const { rows } = await treasury.pool.query<{ state: string }>(
          `select distinct state
           from books.fct_expectation
           where entity_id = $1
             and kind = 'maturity'`,
          [treasury.entityId],
        );
        expect(rows.map(({ state }) => state).filter((state) => state !== 'met')).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
});

async function landed(
  book: BillBook,
  told: 'whole' | 'silent' | 'off',
  missing?: number,
): Promise<Treasury> {
  const treasury = await openTreasury();
  await treasury.trades(ALL_DAYS, ...book.trades);
  if (told !== 'off') {
    const maturities = told === 'whole' ? book.maturities : [];
    await treasury.listing(ALL_DAYS, ...book.trades, ...maturities);
  }
  for (const day of DAYS.keys()) if (day !== missing) await summary(treasury, book, day);
  return treasury;
}

async function summary(
  treasury: Treasury,
  { held }: BillBook,
  day: number,
  wrong: ReadonlyMap<Cusip, number> = new Map(),
): Promise<void> {
  const quantities = new Map([...(held[day] ?? []), ...wrong]);
  const rows = [...quantities].map(([cusip, quantity]) => position(quantity, { cusip }));
  await treasury.summary(dateOf(day), ...rows);
}

function placeOf(
  { trades, held }: BillBook,
  { day, bill }: { readonly day: number; readonly bill: number },
): { readonly day: number; readonly cusip: Cusip; readonly quantity: number } {
  const cusips = [...new Set(trades.map(({ cusip }) => cusip))];
  const cusip = cusips[bill % cusips.length];
  if (cusip === undefined) throw new Error('a book has a bill');
  return { day, cusip, quantity: held[day]?.get(cusip) ?? 0 };
}

/** The bills of which something is broken on a day, as a root or as a consequence. */
async function brokenOn(treasury: Treasury, day: number): Promise<string[]> {
  const { rows } = await treasury.pool.query<{ cusip: string }>(
    `select distinct cusip
     from recon.break_now
     where entity_id = $1
       and business_date = $2
       and rule in ('position_quantity', 'maturity_missed')
       and status = 'open'`,
    [treasury.entityId, dateOf(day)],
  );
  return rows.map(({ cusip }) => cusip);
}

function dateOf(day: number): BusinessDate {
  const date = DAYS[day];
  if (date === undefined) throw new RangeError(`no day ${day}`);
  return date;
}

/** Prices are the same on every day here, and a bill may mature on a holiday: what other rules say of that is left out. */
async function positionBreaks(treasury: Treasury): Promise<unknown[]> {
  const breaks = await treasury.breaksAfterReconciling();
  return breaks.filter(({ rule }) => rule !== 'price_sanity' && rule !== 'trade_dates');
}
