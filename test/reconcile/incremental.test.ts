import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BusinessDate } from '../../src/domain/business-date.ts';
import { fromScaled } from '../../src/domain/decimal.ts';
import {
  billOf,
  buy,
  cashOf,
  cents,
  entry,
  position,
  quote,
  sell,
  WEEK,
} from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** Every kind of file that one day has. */
const KINDS = ['trades', 'summary', 'prices', 'bank', 'brokerage'] as const;
type Kind = (typeof KINDS)[number];

/** What is wrong in a file; which figure it hits depends on the file. */
type Fault = 'none' | 'first' | 'second' | 'third';

interface Delivery {
  readonly fault: Fault;
  /** Days after its own; 9 is never. */
  readonly late: number;
}

interface FileStory {
  readonly first: Delivery;
  /** The same file again, with other contents. */
  readonly again: Delivery | null;
}

interface DayStory {
  /** Units bought or, where negative, sold; one number a bill. */
  readonly moves: readonly number[];
  readonly price: number;
  readonly deposit: number;
  readonly files: Readonly<Record<Kind, FileStory>>;
}

type History = readonly DayStory[];

const BILLS = [1, 2].map(billOf);
const DAYS = WEEK.slice(0, 4);
const NEVER = 9;

const fault = fc.constantFrom<Fault>('none', 'none', 'none', 'first', 'second', 'third');
const delivery = fc.record({
  fault,
  late: fc.constantFrom(0, 0, 0, 0, 1, 2, NEVER),
});
const file: fc.Arbitrary<FileStory> = fc.record({
  first: delivery,
  again: fc.option(delivery, { freq: 2 }),
});
const day: fc.Arbitrary<DayStory> = fc.record({
  moves: fc.array(fc.integer({ min: -3, max: 5 }), { minLength: 2, maxLength: 2 }),
  price: fc.integer({ min: 9_800, max: 9_899 }),
  deposit: fc.integer({ min: 1, max: 100_000 }),
  files: fc.record({ trades: file, summary: file, prices: file, bank: file, brokerage: file }),
});
const history: fc.Arbitrary<History> = fc.array(day, {
  minLength: DAYS.length,
  maxLength: DAYS.length,
});

/** What was true at the end of each day: a story is told of it, faults and all. */
interface Truth {
  readonly on: BusinessDate;
  readonly story: DayStory;
  readonly price: string;
  readonly held: readonly number[];
  readonly cost: readonly bigint[];
  readonly opening: bigint;
  readonly closing: bigint;
}

const TRADE_PRICE = '98.00';

function truthOf(told: History): Truth[] {
  let held = [10, 0];
  let cost = [cents('980.00'), 0n];
  let opening = 0n;
  return told.map((story, index) => {
    const on = DAYS[index] ?? WEEK[0];
    const moves = story.moves.map((move, bill) => Math.max(move, -(held[bill] ?? 0)));
    held = held.map((quantity, bill) => quantity + (moves[bill] ?? 0));
    cost = cost.map((sum, bill) => {
      const moved = cents(cashOf(Math.abs(moves[bill] ?? 0), TRADE_PRICE));
      return (moves[bill] ?? 0) < 0 ? sum - moved : sum + moved;
    });
    const price = `${story.price / 100}`;
    const closing = held.reduce((sum, quantity) => sum + cents(cashOf(quantity, price)), 0n);
    const truth = { on, story: { ...story, moves }, price, held, cost, opening, closing };
    opening = closing;
    return truth;
  });
}

function deliver(treasury: Treasury, kind: Kind, truth: Truth, hit: Fault): Promise<unknown> {
  switch (kind) {
    case 'trades':
      return deliverTrades(treasury, truth, hit);
    case 'summary':
      return deliverSummary(treasury, truth, hit);
    case 'prices':
      return deliverPrices(treasury, truth, hit);
    case 'bank':
      return deliverBank(treasury, truth, hit);
    case 'brokerage':
      return deliverBrokerage(treasury, truth, hit);
  }
}

function deliverTrades(treasury: Treasury, { on, story }: Truth, hit: Fault): Promise<unknown> {
  const rows = story.moves.flatMap((move, bill) => {
    const cusip = BILLS[bill] ?? billOf(1);
    const units = Math.abs(move);
    if (move === 0 || (hit === 'first' && bill === 0)) return [];
    const right = cents(cashOf(units, TRADE_PRICE));
    const wrong = hit === 'second' ? right + 1n : hit === 'third' ? right + 6_000n : right;
    const facts = { cusip, amount: fromScaled(wrong, 2), reference: `${cusip} ${on}` };
    return [move > 0 ? buy(units, on, facts) : sell(units, on, facts)];
  });
  return treasury.trades(on, ...rows);
}

