import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromScaled } from '../../src/domain/decimal.ts';
import { billOf, cents, FRIDAY, MONDAY, TUESDAY } from '../reconcile/support/ledger-rows.ts';
import type { Treasury } from '../reconcile/support/treasury.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';
import { type LifeHistory, lifeHistories, openingOf, tradesOf } from './support/life-history.ts';
import { lotsByHand, type OracleBooks } from './support/lot-oracle.ts';
import {
  type DisposalRow,
  type LotRow,
  readDisposals,
  readLots,
  useMethod,
} from './support/read-lots.ts';

const openTreasury = useTreasuries();
/** What three quarters of the holding cost ends in half a cent, which is rounded up. */
const HALF_CENT: LifeHistory = {
  cusip: billOf(3),
  opening: { units: 48n, cents: 448_054n },
  events: [
    {
      side: 'SELL',
      on: TUESDAY,
      units: 12n,
      micros: 93_000_000n,
      reference: 'SELL 1',
      cents: 111_600n,
    },
  ],
};
const RUNS = { numRuns: 8 };

async function live(lives: readonly LifeHistory[]): Promise<Treasury> {
  const treasury = await openTreasury();
  await treasury.trades({ from: MONDAY, to: FRIDAY }, ...lives.flatMap(tradesOf));
  await treasury.summary(MONDAY, ...lives.flatMap(openingOf));
  return treasury;
}

test('first in, first out is what one would get by hand, lot by lot and to the cent', async () => {
  await fc.assert(
    fc.asyncProperty(lifeHistories, async (lives) => {
      const treasury = await live(lives);
      const lots = await readLots(treasury);
      const disposals = await readDisposals(treasury);
      for (const life of lives) {
        const byHand = lotsByHand(life);
        expect(lots.filter(isOf(life)).map(told)).toEqual(byHand.lots.map(toldByHand));
        expect(disposals.filter(isOf(life)).map(toldDisposal).sort()).toEqual(
          toldDisposalsByHand(byHand),
        );
      }
    }),
    { ...RUNS, examples: [[[HALF_CENT]]] },
  );
});

test.each(['fifo', 'average'] as const)(
  'nothing is lost under %s: what is left and what has gone is what was bought',
  async (method) => {
    await fc.assert(
      fc.asyncProperty(lifeHistories, async (lives) => {
        const treasury = await live(lives);
        await useMethod(treasury, method);
        const lots = await readLots(treasury);
        const disposals = await readDisposals(treasury);
        for (const life of lives) {
          addsUp(life, lots.filter(isOf(life)), disposals.filter(isOf(life)));
        }
      }),
      RUNS,
    );
  },
);

test('at average cost all that is left costs what one would get by hand', async () => {
  await fc.assert(
    fc.asyncProperty(lifeHistories, async (lives) => {
      const treasury = await live(lives);
      await useMethod(treasury, 'average');
      const lots = await readLots(treasury);
      for (const life of lives) {
        const left = sum(lots.filter(isOf(life)).map(({ remainingCost }) => cents(remainingCost)));
        expect(left).toBe(lotsByHand(life).poolCents);
      }
    }),
    RUNS,
  );
});

function addsUp(
  life: LifeHistory,
  lots: readonly LotRow[],
  disposals: readonly DisposalRow[],
): void {
  const known = disposals.filter(({ cost }) => cost !== null);
  const spent = sum(known.map(({ cost }) => cents(cost ?? '0')));
  const left = sum(lots.map(({ remainingCost }) => cents(remainingCost)));
  expect(left + spent).toBe(sum(lots.map(({ cost }) => cents(cost))));
  expect(
    sum(lots.map(({ remaining }) => remaining)) + sum(known.map(({ quantity }) => quantity)),
  ).toBe(sum(lots.map(({ quantity }) => quantity)));
  for (const { cost, proceeds, gain } of disposals) {
    if (cost === null) expect(gain).toBeNull();
    else expect(cents(gain ?? '')).toBe(cents(proceeds) - cents(cost));
  }
  for (const sale of life.events.filter(({ side }) => side === 'SELL')) {
    const parts = disposals.filter(({ reference }) => reference === sale.reference);
    expect(sum(parts.map(({ quantity }) => quantity))).toBe(sale.units);
    expect(sum(parts.map(({ proceeds }) => cents(proceeds)))).toBe(sale.cents);
  }
}

function isOf({ cusip }: LifeHistory): (row: { cusip: string }) => boolean {
  return (row) => row.cusip === cusip;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function told({ reference, quantity, remaining, cost, remainingCost }: LotRow): string {
  return `${reference}: ${remaining} of ${quantity}, ${remainingCost} of ${cost}`;
}

function toldByHand(lot: OracleBooks['lots'][number]): string {
  const [left, cost] = [fromScaled(lot.remainingCents, 2), fromScaled(lot.cents, 2)];
  return `${lot.reference}: ${lot.remaining} of ${lot.quantity}, ${left} of ${cost}`;
}

function toldDisposal({ reference, lot, quantity, proceeds, cost }: DisposalRow): string {
  return `${reference} from ${lot}: ${quantity} for ${proceeds}, cost ${cost}`;
}

function toldDisposalsByHand({ disposals }: OracleBooks): string[] {
  return disposals
    .map(({ lot, cost, proceeds, ...rest }) =>
      toldDisposal({
        ...rest,
        cusip: '',
        gain: null,
        lot: lot === undefined ? 'unknown' : (lot ?? 'opening'),
        proceeds: fromScaled(proceeds, 2),
        cost: cost === null ? null : fromScaled(cost, 2),
      }),
    )
    .sort();
}
