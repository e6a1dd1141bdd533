import type { Pool } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
import { ENDPOINTS } from '../../domain/customer-api.ts';
import type { ReportType } from '../../domain/report.ts';
import { RESOURCE_NAMES } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import { type QuarantinedFile, readQuarantine } from '../../jobs/import/import-ledger.ts';

export type UnitStateName =
  | 'owed'
  | 'requested'
  | 'ready'
  | 'landed'
  | 'loaded'
  | 'empty'
  | 'late'
  | 'failed'
  | 'quarantined';

export interface StatusUnit {
  readonly reportType: ReportType;
  readonly pocketId: string | null;
  readonly businessDate: BusinessDate;
  readonly state: UnitStateName;
  readonly version: number | null;
  readonly provisional: boolean | null;
  readonly error: string | null;
}

export interface Status {
  readonly entityId: string;
  readonly pockets: readonly { readonly pocketId: string; readonly name: string | null }[];
  readonly units: readonly StatusUnit[];
  readonly missing: number;
  readonly runs: readonly StatusRun[];
  readonly breaks: readonly {
    readonly rule: string;
    readonly open: number;
    readonly oldest: BusinessDate;
  }[];
  /** What the API tells of beside reports: how the last reading of each went. */
  readonly resources: readonly StatusResource[];
  /** Files that were refused and are not made up for, the latest first. */
  readonly quarantined: readonly QuarantinedFile[];
}

export interface StatusResource {
  readonly resource: string;
  readonly outcome: 'read' | 'forbidden' | 'absent' | 'refused' | 'failed';
  readonly readAt: Date;
  readonly itemsKnown: number;
  readonly error: string | null;
  /** What to ask Jiko for where it is forbidden, as far as that is known. */
  readonly scope: string | null;
}

interface StatusRun {
  readonly kind: string;
  readonly from: BusinessDate | null;
  readonly to: BusinessDate | null;
  readonly startedAt: Date;
  readonly outcome: string | null;
  readonly apiCalls: number | null;
}

/** The units of the last `days` business days known, the last five runs and the open breaks by rule. */
export async function readStatus(pool: Pool, entityId: string, days = 31): Promise<Status> {
  const { rows: pockets } = await pool.query<Status['pockets'][number]>(
    `select pocket_id as "pocketId", pocket_name as name
     from books.dim_pocket
     where entity_id = $1
     order by pocket_name, pocket_id`,
    [entityId],
  );
  const { rows: units } = await pool.query<StatusUnit>(
    `select
       report_type as "reportType", pocket_id as "pocketId", business_date as "businessDate", state,
       version, provisional, error
     from books.fct_unit
     where entity_id = $1
       and business_date in (
         select distinct business_date from books.fct_unit where entity_id = $1 order by 1 desc limit $2
       )
     order by business_date`,
    [entityId, days],
  );
  const { rows: runs } = await pool.query<StatusRun>(
    `select
       kind, from_date as from, to_date as to, started_at as "startedAt", outcome, api_calls as "apiCalls"
     from books.fct_run
     where entity_id = $1
     order by run_id desc
     limit 5`,
    [entityId],
  );
  const { rows: breaks } = await pool.query<Status['breaks'][number]>(
    `select rule, count(*)::int as open, min(business_date) as oldest
     from books.rpt_open_breaks
     where entity_id = $1
     group by rule
     order by 2 desc, 1`,
    [entityId],
  );
  const { rows: missing } = await pool.query<{ missing: number }>(
    `select coalesce(sum(missing), 0)::int as missing from books.rpt_completeness where entity_id = $1`,
    [entityId],
  );
  const quarantined = (await readQuarantine(pool, entityId)).toReversed();
  return {
    entityId,
    pockets,
    units,
    missing: missing[0]?.missing ?? 0,
    runs,
    breaks,
    resources: await readResources(pool, entityId),
    quarantined,
  };
}

async function readResources(pool: Pool, entityId: string): Promise<StatusResource[]> {
  const { rows } = await pool.query<Omit<StatusResource, 'scope'>>(
    `select
       resource, outcome, read_at as "readAt", items_known::int as "itemsKnown", error
     from books.rpt_resource
     where entity_id = $1
     order by resource`,
    [entityId],
  );
  return rows.map((row) => ({
    ...row,
    scope: row.outcome === 'forbidden' ? scopeOf(row.resource) : null,
  }));
}

function scopeOf(resource: string): string | null {
  const name = RESOURCE_NAMES.find((one) => one === resource);
  if (name === undefined) return null;
  const { path } = RESOURCES[name];
  return ENDPOINTS.find((one) => one.method === 'GET' && one.path === path)?.scope ?? null;
}
