import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { runRefresh } from '../../src/jobs/refresh.ts';
import { documentOf, type Ended, pocketbook } from '../end-to-end/support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';
import { makeTestFolder } from '../support/test-folder.ts';

const TREASURY = { from: '2025-05-15', to: '2025-05-16', pockets: 2, foreignRequests: 3 };
/** A process takes seconds to begin on a busy machine. */

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
let folder: string;
let references: string[];
const run = (...args: string[]): Promise<Ended> => pocketbook(args, warehouse.settings);

beforeAll(async () => {
  folder = await makeTestFolder('papers');
  jiko = await startJiko(TREASURY);
  warehouse = await createWarehouse(jiko);
  await runBackfill(await warehouse.openJob(), {
    range: jiko.range,
    force: false,
    reportTypes: ['TRADE_REPORT', 'TRADE_LIST'],
  });
  await runRefresh(await warehouse.openJob(), ['report_requests', 'reports']);
  const { rows } = await warehouse.pool.query<{ reference: string }>(
    `select reference from books.fct_trade where side <> 'MATURITY' order by reference`,
  );
  references = rows.map(({ reference }) => reference);
});
afterAll(async () => {
  await warehouse?.drop();
  await jiko?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('confirmation writes the PDF where it is told, for its owner alone, over no other file', async () => {
  const [first = 'none', second = 'none'] = references;
  const out = join(folder, 'one.pdf');
  const ended = await run('confirmation', first, '--out', out, '--json');
  expect(documentOf(ended)).toMatchObject({ file: out });
  expect(await readFile(out, 'latin1')).toContain(`Trade confirmation ${first}`);
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  const again = await run('confirmation', second, '--out', out);
  expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--force') });
  expect(await readFile(out, 'latin1')).toContain(`Trade confirmation ${first}`);
  await run('confirmation', second, '--out', out, '--force');
  expect(await readFile(out, 'latin1')).toContain(`Trade confirmation ${second}`);
});

test('confirmation asks for nothing that it could not write', async () => {
  const calls = { ...jiko.sandbox.stats().calls };
  const ended = await run('confirmation', references[0] ?? 'none', '--out', '/dev/null/one.pdf');
  expect(ended).toMatchObject({
    exitCode: 2,
    stderr: 'pocketbook: --out /dev/null/one.pdf: expected to write a file, got ENOTDIR\n',
  });
  expect(jiko.sandbox.stats().calls).toEqual(calls);
});

test('reports lists the requests of others beside ours, and land loads one of them', async () => {
  const text = (await run('reports', 'list', '--other')).stdout;
  expect(text.match(/others/g)).toHaveLength(TREASURY.foreignRequests);
  const told = jiko.sandbox.truth().resources['report_requests']?.[1]?.['request_id'];
  const ended = await run('reports', 'land', String(told), '--json');
  expect(documentOf(ended)).toMatchObject({
    files: [{ report_type: 'POSITION_SUMMARY_REPORT', outcome: 'loaded' }],
  });
});
