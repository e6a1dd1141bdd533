import type { Pool, PoolClient } from 'pg';
import { readWrittenFunctions } from '../../db/written-functions.ts';
import { describeDamage, type Verified } from './verified.ts';

/**
 * What keeps rows from being changed and events from being forged: that each trigger of the migrations is there and on, that each
 * function does what the migrations say, and that no role of ours was given a right to change what is only added to.
 */
export async function verifyGuards(pool: Pool | PoolClient): Promise<Verified[]> {
  const [triggers, tables] = await namesOf(pool, TRIGGERS, [TABLES_THAT_CHANGE]);
  const written = await readWrittenFunctions();
  const [functions] = await namesOf(pool, FUNCTIONS, [
    written.map(({ name }) => name),
    written.map(({ body }) => body),
    written.map(({ isDefiner }) => isDefiner),
    written.map(({ hasEmptyPath }) => hasEmptyPath),
  ]);
  const [rights] = await namesOf(pool, RIGHTS, [TABLES_THAT_CHANGE]);
  return [
    verdict(
      'append-only',
      triggers,
      `${tables} tables refuse to be changed, by triggers that are all there and on`,
    ),
    verdict('functions', functions, `${written.length} functions, each as its migration wrote it`),
    verdict('rights', rights, `${tables} tables, to each of which our roles may add at most`),
  ];
}

function verdict(what: string, damaged: readonly string[], whole: string): Verified {
  const isWhole = damaged.length === 0;
  return { what, isWhole, detail: isWhole ? whole : describeDamage(damaged) };
}

async function namesOf(
  pool: Pool | PoolClient,
  sql: string,
  values: readonly unknown[],
): Promise<[damaged: string[], lookedAt: string]> {
  const { rows } = await pool.query<{ looked_at: string; damaged: string[] | null }>(sql, [
    ...values,
  ]);
  return [rows[0]?.damaged ?? [], rows[0]?.looked_at ?? '0'];
}

/** All other tables are only ever added to. A new table that may change is named here, or `verify` finds it without a guard. */
const TABLES_THAT_CHANGE: readonly string[] = [
  // loaded anew from its file with each migration
  'ledger.calendar_day',
  // of one run, gone after it
  'recon.finding',
  // empty: there to be locked
  'recon.chain_gate',
  // what is under way has a state
  'ops.run',
  'ops.report_request',
  'ops.request_unit',
  'ops.kysely_migration',
  'ops.kysely_migration_lock',
];

const OUR_TABLES = `
  select c.oid, n.nspname || '.' || c.relname as name, c.relname
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('ledger', 'ops', 'recon', 'personal')
    and c.relkind in ('r', 'p')`;

/**
 * Bits of pg_trigger.tgtype: 1 for each row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate. The end of the chain moves with
 * each event, and must not be taken away.
 */
const TRIGGERS = `
  with our_table as (${OUR_TABLES}),
  wanted as (
    select
      oid, name, 'ledger.refuse_change' as guard,
      case name when 'recon.event_chain' then 'event_chain_stays' else relname || '_append_only' end as trigger,
      case name when 'recon.event_chain' then 42 else 58 end as type
    from our_table
    where name <> all ($1)
    union all
    select oid, name, 'ledger.keep_final', 'resource_version_keeps_final', 7
    from our_table
    where name = 'ledger.resource_version'
  ),
  there as (
    select
      t.tgrelid as oid, t.tgname, t.tgtype, p.pronamespace::regnamespace || '.' || p.proname as guard,
      t.tgenabled in ('O', 'A') as is_on, t.tgisinternal,
      -- the one that keeps what is final has a condition of its own
      t.tgattr = '' and (t.tgqual is null or p.proname = 'keep_final') as is_unconditional
    from pg_trigger t
    join pg_proc p on p.oid = t.tgfoid
  ),
  damage as (
    select format('trigger %s of %s is missing', w.trigger, w.name) as what
    from wanted w
    where not exists (
      select
      from there t
      where t.oid = w.oid
        and t.guard = w.guard
        and t.tgtype & w.type = w.type
        and t.tgtype & 1 = w.type & 1
        and t.is_unconditional
    )
    union all
    select format('trigger %s of %s is off', t.tgname, o.name)
    from there t
    join our_table o using (oid)
    where not t.is_on
    union all
    select format('trigger %s of %s is none of ours', t.tgname, o.name)
    from there t
    join our_table o using (oid)
    where not t.tgisinternal
      and t.guard not in ('ledger.refuse_change', 'ledger.keep_final')
    union all
    select format('rule %s of %s is none of ours', r.rulename, o.name)
    from pg_rewrite r
    join our_table o on o.oid = r.ev_class
    union all
    select format('session_replication_role is set for %s, which turns every trigger off', coalesce(
      'the role ' || (select rolname from pg_roles where oid = s.setrole), 'the database'
    ))
    from pg_db_role_setting s
    where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
      and exists (
        select
        from unnest(s.setconfig) as setting
        where setting like 'session_replication_role=%'
          and setting <> 'session_replication_role=origin'
      )
  )
  select
    (select count(*)::text from wanted where guard = 'ledger.refuse_change') as looked_at,
    (select array_agg(what order by what) from damage) as damaged`;

const FUNCTIONS = `
  with written as (
    select *
    from unnest($1::text[], $2::text[], $3::boolean[], $4::boolean[]) as w (name, body, is_definer, has_empty_path)
  ),
  there as (
    select
      n.nspname || '.' || p.proname as name, p.prosrc, p.prosecdef,
      coalesce('search_path=""' = any (p.proconfig), false) as has_empty_path
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
  ),
  damage as (
    select format('function %s is missing', w.name) as what
    from written w
    where not exists (select from there t where t.name = w.name)
    union
    select format('function %s is not as its migration wrote it', w.name)
    from written w
    join there t using (name)
    where (t.prosrc, t.prosecdef, t.has_empty_path) <> (w.body, w.is_definer, w.has_empty_path)
  )
  select '0' as looked_at, (select array_agg(what order by what) from damage) as damaged`;

const RIGHTS = `
  with held as (
    select r.rolname, o.name, a.privilege
    from (${OUR_TABLES}) o
    cross join pg_roles r
    cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as a (privilege)
    where r.rolname in ('pocketbook_reader', 'pocketbook_clerk', 'pocketbook_writer', 'pocketbook_personal')
      and o.name <> all ($1)
      and (a.privilege <> 'INSERT' or r.rolname <> 'pocketbook_writer' or o.name in ('recon.break_event', 'recon.event_chain'))
      and case
        when a.privilege in ('INSERT', 'UPDATE') then has_any_column_privilege(r.oid, o.oid, a.privilege)
        else has_table_privilege(r.oid, o.oid, a.privilege)
      end
  )
  select '0' as looked_at, array_agg(
    format('%s may %s %s', rolname, lower(privilege), name) order by name, rolname, privilege
  ) as damaged
  from held`;
