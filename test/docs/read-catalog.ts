import type { Pool } from 'pg';

/** What a schema of the warehouse holds, and what the database says about each part of it. */
export interface CatalogSchema extends Described {
  readonly relations: readonly CatalogRelation[];
  readonly functions: readonly (Described & { readonly result: string })[];
  readonly types: readonly (Described & { readonly base: string })[];
}

export interface CatalogRelation extends Described {
  readonly kind: 'table' | 'view';
  readonly columns: readonly CatalogColumn[];
}

export interface CatalogColumn extends Described {
  readonly type: string;
  /** Part of the primary key. */
  readonly isKey: boolean;
  /** null: a view does not say */
  readonly mayBeNull: boolean | null;
}

interface Described {
  readonly name: string;
  /** null: there is no comment */
  readonly comment: string | null;
}

/** In the order in which a reader meets them. */
const SCHEMAS = ['books', 'personal', 'recon', 'ledger', 'ops'];

/** Everything in our schemas but the tables in which Kysely notes what was migrated. */
export async function readCatalog(pool: Pool): Promise<CatalogSchema[]> {
  const { rows } = await pool.query<CatalogSchema>(CATALOG, [SCHEMAS]);
  return rows;
}

const COLUMNS = `
  select jsonb_agg(jsonb_build_object(
    'name', a.attname,
    'type', format_type(a.atttypid, a.atttypmod),
    'isKey', coalesce(a.attnum = any (i.indkey), false),
    'mayBeNull', case when c.relkind in ('r', 'p') then not a.attnotnull end,
    'comment', col_description(c.oid, a.attnum)
  ) order by a.attnum)
  from pg_attribute a
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
  where a.attrelid = c.oid
    and a.attnum > 0
    and not a.attisdropped`;

const RELATIONS = `
  select jsonb_agg(jsonb_build_object(
    'name', c.relname,
    'kind', case when c.relkind in ('r', 'p') then 'table' else 'view' end,
    'comment', obj_description(c.oid, 'pg_class'),
    'columns', coalesce((${COLUMNS}), '[]')
  ) order by c.relname)
  from pg_class c
  where c.relnamespace = n.oid
    and c.relkind in ('r', 'p', 'v', 'm')
    and c.relname not like 'kysely\\_%'`;

const FUNCTIONS = `
  select jsonb_agg(jsonb_build_object(
    'name', format('%s(%s)', p.proname, pg_get_function_arguments(p.oid)),
    'result', pg_get_function_result(p.oid),
    'comment', obj_description(p.oid, 'pg_proc')
  ) order by p.proname, pg_get_function_arguments(p.oid))
  from pg_proc p
  where p.pronamespace = n.oid`;

const TYPES = `
  select jsonb_agg(jsonb_build_object(
    'name', t.typname,
    'base', coalesce(format_type(nullif(t.typbasetype, 0), t.typtypmod), 'enum'),
    'comment', obj_description(t.oid, 'pg_type')
  ) order by t.typname)
  from pg_type t
  where t.typnamespace = n.oid
    and t.typtype in ('d', 'e')`;

const CATALOG = `
  select
    n.nspname as name, obj_description(n.oid, 'pg_namespace') as comment,
    coalesce((${RELATIONS}), '[]') as relations,
    coalesce((${FUNCTIONS}), '[]') as functions,
    coalesce((${TYPES}), '[]') as types
  from pg_namespace n
  where n.nspname = any ($1::text[])
  order by array_position($1::text[], n.nspname::text)`;

/** The full names of all that nobody has commented on. */
export function withoutComment(catalog: readonly CatalogSchema[]): string[] {
  const names: string[] = [];
  const note = ({ name, comment }: Described, parent = '') => {
    if (comment === null || comment.trim() === '') names.push(`${parent}${name}`);
  };
  for (const schema of catalog) {
    note(schema);
    for (const type of schema.types) note(type, `${schema.name}.`);
    for (const callable of schema.functions) note(callable, `${schema.name}.`);
    for (const relation of schema.relations) {
      note(relation, `${schema.name}.`);
      for (const column of relation.columns) note(column, `${schema.name}.${relation.name}.`);
    }
  }
  return names;
}
