import type { Pool } from 'pg';
import { describeDamage, type Verified } from './verified.ts';
import { verifyGuards } from './verify-guards.ts';

/** What the database can say of itself, each check as one query that returns what is damaged and how much was looked at. */
export async function verifyDatabase(pool: Pool): Promise<Verified[]> {
  const verified: Verified[] = await verifyGuards(pool);
  for (const { what, sql, whole } of CHECKS) {
    const { rows } = await pool.query<{ looked_at: string; damaged: string[] | null }>(sql);
    const { looked_at: lookedAt = '0', damaged = null } = rows[0] ?? {};
    const found = damaged ?? [];
    verified.push({
      what,
      isWhole: found.length === 0,
      detail: found.length === 0 ? `${lookedAt} ${whole}` : describeDamage(found),
    });
  }
  return verified;
}

const CHECKS = [
  {
    what: 'breaks',
    whole: 'breaks, each with its first event',
    sql: `
      select count(*)::text as looked_at, array_agg(
        'break ' || b.break_id || ' has no event that opened it' order by b.break_id
      ) filter (where not exists (
        select
        from recon.break_event e
        where e.break_id = b.break_id
          and e.entity_id = b.entity_id
          and e.verb = 'opened'
      )) as damaged
      from recon.break b`,
  },
  {
    what: 'funnels',
    whole: 'files, of each of which rows read = loaded + duplicate + ignored + quarantined',
    sql: `
      select count(*)::text as looked_at, array_agg(
        format('file %s: %s rows read', report_file_id, rows_read) order by report_file_id
      ) filter (
        where rows_read <> rows_loaded + rows_duplicate + rows_ignored + rows_quarantined
      ) as damaged
      from ops.file_load`,
  },
  {
    what: 'rows',
    whole: 'files, each with as many rows in the ledger as were loaded from it',
    sql: `
      with kind as (
        select version_id, count(*) as rows from ledger.statement group by version_id
        union all
        select version_id, count(*) from ledger.cash_entry group by version_id
        union all
        -- the maturities of the listing stand among its trades, and here once more
        select t.version_id, count(*)
        from ledger.trade t
        join ledger.unit_version v using (version_id)
        join ledger.unit u using (unit_id)
        where u.report_type <> 'TRADE_LIST'
        group by t.version_id
        union all
        select version_id, count(*) from ledger.listed_trade group by version_id
        union all
        select version_id, count(*) from ledger.transaction group by version_id
        union all
        select version_id, count(*) from ledger.position group by version_id
        union all
        select version_id, count(*) from ledger.cash_position group by version_id
        union all
        select version_id, count(*) from ledger.price_quote group by version_id
      ),
      there as (
        select v.report_file_id, sum(kind.rows) as rows
        from kind
        join ledger.unit_version v using (version_id)
        group by v.report_file_id
      ),
      loaded as (
        select l.report_file_id, sum(l.rows_loaded) as rows
        from ops.file_load l
        join ops.report_file f using (report_file_id)
        where l.outcome = 'accepted'
          and f.resource is null
        group by l.report_file_id
      )
      select count(*)::text as looked_at, array_agg(
        format('file %s: %s rows in the ledger, %s loaded', l.report_file_id, coalesce(t.rows, 0), l.rows)
        order by l.report_file_id
      ) filter (where coalesce(t.rows, 0) <> l.rows) as damaged
      from loaded l
      left join there t using (report_file_id)`,
  },
  {
    what: 'balances',
    whole: 'breaks open of the rules of balances, which every run of the rules checks anew',
    sql: `
      select count(*)::text as looked_at, null::text[] as damaged
      from books.rpt_open_breaks
      where rule in ('statement_balance', 'statement_chain', 'brokerage_closing', 'bank_zero_close')`,
  },
] as const;
