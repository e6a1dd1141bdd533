import type { PoolClient } from 'pg';
import type { BusinessDate } from '../domain/business-date.ts';
import { InvariantError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { withMonthBefore } from './month-before.ts';
import { readSqlFiles } from './read-sql-files.ts';

/**
 * Sums up once what several rules read of positions and trades, each file of `sums/` in a temporary table of its name that lasts until
 * the transaction ends. Millions of rows are read in parallel so, which a rule that joined them with a temporary table could not.
 */
export async function sumSteps(
  client: PoolClient,
  entityId: string,
  range: DateRange,
): Promise<void> {
  const sums = await readSqlFiles('sums');
  const sum = (name: string, bounds: DateRange, further?: Parameter) => {
    const sql = sums.get(name);
    if (sql === undefined) throw new InvariantError(`there is no sum ${name}`);
    return createTable(client, name, sql, entityId, bounds, further);
  };
  await sum('summary_step', range);
  const first = await readFirstDates(client, entityId, range);
  const { to } = range;
  const disposed = disposedDays(client, entityId, { from: first.dealt, to });
  await sum('held_sum', { from: first.held, to }, disposed);
  await sum('dealt_sum', { from: first.dealt, to }, disposed);
  await sum('dealt_terms', withMonthBefore(range));
  await sum('brokerage_day', { from: first.booked, to });
}

/** A further parameter of a query: its type, and an expression that is worked out before the query is planned. */
interface Parameter {
  readonly type: string;
  readonly expression: string;
}

/** As a constant: a set of numbers is hashed then, and looked into by each row without a join. */
function disposedDays(client: PoolClient, entityId: string, range: DateRange): Parameter {
  return {
    type: 'bigint[]',
    expression: `recon.disposed_days(${literalsOf(client, entityId, range).join(', ')})`,
  };
}

/** As the result of a prepared query, with its bounds as constants: by them the planner knows how many days are read. */
export async function createTable(
  client: PoolClient,
  table: string,
  sql: string,
  entityId: string,
  range: DateRange,
  further?: Parameter,
): Promise<number> {
  const types = ['text', 'date', 'date'];
  const values = literalsOf(client, entityId, range);
  if (further !== undefined) {
    types.push(further.type);
    values.push(further.expression);
  }
  // `insert … select` would never run in parallel; `create table … as execute` does.
  await client.query(`prepare kept_query (${types.join(', ')}) as ${sql}`);
  const { rowCount } = await client.query(
    `create temporary table ${table} on commit drop as execute kept_query (${values.join(', ')})`,
  );
  await client.query('deallocate kept_query');
  return rowCount ?? 0;
}

function literalsOf(client: PoolClient, entityId: string, { from, to }: DateRange): string[] {
  return [entityId, from, to].map((value) => client.escapeLiteral(value));
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
