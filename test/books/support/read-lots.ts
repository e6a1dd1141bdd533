import type { Treasury } from '../../reconcile/support/treasury.ts';

export interface LotRow {
  readonly cusip: string;
  readonly reference: string | null;
  readonly quantity: bigint;
  readonly remaining: bigint;
  readonly cost: string;
  readonly remainingCost: string;
}

export interface DisposalRow {
  readonly cusip: string;
  readonly reference: string | null;
  /** The reference of the purchase, `opening`, or `unknown`. */
  readonly lot: string;
  readonly quantity: bigint;
  readonly proceeds: string;
  readonly cost: string | null;
  readonly gain: string | null;
}

/** Lots, those of a bill in the order in which they were bought. */
export async function readLots({ pool, entityId }: Treasury): Promise<LotRow[]> {
  const { rows } = await pool.query<LotRow>(
    `select
       l.cusip, l.reference, l.quantity, l.remaining, l.cost, l.remaining_cost as "remainingCost"
     from books.fct_lot l
     left join ledger.trade t on t.reference = l.reference
       and t.version_id in (select version_id from ledger.current_unit where entity_id = $1)
     where l.entity_id = $1
     order by l.cusip, l.acquired_on nulls first, t.ordinal`,
    [entityId],
  );
  return rows;
}

/** What was sold and has matured, with the lots it came from. */
export async function readDisposals({ pool, entityId }: Treasury): Promise<DisposalRow[]> {
  const { rows } = await pool.query<DisposalRow>(
    `select
       d.cusip, d.reference, d.quantity, d.proceeds, d.cost, d.gain,
       case when d.lot_id is null then 'unknown' when l.is_opening then 'opening' else l.reference end as lot
     from books.fct_lot_disposal d
     left join books.fct_lot l using (entity_id, lot_id)
     where d.entity_id = $1
     order by d.cusip, d.disposed_on, d.reference, lot`,
    [entityId],
  );
  return rows;
}

/** Puts a lot method in force, as if arithmetic had found it. */
export async function useMethod(
  { pool, entityId }: Treasury,
  method: 'fifo' | 'average' | 'specific',
): Promise<void> {
  await pool.query(
    `insert into recon.reading (entity_id, name, value, fits, fits_otherwise)
     values ($1, 'lot_method', $2, 1, 0)`,
    [entityId, method],
  );
}
