import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readSettings } from '../../../src/cli/config.ts';
import { keepNight } from '../../../src/cli/report/keep-night.ts';
import { type Log, silentLog } from '../../../src/domain/log.ts';
import { MONDAY, position, residualCash } from '../../reconcile/support/ledger-rows.ts';
import { openTreasury, type Treasury } from '../../reconcile/support/treasury.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { makeTestFolder } from '../../support/test-folder.ts';

let database: TestDatabase;
let treasury: Treasury;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await makeTestFolder('nights');
  treasury = await openTreasury(database.pool);
  await treasury.summary(MONDAY, position(10), residualCash('0.00'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const night = { range: { from: MONDAY, to: MONDAY } };

test('each night leaves its page, named by entity and day, for its owner alone', async () => {
  const nights = join(folder, 'nights');
  const settings = readSettings({ POCKETBOOK_REPORT: nights });
  const books = { pool: database.pool, log: silentLog };
  await keepNight(settings, books, treasury.entityId, night);
  await keepNight(settings, books, treasury.entityId, night);
  const file = `${treasury.entityId}-${MONDAY}.html`;
  expect(await readdir(nights)).toEqual([file]);
  expect((await stat(join(nights, file))).mode & 0o077).toBe(0);
  expect(await readFile(join(nights, file), 'utf8')).toContain(
    'The night of Monday, 14 September 2026',
  );
});

test('none is written where none is wanted', async () => {
  const never = { ...database.pool, connect: () => Promise.reject(new Error('was asked')) };
  const warned: string[] = [];
  const log: Log = { ...silentLog, warn: (event) => warned.push(event) };
  await keepNight(readSettings({}), { pool: never as never, log }, treasury.entityId, night);
  expect(warned).toEqual([]);
});

test('a page that cannot be written is logged, told and fails nothing', async () => {
  const file = join(folder, 'in the way');
  await writeFile(file, '');
  const warned: string[] = [];
  const log: Log = { ...silentLog, warn: (event) => warned.push(event) };
  const settings = readSettings({ POCKETBOOK_REPORT: file });
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await keepNight(settings, { pool: database.pool, log }, treasury.entityId, night);
  expect(warned).toEqual(['page.failed']);
  expect(said.mock.calls.join('')).toBe(
    `pocketbook: ${treasury.entityId}: the night has left no page: POCKETBOOK_REPORT ${file}: expected to write a file, got EEXIST\n`,
  );
  said.mockRestore();
});
