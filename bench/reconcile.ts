import pg, { type Pool } from 'pg';
import { createPool } from '../src/db/pool.ts';
import { runReconciliation } from '../src/reconcile/run-reconciliation.ts';
import { type BenchServer, timed } from './bench-server.ts';

const POCKETS = 50;
const CUSIPS = 100;
const DAYS = 500;

/**
 * Reconciling 5,000,000 trades against 2,500,000 daily positions, in full and for one new day, against one plain full
 * outer join of the two on integer keys. The join runs with the server's own settings and with those of a
 * reconciliation; the quicker one is the yardstick.
 */
export async function benchReconcile(server: BenchServer): Promise<void> {
  const url = await server.createDatabase('bench_reconcile');
  await fillWarehouse(url);
  const yardstick = await plainJoin(url);
  const pool = createPool(url);
  try {
    const full = await reconcile(pool, 'in full');
    await addDay(url, DAYS + 1);
    const day = await reconcile(pool, 'one new day');
    const quantity = full.byRule.get('position_quantity') ?? Number.NaN;
    console.log(`plain full outer join: ${yardstick.toFixed(2)} s`);
    console.log(
      `trades against positions (position_quantity): ${quantity.toFixed(2)} s, ${(quantity / yardstick).toFixed(2)} of the join; target at most 2`,
    );
    console.log(
      `all rules in full: ${full.seconds.toFixed(2)} s, ${(full.seconds / yardstick).toFixed(2)} of the join`,
    );
    console.log(
      `one new day, all rules: ${day.seconds.toFixed(2)} s, ${(day.seconds / full.seconds).toFixed(3)} of the full run; target at most 0.1`,
    );
  } finally {
    await pool.end();
  }
}

interface Timing {
  readonly seconds: number;
  readonly byRule: ReadonlyMap<string, number>;
}

async function reconcile(pool: Pool, what: string): Promise<Timing> {
  const byRule = new Map<string, number>();
  const { seconds, result } = await timed(() =>
    runReconciliation(
      pool,
      'main',
      {},
      {
        ruleDone: (rule, durationMs) => void byRule.set(rule, durationMs / 1000),
      },
    ),
  );
  // A bench of a warehouse that does not tie would measure something else.
  if (result?.findings !== 0) throw new Error(`expected no finding, got ${result?.findings}`);
  const slowest = [...byRule].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const told = slowest
    .map(([rule, ruleSeconds]) => `${rule} ${ruleSeconds.toFixed(2)} s`)
    .join(', ');
  console.log(`${what} (${result.range.from} to ${result.range.to}): ${told}`);
  return { seconds, byRule };
}

/** Each holding trades twice a day; quantities, values and costs tie. */
export async function fillWarehouse(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(DIMENSIONS);
    for (let day = 1; day <= DAYS; day += 50)
      await client.query(rowsOf(day, Math.min(day + 49, DAYS)));
    await client.query('vacuum analyze');
  });
}

async function addDay(url: string, day: number): Promise<void> {
  await withClient(url, (client) => client.query(rowsOf(day, day)));
}

const DIMENSIONS = `
  insert into ledger.pocket (entity_id, pocket_id)
  select 'main', 'pocket-' || n from generate_series(1, ${POCKETS}) n;
  insert into ledger.security (entity_id, cusip, cusip_check_ok)
  select 'main', '912797' || lpad(n::text, 2, '0') || '0', true from generate_series(0, ${CUSIPS - 1}) n;
  insert into ledger.holding (pocket_key, security_key)
  select pocket_key, security_key from ledger.pocket cross join ledger.security;
  insert into ledger.trade_context (security_key, maturity_date)
  select security_key, '2040-01-03' from ledger.security;
  insert into ops.report_file (
    entity_id, report_type, from_date, to_date, sha256, bytes, length_proven, received_at, origin
  )
  values ('main', 'TRADE_REPORT', '2022-01-03', '2022-01-03', sha256('bench'), 1, true, now(), 'import');`;

/** The business days of the bench, by their number. */
const DAY = `
  select business_date, row_number() over (order by business_date)::int as day
  from ledger.calendar_day
  where is_business_day
    and business_date >= '2022-01-03'`;

