import type { BusinessDate } from '../domain/business-date.ts';
import type { ReportType } from '../domain/report.ts';
import type { CalendarUnit, Completeness, PocketCompleteness, UnitState } from './night-report.ts';
import type { Queryable } from './queryable.ts';

/** Business days in the calendar: a month. */
export const DAYS_SHOWN = 23;
/** More pockets than this nobody reads one by one: those of which something is missing come first. */
const POCKETS_SHOWN_MAX = 30;

/** In the order in which a day is told; the CSVs of listings are only compared, and leave nothing missing. */
const SHOWN: readonly ReportType[] = [
  'BANK_STATEMENT_REPORT',
  'BROKERAGE_STATEMENT_REPORT',
  'TRADE_REPORT',
  'POSITION_SUMMARY_REPORT',
  'TRADE_LIST',
  'TRANSACTION_LIST',
  'SECURITY_PRICE_REPORT',
];

interface Row {
  readonly pocketId: string | null;
  readonly pocketName: string | null;
  readonly reportType: ReportType;
  readonly businessDate: BusinessDate;
  readonly state: UnitState;
  readonly version: number | null;
  readonly provisional: boolean;
}

interface PocketRow {
  readonly pocketId: string | null;
  readonly pockets: number;
}

/** What has landed, by pocket, report and day, of the last business days up to a date. */
export async function readCompleteness(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<Completeness> {
  const days = await readDays(database, entityId, date);
  const from = days[0] ?? date;
  const { rows: chosen } = await database.query<PocketRow>(
    `select u.pocket_id as "pocketId", count(*) over ()::int as pockets
     from books.fct_unit u
     left join books.dim_pocket p using (entity_id, pocket_id)
     where u.entity_id = $1
       and u.business_date between $2 and $3
       and u.pocket_id is not null
     group by u.pocket_id, p.pocket_name
     order by count(*) filter (where u.state not in ('loaded', 'empty')) > 0 desc, p.pocket_name, u.pocket_id
     limit $4`,
    [entityId, from, date, POCKETS_SHOWN_MAX],
  );
  const { rows } = await database.query<Row>(
    `select
       u.pocket_id as "pocketId", p.pocket_name as "pocketName", u.report_type as "reportType",
       u.business_date as "businessDate", u.state, u.version, coalesce(u.provisional, false) as provisional
     from books.fct_unit u
     left join books.dim_pocket p using (entity_id, pocket_id)
     where u.entity_id = $1
       and u.business_date between $2 and $3
       and u.report_type = any ($4)
       and (u.pocket_id is null or u.pocket_id = any ($5))
     order by p.pocket_name, u.pocket_id`,
    [entityId, from, date, SHOWN, chosen.map(({ pocketId }) => pocketId)],
  );
  return {
    days,
    pockets: byPocket(rows, days),
    pocketsLeftOut: (chosen[0]?.pockets ?? 0) - chosen.length,
    ...(await readMissing(database, entityId, date)),
  };
}

async function readDays(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<BusinessDate[]> {
  const { rows } = await database.query<{ day: BusinessDate }>(
    `select business_date as day
     from books.dim_business_date
     where entity_id = $1
       and is_business_day
       and business_date <= $2
       and business_date >= (select min(business_date) from books.fct_unit where entity_id = $1)
     order by business_date desc
     limit $3`,
    [entityId, date, DAYS_SHOWN],
  );
  return rows.map(({ day }) => day).reverse();
}

async function readMissing(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<Pick<Completeness, 'owed' | 'missing' | 'firstMissingOn'>> {
  const { rows } = await database.query<Pick<Completeness, 'owed' | 'missing' | 'firstMissingOn'>>(
    `select
       count(*)::int as owed,
       count(*) filter (where state not in ('loaded', 'empty'))::int as missing,
       min(business_date) filter (where state not in ('loaded', 'empty')) as "firstMissingOn"
     from books.fct_unit
     where entity_id = $1
       and business_date <= $2
       and report_type not in ('TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV')`,
    [entityId, date],
  );
  return rows[0] ?? { owed: 0, missing: 0, firstMissingOn: null };
}

function byPocket(rows: readonly Row[], days: readonly BusinessDate[]): PocketCompleteness[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const pocketIds = [...new Set(rows.map(({ pocketId }) => pocketId))];
  return pocketIds.map((pocketId) => ({
    pocketName: rows.find((row) => row.pocketId === pocketId)?.pocketName ?? pocketId,
    reports: SHOWN.filter(
      (reportType) => (reportType === 'SECURITY_PRICE_REPORT') === (pocketId === null),
    ).map((reportType) => ({
      reportType,
      units: days.map((businessDate) =>
        unitOf(byKey.get(keyOf({ pocketId, reportType, businessDate }))),
      ),
    })),
  }));
}

function keyOf({
  pocketId,
  reportType,
  businessDate,
}: Pick<Row, 'pocketId' | 'reportType' | 'businessDate'>): string {
  return `${pocketId ?? ''}|${reportType}|${businessDate}`;
}

function unitOf(row: Row | undefined): CalendarUnit | null {
  if (row === undefined) return null;
  const { state, version, provisional } = row;
  return { state, version, provisional };
}
