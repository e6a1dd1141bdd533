import type { Bill } from './bills.ts';
import type { IsoDate } from './dates.ts';
import type { Fill } from './desk.ts';
import type { Flow } from './flows.ts';
import type { Cents } from './money.ts';
import type { Account, Category, Entry, PocketDay, Position, Statement } from './records.ts';
import type { Sweep } from './sweeps.ts';

/** What one pocket did on one day, before it is written up as statements. */
export interface StatementDay {
  readonly date: IsoDate;
  readonly pocketNumber: number;
  readonly flows: readonly Flow[];
  readonly sweeps: readonly Sweep[];
  readonly aumFee: Cents;
  readonly fills: readonly Fill[];
  readonly positions: readonly Position[];
  readonly cash: Cents;
  readonly before: PocketDay | undefined;
  readonly includesResidualCash: boolean;
}

// The word ISO 20022 has for a transaction without an end-to-end identification.
const NO_END_TO_END_ID = 'NOTPROVIDED';

type Draft = Pick<Entry, 'category' | 'amount' | 'text'> & { readonly endToEndId?: string };

export function emptyDay(date: IsoDate): PocketDay {
  return {
    date,
    bank: emptyStatement('BANK', 0n),
    brokerage: emptyStatement('BROKERAGE', 0n),
    positions: [],
    cash: 0n,
  };
}

export function emptyStatement(account: Account, balance: Cents): Statement {
  return { account, opening: balance, closing: balance, entries: [] };
}

/** Opens and closes at zero: the sweeps take out what came in and bring what goes out. */
export function bankStatement(day: StatementDay): Statement {
  const drafts: Draft[] = [
    ...day.flows.map((flow, index) => ({ ...flow, endToEndId: flowId(day, flow, index) })),
    ...day.sweeps.map((sweep, index) => bankLeg(day, sweep, index)),
  ];
  return { account: 'BANK', opening: 0n, closing: 0n, entries: numbered(day, 'B', drafts) };
}

function bankLeg(day: StatementDay, sweep: Sweep, index: number): Draft {
  const endToEndId = sweepId(day, index);
  return sweep.direction === 'to_brokerage'
    ? {
        category: 'sweep_out',
        amount: -sweep.amount,
        text: 'Sweep to brokerage account',
        endToEndId,
      }
    : {
        category: 'sweep_in',
        amount: sweep.amount,
        text: 'Sweep from brokerage account',
        endToEndId,
      };
}

export function brokerageStatement(day: StatementDay): Statement {
  const drafts: Draft[] = day.sweeps.map((sweep, index) => brokerageLeg(day, sweep, index));
  const { gain, loss } = movements(day);
  if (gain > 0n) drafts.push({ category: 'gain', amount: gain, text: 'Gain on Treasury bills' });
  if (loss < 0n) drafts.push({ category: 'loss', amount: loss, text: 'Loss on Treasury bills' });
  drafts.push(...aumFee(day), ...residualCash(day));
  return {
    account: 'BROKERAGE',
    opening: day.before?.brokerage.closing ?? 0n,
    closing: balanceOf(day),
    entries: numbered(day, 'S', drafts),
  };
}

function brokerageLeg(day: StatementDay, sweep: Sweep, index: number): Draft {
  const endToEndId = sweepId(day, index);
  return sweep.direction === 'to_brokerage'
    ? {
        category: 'addition',
        amount: sweep.amount,
        text: 'Addition: cash from bank account',
        endToEndId,
      }
    : {
        category: 'subtraction',
        amount: -sweep.amount,
        text: 'Subtraction: cash to bank account',
        endToEndId,
      };
}

function aumFee(day: StatementDay): Draft[] {
  if (day.aumFee === 0n) return [];
  return [{ category: 'fee', amount: -day.aumFee, text: `AUM fee for ${day.date.slice(0, 7)}` }];
}

/**
 * Where the balance is that of the bills alone, cash that stays behind has left it and cash that is used comes back:
 * the change of the residual cash is booked among losses and gains, and the sweep legs still agree with the bank's.
 */
function residualCash(day: StatementDay): Draft[] {
  const change = day.cash - (day.before?.cash ?? 0n);
  if (day.includesResidualCash || change === 0n) return [];
  return change > 0n
    ? [{ category: 'loss', amount: -change, text: 'Loss: residual cash left uninvested' }]
    : [{ category: 'gain', amount: -change, text: 'Gain: residual cash put to work' }];
}

function balanceOf(day: StatementDay): Cents {
  const value = day.positions.reduce((sum, position) => sum + position.value, 0n);
  return day.includesResidualCash ? value + day.cash : value;
}

/** Per bill: what it is worth now and what it paid, less what it was worth and what it cost today. */
function movements(day: StatementDay): { gain: Cents; loss: Cents } {
  const byBill = new Map<Bill, Cents>();
  const add = (bill: Bill, amount: Cents): void => {
    byBill.set(bill, (byBill.get(bill) ?? 0n) + amount);
  };
  for (const position of day.before?.positions ?? []) add(position.bill, -position.value);
  for (const position of day.positions) add(position.bill, position.value);
  for (const fill of day.fills) add(fill.bill, fill.activity === 'BUY' ? -fill.cash : fill.cash);
  let [gain, loss] = [0n, 0n];
  for (const amount of byBill.values()) {
    if (amount > 0n) gain += amount;
    else loss += amount;
  }
  return { gain, loss };
}

function numbered(day: StatementDay, letter: string, drafts: readonly Draft[]): Entry[] {
  return drafts.map((draft, index) => ({
    category: draft.category,
    amount: draft.amount,
    text: draft.text,
    reference: `${letter}${stem(day)}-${padded(index + 1)}`,
    endToEndId: draft.endToEndId ?? NO_END_TO_END_ID,
  }));
}

function sweepId(day: StatementDay, index: number): string {
  return `SWP${stem(day)}-${padded(index + 1)}`;
}

function flowId(day: StatementDay, flow: Flow, index: number): string {
  const kinds: Partial<Record<Category, string>> = {
    deposit: 'DEP',
    payment_in: 'PIN',
    payment_out: 'OUT',
  };
  const kind = kinds[flow.category];
  return kind ? `${kind}${stem(day)}-${padded(index + 1)}` : NO_END_TO_END_ID;
}

function stem(day: StatementDay): string {
  return `${day.date.replaceAll('-', '')}-${String(day.pocketNumber).padStart(3, '0')}`;
}

function padded(value: number): string {
  return String(value).padStart(3, '0');
}
