import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { openEmbeddedServer } from '../../src/db/embedded/open-embedded-server.ts';
import { createPool } from '../../src/db/pool.ts';
import { silentLog } from '../../src/domain/log.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { makeTestFolder } from '../support/test-folder.ts';
import { type BooksDigest, booksDigest } from './support/books-digest.ts';
import { documentOf, pocketbook, startPocketbook } from './support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse } from './support/warehouse.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-23', pockets: 2, seed: 5 };
const BACKFILL = ['backfill', '--from', TREASURY.from, '--to', TREASURY.to, '--json'];

let jiko: SimulatedJiko;
let home: string;
let strike = async () => {};

beforeAll(async () => {
  let filesServed = 0;
  jiko = await startJiko({
    ...TREASURY,
    hooks: {
      async after({ route }) {
        if (route === 'file') filesServed += 1;
        if (route === 'file' && filesServed === 10) await strike();
        return undefined;
      },
    },
  });
  home = await makeTestFolder('home');
});
afterAll(async () => {
  await jiko?.stop();
  await rm(home, { recursive: true, force: true });
});

async function postmasterPid(): Promise<number> {
  const text = await readFile(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8');
  return Number.parseInt(text, 10);
}

/** The digest as a reader of the embedded database sees it. */
async function digestOfHome(): Promise<BooksDigest> {
  const server = await openEmbeddedServer(home, silentLog);
  const pool = createPool(await server.roleUrl('pocketbook_reader'));
  try {
    return await booksDigest(pool);
  } finally {
    await pool.end();
    await server.close();
  }
}

async function digestUndisturbed(): Promise<BooksDigest> {
  const warehouse = await createWarehouse(jiko);
  const job = await warehouse.openJob();
  await runBackfill(job, { range: jiko.range, force: false });
  const digest = await booksDigest(warehouse.pool);
  await warehouse.drop();
  return digest;
}

test('the server of a process that was killed is found again, with all that was loaded', async () => {
  const settings = { ...jiko.settings, POCKETBOOK_HOME: home };
  const running = startPocketbook(BACKFILL, settings);
  await new Promise<void>((resolve) => {
    strike = async () => {
      await running.kill('SIGKILL');
      resolve();
    };
  });
  const orphan = await postmasterPid();
  expect(process.kill(orphan, 0), 'the server outlives the process').toBe(true);

  const again = await pocketbook(BACKFILL, settings);
  expect(again, again.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  expect(documentOf(again)).toMatchObject({ runs: [{ outcome: 'green' }] });
  expect(existsSync(join(home, 'postgres', 'data', 'postmaster.pid')), 'nobody uses it now').toBe(
    false,
  );
  const log = await readFile(join(home, 'log', 'pocketbook.log'), 'utf8');
  expect(log, 'the very server').toContain(`"pid":${orphan},"msg":"embedded.join"`);

  const asked = jiko.sandbox.stats().reports_created;
  expect(asked).toBe(27);
  expect(await digestOfHome()).toEqual(await digestUndisturbed());
});

test('under another clock than New York the books are the same', async () => {
  const warehouse = await createWarehouse(jiko);
  const settings = { ...warehouse.settings, TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' };
  const run = await pocketbook(BACKFILL, settings);
  expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await booksDigest(warehouse.pool)).toEqual(await digestUndisturbed());
  await warehouse.drop();
});
