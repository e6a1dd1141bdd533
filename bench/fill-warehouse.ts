import pg from 'pg';
import { cusipCheckDigit } from '../src/domain/cusip.ts';

/** Every pocket holds every security, and each holding is traded twice a business day. */
export interface WarehouseSize {
  readonly pockets: number;
  readonly securities: number;
  readonly days: number;
  /** units that each holding begins with, which nobody has told the purchases of */
  readonly heldAtFirst: number;
}

/**
 * Fills a migrated database with a treasury that ties: trades, positions with residual cash, prices, and the two statements
 * of every pocket and day.
 */
export async function fillWarehouse(url: string, size: WarehouseSize): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(dimensionsOf(size));
    for (let day = 1; day <= size.days; day += 50)
      await client.query(rowsOf(size, day, Math.min(day + 49, size.days)));
    await client.query('vacuum analyze');
  });
}

/** One more business day, as it would come in a night: without fresh statistics. */
export async function addDay(url: string, size: WarehouseSize): Promise<void> {
  const day = size.days + 1;
  await withClient(url, (client) => client.query(rowsOf(size, day, day)));
}

export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function dimensionsOf({ pockets, securities }: WarehouseSize): string {
  const cusips = Array.from({ length: securities }, (_, index) => {
    const firstEight = `912797${String(index).padStart(2, '0')}`;
    return `('${firstEight}${cusipCheckDigit(firstEight)}')`;
  });
  return `
    insert into ledger.pocket (entity_id, pocket_id)
    select 'main', 'pocket-' || n from generate_series(1, ${pockets}) n;
    insert into ledger.security (entity_id, cusip, cusip_check_ok)
    select 'main', cusip, true from (values ${cusips.join(', ')}) as s (cusip);
    insert into ledger.holding (pocket_key, security_key)
    select pocket_key, security_key from ledger.pocket cross join ledger.security;
    insert into ledger.trade_context (security_key, maturity_date)
    select security_key, '2040-01-03' from ledger.security;
    insert into ops.report_file (
      entity_id, report_type, from_date, to_date, sha256, bytes, length_proven, received_at, origin
    )
    values ('main', 'TRADE_REPORT', '2022-01-03', '2022-01-03', sha256('bench'), 1, true, now(), 'import');`;
}

/** The business days of the bench, by their number. */
const DAY = `
  select business_date, next_business_date, row_number() over (order by business_date)::int as day
  from ledger.calendar_day
  where is_business_day
    and business_date >= '2022-01-03'`;

// Three units are bought each day and two more, but on every tenth day two are sold instead.
const SELLS = '(h.holding_key + d.day) % 10 = 0';
const PRICE = 98.5;
const RESIDUAL_CASH = 12.34;

function heldOn({ heldAtFirst }: WarehouseSize, day: string): string {
  return `(${heldAtFirst} + 5 * (${day}) - 4 * ((h.holding_key + (${day})) / 10 - h.holding_key / 10)::int)`;
}

