import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { BusinessDate } from '../../../src/domain/business-date.ts';
import type { ReportType } from '../../../src/domain/report.ts';
import { runBackfill } from '../../../src/jobs/backfill.ts';
import type { SimulatedJiko } from './simulated-jiko.ts';
import { type FactRows, rowsOfBooks } from './truth-rows.ts';
import { createWarehouse } from './warehouse.ts';

/** A file as a person would have downloaded it. */
export interface Download {
  readonly reportType: ReportType;
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  /** null: all pockets */
  readonly pocketId: string | null;
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** All files of the range of a simulated treasury, by their days, as the API gave them, and the books that came of them. */
export async function downloadAll(
  jiko: SimulatedJiko,
): Promise<{ downloads: Download[]; books: FactRows }> {
  const warehouse = await createWarehouse(jiko);
  try {
    await runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
    const { rows } = await warehouse.pool.query<Omit<Download, 'bytes' | 'fileName'> & Named>(
      `select report_type as "reportType", from_date as from, to_date as to, pocket_id as "pocketId", sha256
       from books.dim_report_file
       where report_type is not null
         -- a person would take the CSV of a listing in place of its pages, not beside them
         and report_type not like '%\\_CSV'
       order by from_date, report_type, pocket_id`,
    );
    const downloads = await Promise.all(
      rows.map(async ({ sha256, ...file }, index) => ({
        ...file,
        fileName: `${index}-${file.reportType.toLowerCase()}-${file.from}`,
        bytes: await readFile(join(warehouse.home, 'landing', sha256.slice(0, 2), sha256)),
      })),
    );
    return { downloads, books: await rowsOfBooks(warehouse.pool) };
  } finally {
    await warehouse.drop();
  }
}

interface Named {
  readonly sha256: string;
}

/** Puts files into a folder, and returns where each is. */
export async function saveAll(folder: string, files: readonly Download[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(files.map(({ fileName, bytes }) => save(folder, fileName, bytes)));
}

export async function save(
  folder: string,
  fileName: string,
  bytes: Uint8Array | string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, fileName);
  await writeFile(path, bytes);
  return path;
}
