import type { ReportType } from '../domain/report.ts';
import type { Queryable } from './queryable.ts';

/** How long after its date the content of a report still changes. */
export interface Finality {
  readonly reportType: ReportType;
  readonly nights: readonly FinalityNight[];
}

export interface FinalityNight {
  /** 1 is the first night, which settles the day itself */
  readonly daysAfter: number;
  readonly unitsAsked: number;
  readonly unitsChanged: number;
  /** Share of all changes seen that came later still, as exact decimal text; null: none were seen. */
  readonly shareToChange: string | null;
}

/** What POCKETBOOK_REASK_DAYS a report needs. */
export interface ReaskDays {
  readonly reportType: ReportType;
  readonly unitsAsked: number;
  readonly unitsChanged: number;
  readonly unitsChangedAfter31: number;
  /** null: too little was seen to say */
  readonly proposedDays: number | null;
  readonly verdict: string;
}

/** The learned curves, a report each. */
export async function readFinality(database: Queryable, entityId: string): Promise<Finality[]> {
  const { rows } = await database.query<FinalityNight & { readonly reportType: ReportType }>(
    `select
       report_type as "reportType", days_after as "daysAfter", units_asked as "unitsAsked",
       units_changed as "unitsChanged", share_to_change as "shareToChange"
     from books.rpt_finality
     where entity_id = $1
     order by report_type, days_after`,
    [entityId],
  );
  return [...new Set(rows.map(({ reportType }) => reportType))].map((reportType) => ({
    reportType,
    nights: rows
      .filter((row) => row.reportType === reportType)
      .map(({ reportType: _, ...night }) => night),
  }));
}

/** What each report needs; the setting has to cover the one that needs most. */
export async function readReaskDays(database: Queryable, entityId: string): Promise<ReaskDays[]> {
  const { rows } = await database.query<ReaskDays>(
    `select
       report_type as "reportType", units_asked as "unitsAsked", units_changed as "unitsChanged",
       units_changed_after_31 as "unitsChangedAfter31", proposed_days as "proposedDays", verdict
     from books.rpt_reask_days
     where entity_id = $1
     order by report_type`,
    [entityId],
  );
  return rows;
}

/** The setting that covers every report of which enough was seen; null: there is none. */
export function proposeReaskDays(reports: readonly ReaskDays[]): number | null {
  const known = reports.flatMap(({ proposedDays }) =>
    proposedDays === null ? [] : [proposedDays],
  );
  return known.length === 0 ? null : Math.max(...known);
}
