import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type BusinessDate, parseBusinessDate } from '../../../src/domain/business-date.ts';
import { loadDocument, refuseDocument } from '../../../src/load/load-document.ts';
import { loadResource } from '../../../src/load/load-resource.ts';
import { residualCash } from '../support/ledger-rows.ts';
import { provenBreaks } from '../support/proven-breaks.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const day = parseBusinessDate;
const IN_MAY = day('2026-05-29');
const BEFORE_DUE = day('2026-06-12');
const DUE = day('2026-06-15');

interface Listed {
  readonly pocket?: string;
  readonly type: string;
  readonly key: string;
  /** Left out: landed. */
  readonly pdf?: 'refused' | 'not fetched';
}

const MAY: readonly Listed[] = [
  { type: 'BANK', key: '2026-05-01' },
  { type: 'BROKERAGE', key: '2026-05-01' },
];
/** So that the pocket has had statements before the warehouse began. */
const APRIL: readonly Listed[] = [{ type: 'BANK', key: '2026-04-01' }];

test('a statement that landed by the 15th ties, and so does one that is not due yet', async () => {
  const landed = await openTreasury();
  await open(landed, IN_MAY, DUE);
  await list(landed, MAY);
  expect(await landed.breaksAfterReconciling()).toEqual([]);
  const early = await openTreasury();
  await open(early, IN_MAY, BEFORE_DUE);
  await list(early, APRIL);
  expect(await early.breaksAfterReconciling()).toEqual([]);
});

test('one that is not listed on the 15th is a break that no other rule sees', async () => {
  const treasury = await openTreasury();
  await open(treasury, IN_MAY, DUE);
  await list(treasury, [...APRIL, { type: 'BROKERAGE', key: '2026-05' }]);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'document_missing',
      pocket: 'pocket-1',
      account: 'BANK',
      item: 'document BANK 2026-05',
      on: IN_MAY,
      detail: 'Jiko does not list it, and it was due on 2026-06-15',
    },
  ]);
  const [missing] = await provenBreaks(treasury, 'document_missing');
  expect(missing, 'as old as it is late').toMatchObject({ dueOn: DUE, age: 0 });
});

