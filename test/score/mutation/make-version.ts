import type { PoolClient } from 'pg';
import type { ReportType } from '../../../src/domain/report.ts';
import type { NewValues, RowEdit, RowTable, UnitEdit } from './mutant.ts';

const STATEMENT_TABLES = [
  'statement',
  'cash_entry',
  'cash_entry_detail',
  'unbooked_entry',
] as const;

/** The tables in which a report's rows stand. */
const TABLES: Readonly<Record<ReportType, readonly RowTable[]>> = {
  BANK_STATEMENT_REPORT: STATEMENT_TABLES,
  BROKERAGE_STATEMENT_REPORT: STATEMENT_TABLES,
  TRADE_REPORT: ['trade', 'doubled_row'],
  TRADE_LIST: ['listed_trade', 'trade'],
  TRADE_LIST_CSV: ['listed_trade'],
  TRANSACTION_LIST: ['transaction'],
  TRANSACTION_LIST_CSV: ['transaction'],
  POSITION_SUMMARY_REPORT: ['position', 'cash_position'],
  SECURITY_PRICE_REPORT: ['price_quote'],
};

/** By table, in their order. */
export type Columns = ReadonlyMap<string, readonly string[]>;

export async function readColumns(client: PoolClient): Promise<Columns> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select c.relname::text as table, array_agg(a.attname::text order by a.attnum) as columns
     from pg_attribute a
     join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'ledger'::regnamespace
       and c.relname = any ($1)
       and a.attnum > 0
       and not a.attisdropped
     group by c.relname`,
    [[...new Set(Object.values(TABLES).flat())]],
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** Inserts the next version of a unit as a load would: all of its rows, but for what is edited. */
export async function makeVersion(
  client: PoolClient,
  columns: Columns,
  { unit, rows: edits }: UnitEdit,
): Promise<void> {
  const { rows } = await client.query<{ version_id: bigint }>(
    `insert into ledger.unit_version (unit_id, version, content_hash, row_count, report_file_id, provisional)
     select unit_id, version + 1, sha256(content_hash), greatest(row_count + $2, 0), report_file_id, provisional
     from ledger.unit_version
     where version_id = $1
     returning version_id`,
    [unit.versionId, rowsMore(edits)],
  );
  const versionId = rows[0]?.version_id;
  for (const table of TABLES[unit.reportType]) {
    const ofTable = edits.filter((edit) => edit.table === table);
    const names = columns.get(table) ?? [];
    await client.query(copyRows(table, names, ofTable), [versionId, unit.versionId]);
    for (const edit of ofTable) {
      if (edit.does !== 'add') continue;
      const added = addRow(table, names, edit.values);
      await client.query(added, [versionId, edit.fromVersionId, edit.ordinal]);
    }
  }
}

function rowsMore(edits: readonly RowEdit[]): number {
  const counted = edits.filter(({ table }) => table !== 'cash_entry_detail');
  const more = counted.filter(({ does }) => does === 'add').length;
  return more - counted.filter(({ does }) => does === 'drop').length;
}

function copyRows(table: RowTable, names: readonly string[], edits: readonly RowEdit[]): string {
  const key = keyOf(table);
  const dropped = edits.filter(({ does }) => does === 'drop').map(({ ordinal }) => ordinal);
  const selected = names.map((name) => {
    if (name === 'version_id') return '$1::bigint';
    const cases = edits.flatMap((edit) => {
      const value = edit.does === 'set' ? edit.values[name] : undefined;
      return value === undefined ? [] : [`when t.${key} = ${edit.ordinal} then ${value}`];
    });
    return cases.length === 0 ? `t.${name}` : `case ${cases.join(' ')} else t.${name} end`;
  });
  return `
    insert into ledger.${table} (${names.join(', ')})
    select ${selected.join(', ')}
    from ledger.${table} t
    where t.version_id = $2
      and not (t.${key} = any ('{${dropped.join(',')}}'::int[]))`;
}

function addRow(table: RowTable, names: readonly string[], values: NewValues): string {
  // What is doubled is a trade, and the list of the doubled tells of it.
  const source = table === 'doubled_row' ? 'trade' : table;
  const key = keyOf(source);
  const selected = names.map((name) => {
    if (name === 'version_id') return '$1::bigint';
    if (name === keyOf(table)) return 'n.next';
    return values[name] ?? `t.${name}`;
  });
  return `
    insert into ledger.${table} (${names.join(', ')})
    select ${selected.join(', ')}
    from ledger.${source} t
    cross join (
      select coalesce(max(${key}), 0) + 1 as next
      from ledger.${source}
      where version_id = $1
    ) n
    where t.version_id = $2
      and t.${key} = $3`;
}

function keyOf(table: RowTable): string {
  return table === 'cash_entry_detail' ? 'entry_ordinal' : 'ordinal';
}
