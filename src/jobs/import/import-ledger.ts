import type { Pool } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
import type { ReportType } from '../../domain/report.ts';
import type { LandedFile } from '../../extract/landed-file.ts';
import type { FileAsk } from '../load-landed.ts';

/** Every pocket of the warehouse, with the entities that have it. */
export async function readPocketOwners(pool: Pool): Promise<Map<string, readonly string[]>> {
  const { rows } = await pool.query<{ pocket_id: string; owners: string[] }>(
    `select pocket_id, array_agg(entity_id order by entity_id) as owners
     from ledger.pocket
     group by pocket_id
     order by pocket_id`,
  );
  return new Map(rows.map(({ pocket_id, owners }) => [pocket_id, owners]));
}

/** What is stored of an imported file; what is not known of one that is refused is null. */
export interface ImportScope {
  readonly reportType: ReportType | null;
  readonly pocketId: string | null;
  readonly from: BusinessDate | null;
  readonly to: BusinessDate | null;
}

/** The row of an imported file. One that was not read to its end, or was refused before, keeps the row that it has. */
export async function storeImport(
  pool: Pool,
  entityId: string,
  file: Pick<LandedFile, 'sha256' | 'bytes'> & { readonly name: string; readonly receivedAt: Date },
  { reportType, pocketId, from, to }: ImportScope,
): Promise<bigint> {
  const { rows } = await pool.query<{ report_file_id: bigint }>(
    `with known as (
       select report_file_id
       from ops.report_file f
       where entity_id = $1
         and sha256 = decode($2, 'hex')
         and origin = 'import'
         and (report_type, pocket_id, from_date, to_date, file_name)
           is not distinct from ($5::text, $6::text, $7::date, $8::date, $9::text)
         and not exists (
           select
           from ops.file_load l
           where l.report_file_id = f.report_file_id
             and l.outcome = 'accepted'
         )
       order by report_file_id desc
       limit 1
     ),
     made as (
       insert into ops.report_file (
         entity_id, sha256, bytes, length_proven, received_at, report_type, pocket_id, from_date, to_date,
         file_name, origin
       )
       select $1, decode($2, 'hex'), $3, true, $4, $5, $6, $7, $8, $9, 'import'
       where not exists (select from known)
       returning report_file_id
     )
     select report_file_id from known
     union all
     select report_file_id from made`,
    [entityId, file.sha256, file.bytes, file.receivedAt, reportType, pocketId, from, to, file.name],
  );
  return rows[0]?.report_file_id ?? 0n;
}

/**
 * Were these bytes taken into the books before, and is every unit that they speak of there and final? Then they tell nothing
 * new. Loaded again, they would bring back what has been restated since.
 */
export async function isAlreadyThere(
  pool: Pool,
  entityId: string,
  sha256: string,
  { reportType, range, units }: FileAsk,
): Promise<boolean> {
  const { rows } = await pool.query<{ is_there: boolean }>(
    `select
       exists (
         select
         from ops.report_file f
         join ops.file_load l using (report_file_id)
         where f.entity_id = $1
           and f.sha256 = decode($2, 'hex')
           and f.report_type = $3
           and l.outcome = 'accepted'
           -- the same bytes may be the positions of another day
           and (f.report_type <> 'POSITION_SUMMARY_REPORT' or f.from_date = $4)
       )
       and not exists (
         select
         from unnest($5::text[], $6::date[]) as told (pocket_id, business_date)
         where not exists (
           select
           from ledger.current_unit u
           where u.entity_id = $1
             and u.report_type = $3
             and u.business_date = told.business_date
             and u.pocket_id is not distinct from told.pocket_id
             and not u.provisional
         )
       ) as is_there`,
    [
      entityId,
      sha256,
      reportType,
      range.from,
      units.map(({ pocketId }) => pocketId),
      units.map(({ businessDate }) => businessDate),
    ],
  );
  return rows[0]?.is_there === true;
}

/** The units of a file as `u`: $1 entity, $3 report type, $4 pocket ids, $5 business dates. */
const TOLD_UNITS = `unnest($4::text[], $5::date[]) as told (pocket_id, business_date)
       left join ledger.pocket p on p.entity_id = $1 and p.pocket_id = told.pocket_id
       join ledger.unit u
         on u.entity_id = $1
         and u.report_type = $3
         and u.business_date = told.business_date
         and u.pocket_key is not distinct from p.pocket_key`;

