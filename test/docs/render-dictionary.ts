import type { CatalogColumn, CatalogRelation, CatalogSchema } from './read-catalog.ts';

const OPENING = `# Data dictionary

Every schema, table, view and column of the warehouse, in the words of its own comments (\`\\d+ books.fct_trade\` in psql
shows the same). Made by \`npm run docs\`: to change a word here, change the comment, in a migration.

Amounts are exact decimals in dollars, quantities are units of 100 of face, prices are dollars per 100 of face, and a
difference is actual - expected. Instants carry their time zone.
\`set pocketbook.known_at = '2026-10-31 18:00-04'\` makes every view of \`books\` answer as the warehouse knew it then;
\`set pocketbook.age_as_of = '2026-10-21'\` makes breaks as old, and by their age as severe, as they were at the end of that day.
`;

/** The data dictionary as Markdown. */
export function renderDictionary(catalog: readonly CatalogSchema[]): string {
  return `${[OPENING, ...catalog.map(renderSchema)].join('\n')}\n`;
}

function renderSchema({ name, comment, types, functions, relations }: CatalogSchema): string {
  const parts = [`## Schema ${name}`, sentence(comment)];
  if (types.length > 0) {
    const rows = types.map((type) => [code(type.name), code(type.base), type.comment]);
    parts.push(renderTable(['type', 'made of', 'meaning'], rows));
  }
  if (functions.length > 0) {
    const rows = functions.map((one) => [code(one.name), code(one.result), one.comment]);
    parts.push(renderTable(['function', 'returns', 'meaning'], rows));
  }
  return [...parts, ...relations.map((relation) => renderRelation(name, relation))].join('\n\n');
}

function renderRelation(schema: string, { name, kind, comment, columns }: CatalogRelation): string {
  const heading = `### ${schema}.${name}${kind === 'table' ? ' (table)' : ''}`;
  const rows = columns.map((column) =>
    kind === 'table'
      ? [code(column.name), code(column.type), presence(column), column.comment]
      : [code(column.name), code(column.type), column.comment],
  );
  const head = kind === 'table' ? ['column', 'type', '', 'meaning'] : ['column', 'type', 'meaning'];
  return [heading, sentence(comment), renderTable(head, rows)].join('\n\n');
}

function presence({ isKey, mayBeNull }: CatalogColumn): string {
  if (isKey) return 'key';
  return mayBeNull === true ? 'may be null' : '';
}

function renderTable(
  head: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): string {
  const line = (cells: readonly (string | null)[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function cell(text: string | null): string {
  return (text ?? '').replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

function code(text: string): string {
  return `\`${text}\``;
}

function sentence(text: string | null): string {
  return `${text ?? ''}.`;
}
