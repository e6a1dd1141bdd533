import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runImport } from '../../src/jobs/import/import-files.ts';
import { standingDigest } from './support/books-digest.ts';
import { type Download, downloadAll, saveAll } from './support/downloads.ts';
import { documentOf, pocketbook } from './support/pocketbook.ts';
import { type ProfileName, startJiko } from './support/simulated-jiko.ts';
import { rowsOfBooks } from './support/truth-rows.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const TREASURIES = [
  // A month, with a holiday and the end of a month in it.
  { profile: 'jiko', from: '2025-05-05', to: '2025-06-03', pockets: 2, seed: 5 },
  { profile: 'alternate', from: '2025-05-19', to: '2025-05-23', pockets: 3, seed: 9 },
] as const satisfies readonly { profile: ProfileName; [option: string]: unknown }[];

test.each(TREASURIES)(
  'files that a person downloaded from $profile make the same books as the API does',
  async (treasury) => {
    const jiko = await startJiko(treasury);
    const { downloads, books } = await downloadAll(jiko);
    const warehouse = await createWarehouse(jiko);
    try {
      const created = jiko.sandbox.stats().reports_created;
      await importAll(
        warehouse,
        downloads,
        jiko.sandbox.truth().pockets.map(({ id }) => id),
      );
      // The names of pockets come from the API alone, and so does the CSV of a listing beside its pages.
      const asked = { dim_pocket: [], fct_listed_trade_csv: [], fct_transaction_csv: [] };
      expect({ ...(await rowsOfBooks(warehouse.pool)), ...asked }).toEqual({ ...books, ...asked });
      expect(books.fct_trade, 'with maturities').not.toHaveLength(0);
      expect(jiko.sandbox.stats().reports_created, 'nobody was asked').toBe(created);

      const before = await standingDigest(warehouse.pool);
      const again = await importAll(warehouse, downloads, []);
      expect(new Set(again)).toEqual(new Set(['there']));
      expect(await standingDigest(warehouse.pool)).toEqual(before);
    } finally {
      await warehouse.drop();
      await jiko.stop();
    }
  },
);

/** Position summaries one by one, as each needs its day; all others as a folder. Returns what became of each. */
async function importAll(
  warehouse: TestWarehouse,
  downloads: readonly Download[],
  pocketIds: readonly string[],
): Promise<string[]> {
  const job = await warehouse.openJob();
  const isPosition = ({ reportType }: Download) => reportType === 'POSITION_SUMMARY_REPORT';
  const folder = join(warehouse.home, 'downloads');
  await saveAll(
    join(folder, 'others'),
    downloads.filter((file) => !isPosition(file)),
  );
  const told = pocketIds.length === 0 ? {} : { pocketIds };
  const runs = [await runImport(job, [join(folder, 'others')], told)];
  for (const file of downloads.filter(isPosition)) {
    const paths = await saveAll(join(folder, 'positions'), [file]);
    runs.push(await runImport(job, paths, { ...told, date: file.from }));
  }
  expect(runs.at(-1)?.run).toMatchObject({ outcome: 'green', breaksOpen: 0, unitsMissing: 0 });
  return runs.flatMap(({ files }) => files.map(({ outcome }) => outcome));
}

test('the command needs no credentials, and one refused file is exit code 1 for all', async () => {
  const jiko = await startJiko({ from: '2025-05-19', to: '2025-05-20', pockets: 1, seed: 5 });
  const { downloads } = await downloadAll(jiko);
  const warehouse = await createWarehouse(jiko);
  try {
    const settings = { DATABASE_URL: warehouse.url, POCKETBOOK_HOME: warehouse.home };
    const folder = join(warehouse.home, 'downloads');
    const statements = downloads.filter(({ reportType }) => reportType.includes('STATEMENT'));
    const paths = await saveAll(folder, statements);
    const [pocket = ''] = jiko.sandbox.truth().pockets.map(({ id }) => id);

    const unknown = await pocketbook(['import', folder, '--json'], settings);
    expect(unknown).toMatchObject({ exitCode: 1, stderr: '' });
    expect(documentOf(unknown)).toMatchObject({
      files: paths.map(() => ({
        outcome: 'refused',
        reason: expect.stringContaining(`import it with --pocket ${pocket}`),
      })),
    });

    const known = await pocketbook(['import', folder, '--pocket', pocket, '--json'], settings);
    expect(known).toMatchObject({ exitCode: 0, stderr: '' });
    expect(documentOf(known)).toMatchObject({
      files: paths.map(() => ({ outcome: 'loaded', pocket_ids: [pocket] })),
      run: { entity_id: 'main', outcome: 'green', reports: paths.length, api_calls: 0 },
    });
    const { rows } = await warehouse.pool.query(
      'select kind, outcome, api_calls from books.fct_run',
    );
    expect(rows).toEqual([
      { kind: 'import', outcome: 'green', api_calls: 0 },
      { kind: 'import', outcome: 'green', api_calls: 0 },
    ]);
  } finally {
    await warehouse.drop();
    await jiko.stop();
  }
});
