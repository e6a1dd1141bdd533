import type { BusinessDate } from '../domain/business-date.ts';
import type { ReportType } from '../domain/report.ts';
import type { Queryable } from './queryable.ts';

/** Left out: without that bound. Dates are those of the units, both ends included. */
export interface RestatementFilter {
  readonly entityId: string;
  readonly from?: BusinessDate;
  readonly to?: BusinessDate;
  readonly reportTypes?: readonly ReportType[];
  /** Only what was accepted after this instant, written to the microsecond as the database tells it. */
  readonly acceptedAfter?: string;
}

/** A version of a unit after its first, against the one before it. */
export interface Restatement {
  readonly reportType: ReportType;
  /** null for prices */
  readonly pocketId: string | null;
  readonly pocketName: string | null;
  readonly businessDate: BusinessDate;
  readonly fromVersion: number;
  readonly version: number;
  /** false: a day that had not ended has, and nothing else is new */
  readonly isOtherContent: boolean;
  readonly acceptedAt: Date;
  readonly rowsAdded: number;
  readonly rowsRemoved: number;
  readonly rowsChanged: number;
  readonly breaksAppeared: number;
  readonly breaksCleared: number;
  readonly breaksChanged: number;
  readonly fromReportFileId: bigint;
  readonly reportFileId: bigint;
  readonly differences: readonly RowDifference[];
  readonly breaks: readonly BreakEffect[];
}

/** A column of a row that changed, or a whole row that was added or removed. */
export interface RowDifference {
  readonly rowKind: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly rowKey: string;
  readonly occurrence: number;
  /** null for a whole row */
  readonly columnName: string | null;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  /** The whole row where it was added or removed, column by column as text; null where it changed. */
  readonly row: Readonly<Record<string, string | null>> | null;
  /** `report_file_id/locator`, as `explain` takes it; null where the version has no such row. */
  readonly fromPlace: string | null;
  readonly place: string | null;
}

export interface BreakEffect {
  readonly effect: 'appeared' | 'cleared' | 'changed';
  readonly rule: string;
  readonly breakId: string;
}

type Key = Pick<Restatement, 'reportType' | 'pocketId' | 'businessDate' | 'version'>;

/** The restatements of some days, by the day they speak of, each with its rows and what the rules made of it. */
export async function readRestatements(
  database: Queryable,
  filter: RestatementFilter,
): Promise<Restatement[]> {
  const { rows } = await database.query<Omit<Restatement, 'differences' | 'breaks'>>(
    `select
       r.report_type as "reportType", r.pocket_id as "pocketId", p.pocket_name as "pocketName",
       r.business_date as "businessDate", r.from_version as "fromVersion", r.version,
       r.is_other_content as "isOtherContent", r.accepted_at as "acceptedAt", r.rows_added as "rowsAdded",
       r.rows_removed as "rowsRemoved", r.rows_changed as "rowsChanged",
       r.breaks_appeared as "breaksAppeared", r.breaks_cleared as "breaksCleared",
       r.breaks_changed as "breaksChanged", r.from_report_file_id as "fromReportFileId",
       r.report_file_id as "reportFileId"
     from books.rpt_restatement r
     left join books.dim_pocket p using (entity_id, pocket_id)
     where ${CHOSEN}
     order by r.business_date, r.report_type, r.pocket_id, r.version`,
    parametersOf(filter),
  );
  if (rows.length === 0) return [];
  const differences = groupByKey(await readDifferences(database, filter));
  const breaks = groupByKey(await readEffects(database, filter));
  return rows.map((row) => ({
    ...row,
    differences: (differences.get(keyOf(row)) ?? []).map(withoutKey),
    breaks: (breaks.get(keyOf(row)) ?? []).map(withoutKey),
  }));
}

const CHOSEN = `r.entity_id = $1
       and ($2::date is null or r.business_date >= $2)
       and ($3::date is null or r.business_date <= $3)
       and ($4::text[] is null or r.report_type = any ($4))
       and ($5::timestamptz is null or r.accepted_at > $5)`;

function parametersOf(filter: RestatementFilter): unknown[] {
  const { entityId, from, to, reportTypes, acceptedAfter } = filter;
  return [entityId, from ?? null, to ?? null, reportTypes ?? null, acceptedAfter ?? null];
}

async function readDifferences(
  database: Queryable,
  filter: RestatementFilter,
): Promise<(RowDifference & Key)[]> {
  const { rows } = await database.query<RowDifference & Key>(
    `select
       r.report_type as "reportType", r.pocket_id as "pocketId", r.business_date as "businessDate",
       r.version, r.row_kind as "rowKind", r.change, r.row_key as "rowKey", r.occurrence,
       r.column_name as "columnName", r.old_value as "oldValue", r.new_value as "newValue",
       -- as text: a number of JSON would become a float on its way
       case when r.change <> 'changed' then (
         select jsonb_object_agg(key, value)
         from jsonb_each_text(coalesce(r.new_row, r.old_row))
       ) end as row,
       r.from_report_file_id || '/' || r.from_locator as "fromPlace",
       r.report_file_id || '/' || r.locator as place
     from books.rpt_restatement_row r
     where ${CHOSEN}
     order by r.row_kind, r.change, r.row_key, r.occurrence, r.column_name`,
    parametersOf(filter),
  );
  return rows;
}

async function readEffects(
  database: Queryable,
  { entityId, from, to, reportTypes }: RestatementFilter,
): Promise<(BreakEffect & Key)[]> {
  const { rows } = await database.query<BreakEffect & Key>(
    `select
       r.report_type as "reportType", r.pocket_id as "pocketId", r.business_date as "businessDate",
       r.version, r.effect, r.rule, r.break_id as "breakId"
     from books.rpt_restatement_break r
     where r.entity_id = $1
       and ($2::date is null or r.business_date >= $2)
       and ($3::date is null or r.business_date <= $3)
       and ($4::text[] is null or r.report_type = any ($4))
     order by r.effect, r.rule, r.break_id`,
    [entityId, from ?? null, to ?? null, reportTypes ?? null],
  );
  return rows;
}

function keyOf({ reportType, pocketId, businessDate, version }: Key): string {
  return `${reportType}|${pocketId ?? ''}|${businessDate}|${version}`;
}

function groupByKey<Row extends Key>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function withoutKey<Row extends Key>(row: Row): Omit<Row, keyof Key> {
  const { reportType, pocketId, businessDate, version, ...rest } = row;
  return rest;
}
