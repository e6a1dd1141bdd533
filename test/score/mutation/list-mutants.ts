import type { PoolClient } from 'pg';
import type { Random } from '../../../sandbox/model/random.ts';
import type { BusinessDate } from '../../../src/domain/business-date.ts';
import { changesOf, type Row } from './changes.ts';
import type { Mutant, RowTable, Unit } from './mutant.ts';
import { redatingsOf } from './redatings.ts';
import { readUnknownCosts } from './unknown-costs.ts';

/** What a unit has beside it: the same report and pocket on the business days before and after, where there are such. */
export interface Neighbours {
  readonly previous: Unit | undefined;
  readonly next: Unit | undefined;
}

const ALONE: Neighbours = { previous: undefined, next: undefined };

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
 * computed from. Left out are the first and the last days; and of the price of a bill that nobody holds, which enters no book
 * and is told by nobody else, the figure, and that it is there at all on the first and the last of its days; and the cost that
 * nobody can know.
 */
export async function listMutants(
  client: PoolClient,
  entityId: string,
  random: Random,
): Promise<Mutant[]> {
  const units = await readUnits(client, entityId);
  const neighbours = neighboursIn([...units.values()]);
  const isProven = provenDays([...units.values()]);
  const isLoose = await readLoosePrices(client, entityId);
  const isUnknown = await readUnknownCosts(client, entityId);
  const mutants: Mutant[] = [];
  for (const table of TABLES) {
    for (const row of await readRows(client, entityId, table)) {
      // Maturities of the listing are changed where they are listed.
      const unit = units.get(row.unitId);
      if (unit === undefined || (table === 'trade' && unit.reportType === 'TRADE_LIST')) continue;
      const told = { table, unit, row };
      const made = [
        ...changesOf(told, random),
        ...redatingsOf(told, neighbours.get(unit) ?? ALONE, random),
      ];
      mutants.push(
        ...made
          .filter(({ kind }) => table !== 'price_quote' || !isLoose(row, kind))
          .filter((mutant) => table !== 'position' || !isUnknown(row, mutant))
          .filter(({ edits }) => edits.every((edit) => isProven(edit.unit))),
      );
    }
  }
  return mutants;
}

/** For every unit; of the units of a report and a pocket, in the order of their days. */
function neighboursIn(units: readonly Unit[]): ReadonlyMap<Unit, Neighbours> {
  const series = new Map<string, Unit[]>();
  for (const unit of units) {
    const name = `${unit.reportType} ${unit.pocketKey}`;
    series.set(name, [...(series.get(name) ?? []), unit]);
  }
  const neighbours = new Map<Unit, Neighbours>();
  for (const ofOne of series.values()) {
    const sorted = ofOne.toSorted((a, b) => (a.businessDate < b.businessDate ? -1 : 1));
    for (const [index, unit] of sorted.entries()) {
      neighbours.set(unit, { previous: sorted[index - 1], next: sorted[index + 1] });
    }
  }
  return neighbours;
}

function provenDays(units: readonly Unit[]): (unit: Unit) => boolean {
  const days = [...new Set(units.map(({ businessDate }) => businessDate))].sort();
  const proven = new Set(days.slice(DAYS_LEFT_OUT.first, -DAYS_LEFT_OUT.last));
  return ({ businessDate }) => proven.has(businessDate);
}

/** Is it a price of which nothing but itself tells that it should be so, or be there? */
async function readLoosePrices(
  client: PoolClient,
  entityId: string,
): Promise<(row: Row, kind: Mutant['kind']) => boolean> {
  const { rows } = await client.query<{ name: string; is_end: boolean }>(
    `with told as (
       select u.unit_id || ' ' || q.ordinal as name, u.business_date, q.security_key,
         u.business_date in (
           min(u.business_date) over (partition by q.security_key),
           max(u.business_date) over (partition by q.security_key)
         ) as is_end
       from ledger.current_unit u
       join ledger.price_quote q using (version_id)
       where u.entity_id = $1
     )
     select t.name, t.is_end
     from told t
     where not exists (
         select
         from ledger.current_unit s
         join ledger.position p using (version_id)
         join ledger.holding h using (holding_key)
         where s.entity_id = $1
           and s.report_type = 'POSITION_SUMMARY_REPORT'
           and s.business_date = t.business_date
           and h.security_key = t.security_key
       )`,
    [entityId],
  );
  const isEnd = new Map(rows.map(({ name, is_end }) => [name, is_end]));
  return ({ unitId, ordinal }, kind) => {
    const known = isEnd.get(`${unitId} ${ordinal}`);
    return known !== undefined && (kind === 'changed' || (kind === 'removed' && known));
  };
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