// Three units are bought each day and two more, but on every tenth day two are sold instead.
const SELLS = '(h.holding_key + d.day) % 10 = 0';
const HELD = '1000 + 5 * d.day - 4 * ((h.holding_key + d.day) / 10 - h.holding_key / 10)::int';

function rowsOf(firstDay: number, lastDay: number): string {
  const days = `(select * from (${DAY}) d where day between ${firstDay} and ${lastDay}) d`;
  const unit = (reportType: string, pockets: string) => `
    insert into ledger.unit (entity_id, report_type, pocket_key, business_date)
    select 'main', '${reportType}', pocket_key, business_date from ${days} cross join ${pockets};`;
  return `
    ${unit('TRADE_REPORT', 'ledger.pocket')}
    ${unit('POSITION_SUMMARY_REPORT', 'ledger.pocket')}
    ${unit('SECURITY_PRICE_REPORT', '(select null::int as pocket_key) none')}
    insert into ledger.unit_version (unit_id, version, content_hash, row_count, report_file_id, provisional)
    select unit_id, 1, sha256(unit_id::text::bytea), 1, (select min(report_file_id) from ops.report_file), false
    from ledger.unit u
    where not exists (select from ledger.unit_version v where v.unit_id = u.unit_id)
    order by business_date;
    insert into ledger.trade (
      version_id, ordinal, holding_key, context_key, side, trade_date, settlement_date, book_date, quantity,
      face_amount, price, amount, trade_id, reference, locator
    )
    select
      u.version_id, (h.security_key * 2 + leg)::int, h.holding_key, c.context_key,
      case when leg = 1 and ${SELLS} then 'SELL' else 'BUY' end, u.business_date, u.business_date,
      u.business_date, 3 - leg, (3 - leg) * 100, 98.5, (3 - leg) * 98.5,
      'T' || h.holding_key || '-' || d.day || '-' || leg, null, 'line 1'
    from ${days}
    join ledger.current_unit u on u.report_type = 'TRADE_REPORT' and u.business_date = d.business_date
    join ledger.holding h using (pocket_key)
    join ledger.trade_context c using (security_key)
    cross join generate_series(0, 1) leg;
    insert into ledger.position (
      version_id, ordinal, holding_key, quantity, market_price, market_value, cost_value, locator
    )
    select
      u.version_id, h.security_key, h.holding_key, ${HELD}, 98.5, (${HELD}) * 98.5, (${HELD}) * 98.5, 'line 1'
    from ${days}
    join ledger.current_unit u on u.report_type = 'POSITION_SUMMARY_REPORT' and u.business_date = d.business_date
    join ledger.holding h using (pocket_key);
    insert into ledger.price_quote (version_id, ordinal, security_key, price, provider, locator)
    select u.version_id, s.security_key, s.security_key, 98.5, 'JIKO', 'line 1'
    from ${days}
    join ledger.current_unit u on u.report_type = 'SECURITY_PRICE_REPORT' and u.business_date = d.business_date
    cross join ledger.security s;`;
}

const PLAIN_TABLES = `
  create table public.plain_trade as
  select t.holding_key, (t.trade_date - '2022-01-01')::int as day, t.quantity::int as quantity from ledger.trade t;
  create table public.plain_position as
  select p.holding_key, (u.business_date - '2022-01-01')::int as day, p.quantity::int as quantity
  from ledger.position p join ledger.current_unit u using (version_id);
  vacuum analyze public.plain_trade, public.plain_position;`;

const PLAIN_JOIN = `
  select count(*), sum(t.quantity), sum(p.quantity)
  from public.plain_trade t
  full outer join public.plain_position p using (holding_key, day)`;

async function plainJoin(url: string): Promise<number> {
  return withClient(url, async (client) => {
    for (const statement of PLAIN_TABLES.split(';')) await client.query(statement);
    const seconds: number[] = [];
    for (const settings of ['reset work_mem; reset jit', "set work_mem = '256MB'; set jit = off"]) {
      await client.query(settings);
      for (let round = 0; round < 2; round++) {
        const { seconds: took } = await timed(() => client.query(PLAIN_JOIN));
        seconds.push(took);
      }
    }
    console.log(`plain joins: ${seconds.map((took) => `${took.toFixed(2)} s`).join(', ')}`);
    return Math.min(...seconds);
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
