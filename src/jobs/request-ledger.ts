import type { Pool } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import type { ReportType } from '../domain/report.ts';
import type { LandedFile } from '../extract/landed-file.ts';
import type { AskProgress } from '../extract/planned-ask.ts';
import type { Queryable } from './owed-units.ts';
import type { Ask, PlannedUnit } from './plan.ts';

/** A request of ours that was not brought to its end. */
export interface OpenRequest {
  readonly requestId: bigint;
  readonly ask: Ask;
  readonly progress: AskProgress;
}

export type RequestState =
  | 'intended'
  | 'requested'
  | 'ready'
  | 'landed'
  | 'settled'
  | 'failed'
  | 'late'
  | 'quarantined';

/** Stores, before anything is sent, what is about to be asked for, and for which units. */
export async function storeIntent(
  pool: Pool,
  entityId: string,
  runId: bigint,
  ask: Ask,
  intendedAt: Date,
): Promise<bigint> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ request_id: bigint }>(
      `insert into ops.report_request (
         entity_id, run_id, report_type, pocket_id, from_date, to_date, attempts, intended_at
       )
       values ($1, $2, $3, $4, $5, $6, 1, $7)
       returning request_id`,
      [entityId, runId, ask.reportType, ask.pocketId, ask.range.from, ask.range.to, intendedAt],
    );
    const requestId = rows[0]?.request_id ?? 0n;
    await client.query(
      'insert into ops.request_unit (request_id, unit_id) select $1, unnest($2::bigint[])',
      [requestId, ask.units.map(({ unitId }) => unitId)],
    );
    return requestId;
  });
}

export async function storeReask(pool: Pool, requestId: bigint, intendedAt: Date): Promise<void> {
  await pool.query(
    `update ops.report_request
     set state = 'intended', remote_id = null, attempts = attempts + 1, intended_at = $2
     where request_id = $1`,
    [requestId, intendedAt],
  );
}

export async function storeRemoteId(
  pool: Pool,
  requestId: bigint,
  remoteId: string,
  at: Date,
): Promise<void> {
  await pool.query(
    `with asked as (
       update ops.report_request
       set state = 'requested', remote_id = $2, requested_at = $3
       where request_id = $1
       returning entity_id, request_id
     )
     insert into ops.own_request (entity_id, remote_id, request_id)
     select entity_id, $2, request_id
     from asked
     on conflict do nothing`,
    [requestId, remoteId, at],
  );
}

export async function storeState(
  database: Queryable,
  requestId: bigint,
  state: RequestState,
  error: string | null = null,
): Promise<void> {
  await database.query(
    `update ops.report_request
     set state = $2, error = $3, finished_at = clock_timestamp()
     where request_id = $1`,
    [requestId, state, error],
  );
}

/** The row of a file that is safe in the landing zone. The same file of the same request has one row, however often it came. */
export async function storeReportFile(
  pool: Pool,
  entityId: string,
  requestId: bigint,
  ask: Ask,
  file: LandedFile,
  receivedAt: Date,
): Promise<bigint> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ report_file_id: bigint }>(
      `with known as (
         select report_file_id
         from ops.report_file
         where request_id = $2
           and sha256 = decode($3, 'hex')
       ),
       made as (
         insert into ops.report_file (
           entity_id, request_id, sha256, report_type, pocket_id, from_date, to_date, bytes,
           length_proven, received_at, origin
         )
         select $1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8, $9, $10, 'api'
         where not exists (select from known)
         returning report_file_id
       )
       select report_file_id from known
       union all
       select report_file_id from made`,
      [
        entityId,
        requestId,
        file.sha256,
        ask.reportType,
        ask.pocketId,
        ask.range.from,
        ask.range.to,
        file.bytes,
        file.lengthProven,
        receivedAt,
      ],
    );
    await client.query(`update ops.report_request set state = 'landed' where request_id = $1`, [
      requestId,
    ]);
    return rows[0]?.report_file_id ?? 0n;
  });
}

const UNITS_OF_REQUEST = `(
  select jsonb_agg(jsonb_build_object(
    'unitId', u.unit_id::text, 'pocketId', p.pocket_id, 'businessDate', u.business_date
  ) order by u.unit_id)
  from ops.request_unit r
  join ledger.unit u using (unit_id)
  left join ledger.pocket p using (pocket_key)
  where r.request_id = q.request_id
)`;

// After this long Jiko will not finish a report any more, and a new one is worth asking for.
const GIVEN_UP_AFTER = '24 hours';

