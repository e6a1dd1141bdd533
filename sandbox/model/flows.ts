import type { Cents } from './money.ts';
import type { PocketPlan } from './pocket.ts';
import type { Random } from './random.ts';
import type { BankCategory } from './records.ts';

/** Money that crosses the bank account's border; the sweeps follow from it. */
export interface Flow {
  readonly category: Exclude<BankCategory, 'sweep_in' | 'sweep_out'>;
  /** Signed: what comes in is positive. */
  readonly amount: Cents;
  readonly text: string;
}

const PAYERS = [
  'Northwind Trading LLC',
  'Müller & Söhne GmbH',
  "O'Hara Logistics",
  'Acme <Holdings>',
];
const PAYEES = ['Cloud Hosting Inc', 'Landlord & Co', 'State of New York', 'Payroll Bureau'];
const NO_FLOWS = 0.12;
// No single day may ask for more than this of what the pocket is worth, so it can always pay.
const OUTFLOW_SHARE = 0.05;

export function openingFlow(plan: PocketPlan): Flow[] {
  return [{ category: 'deposit', amount: plan.size, text: 'Deposit: initial funding by wire' }];
}

/** One day's flows; `worth` is what the pocket was worth the evening before. */
export function drawFlows(random: Random, plan: PocketPlan, worth: Cents): Flow[] {
  if (random.chance(NO_FLOWS)) return [];
  const flows: Flow[] = [];
  const size = Number(plan.size);
  // A pocket that has shrunk takes in more, one that has grown pays out more: it stays about its size.
  const inflow = worth < plan.size ? size * 0.03 : size * 0.015;
  const outflow = Number(worth) * OUTFLOW_SHARE * 0.4;
  if (random.chance(0.4)) flows.push(deposit(random, inflow));
  if (random.chance(0.35)) flows.push(paymentIn(random, inflow));
  if (random.chance(0.2)) flows.push(paymentIn(random, inflow / 4));
  if (random.chance(0.3)) flows.push(withdrawal(random, outflow));
  if (random.chance(0.45)) flows.push(paymentOut(random, outflow));
  if (random.chance(0.15)) flows.push(wireFee(random));
  return flows;
}

function deposit(random: Random, most: number): Flow {
  return { category: 'deposit', amount: draw(random, most), text: 'Deposit from linked account' };
}

function paymentIn(random: Random, most: number): Flow {
  const text = `Incoming wire from ${random.pick(PAYERS)}`;
  return { category: 'payment_in', amount: draw(random, most), text };
}

function withdrawal(random: Random, most: number): Flow {
  const text = 'Withdrawal to linked account';
  return { category: 'withdrawal', amount: -draw(random, most), text };
}

function paymentOut(random: Random, most: number): Flow {
  const text = `Outgoing ACH to ${random.pick(PAYEES)}`;
  return { category: 'payment_out', amount: -draw(random, most), text };
}

function wireFee(random: Random): Flow {
  return { category: 'fee', amount: -random.amount(1_500, 3_500), text: 'Wire fee' };
}

/** Many small amounts, few large ones; never zero. */
function draw(random: Random, most: number): Cents {
  return random.amount(1, Math.max(2, most * random.fraction() ** 2));
}
