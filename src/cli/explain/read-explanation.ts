import type { Pool } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
import type { AmountMeaning } from '../../domain/ledger-row.ts';
import type { Problem } from '../../domain/reading.ts';
import type { ReportType } from '../../domain/report.ts';
import type { ResourceName } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';

/** What every row of `books` names: its file, and its place in it. */
export interface RowPlace {
  readonly report_file_id: bigint;
  readonly locator: string;
}

export interface FileFacts {
  readonly report_file_id: bigint;
  readonly entity_id: string;
  readonly report_type: ReportType | null;
  /** Of an answer about what the API tells beside reports. */
  readonly resource: ResourceName | null;
  readonly pocket_id: string | null;
  readonly pocket_name: string | null;
  readonly from_date: BusinessDate | null;
  readonly to_date: BusinessDate | null;
  readonly origin: 'api' | 'import';
  readonly file_name: string | null;
  readonly received_at: Date;
  readonly sha256: string;
  readonly bytes: bigint;
  readonly length_proven: boolean;
  /** How many versions of units it brought. */
  readonly versions: number;
  /** Every reading of it, the latest first. */
  readonly loads: readonly LoadFacts[];
}

export interface LoadFacts {
  readonly finished_at: Date;
  readonly outcome: 'accepted' | 'quarantined';
  /** Why it was refused. */
  readonly error: string | null;
  readonly rows_read: number;
  readonly rows_loaded: number;
  readonly rows_duplicate: number;
  readonly rows_ignored: number;
  readonly rows_quarantined: number;
  /** Of trade files only: what the amounts mean, and how many rows can be read either way. */
  readonly amount_meaning: AmountMeaning | null;
  readonly amount_decided_by: 'arithmetic' | 'profile' | null;
  readonly rows_fit_cash: number | null;
  readonly rows_fit_face: number | null;
  readonly problems: readonly Problem[];
}

export interface RowFacts {
  readonly view: string;
  /** All columns of the view, as the books have the row now; null where the current version no longer has it. */
  readonly row: Readonly<Record<string, unknown>> | null;
  /** All versions of its unit, the newest first. */
  readonly versions: readonly VersionFacts[];
}

export interface VersionFacts {
  readonly version: number;
  readonly is_current: boolean;
  readonly accepted_at: Date;
  readonly provisional: boolean;
  /** of the whole version */
  readonly rows: number;
  readonly report_file_id: bigint;
  /** Where the same row stands in the file of this version; null where this version does not have it. */
  readonly locator: string | null;
}

export async function readFileFacts(pool: Pool, reportFileId: bigint): Promise<FileFacts | null> {
  const { rows } = await pool.query<Omit<FileFacts, 'loads'>>(
    `select
       f.report_file_id, f.entity_id, f.report_type, f.resource, coalesce(f.pocket_id, p.pocket_id) as pocket_id, p.pocket_name, f.from_date, f.to_date, f.origin,
       f.file_name, f.received_at, f.sha256, f.bytes, f.length_proven, (
         select count(*)::int from books.fct_unit_version v where v.report_file_id = f.report_file_id
       ) as versions
     from books.dim_report_file f
     left join books.dim_pocket p on p.entity_id = f.entity_id and p.pocket_id = coalesce(f.pocket_id, f.parent_id)
     where f.report_file_id = $1`,
    [reportFileId],
  );
  const { rows: loads } = await pool.query<LoadFacts>(
    `select
       finished_at, outcome, error, rows_read::int, rows_loaded::int, rows_duplicate::int,
       rows_ignored::int, rows_quarantined::int, amount_meaning, amount_decided_by,
       rows_fit_cash::int, rows_fit_face::int, problems
     from books.fct_file_load
     where report_file_id = $1
     order by load_id desc`,
    [reportFileId],
  );
  const [file] = rows;
  return file === undefined ? null : { ...file, loads };
}

/** The row at a place of a file of a report, in whichever version it stands; null where no row of the ledger names it. */
export async function readRowFacts(pool: Pool, place: RowPlace): Promise<RowFacts | null> {
  const found = await readVersions(pool, place);
  const view = found[0]?.view;
  if (view === undefined) return null;
  const versions = found.map(({ view: _, ...version }) => version);
  return { view, row: await readBooksRow(pool, view, versions), versions };
}