/** Requests that an earlier run left open: lost replies, reports not ready in time. Those given up are closed first. */
export async function readOpenRequests(pool: Pool, entityId: string): Promise<OpenRequest[]> {
  await pool.query(
    `update ops.report_request
     set state = 'failed', error = 'not ready after ${GIVEN_UP_AFTER}', finished_at = clock_timestamp()
     where entity_id = $1
       and state in ('intended', 'requested', 'ready', 'late')
       and intended_at < clock_timestamp() - interval '${GIVEN_UP_AFTER}'`,
    [entityId],
  );
  const { rows } = await pool.query<OpenRow>(
    `select
       q.request_id, q.report_type, q.pocket_id, q.from_date, q.to_date, q.remote_id, q.intended_at,
       q.requested_at,
       ${UNITS_OF_REQUEST} as units
     from ops.report_request q
     where q.entity_id = $1
       and q.state in ('intended', 'requested', 'ready', 'late')
     order by q.request_id`,
    [entityId],
  );
  return rows.map(toOpenRequest);
}

/**
 * Files that were landed and then neither loaded nor refused, because the program was stopped in between. Requests whose
 * file was, but which the program was stopped before it could close, are closed first: open they would never be asked again.
 */
export async function readUnloadedFiles(pool: Pool, entityId: string): Promise<UnloadedFile[]> {
  await pool.query(
    `update ops.report_request q
     set
       state = case l.outcome when 'accepted' then 'settled' else 'quarantined' end,
       error = l.error,
       finished_at = clock_timestamp()
     from ops.report_file f
     join ops.file_load l using (report_file_id)
     where f.request_id = q.request_id
       and q.entity_id = $1
       and q.state = 'landed'`,
    [entityId],
  );
  const { rows } = await pool.query<OpenRow & UnloadedRow>(
    `select
       f.report_file_id, encode(f.sha256, 'hex') as sha256, f.received_at, q.request_id, q.report_type,
       q.pocket_id, q.from_date, q.to_date, q.remote_id, q.intended_at, q.requested_at,
       ${UNITS_OF_REQUEST} as units
     from ops.report_file f
     join ops.report_request q using (request_id)
     where q.entity_id = $1
       and q.state = 'landed'
       and not exists (select from ops.file_load l where l.report_file_id = f.report_file_id)
     order by f.report_file_id`,
    [entityId],
  );
  return rows.map(toUnloadedFile);
}

/** Answers that were refused when they were last read. */
export async function readRefusedFiles(pool: Pool, entityId: string): Promise<UnloadedFile[]> {
  const { rows } = await pool.query<OpenRow & UnloadedRow>(
    `select
       f.report_file_id, encode(f.sha256, 'hex') as sha256, f.received_at, q.request_id, q.report_type,
       q.pocket_id, q.from_date, q.to_date, q.remote_id, q.intended_at, q.requested_at,
       ${UNITS_OF_REQUEST} as units
     from books.rpt_quarantine w
     join ops.report_file f using (report_file_id)
     join ops.report_request q using (request_id)
     where w.entity_id = $1
     order by f.report_file_id`,
    [entityId],
  );
  return rows.map(toUnloadedFile);
}

export interface UnloadedFile extends OpenRequest {
  readonly reportFileId: bigint;
  readonly sha256: string;
  readonly receivedAt: Date;
}

interface UnloadedRow {
  readonly report_file_id: bigint;
  readonly sha256: string;
  readonly received_at: Date;
}

interface OpenRow {
  readonly request_id: bigint;
  readonly report_type: ReportType;
  readonly pocket_id: string | null;
  readonly from_date: BusinessDate;
  readonly to_date: BusinessDate;
  readonly remote_id: string | null;
  readonly intended_at: Date;
  readonly requested_at: Date | null;
  readonly units: readonly {
    unitId: string;
    pocketId: string | null;
    businessDate: BusinessDate;
  }[];
}

function toUnloadedFile(row: OpenRow & UnloadedRow): UnloadedFile {
  return {
    ...toOpenRequest(row),
    reportFileId: row.report_file_id,
    sha256: row.sha256,
    receivedAt: row.received_at,
  };
}

function toOpenRequest(row: OpenRow): OpenRequest {
  const reportType = row.report_type;
  const units: PlannedUnit[] = row.units.map(({ unitId, pocketId, businessDate }) => ({
    unitId: BigInt(unitId),
    reportType,
    pocketId,
    businessDate,
  }));
  const range = { from: row.from_date, to: row.to_date };
  const progress: AskProgress =
    row.remote_id === null
      ? { state: 'intended', intendedAt: row.intended_at }
      : {
          state: 'requested',
          remoteId: row.remote_id,
          requestedAt: row.requested_at ?? row.intended_at,
        };
  return {
    requestId: row.request_id,
    ask: { reportType, pocketId: row.pocket_id, range, units },
    progress,
  };
}

/** Remote ids that are ours already, so that none of them is taken for a lost one. */
export async function readClaimedIds(pool: Pool, entityId: string): Promise<string[]> {
  const { rows } = await pool.query<{ remote_id: string }>(
    `select remote_id
     from ops.report_request
     where entity_id = $1
       and remote_id is not null
       and intended_at > clock_timestamp() - interval '7 days'`,
    [entityId],
  );
  return rows.map(({ remote_id }) => remote_id);
}