test.each([
  ['refused', 'it is listed, but its PDF was refused: file: expected a PDF, got a web page'],
  ['not fetched', 'it is listed, and its PDF has not been fetched'],
] as const)('one that is listed, its PDF %s, is a break until it lands', async (pdf, detail) => {
  const treasury = await openTreasury();
  await open(treasury, IN_MAY, DUE);
  await list(treasury, [{ type: 'BANK', key: '2026-05-01', pdf }, ...MAY.slice(1)]);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'document_missing', account: 'BANK', detail },
  ]);
  await list(treasury, MAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a month before the first statement of the pocket, and one in which it is not open, owe none', async () => {
  const treasury = await openTreasury(['pocket-1', 'pocket-2']);
  // The summary has rows of the first pocket only.
  await open(treasury, IN_MAY, DUE);
  await list(treasury, [
    { type: 'BANK', key: '2026-06-01' },
    { pocket: 'pocket-2', type: 'BANK', key: '2026-04-01' },
  ]);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each([
  ['forbidden', 'nothing'],
  ['absent', 'nothing'],
  ['failed', 'both statements'],
  ['read', 'both statements'],
])('where the list of statements is %s, %s is owed', async (outcome, owed) => {
  const treasury = await openTreasury();
  await open(treasury, IN_MAY, DUE);
  await read(treasury, outcome);
  const found = await treasury.breaksAfterReconciling();
  const missing = found.filter(({ rule }) => rule === 'document_missing');
  expect(missing.map(({ account }) => account)).toEqual(
    owed === 'nothing' ? [] : ['BANK', 'BROKERAGE'],
  );
});

test('turned off, the list owes nothing from the next night on', async () => {
  const treasury = await openTreasury();
  await open(treasury, IN_MAY, DUE);
  await read(treasury, 'read');
  expect(await treasury.breaksAfterReconciling()).toHaveLength(2);
  await read(treasury, 'read', { resource: 'portals' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a run that reads nothing beside some reports, and one that reads one thing again, clear nothing', async () => {
  const treasury = await openTreasury();
  await open(treasury, IN_MAY, DUE);
  await read(treasury, 'read');
  await startRun(treasury, 'backfill');
  expect(await treasury.breaksAfterReconciling()).toHaveLength(2);
  await read(treasury, 'read', { resource: 'portals', kind: 'refresh' });
  expect(await treasury.breaksAfterReconciling()).toHaveLength(2);
});

test.each([
  ['1099-INT', '1099INT', '2026-02-02', '2026-01-30'],
  ['1099-B', '1099B', '2026-02-17', '2026-02-13'],
])(
  'a %s is owed to a pocket that had one before, and not before it is due',
  async (word, kind, due, before) => {
    const withOne = await openTreasury();
    await open(withOne, day('2025-12-31'), day(due));
    const decemberLanded: Listed[] = ['BANK', 'BROKERAGE'].flatMap((type) => [
      { type, key: '2025-12-01' },
      { type, key: '2026-01-01' },
    ]);
    await list(withOne, [...decemberLanded, { type: word, key: '2024-01-01' }]);
    expect(await withOne.breaksAfterReconciling()).toMatchObject([
      { rule: 'document_missing', item: `document ${kind} 2025`, on: '2025-12-31' },
    ]);
    const early = await openTreasury();
    await open(early, day('2025-12-31'), day(before));
    await list(early, [...decemberLanded, { type: word, key: '2024-01-01' }]);
    expect(await early.breaksAfterReconciling()).toEqual([]);
    const without = await openTreasury();
    await open(without, day('2025-12-31'), day(due));
    await list(without, decemberLanded);
    expect(await without.breaksAfterReconciling()).toEqual([]);
  },
);

/** The first pocket holds cash on these days: it is open, and the last of them is today. */
async function open(treasury: Treasury, ...days: readonly BusinessDate[]): Promise<void> {
  for (const one of days) await treasury.summary(one, residualCash('50.00'));
}

async function startRun({ pool, entityId }: Treasury, kind: string): Promise<bigint> {
  const { rows } = await pool.query<{ run_id: bigint }>(
    `insert into ops.run (entity_id, kind, app_version, outcome)
     values ($1, $2, 'test', 'green')
     returning run_id`,
    [entityId, kind],
  );
  return rows[0]?.run_id ?? 0n;
}

/** A night that reads the list of statements, or a run that reads something else, with this outcome. */
async function read(
  treasury: Treasury,
  outcome: string,
  { resource = 'statements', kind = 'nightly' } = {},
): Promise<void> {
  const error = outcome === 'read' ? null : 'for a reason';
  await treasury.pool.query(
    `insert into ops.resource_reading (
       entity_id, run_id, resource, outcome, is_whole, calls, items, versions_new, error
     )
     values ($1, $2, $3, $4, true, 1, 0, 0, $5)`,
    [treasury.entityId, await startRun(treasury, kind), resource, outcome, error],
  );
}

/** A night that reads these statements and lands their PDFs. */
async function list(treasury: Treasury, statements: readonly Listed[]): Promise<void> {
  const { pool, entityId } = treasury;
  await read(treasury, 'read');
  const items = statements.map(({ pocket = 'pocket-1', type, key }) => ({
    itemId: idOf({ pocket, type, key }),
    locator: 'page[1]',
    content: JSON.stringify({ pocket_id: pocket, type, period_key: key }),
    substance: `${pocket} ${type} ${key}`,
    extra: null,
  }));
  const text = JSON.stringify(statements);
  const sha256 = createHash('sha256').update(text).digest('hex');
  await loadResource(
    pool,
    {
      ...{ entityId, resource: 'statements', parentId: '', sha256 },
      ...{ bytes: text.length, receivedAt: new Date(0), reader: 'test' },
    },
    { items, itemsRead: items.length, isWhole: true, problems: [] },
  );
  for (const statement of statements) await land(treasury, statement);
}

async function land({ pool, entityId }: Treasury, listed: Listed): Promise<void> {
  const statementId = idOf(listed);
  const { rows } = await pool.query<{ itemKey: bigint; itemVersion: number }>(
    `select item_key as "itemKey", item_version as "itemVersion"
     from ledger.current_document
     where entity_id = $1
       and statement_id = $2`,
    [entityId, statementId],
  );
  const [found] = rows;
  if (found === undefined) throw new Error(`${statementId} is not listed`);
  const item = { statementId, ...found };
  if (listed.pdf === 'refused') {
    await refuseDocument(pool, item, 'file: expected a PDF, got a web page');
  }
  if (listed.pdf !== undefined) return;
  const sha256 = createHash('sha256').update(statementId).digest('hex');
  await loadDocument(pool, entityId, item, {
    ...{ sha256, bytes: 100, lengthProven: true, receivedAt: new Date(0) },
  });
}

function idOf({ pocket = 'pocket-1', type, key }: Listed): string {
  return `${pocket} ${type} ${key.slice(0, 7)}`;
}
