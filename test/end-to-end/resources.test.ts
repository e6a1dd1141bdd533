import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../src/cli/config.ts';
import { RESOURCE_NAMES, type Resource, type ResourceName } from '../../src/domain/resource.ts';
import { RESOURCES } from '../../src/domain/resources.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { SUBSCRIBER_SCOPE, subscribe } from '../support/subscribe.ts';
import { type ProfileName, type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const FROM = '2025-05-05';
const TO = '2025-05-16';

const PERSONAL = RESOURCE_NAMES.filter((name) => RESOURCES[name].isPersonal === true);
const ALL_ON = {
  POCKETBOOK_RESOURCES: PERSONAL.map((name) => `+${name}`).join(' '),
  JIKO_SCOPE: `${readSettings({}).entities[0]?.scope} onboarding.read`,
};

describe.each<ProfileName>(['jiko', 'alternate'])(
  'the resources of a treasury that speaks %s',
  (profile) => {
    let jiko: SimulatedJiko;
    let warehouse: TestWarehouse;

    beforeAll(async () => {
      jiko = await startJiko({ profile, from: FROM, to: TO, pockets: 3, foreignRequests: 4 });
      warehouse = await createWarehouse(jiko);
      const subscriber = await warehouse.openJob({ client: { scope: SUBSCRIBER_SCOPE } });
      await subscribe(subscriber.client, subscriber.profile);
      await runNightly(await warehouse.openJob({ settings: ALL_ON }), jiko.range.to);
    });
    afterAll(async () => {
      await warehouse?.drop();
      await jiko?.stop();
    });

    test.each(RESOURCE_NAMES)('%s stands in its view as the sandbox has it', async (name) => {
      const { rows } = await warehouse.pool.query<{ outcome: string; error: string | null }>(
        'select outcome, error from books.rpt_resource where resource = $1',
        [name],
      );
      expect(rows).toEqual([{ outcome: 'read', error: null }]);
      const truth = jiko.sandbox.truth().resources[name] ?? [];
      expect(truth, 'the sandbox has some').not.toHaveLength(0);
      const columns = columnsOf(name, truth[0] ?? {});
      const told = truth.map((row) =>
        Object.fromEntries(columns.map((column) => [column, row[column] ?? null])),
      );
      expect(await rowsOf(warehouse, name, columns)).toEqual(sorted(told.map(withPlainRows(name))));
    });

    test('a second run makes no new row, and lands no new file', async () => {
      const before = await countRows(warehouse);
      await runNightly(await warehouse.openJob({ settings: ALL_ON }), jiko.range.to);
      expect(await countRows(warehouse)).toEqual(before);
    });
  },
);

/** Of what the sandbox tells, and what names the place of an item, that which is a column of the view. */
function columnsOf(name: ResourceName, row: Readonly<Record<string, unknown>>): string[] {
  const { fields, parent } = RESOURCES[name];
  const own = ownerOf(parent);
  return Object.keys(row).filter((column) => column in fields || column === own);
}

/** The column that says whose it is. */
function ownerOf(parent: Resource['parent']): string | undefined {
  if (parent === 'pocket') return 'pocket_id';
  return parent === undefined ? undefined : RESOURCES[parent.resource].identity[0];
}

/** The columns that the sandbox tells, as JSON has them, amounts and counts as text. */
async function rowsOf(
  { pool }: TestWarehouse,
  name: ResourceName,
  columns: readonly string[],
): Promise<unknown[]> {
  const { view, isPersonal, fields } = RESOURCES[name];
  const schema = isPersonal === true ? 'personal' : 'books';
  const list = columns.map((column) => {
    const kind = fields[column]?.kind;
    if (kind === 'money' || kind === 'decimal') return `${column}::text as ${column}`;
    if (kind === 'instant') {
      return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;
    }
    return column;
  });
  const { rows } = await pool.query<{ row: unknown }>(
    `select to_jsonb(told) as row from (select ${list.join(', ')} from ${schema}.${view}) told`,
  );
  return sorted(rows.map(({ row }) => withPlainRows(name)(row as Row)));
}

type Row = Readonly<Record<string, unknown>>;

/** Rows inside of an item: all figures as text, and without currencies, which the sandbox does not tell. */
function withPlainRows(name: ResourceName): (row: Row) => Row {
  const { fields } = RESOURCES[name];
  const isRows = (column: string) => fields[column]?.kind === 'rows';
  const plain = (row: Row) =>
    Object.entries(row)
      .filter(([column]) => !column.endsWith('_currency'))
      .map(([column, value]) => [column, typeof value === 'number' ? String(value) : value]);
  return (row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [
        column,
        isRows(column) && Array.isArray(value)
          ? value.map((one) => inOrder(Object.fromEntries(plain(one))))
          : value,
      ]),
    );
}

function sorted(rows: readonly unknown[]): unknown[] {
  return rows.map(inOrder).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function inOrder(row: unknown): unknown {
  return Object.fromEntries(
    Object.entries(row as Record<string, unknown>).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function countRows({ pool }: TestWarehouse): Promise<unknown> {
  const { rows } = await pool.query(
    `select
       (select count(*) from ledger.resource_item) as items,
       (select count(*) from ledger.resource_version) as versions,
       (select count(*) from personal.resource_version) as personal_versions,
       (select count(*) from ops.report_file where resource is not null) as files`,
  );
  return rows[0];
}
