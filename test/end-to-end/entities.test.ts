import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { documentOf, pocketbook } from './support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { differencesBetween, rowsOfBooks, rowsOfTruth } from './support/truth-rows.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-23', pockets: 2, seed: 5 };
/** Those of the API, and the trade list. */
const REPORTS = 31;
const RANGE = ['--from', TREASURY.from, '--to', TREASURY.to];

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;

beforeAll(async () => {
  jiko = await startJiko(TREASURY);
});
beforeEach(async () => {
  warehouse = await createWarehouse(jiko);
});
afterEach(async () => {
  await warehouse?.drop();
});
afterAll(async () => {
  await jiko?.stop();
});

/** The settings of one process that works for several entities. */
async function settingsOf(
  entities: Readonly<Record<string, SimulatedJiko['settings']>>,
): Promise<Record<string, string>> {
  const file = join(warehouse.home, 'entities.yaml');
  await writeFile(file, JSON.stringify({ entities }));
  return {
    DATABASE_URL: warehouse.url,
    POCKETBOOK_HOME: warehouse.home,
    POCKETBOOK_CONFIG: file,
  };
}

test('two entities in one warehouse keep to themselves', async () => {
  const other = await startJiko({ ...TREASURY, seed: 9, pockets: 1, profile: 'alternate' });
  const settings = await settingsOf({ acme: jiko.settings, zenith: other.settings });
  const run = await pocketbook(['backfill', ...RANGE, '--json'], settings);
  expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  expect(documentOf(run)).toMatchObject({
    runs: [
      { entity_id: 'acme', outcome: 'green', reports: REPORTS },
      { entity_id: 'zenith', outcome: 'green' },
    ],
  });
  for (const [entityId, { sandbox }] of [
    ['acme', jiko],
    ['zenith', other],
  ] as const) {
    const rows = await rowsOfBooks(warehouse.pool, entityId);
    expect(differencesBetween(rowsOfTruth(sandbox.truth()), rows)).toEqual({});
  }
  await other.stop();
});

test('an entity that fails does not cost the others their night', async () => {
  const settings = await settingsOf({
    acme: { ...jiko.settings, JIKO_CLIENT_ID: 'locked-out' },
    zenith: jiko.settings,
  });
  const run = await pocketbook(['backfill', ...RANGE, '--json'], settings);
  expect(run, run.stdout).toMatchObject({ exitCode: 1, stderr: '' });
  expect(documentOf(run)).toMatchObject({
    runs: [
      { entity_id: 'zenith', outcome: 'green' },
      { entity_id: 'acme', outcome: 'failed', error: { code: 'AUTH_REJECTED' } },
    ],
  });
});
