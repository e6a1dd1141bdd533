import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxHooks } from '../../sandbox/start.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { recordingLog } from '../extract/support/client.ts';
import { filesHolding, tablesHolding } from './support/find-text.ts';
import { type ProfileName, type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const TREASURY = { from: '2025-05-16', to: '2025-05-16', pockets: 2 };
/** April in two accounts for each pocket, and two tax forms of the year before, in which only one of them was open. */
const DOCUMENTS = 6;

const ONE_DAY = { POCKETBOOK_REASK_DAYS: '1' };
const ADDRESS = /papers\/([\w-]+)/g;

/** Each answer of the file host, as a test wants it, and every address that went over the wire. */
interface Wire {
  readonly hooks: SandboxHooks;
  readonly addresses: Set<string>;
  answerPaper: (nth: number) => Response | undefined;
  rewriteList: (text: string) => string;
}

function createWire(): Wire {
  let papers = 0;
  const wire: Wire = {
    addresses: new Set(),
    answerPaper: () => undefined,
    rewriteList: (text) => text,
    hooks: {
      before: ({ route }) => {
        if (route !== 'paper') return undefined;
        papers += 1;
        return wire.answerPaper(papers);
      },
      async after({ route }, response) {
        if (route !== 'resources' || !response.ok) return undefined;
        const text = wire.rewriteList(await response.text());
        for (const [, name = ''] of text.matchAll(ADDRESS)) wire.addresses.add(name);
        return new Response(text, { status: 200, headers: { 'content-type': 'application/json' } });
      },
    },
  };
  return wire;
}

interface DocumentRow {
  readonly pocket_id: string;
  readonly kind: string;
  readonly period: string;
  readonly statement_id: string;
  readonly state: string;
  readonly version: number | null;
  readonly sha256: string;
  readonly error: string | null;
}

async function documents({ pool }: TestWarehouse): Promise<DocumentRow[]> {
  const { rows } = await pool.query<DocumentRow>(
    `select pocket_id, kind, period, statement_id, state, version, sha256, error
     from books.dim_document
     order by pocket_id, kind, period`,
  );
  return rows;
}

describe.each<ProfileName>(['jiko', 'alternate'])('the documents of %s', (profile) => {
  let jiko: SimulatedJiko;
  let warehouse: TestWarehouse;
  const wire = createWire();
  const log = recordingLog();

  beforeAll(async () => {
    jiko = await startJiko({ ...TREASURY, profile, hooks: wire.hooks });
    warehouse = await createWarehouse(jiko);
    await runNightly(await warehouse.openJob({ log, settings: ONE_DAY }), jiko.range.to);
  });
  afterAll(async () => {
    await warehouse?.drop();
    await jiko?.stop();
  });

  test('are landed as they came, each under its pocket, kind and period', async () => {
    const rows = await documents(warehouse);
    expect(rows).toHaveLength(DOCUMENTS);
    const pocket = rows.find(({ kind }) => kind === '1099B')?.pocket_id;
    expect(rows.filter(({ pocket_id }) => pocket_id === pocket)).toMatchObject([
      { kind: '1099B', period: '2024', state: 'landed', version: 1 },
      { kind: '1099INT', period: '2024', state: 'landed', version: 1 },
      { kind: 'BANK', period: '2025-04', state: 'landed', version: 1 },
      { kind: 'BROKERAGE', period: '2025-04', state: 'landed', version: 1 },
    ]);
    const bank = rows.find(({ kind }) => kind === 'BANK');
    const sha256 = bank?.sha256 ?? '';
    const bytes = await readFile(join(warehouse.home, 'landing', sha256.slice(0, 2), sha256));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(bytes.toString('latin1')).toMatch(
      /^%PDF-1\.4[\s\S]*BANK statement 2025-04[\s\S]*%%EOF\n$/,
    );
    expect(bytes.toString('latin1')).toContain(bank?.pocket_id);
  });

  test('are fetched once: a second night opens no file', async () => {
    const opened = jiko.sandbox.stats().calls.paper;
    expect(opened).toBe(DOCUMENTS);
    await runNightly(await warehouse.openJob({ log, settings: ONE_DAY }), jiko.range.to);
    expect(jiko.sandbox.stats().calls.paper).toBe(opened);
    expect(await documents(warehouse)).toHaveLength(DOCUMENTS);
  });

  test('leave their addresses nowhere: not in the database, the landing zone or the log', async () => {
    expect(wire.addresses.size).toBeGreaterThanOrEqual(DOCUMENTS);
    for (const address of wire.addresses) {
      expect(await tablesHolding(warehouse.pool, address)).toEqual([]);
      expect(await filesHolding(warehouse.home, address)).toEqual([]);
      expect(log.lines.join('\n')).not.toContain(address);
    }
    const { rows } = await warehouse.pool.query<{ statement_id: string }>(
      'select statement_id from books.dim_document limit 1',
    );
    const told = rows[0]?.statement_id ?? 'none';
    expect(await tablesHolding(warehouse.pool, told), 'the search finds').not.toEqual([]);
    expect(await filesHolding(warehouse.home, told)).not.toEqual([]);
  });

  test('that changed under the same id are new versions beside the old', async () => {
    const before = await documents(warehouse);
    wire.rewriteList = (text) => text.replaceAll(/2025-02-12T15:00:00/g, '2025-04-01T15:00:00');
    const other = '%PDF-1.4\n% corrected\n%%EOF\n';
    wire.answerPaper = () => new Response(other);
    await runNightly(await warehouse.openJob({ log, settings: ONE_DAY }), jiko.range.to);
    const rows = await documents(warehouse);
    expect(rows).toHaveLength(DOCUMENTS);
    const changed = rows.filter(({ version }) => version === 2);
    expect(changed.map(({ kind }) => kind)).toEqual(['1099B']);
    const sha256 = createHash('sha256').update(other).digest('hex');
    expect(changed[0]?.sha256).toBe(sha256);
    const first = before.find(({ kind }) => kind === '1099B');
    const { rows: kept } = await warehouse.pool.query(
      `select sha256
       from books.dim_report_file
       where resource = 'statement_pdf' and parent_id = $1
       order by report_file_id`,
      [first?.statement_id],
    );
    expect(kept).toEqual([{ sha256: first?.sha256 }, { sha256 }]);
  });
});

test('an address that has waited longer than it lives is not tried, but asked for again', async () => {
  const wire = createWire();
  const jiko = await startJiko({ ...TREASURY, hooks: wire.hooks });
  const warehouse = await createWarehouse(jiko);
  try {
    let aheadMs = 0;
    // The first file takes ten minutes, and those that wait for their turn grow old.
    wire.answerPaper = () => {
      aheadMs = 10 * 60_000;
      return undefined;
    };
    const job = await warehouse.openJob({ settings: ONE_DAY });
    const clock = {
      now: () => new Date(job.clock.now().getTime() + aheadMs),
      sleep: job.clock.sleep,
    };
    await runNightly(
      await warehouse.openJob({ settings: ONE_DAY, client: { clock } }),
      jiko.range.to,
    );
    expect((await documents(warehouse)).map(({ state }) => state)).toEqual(
      Array(DOCUMENTS).fill('landed'),
    );
    expect(jiko.sandbox.stats().calls.paper, 'each was opened once').toBe(DOCUMENTS);
    expect(wire.addresses.size, 'the landed list, and two for their addresses').toBe(3 * DOCUMENTS);
  } finally {
    await warehouse.drop();
    await jiko.stop();
  }
});

describe('a document whose address does not open it', () => {
  let jiko: SimulatedJiko;
  let warehouse: TestWarehouse;
  let wire: Wire;
  let start: number;

  beforeAll(async () => {
    wire = createWire();
    jiko = await startJiko({ ...TREASURY, pockets: 1, hooks: wire.hooks });
  });
  beforeEach(async () => {
    warehouse = await createWarehouse(jiko);
    start = jiko.sandbox.stats().calls.paper;
    return () => warehouse.drop();
  });
  afterAll(() => jiko?.stop());

  const first = (nth: number) => nth === start + 1;
  const night = async (log = recordingLog()) =>
    runNightly(await warehouse.openJob({ log, settings: ONE_DAY }), jiko.range.to);
  const states = async () => (await documents(warehouse)).map(({ state }) => state);

  test.each([403, 410])('any more (%i) is fetched by a new one', async (status) => {
    const before = wire.addresses.size;
    wire.answerPaper = (nth) => (first(nth) ? new Response(null, { status }) : undefined);
    await night();
    expect(await states()).toEqual(Array(2).fill('landed'));
    // The reading that is landed, the list with the addresses, and the list once more: two addresses each.
    expect(wire.addresses.size - before).toBe(6);
  });

  test.each<[string, () => Response, string]>([
    ['a web page', () => page('<!doctype html><p>Sorry</p>'), 'expected a report, got a web page'],
    ['something else', () => new Response('Sorry'), 'expected a PDF, got something else'],
    [
      'the beginning of a PDF',
      () => new Response('%PDF-1.4 and so on'),
      'expected a PDF that ends in %%EOF, got one that is cut short',
    ],
  ])('but %s is refused with the reason, and lands the night after', async (_, answer, reason) => {
    wire.answerPaper = answer;
    const log = recordingLog();
    await night(log);
    const rows = await documents(warehouse);
    expect(rows.map(({ state, error }) => ({ state, error }))).toEqual(
      Array(2).fill({ state: 'refused', error: `file: ${reason}` }),
    );
    expect(log.lines.filter((line) => line.startsWith('document.refused'))).toHaveLength(2);
    const { rows: files } = await warehouse.pool.query(
      `select from ops.report_file where resource = 'statement_pdf'`,
    );
    expect(files).toEqual([]);
    wire.answerPaper = () => undefined;
    await night();
    expect(await states()).toEqual(Array(2).fill('landed'));
  });

  test('that is not allowed to hold files is not asked', async () => {
    wire.answerPaper = () => undefined;
    wire.rewriteList = (text) =>
      text.replaceAll(/http:\/\/127[^"]*papers/g, 'https://elsewhere.test/papers');
    await night();
    wire.rewriteList = (text) => text;
    expect((await documents(warehouse)).map(({ error }) => error)).toEqual(
      Array(2).fill(expect.stringContaining('elsewhere.test')),
    );
    expect(jiko.sandbox.stats().calls.paper).toBe(start);
  });
});

function page(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/html' } });
}
