import type { Field, FieldKind, Fields, Resource } from '../../src/domain/resource.ts';
import { RESOURCE_NAMES } from '../../src/domain/resource.ts';
import { RESOURCES } from '../../src/domain/resources.ts';

const TYPES: Readonly<Record<Exclude<FieldKind, 'secret'>, string>> = {
  text: 'text',
  word: 'text',
  date: 'date',
  instant: 'timestamptz',
  money: 'numeric',
  decimal: 'numeric',
  integer: 'bigint',
  boolean: 'boolean',
  nested: 'jsonb',
};

interface Column {
  readonly name: string;
  readonly sql: string;
  readonly about: string;
}

const HEAD = `-- One view for each kind of thing that the API tells of, made from src/domain/resources.ts by \`npm run docs\`: what it is now,
-- and beside it the history of what it was and from when to when.`;

/** The migration that makes the views of all resources, as SQL. */
export function renderResourceViews(): string {
  const views = RESOURCE_NAMES.map((name) => viewsOf(name, RESOURCES[name]));
  return `${[HEAD, ...views].join('\n\n')}\n`;
}

function viewsOf(name: string, resource: Resource): string {
  const schema = resource.isPersonal === true ? 'personal' : 'books';
  const columns = columnsOf(resource);
  const now = `${schema}.${resource.view}`;
  const source = resource.isPersonal === true ? 'personal' : 'ledger';
  return [
    viewSql(now, columns, `${source}.current_resource`, name, SINCE),
    viewSql(`${now}_history`, columns, `${source}.resource_history`, name, SPAN),
    ...commentsOf(now, columns, SINCE, `${resource.about}, as it is known now`),
    ...commentsOf(
      `${now}_history`,
      columns,
      SPAN,
      `${resource.about}: what was known, and from when to when`,
    ),
    `grant select on ${now}, ${now}_history to ${schema === 'personal' ? 'pocketbook_personal, pocketbook_writer' : 'pocketbook_reader, pocketbook_clerk, pocketbook_writer'};`,
  ].join('\n');
}

const SINCE: readonly Column[] = [
  { name: 'valid_from', sql: 'valid_from', about: 'Since when it was known to be so' },
];
const SPAN: readonly Column[] = [
  ...SINCE,
  {
    name: 'valid_to',
    sql: 'valid_to',
    about: 'Until when it was known to be so; null: it still is',
  },
];

const ENTITY: Column = {
  name: 'entity_id',
  sql: 'entity_id',
  about: 'The Jiko customer (a legal entity) whose books these are; main is the default one',
};
const POCKET: Column = {
  name: 'pocket_id',
  sql: 'parent_id',
  about: 'The pocket, by the id that Jiko gave it',
};
const LAST: readonly Column[] = [
  {
    name: 'other_fields',
    sql: 'extra',
    about: 'What the API told and the profile does not know, as it came; null if there is none',
  },
  { name: 'report_file_id', sql: 'report_file_id', about: 'The file that it came from' },
  { name: 'locator', sql: 'locator', about: 'Where it stands in that file' },
];

function columnsOf(resource: Resource): Column[] {
  return [ENTITY, ...parentColumn(resource), ...fieldColumns(resource.fields), ...LAST];
}

/** What it belongs to, unless the item itself tells. */
function parentColumn({ parent, fields }: Resource): Column[] {
  if (parent === undefined) return [];
  if (parent === 'pocket') return 'pocket_id' in fields ? [] : [POCKET];
  const { identity, fields: parentFields } = RESOURCES[parent.resource];
  const [name] = parent.rows === undefined ? identity : Object.values(parent.values);
  if (name === undefined || identity.length > 1 || name in fields) return [];
  return [{ name, sql: 'parent_id', about: parentFields[name]?.about ?? '' }];
}

function fieldColumns(fields: Fields): Column[] {
  return Object.entries(fields).flatMap(([name, field]): Column[] => {
    if (field.kind === 'rows') return [{ name, sql: `content -> '${name}'`, about: field.about }];
    if (field.kind === 'secret') return [];
    return plainColumns(name, field, field.kind);
  });
}

function plainColumns(
  name: string,
  { about }: Field,
  kind: Exclude<FieldKind, 'secret'>,
): Column[] {
  if (kind === 'nested') return [{ name, sql: `content -> '${name}'`, about }];
  const text = `content ->> '${name}'`;
  const column = { name, sql: TYPES[kind] === 'text' ? text : `(${text})::${TYPES[kind]}`, about };
  if (kind !== 'money') return [column];
  const currency = `${name}_currency`;
  return [
    column,
    {
      name: currency,
      sql: `content ->> '${currency}'`,
      about: `ISO 4217 code of the currency of ${name}`,
    },
  ];
}

function viewSql(
  view: string,
  columns: readonly Column[],
  from: string,
  resource: string,
  last: readonly Column[],
): string {
  const lines = [...columns, ...last].map(({ name, sql }) =>
    sql === name ? `  ${name}` : `  ${sql} as ${name}`,
  );
  return `create view ${view} as\nselect\n${lines.join(',\n')}\nfrom ${from}\nwhere resource = '${resource}';`;
}

function commentsOf(
  view: string,
  columns: readonly Column[],
  last: readonly Column[],
  about: string,
): string[] {
  return [
    `comment on view ${view} is ${quoted(about)};`,
    ...[...columns, ...last].map(
      (column) => `comment on column ${view}.${column.name} is ${quoted(column.about)};`,
    ),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
