import type { Bill } from './bills.ts';
import { type Cents, cashOf, least, type Price, type Units } from './money.ts';

interface Lot {
  readonly price: Price;
  quantity: Units;
}

export interface Holding {
  readonly bill: Bill;
  readonly quantity: Units;
  /**
   * Each lot costs what its remaining units cost at the price they were bought at, rounded half up: the same however
   * many sales led there.
   */
  readonly cost: Cents;
}

/** What a pocket holds, by purchase. Sales take the oldest purchase of a bill first. */
export interface Lots {
  holdings(): Holding[];
  add(bill: Bill, quantity: Units, price: Price): void;
  /** The bill of the oldest purchase, which is the one to sell first. */
  oldest(): { bill: Bill; quantity: Units } | undefined;
  remove(bill: Bill, quantity: Units): void;
}

export function createLots(): Lots {
  // A map keeps the order in which bills were first bought, and each list the order of its purchases.
  const byBill = new Map<Bill, Lot[]>();
  return {
    holdings: () =>
      [...byBill]
        .map(([bill, lots]) => ({ bill, quantity: unitsOf(lots), cost: costOf(lots) }))
        .sort((a, b) => a.bill.maturityDay - b.bill.maturityDay),
    add(bill, quantity, price) {
      const lots = byBill.get(bill) ?? [];
      lots.push({ quantity, price });
      byBill.set(bill, lots);
    },
    oldest() {
      for (const [bill, lots] of byBill) return { bill, quantity: unitsOf(lots) };
      return undefined;
    },
    remove(bill, quantity) {
      const rest = takeOldest(byBill.get(bill) ?? [], quantity);
      if (rest.length === 0) byBill.delete(bill);
      else byBill.set(bill, rest);
    },
  };
}

function takeOldest(lots: readonly Lot[], quantity: Units): Lot[] {
  let left = quantity;
  const rest: Lot[] = [];
  for (const lot of lots) {
    const taken = least(lot.quantity, left);
    left -= taken;
    if (taken < lot.quantity) rest.push({ ...lot, quantity: lot.quantity - taken });
  }
  if (left > 0n) throw new Error(`asked to remove ${left} units more than are held`);
  return rest;
}

function unitsOf(lots: readonly Lot[]): Units {
  return lots.reduce((sum, lot) => sum + lot.quantity, 0n);
}

function costOf(lots: readonly Lot[]): Cents {
  return lots.reduce((sum, lot) => sum + cashOf(lot.quantity, lot.price), 0n);
}
