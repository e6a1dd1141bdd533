import type { PoolClient } from 'pg';
import type { Row } from './changes.ts';
import type { Mutant } from './mutant.ts';

/**
 * Is it the cost of which nobody can say what it should be? What was held on the first position summary is of lots that are not
 * known. Where a part of it is sold, any cost may be left, and shows only by staying as it is on the next day: where more is
 * sold on that day too, by nothing.
 */
export async function readUnknownCosts(
  client: PoolClient,
  entityId: string,
): Promise<(row: Row, change: Mutant) => boolean> {
  const { rows } = await client.query<{ name: string }>(
    `with step as (
       select
         s.holding_key, s.business_date, s.sold,
         sum(s.sold) over by_day as sold_so_far,
         sum(s.quantity) filter (where s.is_first) over by_day as held_first,
         lead(s.sold) over by_day as sold_next
       from recon.lot_step($1, array(
         select distinct t.holding_key
         from ledger.trade t
         join ledger.current_unit u using (version_id)
         where u.entity_id = $1
           and t.side = 'SELL'
       )) s
       window by_day as (partition by s.holding_key order by s.business_date)
     )
     select u.unit_id || ' ' || p.ordinal as name
     from step s
     join ledger.holding h using (holding_key)
     join ledger.current_unit u
       on u.report_type = 'POSITION_SUMMARY_REPORT'
       and u.pocket_key = h.pocket_key
       and u.business_date = s.business_date
     join ledger.position p on p.version_id = u.version_id and p.holding_key = s.holding_key
     where s.sold > 0
       and s.sold_next > 0
       and s.sold_so_far < s.held_first`,
    [entityId],
  );
  const unknown = new Set(rows.map(({ name }) => name));
  return ({ unitId, ordinal }, { kind, column }) =>
    kind === 'changed' && column === 'cost_value' && unknown.has(`${unitId} ${ordinal}`);
}
