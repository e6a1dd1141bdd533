import { expect, test } from 'vitest';
import {
  buy,
  entry,
  MONDAY,
  moved,
  position,
  quote,
  residualCash,
} from '../reconcile/support/ledger-rows.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';

const openTreasury = useTreasuries();

const KEPT = [
  'ledger.entity',
  'ledger.pocket',
  'ledger.pocket_state',
  'ledger.security',
  'ledger.holding',
  'ledger.trade_context',
  'ledger.unbooked_entry',
  'ledger.period_close',
  'ledger.unit',
  'ledger.unit_version',
  'ledger.statement',
  'ledger.cash_entry',
  'ledger.cash_entry_detail',
  'ledger.trade',
  'ledger.listed_trade',
  'ledger.transaction',
  'ledger.position',
  'ledger.cash_position',
  'ledger.price_quote',
  'ledger.doubled_row',
  'ledger.resource_item',
  'ledger.resource_version',
  'ledger.document',
  'ops.report_file',
  'ops.file_load',
] as const;

test('no row of the ledger can be changed or taken away, not even by its owner', async () => {
  const treasury = await openTreasury();
  const { pool } = treasury;
  const doubled = buy(5, MONDAY);
  await treasury.trades(MONDAY, doubled, { ...doubled, locator: 'line 9' });
  await treasury.summary(MONDAY, position(5), residualCash('1.00'));
  await treasury.prices(MONDAY, quote());
  await treasury.bank(MONDAY, { entries: [entry('deposit', '5.00')] });
  await treasury.listing(MONDAY, doubled);
  await treasury.transactions(MONDAY, moved('5.00', MONDAY));
  for (const table of KEPT) {
    const refusal = { code: '23001', message: expect.stringContaining(`${table} is append-only`) };
    const { rows } = await pool.query<{ name: string; rows: bigint }>(
      `select attname as name, (select count(*) from ${table}) as rows
       from pg_attribute
       where attrelid = $1::regclass
         and attnum > 0
         and attidentity = ''
       limit 1`,
      [table],
    );
    const column = rows[0]?.name;
    await expect(pool.query(`update ${table} set ${column} = ${column}`)).rejects.toMatchObject(
      refusal,
    );
    await expect(pool.query(`delete from ${table}`)).rejects.toMatchObject(refusal);
    // Tables that others refer to can only be truncated together with those, and one of them refuses first.
    await expect(pool.query(`truncate ${table} cascade`)).rejects.toMatchObject({ code: '23001' });
    await expect(pool.query(`delete from ${table} where false`)).rejects.toMatchObject(refusal);
    const { rows: after } = await pool.query(`select count(*) as rows from ${table}`);
    expect(after).toEqual([{ rows: rows[0]?.rows }]);
  }
});

test('every table of the ledger but the calendar is among them', async () => {
  const { pool } = await openTreasury();
  const { rows } = await pool.query<{ name: string }>(
    `select 'ledger.' || tablename as name
     from pg_tables
     where schemaname = 'ledger'
       and tablename <> 'calendar_day'`,
  );
  const ledger = KEPT.filter((name) => name.startsWith('ledger.'));
  expect(rows.map(({ name }) => name).sort()).toEqual([...ledger].sort());
});

test('the pipeline’s own role may add rows and has no right to change or delete one', async () => {
  const { pool } = await openTreasury();
  const { rows } = await pool.query(
    `select table_schema || '.' || table_name as name, privilege_type as privilege
     from information_schema.role_table_grants
     where grantee = 'pocketbook_writer'
       and privilege_type not in ('SELECT', 'INSERT')
     order by 1, 2`,
  );
  expect(rows).toEqual([
    { name: 'ops.report_request', privilege: 'UPDATE' },
    { name: 'ops.run', privilege: 'UPDATE' },
    { name: 'recon.chain_gate', privilege: 'DELETE' },
    { name: 'recon.finding', privilege: 'DELETE' },
  ]);
});