/** Has another file told of these units since this one was first refused? Loaded now, it would overwrite what is newer. */
export async function isOvertaken(
  pool: Pool,
  entityId: string,
  reportFileId: bigint,
  { reportType, units }: FileAsk,
): Promise<boolean> {
  const { rows } = await pool.query<{ is_overtaken: boolean }>(
    `select exists (
       select
       from ${TOLD_UNITS}
       join ledger.unit_version v using (unit_id)
       where v.accepted_at > (
         select min(least(l.finished_at, asked.at))
         from ops.file_load l
         join ops.report_file f using (report_file_id)
         left join lateral (
           -- what others asked for is as old as their request
           select f.received_at as at
           from ops.foreign_landing o
           where o.entity_id = f.entity_id
             and o.sha256 = f.sha256
           limit 1
         ) asked on true
         where l.report_file_id = $2
       )
     ) as is_overtaken`,
    [
      entityId,
      reportFileId,
      reportType,
      units.map(({ pocketId }) => pocketId),
      units.map(({ businessDate }) => businessDate),
    ],
  );
  return rows[0]?.is_overtaken === true;
}

export const OVERTAKEN =
  'some of its days have come in another file since it was refused, and it must not overwrite them: ask for them with backfill --force';

/**
 * Has any of these units been read from what was received after `askedAt`? An answer that was the same as the version before it
 * counts too: it left no version of its own.
 */
export async function isReadSince(
  pool: Pool,
  entityId: string,
  askedAt: Date,
  { reportType, units }: FileAsk,
): Promise<boolean> {
  const { rows } = await pool.query<{ is_read: boolean }>(
    `select exists (
       select
       from ${TOLD_UNITS}
       where exists (
         select
         from ledger.unit_version v
         join ops.report_file f using (report_file_id)
         where v.unit_id = u.unit_id
           and f.received_at > $2
       )
       or exists (
         select
         from ops.request_unit r
         join ops.report_file f using (request_id)
         join ops.file_load l using (report_file_id)
         where r.unit_id = u.unit_id
           and l.outcome = 'accepted'
           and f.received_at > $2
       )
     ) as is_read`,
    [
      entityId,
      askedAt,
      reportType,
      units.map(({ pocketId }) => pocketId),
      units.map(({ businessDate }) => businessDate),
    ],
  );
  return rows[0]?.is_read === true;
}

/** What became of a file when it was last read. */
export interface LatestLoad {
  readonly isAccepted: boolean;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsDuplicate: number;
  readonly rowsIgnored: number;
  readonly versionsNew: number;
  readonly reason: string | null;
}

export async function readLatestLoad(pool: Pool, reportFileId: bigint): Promise<LatestLoad | null> {
  const { rows } = await pool.query<LatestLoad>(
    `select
       outcome = 'accepted' as "isAccepted", rows_read::float8 as "rowsRead",
       rows_loaded::float8 as "rowsLoaded", rows_duplicate::float8 as "rowsDuplicate",
       rows_ignored::float8 as "rowsIgnored", versions_new as "versionsNew", error as reason
     from ops.file_load
     where report_file_id = $1
     order by load_id desc
     limit 1`,
    [reportFileId],
  );
  return rows[0] ?? null;
}

/** A report that was refused and has not been made up for; an answer about a resource is asked for again by each run. */
export interface QuarantinedFile {
  readonly reportFileId: bigint;
  readonly origin: 'api' | 'import';
  readonly reportType: ReportType | null;
  readonly pocketId: string | null;
  readonly from: BusinessDate | null;
  readonly to: BusinessDate | null;
  readonly fileName: string | null;
  readonly receivedAt: Date;
  readonly reason: string;
  readonly sha256: string;
  readonly bytes: number;
}

export async function readQuarantine(pool: Pool, entityId: string): Promise<QuarantinedFile[]> {
  const { rows } = await pool.query<QuarantinedFile>(
    `select
       report_file_id as "reportFileId", origin, report_type as "reportType", pocket_id as "pocketId",
       from_date as from, to_date as to, file_name as "fileName", received_at as "receivedAt", reason,
       sha256, bytes::float8 as bytes
     from books.rpt_quarantine
     where entity_id = $1
       and resource is null
     order by report_file_id`,
    [entityId],
  );
  return rows;
}

/** The refused files that this reader has not tried yet. */
export async function readUntried(
  pool: Pool,
  entityId: string,
  reader: string,
): Promise<Set<bigint>> {
  const { rows } = await pool.query<{ report_file_id: bigint }>(
    `select report_file_id
     from books.rpt_quarantine q
     where entity_id = $1
       and resource is null
       and not exists (
         select
         from ops.refused_reading r
         where r.report_file_id = q.report_file_id
           and r.reader = $2
       )`,
    [entityId, reader],
  );
  return new Set(rows.map(({ report_file_id }) => report_file_id));
}

export async function storeReader(pool: Pool, entityId: string, reader: string): Promise<void> {
  await pool.query(
    `insert into ops.refused_reading (report_file_id, reader)
     select report_file_id, $2
     from books.rpt_quarantine
     where entity_id = $1
       and resource is null
     order by report_file_id
     on conflict do nothing`,
    [entityId, reader],
  );
}
