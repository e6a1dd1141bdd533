import type { PoolClient } from 'pg';
import type { ReportType } from '../domain/report.ts';
import { rowInserts } from './insert-rows.ts';
import { registerDimensions } from './register-dimensions.ts';

interface Group {
  readonly entityId: string;
  readonly reportType: ReportType;
  /** how many units the files speak of */
  readonly units: number;
}

/** What became of the rows of one file that its reader handed out and no rule left out. */
export interface FileFunnel {
  readonly rowsLoaded: number;
  readonly rowsDuplicate: number;
  readonly versionsNew: number;
}

interface Inserted {
  /** By the number of the file. */
  readonly funnels: ReadonlyMap<number, FileFunnel>;
  /** How many rows the ledger took; details, which belong to a row, are not counted. */
  readonly rowsInserted: number;
}

/**
 * From the staging tables into the ledger: registers the pockets, securities and units that are new, locks the units,
 * makes a version of each whose content differs from its current one, and inserts the rows of those. The files are of one
 * report type and share no unit. Runs in the caller's transaction.
 */
export async function insertNewVersions(client: PoolClient, group: Group): Promise<Inserted> {
  await chooseJoins(client, group.units);
  // What is not told apart by an id or a reference of the bank's is no double: two trades may well be equal.
  await client.query(DROP_TWINS);
  await registerDimensions(client, group.entityId);
  await lockUnits(client, group);
  const versions = await insertVersions(client, group);
  const funnels = await readFunnels(client);
  if (versions === 0) return { funnels, rowsInserted: 0 };
  let rowsInserted = 0;
  const { rows, others } = rowInserts(group.reportType);
  for (const insert of rows) rowsInserted += await run(client, insert, group);
  for (const insert of others) await run(client, insert, group);
  return { funnels, rowsInserted };
}

async function run(client: PoolClient, insert: string, { entityId }: Group): Promise<number> {
  const values = insert.includes('$1') ? [entityId] : [];
  const { rowCount } = await client.query(insert, values);
  return rowCount ?? 0;
}

/**
 * The rows of units that are there already, and the doubled lines of the others, are duplicates. They are counted and not
 * taken for what is left over: a row that went missing on its way into the ledger would hide there.
 */
async function readFunnels(client: PoolClient): Promise<Map<number, FileFunnel>> {
  const { rows } = await client.query<FileFunnel & { fileNo: number }>(FUNNELS);
  return new Map(rows.map(({ fileNo, ...funnel }) => [fileNo, funnel]));
}

const FUNNELS = `
  with doubled as (
    select file_no, unit_no, count(*) as lines
    from stage_doubled
    group by file_no, unit_no
  )
  select
    n.file_no as "fileNo",
    coalesce(
      sum(n.row_count - coalesce(d.lines, 0)) filter (where v.version_id is not null), 0
    )::int as "rowsLoaded",
    coalesce(
      sum(case when v.version_id is null then n.row_count else d.lines end), 0
    )::int as "rowsDuplicate",
    count(v.version_id)::int as "versionsNew"
  from stage_unit n
  left join stage_version v using (file_no, unit_no)
  left join doubled d using (file_no, unit_no)
  group by n.file_no`;

// Lines without an id and a reference have trade ids of our own making, which differ. Those that differ in a column unknown to us,
// such as the number of a fill, are no doubles either. Transactions have an id of the bank's.
const DROP_TWINS = `
  delete from stage_doubled d
  where not exists (
    select
    from stage_transaction t
    where t.file_no = d.file_no
      and t.unit_no = d.unit_no
      and t.ordinal = d.ordinal
  )
  and not exists (
    select
    from stage_trade t
    join stage_trade f on f.file_no = t.file_no and f.unit_no = t.unit_no
    where t.file_no = d.file_no
      and t.unit_no = d.unit_no
      and t.ordinal = d.ordinal
      and f.ordinal = d.first_ordinal
      and f.trade_id = t.trade_id
      and f.extra is not distinct from t.extra
  )`;

const MANY_UNITS = 500;

/**
 * A staging table has no statistics, and the planner takes it for a small one. It joins a file of many units row by row
 * then, which takes minutes; a file of a few units is better looked up row by row than by reading the ledger's tables.
 */
async function chooseJoins(client: PoolClient, units: number): Promise<void> {
  if (units < MANY_UNITS) return;
  await client.query('set local enable_mergejoin = off; set local enable_nestloop = off');
}

/**
 * One transaction-level lock for each (report type, pocket, month) that the file touches, in the same order
 * everywhere, so that two loads of the same unit follow one another and no two loads can wait in a circle.
 * A lock for each unit would overflow the server's lock table on a file of many years.
 */
async function lockUnits(client: PoolClient, { entityId, reportType }: Group): Promise<void> {
  await client.query(
    `select pg_advisory_xact_lock(key)
     from (
       select distinct hashtextextended(
         concat_ws('|', 'pocketbook', $1::text, $2::text, coalesce(pocket_id, ''),
           to_char(business_date, 'YYYY-MM')), 0
       ) as key
       from stage_unit
       order by 1
     ) locks`,
    [entityId, reportType],
  );
}

async function insertVersions(
  client: PoolClient,
  { entityId, reportType }: Group,
): Promise<number> {
  // Prices have no pocket. One condition for both would fit no index.
  const samePocket =
    reportType === 'SECURITY_PRICE_REPORT' ? 'u.pocket_key is null' : 'u.pocket_key = p.pocket_key';
  await client.query(newUnits(samePocket), [entityId, reportType]);
  const { rowCount } = await client.query(newVersions(samePocket), [entityId, reportType]);
  return rowCount ?? 0;
}

const newUnits = (samePocket: string) => `
  insert into ledger.unit (entity_id, report_type, pocket_key, business_date)
  select $1, $2, p.pocket_key, n.business_date
  from stage_unit n
  left join ledger.pocket p on p.entity_id = $1 and p.pocket_id = n.pocket_id
  where not exists (
    select from ledger.unit u
    where u.entity_id = $1
      and u.report_type = $2
      and u.business_date = n.business_date
      and ${samePocket}
  )
  order by n.file_no, n.unit_no
  on conflict do nothing`;

// A provisional unit that comes again after its day has ended is final, and that is worth a version
// even where no figure has changed.
const newVersions = (samePocket: string) => `
  with told as (
    select n.file_no, n.unit_no, f.report_file_id, u.unit_id, decode(n.content_hash, 'hex') as content_hash, n.row_count,
      n.provisional, v.version, v.content_hash as known_hash, v.provisional as known_provisional
    from stage_unit n
    join stage_file f using (file_no)
    left join ledger.pocket p on p.entity_id = $1 and p.pocket_id = n.pocket_id
    join ledger.unit u
      on u.entity_id = $1
      and u.report_type = $2
      and u.business_date = n.business_date
      and ${samePocket}
    left join lateral (
      select version, content_hash, provisional
      from ledger.unit_version
      where unit_id = u.unit_id
      order by version desc
      limit 1
    ) v on true
  ),
  made as (
    insert into ledger.unit_version (
      unit_id, version, content_hash, row_count, report_file_id, provisional, accepted_at
    )
    select unit_id, coalesce(version, 0) + 1, content_hash, row_count, report_file_id, provisional,
      (select clock_timestamp())
    from told
    where version is null
      or content_hash <> known_hash
      or (known_provisional and not provisional)
    order by file_no, unit_no
    returning unit_id, version_id
  )
  insert into stage_version (file_no, unit_no, version_id)
  select file_no, unit_no, version_id
  from made
  join told using (unit_id)`;
