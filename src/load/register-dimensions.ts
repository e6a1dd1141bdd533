import type { PoolClient } from 'pg';

/** Registers the pockets, securities, holdings and trade contexts of the staged files that are new. */
export async function registerDimensions(client: PoolClient, entityId: string): Promise<void> {
  for (const insert of DIMENSIONS) await client.query(insert, [entityId]);
}

/** `k` is a trade context of the ledger, `n` one that is staged. */
export const SAME_TERMS = `
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
   select distinct p.pocket_key, s.security_key
   from stage_holding n
   join stage_security c using (file_no, security_no)
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
   join stage_security c using (file_no, security_no)
   join ledger.security s on s.entity_id = $1 and s.cusip = c.cusip
   where not exists (
     select from ledger.trade_context k
     where k.security_key = s.security_key and ${SAME_TERMS}
   )
   order by n.file_no, n.context_no
   on conflict do nothing`,
] as const;
