import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';

import type { BusinessDate } from '../../../src/domain/business-date.ts';
import type { ReportType } from '../../../src/domain/report.ts';
import { type ImportOutcome, runImport } from '../../../src/jobs/import/import-files.ts';
import type { Told } from '../../../src/jobs/import/import-scope.ts';
import type { LocalJob } from '../../../src/jobs/job.ts';
import { type Download, downloadAll, save } from '../../end-to-end/support/downloads.ts';
import { day, type SimulatedJiko, startJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../../end-to-end/support/warehouse.ts';

export const TREASURY = { from: '2025-05-19', to: '2025-05-21', pockets: 2, seed: 5 };
export const DAY = day('2025-05-20');

let jiko: SimulatedJiko;
let downloads: Download[];
export let pockets: readonly string[];
export let warehouse: TestWarehouse;
export let job: LocalJob;
export let folder: string;

/** Each test has a warehouse and a folder of its own; what was downloaded is of one simulated treasury. */
export function useImports(): void {
  beforeAll(async () => {
    jiko = await startJiko(TREASURY);
    downloads = (await downloadAll(jiko)).downloads;
    pockets = jiko.sandbox.truth().pockets.map(({ id }) => id);
  });
  beforeEach(async () => {
    warehouse = await createWarehouse(jiko);
    job = await warehouse.openJob();
    folder = join(warehouse.home, 'downloads');
    await mkdir(folder);
  });
  afterEach(async () => {
    await warehouse?.drop();
  });
  afterAll(async () => {
    await jiko?.stop();
  });
}

export function download(reportType: ReportType, from: BusinessDate = DAY): Download {
  const found = downloads.find(
    (file) => file.reportType === reportType && file.from <= from && file.to >= from,
  );
  if (found === undefined) throw new Error(`nothing was downloaded for ${reportType}`);
  return found;
}

export function textOf(reportType: ReportType): string {
  return download(reportType).bytes.toString('utf8');
}

/** Imports one file of this name, with both pockets named unless told otherwise. */
export async function importFile(
  name: string,
  bytes: Uint8Array | string,
  told: Told = { pocketIds: pockets },
): Promise<ImportOutcome> {
  return runImport(job, [await save(folder, name, bytes)], told);
}

export async function outcomesOf(work: Promise<ImportOutcome>): Promise<string[]> {
  const { files } = await work;
  return files.map(({ name, outcome, reason }) => `${name} ${outcome} ${reason ?? ''}`.trim());
}

/** Nothing of any file is in the ledgers. */
export async function expectEmptyLedgers(): Promise<void> {
  const { rows } = await warehouse.pool.query(
    `select
       (select count(*)::int from ledger.unit) as units,
       (select count(*)::int from ledger.unit_version) as versions,
       (select count(*)::int from ledger.pocket) as pockets,
       (select count(*)::int from ledger.statement) as statements,
       (select count(*)::int from ledger.cash_entry) as entries,
       (select count(*)::int from ledger.trade) as trades,
       (select count(*)::int from ledger.position) as positions`,
  );
  expect(rows).toEqual([
    { units: 0, versions: 0, pockets: 0, statements: 0, entries: 0, trades: 0, positions: 0 },
  ]);
}

export async function readQuarantine(): Promise<Record<string, unknown>[]> {
  const { rows } = await warehouse.pool.query(
    `select origin, report_type, pocket_id, from_date, file_name, reason, sha256
     from books.rpt_quarantine
     order by report_file_id`,
  );
  return rows;
}

export async function landed(sha256: unknown): Promise<Buffer> {
  return readFile(join(warehouse.home, 'landing', String(sha256).slice(0, 2), String(sha256)));
}
