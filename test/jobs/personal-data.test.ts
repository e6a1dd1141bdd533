import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HookedCall } from '../../sandbox/start.ts';
import { readSettings } from '../../src/cli/config.ts';
import type { Log } from '../../src/domain/log.ts';
import { RESOURCE_NAMES } from '../../src/domain/resource.ts';
import { RESOURCES } from '../../src/domain/resources.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';

const PERSONAL = RESOURCE_NAMES.filter((name) => RESOURCES[name].isPersonal === true);
const ON = {
  POCKETBOOK_RESOURCES: PERSONAL.map((name) => `+${name}`).join(' '),
  JIKO_SCOPE: `${readSettings({}).entities[0]?.scope} onboarding.read`,
};
/** What the sandbox says of persons and of nothing else. */
const OF_PERSONS = /Quist|Rao-Owner|persons\.example|12-3456789|Lake Rd/;

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
let spoiled = false;
const said: string[] = [];
const say = (...words: unknown[]) => void said.push(JSON.stringify(words));
const log: Log = { debug: say, info: say, warn: say, error: say };

/** Answers about persons with figures, days and fields that cannot be read. */
async function after({ request }: HookedCall, usual: Response) {
  if (!spoiled || !new URL(request.url).pathname.includes('beneficial-owners')) return undefined;
  const owners = (await usual.json()) as Record<string, unknown>[];
  return Response.json(
    owners.map((owner) => ({
      ...owner,
      date_of_birth: 'Quist-day',
      ownership_percentage: 'Quist-share',
      nickname: 'Quist-nick',
    })),
  );
}

beforeAll(async () => {
  jiko = await startJiko({ from: '2025-05-05', to: '2025-05-09', pockets: 1, hooks: { after } });
  warehouse = await createWarehouse(jiko);
  await runNightly(await warehouse.openJob({ log }), jiko.range.to);
});
afterAll(async () => {
  await warehouse?.drop();
  await jiko?.stop();
});

async function personalRows(): Promise<number> {
  const { rows } = await warehouse.pool.query<{ n: number }>(
    'select count(*)::int as n from personal.resource_version',
  );
  return rows[0]?.n ?? 0;
}

/** The texts of all files below a folder. */
async function textsBelow(folder: string, leftOut?: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const meant = paths.filter((path) => leftOut === undefined || !path.startsWith(leftOut));
  return Promise.all(meant.map((path) => readFile(path, 'utf8')));
}

test('what is about persons is not read unless it is asked for', async () => {
  expect(await personalRows()).toBe(0);
  await expect(readdir(join(warehouse.home, 'landing', 'personal'))).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

describe('what is about persons, once it is asked for,', () => {
  beforeAll(async () => {
    await runNightly(await warehouse.openJob({ log, settings: ON }), jiko.range.to);
    expect(await personalRows()).toBeGreaterThan(4);
    spoiled = true;
    await runNightly(await warehouse.openJob({ log, settings: ON }), jiko.range.to);
  });

  test('is landed in a folder of its own, and nowhere else', async () => {
    const landing = join(warehouse.home, 'landing');
    const personal = join(landing, 'personal');
    expect((await textsBelow(personal)).join('\n')).toMatch(OF_PERSONS);
    const others = await textsBelow(landing, personal);
    expect(others.length).toBeGreaterThan(10);
    for (const text of others) expect(text).not.toMatch(OF_PERSONS);
  });

  test('is never logged, not even where it cannot be read', () => {
    expect(said.join('\n')).toMatch(/beneficial_owners/);
    expect(said.join('\n')).not.toMatch(OF_PERSONS);
  });

  test('stands in no view of books, nor in what the pipeline notes of its work', async () => {
    const { rows } = await warehouse.pool.query<{ place: string }>(
      `select format('%I.%I', n.nspname, c.relname) as place
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('books', 'ledger', 'ops', 'recon')
         and c.relkind in ('r', 'v')`,
    );
    expect(rows.length).toBeGreaterThan(50);
    for (const { place } of rows) {
      const { rows: found } = await warehouse.pool.query(
        `select told::text from ${place} told where told::text ~ $1 limit 1`,
        [OF_PERSONS.source],
      );
      expect(found, place).toEqual([]);
    }
    const { rows: refused } = await warehouse.pool.query(
      'select resource, reason from books.rpt_quarantine',
    );
    expect(refused).toEqual([
      {
        resource: 'beneficial_owners',
        reason: expect.stringMatching(/ownership_percentage as a decimal, got 'something else'/),
      },
    ]);
  });

  test.each(['pocketbook_reader', 'pocketbook_clerk'])('cannot be read by %s', async (role) => {
    await asRole(role, async (read) => {
      await expect(read('select count(*) from books.dim_counterparty')).resolves.toBeDefined();
      for (const name of PERSONAL) {
        const view = `personal.${RESOURCES[name].view}`;
        await expect(read(`select * from ${view}`), view).rejects.toThrow(/permission denied/);
      }
      for (const place of ['resource_item', 'resource_version', 'current_resource']) {
        const query = `select * from personal.${place}`;
        await expect(read(query), place).rejects.toThrow(/permission denied/);
      }
    });
  });

  test('can be read by pocketbook_personal, through its views and nothing else', async () => {
    await asRole('pocketbook_personal', async (read) => {
      for (const name of PERSONAL) {
        const { rows } = await read(`select * from personal.${RESOURCES[name].view}`);
        expect(rows, name).not.toEqual([]);
      }
      for (const place of [
        'personal.resource_version',
        'personal.current_resource',
        'books.dim_counterparty',
        'ledger.current_resource',
        'ops.report_file',
      ]) {
        await expect(read(`select * from ${place}`), place).rejects.toThrow(/permission denied/);
      }
    });
  });
});

type Read = (query: string) => Promise<{ rows: unknown[] }>;

async function asRole(role: string, work: (read: Read) => Promise<void>): Promise<void> {
  const client = await warehouse.pool.connect();
  try {
    await client.query(`set role ${role}`);
    await work((query) => client.query(query));
  } finally {
    await client.query('reset role');
    client.release();
  }
}
