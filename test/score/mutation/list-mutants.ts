import type { PoolClient } from 'pg';
import type { Random } from '../../../sandbox/model/random.ts';
import type { BusinessDate } from '../../../src/domain/business-date.ts';
import { changesOf, type Row } from './changes.ts';
import type { Mutant, RowTable, Unit } from './mutant.ts';
import { redatingsOf } from './redatings.ts';

/** What a unit has beside it: the same report and pocket on the business days before and after, where there are such. */
export interface Neighbours {
  readonly previous: Unit | undefined;
  readonly next: Unit | undefined;
}

const TABLES: readonly RowTable[] = [
  'statement',
  'cash_entry',
  'cash_entry_detail',
  'trade',
  'listed_trade',
  'transaction',
  'position',
  'cash_position',
  'price_quote',
];

/** The first business day has nothing to roll from, and what the last two say is proven by what comes after them. */
const DAYS_LEFT_OUT = { first: 1, last: 2 } as const;

/**
 * Every single thing that could be wrong in the current versions of an entity: each figure by one unit of its last digit, up or
 * down as `random` says, and each row removed, doubled and re-dated by one business day. A row of the trade listing that the
 * ledger keeps twice, as listed and as a maturity, is one row here; what was computed by the load is changed with what it was
 * computed from. Left out are the first and the last days, and the figure of a price of a bill that nobody holds: it enters no
 * book, and no second source tells it.
 */
export async function listMutants(
  client: PoolClient,
  entityId: string,
  random: Random,
): Promise<Mutant[]> {
  const units = await readUnits(client, entityId);
  const isProven = provenDays([...units.values()]);
  const unheld = await readUnheldPrices(client, entityId);
  const mutants: Mutant[] = [];
  for (const table of TABLES) {
    for (const row of await readRows(client, entityId, table)) {
      // Maturities of the listing are changed where they are listed.
      const unit = units.get(row.unitId);
      if (unit === undefined || (table === 'trade' && unit.reportType === 'TRADE_LIST')) continue;
      const told = { table, unit, row };
      const made = [...changesOf(told, random), ...redatingsOf(told, neighboursOf(unit), random)];
      const isUnheld = table === 'price_quote' && unheld.has(`${row.unitId} ${row.ordinal}`);
      mutants.push(
        ...made
          .filter(({ kind }) => kind !== 'changed' || !isUnheld)
          .filter(({ edits }) => edits.every((edit) => isProven(edit.unit))),
      );
    }
  }
  return mutants;

  function neighboursOf(unit: Unit): Neighbours {
    const others = [...units.values()].filter(
      (other) =>
        other.reportType === unit.reportType &&
        other.pocketKey === unit.pocketKey &&
        other.unitId !== unit.unitId,
    );
    const sorted = others.toSorted((a, b) => (a.businessDate < b.businessDate ? -1 : 1));
    return {
      previous: sorted.findLast(({ businessDate }) => businessDate < unit.businessDate),
      next: sorted.find(({ businessDate }) => businessDate > unit.businessDate),
    };
  }
}

function provenDays(units: readonly Unit[]): (unit: Unit) => boolean {
  const days = [...new Set(units.map(({ businessDate }) => businessDate))].sort();
  const proven = new Set(days.slice(DAYS_LEFT_OUT.first, -DAYS_LEFT_OUT.last));
  return ({ businessDate }) => proven.has(businessDate);
}

async function readUnheldPrices(client: PoolClient, entityId: string): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `select u.unit_id || ' ' || q.ordinal as name
     from ledger.current_unit u
     join ledger.price_quote q using (version_id)
     where u.entity_id = $1
       and not exists (
         select
         from ledger.current_unit s
         join ledger.position p using (version_id)
         join ledger.holding h using (holding_key)
         where s.entity_id = $1
           and s.report_type = 'POSITION_SUMMARY_REPORT'
           and s.business_date = u.business_date
           and h.security_key = q.security_key
       )`,
    [entityId],
  );
  return new Set(rows.map(({ name }) => name));
}

async function readUnits(client: PoolClient, entityId: string): Promise<Map<bigint, Unit>> {
  const { rows } = await client.query<Unit>(
    `select
       unit_id as "unitId", version_id as "versionId", report_type as "reportType",
       pocket_key as "pocketKey", business_date as "businessDate"
     from ledger.current_unit
     where entity_id = $1`,
    [entityId],
  );
  return new Map(rows.map((unit) => [unit.unitId, unit]));
}

async function readRows(client: PoolClient, entityId: string, table: RowTable): Promise<Row[]> {
  const key = table === 'cash_entry_detail' ? 'entry_ordinal' : 'ordinal';
  const { rows } = await client.query<Row & { previous: BusinessDate; next: BusinessDate }>(
    `select
       u.unit_id as "unitId", t.${key} as ordinal, t::text as text,
       array(select jsonb_object_keys(jsonb_strip_nulls(to_jsonb(t)))) as told,
       exists (
         select
         from ops.file_load l
         where l.report_file_id = u.report_file_id
           and l.outcome = 'accepted'
           and l.amount_meaning = 'face'
       ) as "isFace",
       coalesce(to_jsonb(t) ->> 'reference', '') as reference,
       coalesce(to_jsonb(t) ->> 'side', '') as side
     from ledger.current_unit u
     join ledger.${table} t using (version_id)
     where u.entity_id = $1
     order by u.unit_id, t.${key}`,
    [entityId],
  );
  return rows;
}
