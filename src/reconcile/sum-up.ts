import type { PoolClient } from 'pg';
import type { BusinessDate } from '../domain/business-date.ts';
import { InvariantError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { createTable, literalsOf, type Parameter } from './create-table.ts';
import { withMonthBefore } from './month-before.ts';
import { readSqlFiles } from './read-sql-files.ts';

/**
 * Sums up once what several rules read of positions and trades, each file of `sums/` in a temporary table of its name that lasts until
 * the transaction ends. Millions of rows are read in parallel so, which a rule that joined them with a temporary table could not.
 */
export async function sumUp(client: PoolClient, entityId: string, range: DateRange): Promise<void> {
  const sums = await readSqlFiles('sums');
  const sum = (name: string, bounds: DateRange, further?: Parameter) => {
    const sql = sums.get(name);
    if (sql === undefined) throw new InvariantError(`there is no sum ${name}`);
    return createTable(client, name, sql, entityId, bounds, further);
  };
  await sum('summary_step', range);
  await sum('sold_day', range);
  const first = await readFirstDates(client, entityId, range);
  const { to } = range;
  const disposed = disposedDays(client, entityId, { from: first.dealt, to });
  await sum('held_sum', { from: first.held, to }, disposed);
  await sum('dealt_sum', { from: first.dealt, to }, disposed);
  await sum('dealt_terms', withMonthBefore(range));
  await sum('brokerage_day', { from: first.booked, to });
}

/** As a constant: a set of numbers is hashed then, and looked into by each row without a join. */
function disposedDays(client: PoolClient, entityId: string, range: DateRange): Parameter {
  return {
    type: 'bigint[]',
    expression: `recon.disposed_days(${literalsOf(client, entityId, range).join(', ')})`,
  };
}

interface FirstDates {
  /** of the summaries of the steps; of the range where there is no step */
  readonly held: BusinessDate;
  /** of the trades of the steps */
  readonly dealt: BusinessDate;
  /** the business day before the range: what is wrong on it may be off again, the other way round, on the next */
  readonly booked: BusinessDate;
}

async function readFirstDates(
  client: PoolClient,
  entityId: string,
  { from }: DateRange,
): Promise<FirstDates> {
  // No bill settles later than a month after its trade.
  const { rows } = await client.query<FirstDates>(
    `select
       s.held,
       s.held - case recon.current_reading($1, 'position_basis') when 'settlement_date' then 31 else 0 end as dealt,
       coalesce(d.previous_business_date, $2::date) as booked
     from (select coalesce(min(previous_date), $2::date) as held from summary_step) s
     left join ledger.calendar_day d on d.business_date = $2`,
    [entityId, from],
  );
  const [first] = rows;
  if (first === undefined) throw new InvariantError('a select without a group returned no row');
  return first;
}
