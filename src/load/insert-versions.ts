import type { PoolClient } from 'pg';
import { InvariantError } from '../domain/errors.ts';
import type { AmountMeaning } from '../domain/ledger-row.ts';
import type { ReportType } from '../domain/report.ts';

interface Loading {
  readonly reportFileId: bigint;
  readonly entityId: string;
  readonly reportType: ReportType;
  /** how many the file speaks of */
  readonly units: number;
  /** how many lines stand in a unit for a second time */
  readonly doubledLines: number;
}

/**
 * From the staging tables into the ledger: registers the pockets, securities and units that are new, locks the units,
 * makes a version of each whose content differs from its current one, and inserts the rows of those. Runs in the
 * caller's transaction.
 */
export async function insertNewVersions(
  client: PoolClient,
  file: Loading,
  meaning: AmountMeaning | null,
): Promise<{ versions: number; rows: number; duplicates: number }> {
  await chooseJoins(client, file.units);
  // What is not told apart by an id or a reference of the bank's is no double: two trades may well be equal.
  if (file.doubledLines > 0) await client.query(DROP_TWINS);
  await registerDimensions(client, file.entityId);
  await lockUnits(client, file);
  const versions = await insertVersions(client, file);
  const duplicates = await countDuplicates(client);
  if (versions === 0) return { versions, rows: 0, duplicates };
  let rows = 0;
  for (const insert of rowInserts(file, meaning))
    rows += (await client.query(insert)).rowCount ?? 0;
  if (file.reportType === 'TRADE_REPORT' && file.doubledLines > 0) {
    await client.query({ text: DOUBLED_TRADES, values: [file.entityId] });
  }
  return { versions, rows, duplicates };
}

/**
 * The rows of units that are there already, and the doubled lines of the others. They are counted and not taken for what
 * is left over: a row that went missing on its way into the ledger would hide there.
 */
async function countDuplicates(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ duplicates: number }>(DUPLICATES);
  return rows[0]?.duplicates ?? 0;
}

const DUPLICATES = `
  select (
    (
      select coalesce(sum(n.row_count), 0)
      from stage_unit n
      where not exists (select from stage_version v where v.unit_no = n.unit_no)
    ) + (
      select count(*)
      from stage_doubled
      join stage_version using (unit_no)
    )
  )::int as duplicates`;

// Lines without an id and a reference have trade ids of our own making, which differ.
const DROP_TWINS = `
  delete from stage_doubled d
  where not exists (
    select
    from stage_trade t
    join stage_trade f on f.unit_no = t.unit_no
    where t.unit_no = d.unit_no
      and t.ordinal = d.ordinal
      and f.ordinal = d.first_ordinal
      and f.trade_id = t.trade_id
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

async function registerDimensions(client: PoolClient, entityId: string): Promise<void> {
  for (const insert of DIMENSIONS) await client.query(insert, [entityId]);
}

const SAME_TERMS = `
  (k.issuer, k.issue_date, k.maturity_date, k.transaction_code, k.custodian, k.custodian_account)
    is not distinct from
  (n.issuer, n.issue_date, n.maturity_date, n.transaction_code, n.custodian, n.custodian_account)`;

// `not exists` first: an insert that only meets conflicts would still burn keys and write WAL.
const DIMENSIONS = [
  `insert into ledger.pocket (entity_id, pocket_id)
   select distinct $1, u.pocket_id
   from stage_unit u
   where u.pocket_id is not null
     and not exists (
       select from ledger.pocket p where p.entity_id = $1 and p.pocket_id = u.pocket_id
     )
   order by 2
   on conflict do nothing`,
  `insert into ledger.security (entity_id, cusip, cusip_check_ok)
   select $1, n.cusip, n.cusip_check_ok
   from stage_security n
   where not exists (
     select from ledger.security s where s.entity_id = $1 and s.cusip = n.cusip
   )
   order by n.cusip
   on conflict do nothing`,
  `insert into ledger.holding (pocket_key, security_key)
   select p.pocket_key, s.security_key
   from stage_holding n
   join stage_security c using (security_no)
   join ledger.pocket p on p.entity_id = $1 and p.pocket_id = n.pocket_id
   join ledger.security s on s.entity_id = $1 and s.cusip = c.cusip
   where not exists (
     select from ledger.holding h
     where h.pocket_key = p.pocket_key and h.security_key = s.security_key
   )
   order by 1, 2
   on conflict do nothing`,
  `insert into ledger.trade_context (
     security_key, issuer, issue_date, maturity_date, transaction_code, custodian, custodian_account
   )
   select s.security_key, n.issuer, n.issue_date, n.maturity_date, n.transaction_code, n.custodian,
     n.custodian_account
   from stage_context n
   join stage_security c using (security_no)
   join ledger.security s on s.entity_id = $1 and s.cusip = c.cusip
   where not exists (
     select from ledger.trade_context k
     where k.security_key = s.security_key and ${SAME_TERMS}
   )
   order by n.context_no
   on conflict do nothing`,
] as const;

/**
 * One transaction-level lock for each (report type, pocket, month) that the file touches, in the same order
 * everywhere, so that two loads of the same unit follow one another and no two loads can wait in a circle.
 * A lock for each unit would overflow the server's lock table on a file of many years.
 */
async function lockUnits(client: PoolClient, { entityId, reportType }: Loading): Promise<void> {
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

async function insertVersions(client: PoolClient, file: Loading): Promise<number> {
  const { entityId, reportType, reportFileId } = file;
  // Prices have no pocket. One condition for both would fit no index.
  const samePocket =
    reportType === 'SECURITY_PRICE_REPORT' ? 'u.pocket_key is null' : 'u.pocket_key = p.pocket_key';
  await client.query(newUnits(samePocket), [entityId, reportType]);
  const versions = newVersions(samePocket);
  const { rowCount } = await client.query(versions, [entityId, reportType, reportFileId]);
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
  order by n.unit_no
  on conflict do nothing`;