/** The newest is the current one: what the books did not know yet they do not show. */
async function readVersions(
  pool: Pool,
  { report_file_id, locator }: RowPlace,
): Promise<(VersionFacts & { readonly view: string })[]> {
  const { rows } = await pool.query<VersionFacts & { readonly view: string }>(
    `with asked as (
       select entity_id, report_type, pocket_id, business_date, view_name, row_key
       from books.fct_row_place
       where report_file_id = $1
         and locator = $2
         and view_name <> 'doubled_row'
       -- a maturity of the listing is a trade first
       order by view_name <> 'fct_trade', view_name
       limit 1
     )
     select
       asked.view_name as view, v.version, v.version = max(v.version) over () as is_current, v.accepted_at, v.provisional,
       v.row_count as rows, v.report_file_id, (
         select r.locator
         from books.fct_row_place r
         where r.version_id = v.version_id
           and r.view_name = asked.view_name
           and r.row_key = asked.row_key
         order by (v.report_file_id = $1 and r.locator = $2) desc, r.locator = $2 desc, r.ordinal
         limit 1
       ) as locator
     from asked
     join books.fct_unit_version v
       on v.entity_id = asked.entity_id
       and v.report_type = asked.report_type
       and v.business_date = asked.business_date
       and v.pocket_id is not distinct from asked.pocket_id
     order by v.version desc`,
    [report_file_id, locator],
  );
  return rows;
}

async function readBooksRow(
  pool: Pool,
  view: string,
  versions: readonly VersionFacts[],
): Promise<RowFacts['row']> {
  const current = versions.find(({ is_current }) => is_current);
  if (current === undefined || current.locator === null) return null;
  const { rows } = await pool.query<Record<string, unknown>>(
    `select * from books.${view} where report_file_id = $1 and locator = $2`,
    [current.report_file_id, current.locator],
  );
  return rows[0] ?? null;
}

/** A list within an item of ours has a view of its own, and is versioned with the item. */
const VIEWS_WITHIN: Readonly<Record<string, string>> = {
  securities: 'fct_portfolio_security_daily',
};

/** What the API told at a place of an answer; null where no item names it. What is about persons is in no view that all may read. */
export async function readItemFacts(
  pool: Pool,
  resource: ResourceName,
  place: RowPlace,
): Promise<RowFacts | null> {
  const [, within] = /\.((?!items)\w+)\[\d+\]$/.exec(place.locator) ?? [];
  const view = within === undefined ? RESOURCES[resource].view : VIEWS_WITHIN[within];
  if (view === undefined) return null;
  const item = { ...place, locator: place.locator.replace(/\.(?!items)\w+\[\d+\]$/, '') };
  const { rows } = await pool.query<VersionFacts & { readonly is_gone: boolean }>(
    `select
       i.version, i.version = max(i.version) over () as is_current, i.valid_from as accepted_at, false as provisional,
       case when i.is_gone then 0 else 1 end as rows, i.report_file_id, case when not i.is_gone then i.locator end as locator
     from books.fct_item_place asked
     join books.fct_item_place i using (entity_id, resource, parent_id, item_id)
     where asked.report_file_id = $1
       and asked.locator = $2
     order by i.version desc`,
    [item.report_file_id, item.locator],
  );
  if (rows.length === 0) return null;
  const [current] = rows;
  const isCurrent =
    current?.locator === item.locator && current.report_file_id === item.report_file_id;
  const { rows: found } = await pool.query<Record<string, unknown>>(
    `select * from books.${view} where report_file_id = $1 and locator = $2`,
    [place.report_file_id, place.locator],
  );
  const versions = rows.map((version) =>
    version.report_file_id === place.report_file_id && version.locator === item.locator
      ? { ...version, locator: place.locator }
      : version,
  );
  return { view, row: isCurrent ? (found[0] ?? null) : null, versions };
}

/** Of a line that the bank sent twice: where the first one stands, which is in the ledger. */
export async function readFirstOfDoubled(
  pool: Pool,
  { report_file_id, locator }: RowPlace,
): Promise<string | null> {
  const { rows } = await pool.query<{ first_locator: string }>(
    `select row_key as first_locator
     from books.fct_row_place
     where report_file_id = $1
       and locator = $2
       and view_name = 'doubled_row'`,
    [report_file_id, locator],
  );
  return rows[0]?.first_locator ?? null;
}

/** By the id of a trade or its reference, in the report and in the listing; at most `limit`. */
export async function readPlacesOfTrade(
  pool: Pool,
  trade: { readonly id: string; readonly entityId: string | null },
  limit: number,
): Promise<RowPlace[]> {
  const { rows } = await pool.query<RowPlace>(
    `select report_file_id, locator
     from (
       select entity_id, trade_id, reference, trade_date, report_file_id, locator
       from books.fct_trade
       union
       select entity_id, trade_id, reference, trade_date, report_file_id, locator
       from books.fct_listed_trade
     ) told
     where (trade_id = $1 or reference = $1)
       and ($2::text is null or entity_id = $2)
     order by trade_date, report_file_id, locator
     limit $3`,
    [trade.id, trade.entityId, limit],
  );
  return rows;
}
