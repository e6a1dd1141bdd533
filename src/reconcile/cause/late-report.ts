import type { Shape } from './break-case.ts';

const LATE_RULES: readonly string[] = ['completeness', 'document_missing', 'listing_csv_unread'];
/** What quantities and costs follow. */
const TRADE_REPORTS: readonly string[] = ['TRADE_REPORT', 'TRADE_LIST'];
/** A trade of the day before may settle on this one. */
const DAYS_BACK = 1;

/** What is missing is a report itself, or the trades of a day that a position is held against. */
export const ofLateReport: Shape = ({ rule, detail, missing }) => {
  if (LATE_RULES.includes(rule)) {
    return { cause: 'late report', evidence: detail ?? '', explainedBy: [], isUnique: null };
  }
  if (rule !== 'position_quantity' && rule !== 'position_cost') return null;
  const [unit] = missing
    .filter(
      ({ reportType, day }) => TRADE_REPORTS.includes(reportType) && day <= 0 && day >= -DAYS_BACK,
    )
    .toSorted((a, b) => b.day - a.day || (a.reportType < b.reportType ? 1 : -1));
  if (unit === undefined) return null;
  return {
    cause: 'late report',
    evidence: `the ${unit.reportType} of ${unit.on} has not landed`,
    explainedBy: [],
    isUnique: null,
  };
};