// A provisional unit that comes again after its day has ended is final, and that is worth a version
// even where no figure has changed.
const newVersions = (samePocket: string) => `
  with told as (
    select n.unit_no, u.unit_id, decode(n.content_hash, 'hex') as content_hash, n.row_count,
      n.provisional, v.version, v.content_hash as known_hash, v.provisional as known_provisional
    from stage_unit n
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
    select unit_id, coalesce(version, 0) + 1, content_hash, row_count, $3, provisional,
      (select clock_timestamp())
    from told
    where version is null
      or content_hash <> known_hash
      or (known_provisional and not provisional)
    order by unit_no
    returning unit_id, version_id
  )
  insert into stage_version (unit_no, version_id)
  select unit_no, version_id
  from made
  join told using (unit_id)`;

const HOLDING_KEY = `
  holding_key as materialized (
    select n.holding_no, h.holding_key
    from stage_holding n
    join stage_security c using (security_no)
    join ledger.pocket p on p.entity_id = $1 and p.pocket_id = n.pocket_id
    join ledger.security s on s.entity_id = $1 and s.cusip = c.cusip
    join ledger.holding h on h.pocket_key = p.pocket_key and h.security_key = s.security_key
  )`;

const CONTEXT_KEY = `
  context_key as materialized (
    select n.context_no, k.context_key
    from stage_context n
    join stage_security c using (security_no)
    join ledger.security s on s.entity_id = $1 and s.cusip = c.cusip
    join ledger.trade_context k on k.security_key = s.security_key and ${SAME_TERMS}
  )`;

// The keys of a file as arrays, by the numbers of the file, which begin at 1 and leave none out; 0 where a unit has no new
// version. Looked up in arrays rows keep the order of their file; joined, the planner, which knows nothing of temporary
// tables, hashes the big one, and a load takes three times as long.
const KEYS = `
  key as materialized (
    select
      (select array_agg(holding_key order by holding_no) from holding_key) as holding,
      (select array_agg(context_key order by context_no) from context_key) as context,
      (
        select array_agg(coalesce(v.version_id, 0) order by u.unit_no)
        from stage_unit u
        left join stage_version v using (unit_no)
      ) as version
  )`;