function rowsOf(size: WarehouseSize, firstDay: number, lastDay: number): string {
  const held = heldOn(size, 'd.day');
  const days = `(select * from (${DAY}) d where day between ${firstDay} and ${lastDay}) d`;
  const current = (reportType: string) => `
    ${days}
    join ledger.current_unit u on u.report_type = '${reportType}' and u.business_date = d.business_date`;
  return `
    ${unitsOf(days)}
    insert into ledger.trade (
      version_id, ordinal, holding_key, context_key, side, trade_date, settlement_date, book_date, quantity,
      face_amount, price, amount, trade_id, reference, locator
    )
    select
      u.version_id, (h.security_key * 2 + leg)::int, h.holding_key, c.context_key,
      case when leg = 1 and ${SELLS} then 'SELL' else 'BUY' end, u.business_date, d.next_business_date,
      d.next_business_date, 3 - leg, (3 - leg) * 100, ${PRICE}, (3 - leg) * ${PRICE},
      'T' || h.holding_key || '-' || d.day || '-' || leg, 'R' || h.holding_key || '-' || d.day || '-' || leg, 'line 1'
    from ${current('TRADE_REPORT')}
    join ledger.holding h using (pocket_key)
    join ledger.trade_context c using (security_key)
    cross join generate_series(0, 1) leg
    order by u.version_id, h.security_key, leg;
    insert into ledger.position (
      version_id, ordinal, holding_key, quantity, market_price, market_value, cost_value, locator
    )
    select
      u.version_id, h.security_key, h.holding_key, ${held}, ${PRICE}, ${held} * ${PRICE}, ${held} * ${PRICE}, 'line 1'
    from ${current('POSITION_SUMMARY_REPORT')}
    join ledger.holding h using (pocket_key)
    order by u.version_id, h.security_key;
    insert into ledger.cash_position (version_id, ordinal, amount, locator)
    select u.version_id, 1, ${RESIDUAL_CASH}, 'line 2'
    from ${current('POSITION_SUMMARY_REPORT')};
    insert into ledger.price_quote (version_id, ordinal, security_key, price, provider, locator)
    select u.version_id, s.security_key, s.security_key, ${PRICE}, 'JIKO', 'line 1'
    from ${current('SECURITY_PRICE_REPORT')}
    cross join ledger.security s;
    ${statementsOf(size, days)}`;
}

function unitsOf(days: string): string {
  const unit = (reportType: string, pockets: string) => `
    insert into ledger.unit (entity_id, report_type, pocket_key, business_date)
    select 'main', '${reportType}', pocket_key, business_date from ${days} cross join ${pockets};`;
  return `
    ${unit('TRADE_REPORT', 'ledger.pocket')}
    ${unit('POSITION_SUMMARY_REPORT', 'ledger.pocket')}
    ${unit('BANK_STATEMENT_REPORT', 'ledger.pocket')}
    ${unit('BROKERAGE_STATEMENT_REPORT', 'ledger.pocket')}
    ${unit('SECURITY_PRICE_REPORT', '(select null::int as pocket_key) none')}
    insert into ledger.unit_version (unit_id, version, content_hash, row_count, report_file_id, provisional)
    select unit_id, 1, sha256(unit_id::text::bytea), 1, (select min(report_file_id) from ops.report_file), false
    from ledger.unit u
    where not exists (select from ledger.unit_version v where v.unit_id = u.unit_id)
    order by business_date;`;
}

/** What a pocket buys in a day comes as a deposit, leaves the bank account in the sweep and is added to the brokerage account. */
function statementsOf(size: WarehouseSize, days: string): string {
  return `
    create temporary table told as
    select
      u.version_id, u.report_type,
      sum(${heldOn(size, 'd.day - 1')}) * ${PRICE} + ${RESIDUAL_CASH} as opening,
      sum(${heldOn(size, 'd.day')}) * ${PRICE} + ${RESIDUAL_CASH} as closing
    from ${days}
    join ledger.current_unit u
      on u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
      and u.business_date = d.business_date
    join ledger.holding h using (pocket_key)
    group by u.version_id, u.report_type;
    insert into ledger.statement (
      version_id, ordinal, statement_id, opening_balance, closing_balance, currency, entries, locator
    )
    select
      version_id, 1, 'S' || version_id,
      case report_type when 'BANK_STATEMENT_REPORT' then 0 else opening end,
      case report_type when 'BANK_STATEMENT_REPORT' then 0 else closing end,
      'USD', case report_type when 'BANK_STATEMENT_REPORT' then 2 else 1 end, 'Stmt[1]'
    from told;
    insert into ledger.cash_entry (
      version_id, ordinal, booked_on, value_on, amount, currency, category, reference, locator
    )
    select t.version_id, e.ordinal, null, null, e.sign * (t.closing - t.opening), 'USD', e.category,
      'E' || t.version_id || '-' || e.ordinal, 'Ntry'
    from told t
    join (
      values
        ('BANK_STATEMENT_REPORT', 1, 1, 'deposit'),
        ('BANK_STATEMENT_REPORT', 2, -1, 'sweep_out'),
        ('BROKERAGE_STATEMENT_REPORT', 1, 1, 'addition')
    ) as e (report_type, ordinal, sign, category) using (report_type);
    drop table told;`;
}