function deliverSummary(treasury: Treasury, truth: Truth, hit: Fault): Promise<unknown> {
  const rows = truth.held.flatMap((quantity, bill) => {
    const isHit = bill === 0;
    const told = hit === 'first' && isHit ? quantity + 1 : quantity;
    if (told === 0) return [];
    const cost = (truth.cost[bill] ?? 0n) + (hit === 'second' && isHit ? 1n : 0n);
    const value = cents(cashOf(told, truth.price)) + (hit === 'third' && isHit ? 1n : 0n);
    return [
      position(told, {
        cusip: BILLS[bill] ?? billOf(1),
        price: truth.price,
        cost: fromScaled(cost, 2),
        value: fromScaled(value, 2),
      }),
    ];
  });
  return treasury.summary(truth.on, ...rows);
}

function deliverPrices(
  treasury: Treasury,
  { on, price, story }: Truth,
  hit: Fault,
): Promise<unknown> {
  const quotes = BILLS.map((cusip, bill) =>
    quote(hit === 'second' && bill === 0 ? `${(story.price + 1) / 100}` : price, cusip),
  );
  return treasury.prices(on, ...(hit === 'first' ? quotes.slice(1) : quotes));
}

function deliverBank(treasury: Treasury, { on, story }: Truth, hit: Fault): Promise<unknown> {
  const deposit = BigInt(story.deposit);
  const swept = hit === 'first' ? deposit - 1n : deposit;
  return treasury.bank(on, {
    ...(hit === 'second' ? { closing: '0.01' } : {}),
    entries: [
      entry('deposit', fromScaled(deposit, 2), { reference: 'in' }),
      entry(hit === 'third' ? 'unclassified' : 'sweep_out', fromScaled(-swept, 2), {
        reference: 'out',
      }),
    ],
  });
}

function deliverBrokerage(treasury: Treasury, truth: Truth, hit: Fault): Promise<unknown> {
  const deposit = BigInt(truth.story.deposit);
  const opening = hit === 'first' ? truth.opening + 1n : truth.opening;
  const gain = truth.closing - truth.opening - deposit;
  return treasury.brokerage(truth.on, {
    opening: fromScaled(opening, 2),
    ...(hit === 'second' ? { closing: fromScaled(truth.closing + 1n, 2) } : {}),
    entries: [
      entry('addition', fromScaled(hit === 'third' ? deposit + 1n : deposit, 2)),
      entry(gain < 0n ? 'loss' : 'gain', fromScaled(gain, 2)),
    ],
  });
}

/** Everything that comes in on the day of that number, in the order in which it comes. */
async function comeIn(treasury: Treasury, truths: readonly Truth[], today: number): Promise<void> {
  const on = truths[today]?.on ?? WEEK[0];
  await treasury.owe('POSITION_SUMMARY_REPORT', on);
  await treasury.owe('BROKERAGE_STATEMENT_REPORT', on);
  for (const [index, truth] of truths.entries()) {
    for (const kind of KINDS) {
      const { first, again } = truth.story.files[kind];
      for (const told of [first, again]) {
        if (told !== null && told.late === today - index) {
          await deliver(treasury, kind, truth, told.fault);
        }
      }
    }
  }
}

/**
 * All that is known of the breaks that stand open, consequences too. The id is made of the entity and of what is here;
 * it decides between two roots that explain equally well, so that of a root only its rule and day are compared.
 */
async function readOpen({ pool, entityId }: Treasury): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select
       b.rule, b.pocket_id, b.account, b.cusip, b.item, b.business_date, b.expected, b.actual, b.detail,
       b.last_seen_on, r.rule as root_rule, r.business_date as root_date
     from recon.break_now b
     left join recon.break_now r on r.break_id = b.root_break_id
     where b.entity_id = $1
       and b.status = 'open'
     order by b.rule, b.business_date, b.account, b.cusip, b.item`,
    [entityId],
  );
  return rows;
}

async function countKept({ pool, entityId }: Treasury): Promise<unknown> {
  const { rows } = await pool.query(
    `select count(*) as sightings, count(distinct break_id) as breaks, max(sighting_id) as newest
     from recon.break_sighting
     join recon.break using (break_id)
     where entity_id = $1`,
    [entityId],
  );
  return rows[0];
}

test('reconciling every night what is new gives the same breaks as reconciling everything once', async () => {
  let breaks = 0;
  await fc.assert(
    fc.asyncProperty(history, async (told) => {
      const truths = truthOf(told);
      const nightly = await openTreasury();
      const once = await openTreasury();
      for (const today of DAYS.keys()) {
        await comeIn(nightly, truths, today);
        await nightly.reconcile();
        await comeIn(once, truths, today);
      }
      await once.reconcile();
      const open = await readOpen(nightly);
      breaks += open.length;
      expect(open).toEqual(await readOpen(once));
      const before = await countKept(nightly);
      await nightly.reconcile({ from: WEEK[0] });
      expect(await readOpen(nightly)).toEqual(open);
      expect(await countKept(nightly)).toEqual(before);
    }),
    // A history takes about a second; making a failing one smaller takes many.
    { numRuns: 8, interruptAfterTimeLimit: 40_000 },
  );
  expect(breaks).toBeGreaterThan(0);
});
