import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Download, downloadAll, save, saveAll } from '../end-to-end/support/downloads.ts';
import { documentOf, type Ended, pocketbook } from '../end-to-end/support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-20', pockets: 1, seed: 5 };

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
let settings: Record<string, string>;
let folder: string;
let downloads: Download[];
let pocket: string;

beforeAll(async () => {
  jiko = await startJiko(TREASURY);
  downloads = (await downloadAll(jiko)).downloads;
  pocket = jiko.sandbox.truth().pockets[0]?.id ?? '';
  warehouse = await createWarehouse(jiko);
  // No way to Jiko.
  settings = { DATABASE_URL: warehouse.url, POCKETBOOK_HOME: warehouse.home };
  folder = join(warehouse.home, 'downloads');
});
afterAll(async () => {
  await warehouse?.drop();
  await jiko?.stop();
});

function run(...args: string[]): Promise<Ended> {
  return pocketbook(['import', ...args], settings);
}

async function pathOf(reportType: string): Promise<string> {
  const file = downloads.find((one) => one.reportType === reportType);
  if (file === undefined) throw new Error(`nothing was downloaded for ${reportType}`);
  const [path = ''] = await saveAll(folder, [file]);
  return path;
}

test.each([
  ['nothing to import', [], /expected a file or a folder, or --retry/],
  ['a file that is not there', ['/nowhere/at-all.xml'], /\/nowhere\/at-all\.xml: cannot be read/],
  ['a pipe', ['/dev/null'], /\/dev\/null: expected a file or a folder/],
  ['a report that there is not', ['--report', 'STATEMENT', 'a.xml'], /expected one of BANK_STATE/],
  ['a day that there is not', ['--date', '2025-02-30', 'a.xml'], /expected a calendar date/],
  ['a weekend', ['--date', '2025-05-24', 'a.xml'], /expected a business day/],
  ['a beginning of a hash that is none', ['--retry', 'file.xml'], /first digits of a SHA-256/],
  ['an entity that there is not', ['--entity', 'acme', 'a.xml'], /expected one of main/],
])('%s is wrong usage', async (_what, args, message) => {
  const { exitCode, stderr } = await run(...args);
  expect(stderr).toMatch(message);
  expect(exitCode).toBe(2);
});

test('a position summary without its day is wrong usage, and is not landed', async () => {
  const { exitCode, stderr } = await run(await pathOf('POSITION_SUMMARY_REPORT'));
  expect(stderr).toMatch(/does not carry its date: name the day that it was made for with --date/);
  expect(exitCode).toBe(2);
  const { rows } = await warehouse.pool.query('select from ops.report_file');
  expect(rows).toHaveLength(0);
});

test('which of several entities a file belongs to must be said', async () => {
  const file = join(warehouse.home, 'entities.yaml');
  await writeFile(file, JSON.stringify({ entities: { acme: {}, zenith: {} } }));
  const statement = await pathOf('BANK_STATEMENT_REPORT');
  const { exitCode, stderr } = await pocketbook(['import', statement], {
    ...settings,
    POCKETBOOK_CONFIG: file,
  });
  expect(stderr).toMatch(/--entity: one of acme, zenith/);
  expect(exitCode).toBe(2);
});

test('people see one line a file, and status lists what was refused until it is made up for', async () => {
  await save(folder, 'notes.txt', 'call the bank');
  const statement = await pathOf('BANK_STATEMENT_REPORT');
  const mixed = await run(statement, join(folder, 'notes.txt'), '--pocket', pocket.toUpperCase());
  expect(mixed).toMatchObject({ exitCode: 1, stderr: '' });
  const [head, ...lines] = mixed.stdout.split('\n');
  expect(head).toMatch(/file +report +pocket +days +read +loaded +duplicate +ignored +outcome/);
  expect(lines[0]).toMatch(
    new RegExp(`bank_statement_report.* ${pocket} .*2025-05-19 +\\d+ +\\d+ +0 +0 +loaded$`),
  );
  expect(lines[1]).toMatch(/^notes\.txt +unknown .*refused: 1:1: expected a report that/);
  expect(mixed.stdout).toMatch(/main: 1 loaded, 0 already there, 1 refused \(kept:/);

  const status = await pocketbook(['status'], settings);
  expect(status.stdout).toMatch(/refused files +report +file +received/);
  expect(status.stdout).toMatch(/[0-9a-f]{12} +unknown +notes\.txt .*'call the bank'/);
  const listed = documentOf(await pocketbook(['status', '--json'], settings)) as {
    entities: [{ quarantined: { sha256: string }[] }];
  };
  expect(listed.entities[0].quarantined).toMatchObject([
    { origin: 'import', fileName: 'notes.txt', reason: expect.stringMatching(/call the bank/) },
  ]);

  const sha256 = listed.entities[0].quarantined[0]?.sha256 ?? '';
  const retried = await run('--retry', sha256.slice(0, 6), '--json');
  expect(retried.exitCode).toBe(1);
  expect(documentOf(retried)).toMatchObject({
    files: [{ file: 'notes.txt', outcome: 'refused', sha256 }],
    run: { outcome: 'green' },
  });
});

test('what is there already is no failure, and says so to machines', async () => {
  const again = await run(await pathOf('BANK_STATEMENT_REPORT'), '--json');
  expect(again).toMatchObject({ exitCode: 0, stderr: '' });
  expect(documentOf(again)).toMatchObject({
    files: [{ outcome: 'already_there', rows_read: null, reason: null, from: '2025-05-19' }],
    run: { reports: 0 },
  });
});

test('days that are owed and not there are exit code 4, as after a night', async () => {
  await warehouse.pool.query(
    `insert into ledger.unit (entity_id, report_type, pocket_key, business_date)
     select 'main', 'BROKERAGE_STATEMENT_REPORT', pocket_key, '2025-05-19'
     from ledger.pocket`,
  );
  const still = await run(await pathOf('BANK_STATEMENT_REPORT'));
  expect(still).toMatchObject({ exitCode: 4, stderr: '' });
  expect(still.stdout).toMatch(/1 units are missing on these days/);
  const healed = await run(await pathOf('BROKERAGE_STATEMENT_REPORT'));
  expect(healed).toMatchObject({ exitCode: 0, stderr: '' });
});
