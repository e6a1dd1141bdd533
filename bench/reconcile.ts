import type { Pool } from 'pg';
import { createPool } from '../src/db/pool.ts';
import { runReconciliation } from '../src/reconcile/run-reconciliation.ts';
import { type BenchServer, timed } from './bench-server.ts';
import { addDay, fillWarehouse, type WarehouseSize, withClient } from './fill-warehouse.ts';

// What a holding begins with covers all that is ever sold of it: no lot need be followed.
const heldAtFirst = 1000;

/** Both hold 5,000,000 trades and 2,500,000 daily positions: one in few units of many rows, one in many units of few. */
const FEW_POCKETS: WarehouseSize = { pockets: 50, securities: 100, days: 500, heldAtFirst };
const MANY_POCKETS: WarehouseSize = { pockets: 1000, securities: 10, days: 250, heldAtFirst };

/** What rules share, which is summed up before them. */
const SUMS = 'sums';

const FULL_MAX = 3;
const DAY_MAX = 0.05;

/**
 * Reconciling 5,000,000 trades against 2,500,000 daily positions, in full and for one new day, against one plain full
 * outer join of the two on integer keys. The join runs with the server's own settings and with those of a
 * reconciliation; the quicker one is the yardstick.
 */
export async function benchReconcile(server: BenchServer): Promise<void> {
  const few = await benchWarehouse(server, 'bench_reconcile', FEW_POCKETS);
  const many = await benchWarehouse(server, 'bench_reconcile_pockets', MANY_POCKETS);
  tellRules(few, many);
  const quantity = sumOf(few.full.byRule, [SUMS, 'position_quantity']);
  tell(
    `50 pockets, trades against positions (${SUMS}, position_quantity)`,
    quantity / few.join,
    'of the join',
    2,
  );
  tell('50 pockets, all rules in full', few.full.seconds / few.join, 'of the join', FULL_MAX);
  tell('50 pockets, one new day', few.day.seconds / few.full.seconds, 'of the full run', DAY_MAX);
  tell('1,000 pockets, all rules in full', many.full.seconds / many.join, 'of the join');
  tell(
    '1,000 pockets, one new day',
    many.day.seconds / many.full.seconds,
    'of the full run',
    DAY_MAX,
  );
  tell(
    '1,000 pockets, one new day',
    many.day.seconds / few.full.seconds,
    'of the full run over 50 pockets',
  );
}

/** The same where every holding sells beyond what it began with, so that the lots of all are followed from their beginning. */
export async function benchLots(server: BenchServer): Promise<void> {
  const followed = { heldAtFirst: 1 };
  const few = await benchWarehouse(server, 'bench_lots', { ...FEW_POCKETS, ...followed });
  const many = await benchWarehouse(server, 'bench_lots_pockets', { ...MANY_POCKETS, ...followed });
  tellRules(few, many);
  for (const [pockets, { full, day, join }] of [
    ['50', few],
    ['1,000', many],
  ] as const) {
    tell(
      `${pockets} pockets that sell what they bought, all rules in full`,
      full.seconds / join,
      'of the join',
    );
    tell(
      `${pockets} pockets that sell what they bought, one new day`,
      day.seconds / join,
      'of the join',
    );
  }
}

function tell(what: string, ratio: number, ofWhat: string, target?: number): void {
  const aim = target === undefined ? '' : `; target at most ${target}`;
  console.log(`${what}: ${ratio.toFixed(3)} ${ofWhat}${aim}`);
}

interface Timing {
  readonly seconds: number;
  readonly byRule: ReadonlyMap<string, number>;
}

interface Measured {
  /** the plain join, in seconds */
  readonly join: number;
  readonly full: Timing;
  readonly day: Timing;
}

async function benchWarehouse(
  server: BenchServer,
  name: string,
  size: WarehouseSize,
): Promise<Measured> {
  const url = await server.createDatabase(name);
  await fillWarehouse(url, size);
  const join = await plainJoin(url);
  const pool = createPool(url);
  try {
    const full = await reconcile(pool, 'in full');
    await addDay(url, size);
    const day = await reconcile(pool, 'one new day');
    return { join, full, day };
  } finally {
    await pool.end();
  }
}

async function reconcile(pool: Pool, what: string): Promise<Timing> {
  const byRule = new Map<string, number>();
  const { seconds, result } = await timed(() =>
    runReconciliation(
      pool,
      'main',
      {},
      {
        summedUp: (durationMs) => void byRule.set(SUMS, durationMs / 1000),
        ruleDone: (rule, durationMs) => void byRule.set(rule, durationMs / 1000),
      },
    ),
  );
  await refuseFindings(pool, result?.findings);
  const { from, to } = result?.range ?? {};
  console.log(`${what} (${from} to ${to}): ${seconds.toFixed(2)} s`);
  return { seconds, byRule: new Map([...byRule, ['beside the rules', seconds - sumOf(byRule)]]) };
}

/** A bench of a warehouse that does not tie would measure something else. */
async function refuseFindings(pool: Pool, findings: number | undefined): Promise<void> {
  if (findings === 0) return;
  const { rows } = await pool.query<{ told: string }>(
    "select rule || ': ' || count(*) || ', such as ' || min(detail) as told from recon.finding group by rule",
  );
  const told = rows.map((row) => row.told).join('\n');
  throw new Error(`expected no finding, got ${findings}\n${told}`);
}

function sumOf(byRule: ReadonlyMap<string, number>, names = [...byRule.keys()]): number {
  return names.reduce((sum, name) => sum + (byRule.get(name) ?? Number.NaN), 0);
}

/** Every rule, the slowest first: in hundredths of the join, and of the full run of the same warehouse. */
function tellRules(few: Measured, many: Measured): void {
  const rules = [...few.full.byRule].sort((a, b) => b[1] - a[1]).map(([rule]) => rule);
  const columns = rules.map((rule) => ({
    rule,
    'full, of the join': percentOf(few.full.byRule.get(rule), few.join),
    'full, 1,000 pockets': percentOf(many.full.byRule.get(rule), many.join),
    'day, of the full run': percentOf(few.day.byRule.get(rule), few.full.seconds),
    'day, 1,000 pockets': percentOf(many.day.byRule.get(rule), many.full.seconds),
  }));
  console.table(columns);
}

function percentOf(seconds: number | undefined, whole: number): string {
  return `${((100 * (seconds ?? Number.NaN)) / whole).toFixed(2)} %`;
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