// $2 is what the amount column means: with cash the quantity is the nearest whole number of units, with face the
// cash is quantity x price, rounded half up as Jiko does. A quantity that the file gives is taken as it came.
const TRADES = `
  with ${HOLDING_KEY}, ${CONTEXT_KEY}, ${KEYS},
  measured as (
    select t.*,
      (select version from key)[t.unit_no] as version_id,
      coalesce(
        t.quantity,
        case
          when $2 = 'face' then round(t.amount / 100)
          when t.price = 0 then 0
          else round(t.amount / t.price)
        end::bigint
      ) as units
    from stage_trade t
    where not exists (
      select from stage_doubled d where d.unit_no = t.unit_no and d.ordinal = t.ordinal
    )
  )
  insert into ledger.trade (
    version_id, ordinal, holding_key, context_key, side, trade_date, settlement_date, book_date,
    quantity, face_amount, price, amount, trade_id, reference, locator
  )
  select
    t.version_id, t.ordinal, (select holding from key)[t.holding_no],
    (select context from key)[t.context_no], t.side, t.trade_date, t.settlement_date, t.book_date,
    t.units,
    case when $2 = 'face' then t.amount else t.units * 100 end,
    t.price,
    case when $2 = 'face' then round(t.units * t.price, 2) else t.amount end,
    t.trade_id, t.reference, t.locator
  from measured t
  where t.version_id <> 0`;

// The second of two equal lines with one id or reference: kept out of the ledger, and listed for a rule to find.
const DOUBLED_TRADES = `
  with ${HOLDING_KEY}
  insert into ledger.doubled_row (
    version_id, ordinal, holding_key, reference, locator, first_locator
  )
  select v.version_id, d.ordinal, h.holding_key, coalesce(t.reference, t.trade_id), t.locator, f.locator
  from stage_doubled d
  join stage_trade t using (unit_no, ordinal)
  join stage_trade f on f.unit_no = d.unit_no and f.ordinal = d.first_ordinal
  join stage_version v on v.unit_no = d.unit_no
  join holding_key h on h.holding_no = t.holding_no`;

const STATEMENTS = `
  insert into ledger.statement (
    version_id, ordinal, statement_id, opening_balance, closing_balance, currency, entries, locator
  )
  select v.version_id, s.ordinal, s.statement_id, s.opening_balance, s.closing_balance, s.currency,
    s.entries, s.locator
  from stage_statement s
  join stage_version v using (unit_no)`;

const CASH_ENTRIES = `
  insert into ledger.cash_entry (
    version_id, ordinal, booked_on, value_on, amount, currency, category, description, reference,
    end_to_end_id, locator
  )
  select v.version_id, e.ordinal, e.booked_on, e.value_on, e.amount, e.currency, e.category,
    e.description, e.reference, e.end_to_end_id, e.locator
  from stage_cash_entry e
  join stage_version v using (unit_no)`;

const POSITIONS = `
  with ${HOLDING_KEY}
  insert into ledger.position (
    version_id, ordinal, holding_key, quantity, market_price, market_value, cost_value, locator
  )
  select v.version_id, p.ordinal, h.holding_key, p.quantity, p.market_price, p.market_value,
    p.cost_value, p.locator
  from stage_position p
  join stage_version v using (unit_no)
  join holding_key h using (holding_no)`;

const CASH_POSITIONS = `
  insert into ledger.cash_position (version_id, ordinal, amount, locator)
  select v.version_id, c.ordinal, c.amount, c.locator
  from stage_cash_position c
  join stage_version v using (unit_no)`;

const PRICE_QUOTES = `
  insert into ledger.price_quote (version_id, ordinal, security_key, price, provider, locator)
  select v.version_id, q.ordinal, s.security_key, q.price, q.provider, q.locator
  from stage_price_quote q
  join stage_version v using (unit_no)
  join stage_security n using (security_no)
  join ledger.security s on s.entity_id = $1 and s.cusip = n.cusip`;

/** The statements that move the staged rows of a report type into the ledger. */
function rowInserts(
  { entityId, reportType }: Loading,
  meaning: AmountMeaning | null,
): { text: string; values: unknown[] }[] {
  switch (reportType) {
    case 'BANK_STATEMENT_REPORT':
    case 'BROKERAGE_STATEMENT_REPORT':
      return [
        { text: STATEMENTS, values: [] },
        { text: CASH_ENTRIES, values: [] },
      ];
    case 'TRADE_REPORT':
    case 'TRADE_LIST':
      return [{ text: TRADES, values: [entityId, meaning ?? 'cash'] }];
    case 'POSITION_SUMMARY_REPORT':
      return [
        { text: POSITIONS, values: [entityId] },
        { text: CASH_POSITIONS, values: [] },
      ];
    case 'SECURITY_PRICE_REPORT':
      return [{ text: PRICE_QUOTES, values: [entityId] }];
    default:
      throw new InvariantError(`no ledger table for ${reportType satisfies never}`);
  }
}
