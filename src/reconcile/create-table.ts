import type { PoolClient } from 'pg';
import type { DateRange } from '../domain/report.ts';

/** A further parameter of a query: its type, and an expression that is worked out before the query is planned. */
export interface Parameter {
  readonly type: string;
  readonly expression: string;
}

/**
 * A temporary table, for as long as the transaction lasts, with the rows of a query of `$1` entity, `$2` first day, `$3` last day and `$4` what is
 * further given. They are constants when it is planned: by them the planner knows how many days are read. Returns the number of rows.
 */
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

/** An entity and a range as they are written in SQL. */
export function literalsOf(
  client: PoolClient,
  entityId: string,
  { from, to }: DateRange,
): string[] {
  return [entityId, from, to].map((value) => client.escapeLiteral(value));
}
