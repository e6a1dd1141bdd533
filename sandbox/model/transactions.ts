import { addDays, type IsoDate } from './dates.ts';
import type { Cents } from './money.ts';
import { createRandom } from './random.ts';
import type { Entry } from './records.ts';
import type { PocketHistory } from './simulate-pocket.ts';
import type { World } from './world.ts';

export type TransactionType = 'ACH' | 'WIRE' | 'FEE' | 'ON_US' | 'GENERIC';

/** A movement on the bank account as the transaction listing tells it. Sweeps are none. */
export interface Transaction {
  /** As this pocket sees it. */
  readonly id: string;
  readonly transactionId: string;
  readonly pocketId: string;
  readonly type: TransactionType;
  readonly direction: 'DEBIT' | 'CREDIT';
  /** Without a sign. */
  readonly amount: Cents;
  readonly text: string;
  readonly title: string;
  readonly counterparty: string | null;
  readonly bookedAt: string;
  readonly settledAt: string;
  /** The business day that it counts to, on which its statement has it. */
  readonly date: IsoDate;
  /** That of its statement. The listing tells it of wires and ACH transfers alone. */
  readonly reference: string;
}

/** All transactions up to the end of the range, of each pocket in the order in which they were booked. */
export function transactionsSoFar(world: World, pocket: PocketHistory): Transaction[] {
  const ids = createRandom(world.options.seed, 'transactions', pocket.plan.number);
  return pocket.days.slice(0, world.timeline.last + 1).flatMap(({ date, bank }) =>
    bank.entries
      .filter(({ category }) => category !== 'sweep_in' && category !== 'sweep_out')
      .map((entry, index): Transaction => {
        const bookedAt = bookedAtOf(world, date, index);
        return {
          id: ids.uuid(),
          transactionId: ids.uuid(),
          pocketId: pocket.plan.id,
          type: typeOf(entry, index),
          direction: entry.amount < 0n ? 'DEBIT' : 'CREDIT',
          amount: entry.amount < 0n ? -entry.amount : entry.amount,
          text: entry.text,
          title: entry.text.split(' ').slice(0, 2).join(' '),
          counterparty: /(?:from|to) (.+)$/.exec(entry.text)?.[1] ?? null,
          bookedAt,
          settledAt: bookedAt,
          date,
          reference: entry.reference,
        };
      }),
  );
}

function typeOf({ category }: Entry, index: number): TransactionType {
  switch (category) {
    case 'fee':
      return 'FEE';
    case 'payment_in':
      return 'WIRE';
    case 'payment_out':
      return 'ACH';
    default:
      return index % 2 === 0 ? 'ON_US' : 'GENERIC';
  }
}

/**
 * Two at the same instant, so that a page may end between them; the others in the evening of New York, which is the next day
 * in UTC. What comes on a day without business is booked then, and counts to the next business day.
 */
function bookedAtOf({ timeline }: World, date: IsoDate, index: number): string {
  const yesterday = addDays(date, -1);
  if (index === 0 && timeline.indexOf(yesterday) === undefined) return `${yesterday}T20:15:00Z`;
  return index < 3 ? `${date}T14:30:00.250000Z` : `${addDays(date, 1)}T01:30:00Z`;
}
