import type { LifeEvent, LifeHistory } from './life-history.ts';

export interface OracleLot {
  readonly reference: string | null;
  readonly quantity: bigint;
  readonly cents: bigint;
  remaining: bigint;
  remainingCents: bigint;
}

export interface OracleDisposal {
  readonly reference: string;
  /** undefined: nothing was left to sell */
  readonly lot: string | null | undefined;
  readonly quantity: bigint;
  readonly proceeds: bigint;
  readonly cost: bigint | null;
}

export interface OracleBooks {
  readonly lots: readonly OracleLot[];
  readonly disposals: readonly OracleDisposal[];
  /** What all that is left costs at average cost. */
  readonly poolCents: bigint;
}

interface OpenLot extends OracleLot {
  costOf(rest: bigint): bigint;
}

/** First in, first out, in memory and one event after the other, as one would do it by hand. */
export function lotsByHand({ opening, events }: LifeHistory): OracleBooks {
  const lots: OpenLot[] = [];
  const disposals: OracleDisposal[] = [];
  const pool = { units: 0n, cents: 0n };
  if (opening !== null) {
    const { units, cents } = opening;
    add(null, units, cents, (rest) => halfUp(cents * rest, units));
  }
  for (const event of inOrder(events)) {
    if (event.side === 'BUY') {
      const { units, micros, cents } = event;
      add(event.reference, units, cents, (rest) => halfUp(rest * micros, MICROS_PER_CENT));
    } else sell(event);
  }
  return { lots, disposals, poolCents: pool.cents };

  function add(
    reference: string | null,
    quantity: bigint,
    cents: bigint,
    price: (rest: bigint) => bigint,
  ): void {
    const costOf = (rest: bigint): bigint => (rest === quantity ? cents : price(rest));
    lots.push({
      reference,
      quantity,
      cents,
      remaining: quantity,
      remainingCents: cents,
      costOf,
    });
    pool.units += quantity;
    pool.cents += cents;
  }

  function sell({ reference, units, cents }: LifeEvent): void {
    let sold = 0n;
    const proceedsOf = (quantity: bigint): bigint =>
      halfUp(cents * (sold + quantity), units) - halfUp(cents * sold, units);
    for (const lot of lots) {
      const quantity = lot.remaining < units - sold ? lot.remaining : units - sold;
      if (quantity === 0n) continue;
      const left = lot.costOf(lot.remaining - quantity);
      const cost = lot.remainingCents - left;
      disposals.push({
        reference,
        lot: lot.reference,
        quantity,
        proceeds: proceedsOf(quantity),
        cost,
      });
      lot.remaining -= quantity;
      lot.remainingCents = left;
      sold += quantity;
    }
    if (sold < units) {
      const quantity = units - sold;
      disposals.push({
        reference,
        lot: undefined,
        quantity,
        proceeds: proceedsOf(quantity),
        cost: null,
      });
    }
    if (sold > 0n) {
      pool.cents -= halfUp(pool.cents * sold, pool.units);
      pool.units -= sold;
    }
  }
}

const MICROS_PER_CENT = 10_000n;

function halfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

/** What was bought on a day can be sold on it. */
function inOrder(events: readonly LifeEvent[]): LifeEvent[] {
  const isSale = ({ side }: LifeEvent): number => Number(side === 'SELL');
  return events.toSorted(
    (a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0) || isSale(a) - isSale(b),
  );
}
