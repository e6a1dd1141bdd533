import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTransaction } from '../../src/db/in-transaction.ts';
import type { BusinessDate } from '../../src/domain/business-date.ts';
import type { PositionRow } from '../../src/domain/ledger-row.ts';
import { sumUp } from '../../src/reconcile/sum-up.ts';
import {
  type LifeHistory,
  lifeHistories,
  openingOf,
  tradesOf,
} from '../books/support/life-history.ts';
import { useMethod } from '../books/support/read-lots.ts';
import { FRIDAY, MONDAY, position, THURSDAY, TUESDAY, WEDNESDAY } from './support/ledger-rows.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ALL_WEEK = { from: MONDAY, to: FRIDAY };

/** What a bill's purchases and sales leave at the end of a day, if anything. */
function heldOn(life: LifeHistory, on: BusinessDate): PositionRow[] {
  const moves = life.events
    .filter((event) => event.on <= on)
    .map(({ side, units }) => (side === 'BUY' ? units : -units));
  const units = moves.reduce((sum, units) => sum + units, life.opening?.units ?? 0n);
  return units > 0n ? [position(Number(units), { cusip: life.cusip })] : [];
}

// Both say what a sale leaves: one by itself, and one by following the holding from day to day.
test.each(['fifo', 'average'] as const)(
  'under %s a sale leaves what its lots do when they are followed from day to day',
  async (method) => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(lifeHistories, async (lives) => {
        const treasury = await openTreasury();
        const { pool, entityId } = treasury;
        await treasury.trades(ALL_WEEK, ...lives.flatMap(tradesOf));
        await treasury.summary(MONDAY, ...lives.flatMap(openingOf));
        for (const on of [TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]) {
          await treasury.summary(on, ...lives.flatMap((life) => heldOn(life, on)));
        }
        await useMethod(treasury, method);
        const rows = await inTransaction(pool, async (client) => {
          await sumUp(client, entityId, ALL_WEEK);
          const { rows } = await client.query<{ alone: unknown; followed: unknown }>(
            `select
               array[d.held, d.fifo_low, d.fifo_high, d.is_fifo_known::int, round(d.average, 6)] as alone,
               array[
                 s.held, s.fifo_low, s.fifo_high, s.is_fifo_known::int,
                 case $2 when 'average' then round((s.cost_before + s.bought_cost) * s.held / (s.held + s.sold), 6) end
               ] as followed
             from sold_day d
             join recon.lot_step($1, array(select holding_key from sold_day)) s using (holding_key, business_date)
             -- where more was sold than was there the two count otherwise, and the lots are followed
             where s.held = s.quantity
               and d.held = d.quantity`,
            [entityId, method],
          );
          return rows;
        });
        compared += rows.length;
        expect(rows.map(({ alone }) => alone)).toEqual(rows.map(({ followed }) => followed));
      }),
      { numRuns: 8 },
    );
    expect(compared).toBeGreaterThan(0);
  },
);
