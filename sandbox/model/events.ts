import type { IsoDate } from './dates.ts';
import { createRandom } from './random.ts';
import type { BankCategory, Entry } from './records.ts';
import type { PocketHistory } from './simulate-pocket.ts';
import type { World } from './world.ts';

export const EVENT_KINDS = [
  'wire_out_processing',
  'wire_out_success',
  'wire_out_rejected',
  'wire_in_success',
  'wire_in_rejected',
  'on_us_processing',
  'on_us_success',
  'on_us_rejected',
  'on_us_received',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that a bank account went through, told when it happened. */
export interface WorldEvent {
  readonly id: string;
  readonly kind: EventKind;
  /** With microseconds, as Jiko writes them. */
  readonly at: string;
  readonly pocketId: string;
  /** The wire or the transfer: the reference of the bank entry that it led to, or one that stands nowhere. */
  readonly transferId: string;
}

const FLOWS: readonly string[] = [
  'deposit',
  'withdrawal',
  'payment_in',
  'payment_out',
] satisfies BankCategory[];
const ON_US_SHARE = 0.2;
const REJECTED_SHARE = 0.05;

/** All events of the simulated range, oldest first, and the same for the same world. */
export function eventsOf(world: World): WorldEvent[] {
  const { first, last } = world.timeline;
  const events = world.pockets.flatMap((pocket) =>
    pocket.days
      .slice(first, last + 1)
      .flatMap(({ date, bank }) =>
        bank.entries
          .filter(({ category }) => FLOWS.includes(category))
          .flatMap((entry) => eventsOfFlow(world, pocket, date, entry)),
      ),
  );
  return events.sort((a, b) => (a.at === b.at ? compare(a.id, b.id) : compare(a.at, b.at)));
}

/** What came in is told once; what goes out is told when it leaves and when it has arrived. A few were rejected before. */
function eventsOfFlow(
  world: World,
  pocket: PocketHistory,
  date: IsoDate,
  { amount, reference }: Entry,
): WorldEvent[] {
  const random = createRandom(world.options.seed, 'events', reference);
  const isOnUs = random.chance(ON_US_SHARE);
  const isRejected = random.chance(REJECTED_SHARE);
  let minute = random.between(14 * 60, 19 * 60);
  const tell = (kind: EventKind, transferId: string): WorldEvent => {
    const at = instantOf(date, minute, random.between(0, 59_999_999));
    minute += random.between(1, 30);
    return { id: random.uuid(), kind, at, pocketId: pocket.plan.id, transferId };
  };
  const kinds = kindsOf(amount > 0n, isOnUs);
  return [
    ...(isRejected ? [tell(kinds.rejected, `${reference}-R`)] : []),
    ...kinds.told.map((kind) => tell(kind, reference)),
  ];
}

function kindsOf(
  isIn: boolean,
  isOnUs: boolean,
): { readonly rejected: EventKind; readonly told: readonly EventKind[] } {
  if (isIn) {
    if (isOnUs) return { rejected: 'on_us_rejected', told: ['on_us_received'] };
    return { rejected: 'wire_in_rejected', told: ['wire_in_success'] };
  }
  if (isOnUs) return { rejected: 'on_us_rejected', told: ['on_us_processing', 'on_us_success'] };
  return { rejected: 'wire_out_rejected', told: ['wire_out_processing', 'wire_out_success'] };
}

function instantOf(date: IsoDate, minute: number, microsecond: number): string {
  const padded = (value: number, length: number): string => String(value).padStart(length, '0');
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  const [seconds, rest] = [Math.floor(microsecond / 1_000_000), microsecond % 1_000_000];
  return `${date}T${padded(hours, 2)}:${padded(minutes, 2)}:${padded(seconds, 2)}.${padded(rest, 6)}Z`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
