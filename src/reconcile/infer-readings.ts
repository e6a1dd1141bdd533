import type { PoolClient } from 'pg';
import type { BusinessDate } from '../domain/business-date.ts';
import { readSqlFiles } from './read-sql-files.ts';

interface Evidence {
  readonly value: string;
  readonly other_value: string;
  readonly fits: bigint;
  readonly fits_other: bigint;
}

/**
 * Finds by arithmetic what the documentation leaves open (on which date positions move, whether the brokerage balance
 * holds the residual cash) and stores the answer when it is new. An answer that was found on no evidence is looked at
 * again; one that was proven stands until `reconsider`, so that a night of one day need not look at many.
 */
export async function inferReadings(
  client: PoolClient,
  entityId: string,
  to: BusinessDate,
  reconsider: boolean,
): Promise<void> {
  for (const [name, sql] of await readSqlFiles('readings')) {
    const known = await readReading(client, entityId, name);
    if (known !== undefined && known.isProven && !reconsider) continue;
    const { rows } = await client.query<Evidence>(sql, [entityId, to]);
    const evidence = rows[0];
    if (evidence === undefined) continue;
    const { value, fits, fits_other: fitsOther } = evidence;
    const isUndecided = fits === fitsOther;
    if (isUndecided && known !== undefined) continue;
    const isOther = fitsOther > fits;
    const chosen = isOther ? evidence.other_value : value;
    const counts = isOther ? [fitsOther, fits] : [fits, fitsOther];
    if (known?.value === chosen && known.isProven) continue;
    await client.query(
      `insert into recon.reading (entity_id, name, value, fits, fits_otherwise)
       values ($1, $2, $3, $4, $5)`,
      [entityId, name, chosen, ...counts],
    );
  }
}

async function readReading(
  client: PoolClient,
  entityId: string,
  name: string,
): Promise<{ value: string; isProven: boolean } | undefined> {
  const { rows } = await client.query<{ value: string; is_proven: boolean }>(
    `select value, fits > fits_otherwise as is_proven
     from recon.reading
     where entity_id = $1
       and name = $2
     order by reading_id desc
     limit 1`,
    [entityId, name],
  );
  const row = rows[0];
  return row && { value: row.value, isProven: row.is_proven };
}
