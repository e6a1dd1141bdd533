import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, expect, test } from 'vitest';

import { runBackfill } from '../../src/jobs/backfill.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { type BooksDigest, standingDigest } from '../end-to-end/support/books-digest.ts';
import { damageOnce, type FileOnItsWay } from '../end-to-end/support/hooks.ts';
import { startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-23', pockets: 2, seed: 5 };
const DAY = '2025-05-21';
const FOREIGN_POCKET = '3f0e7f2a-0000-4000-8000-000000000001';

let undisturbed: BooksDigest;
let pockets: readonly string[];

beforeAll(async () => {
  const jiko = await startJiko(TREASURY);
  const warehouse = await createWarehouse(jiko);
  await runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
  undisturbed = await standingDigest(warehouse.pool);
  pockets = jiko.sandbox.truth().pockets.map(({ id }) => id);
  await warehouse.drop();
  await jiko.stop();
});

interface DamagedFile {
  readonly what: string;
  readonly file: string;
  readonly damage: (file: FileOnItsWay) => string;
  /** What the reason must tell. */
  readonly reason: RegExp;
  readonly reportType: string;
  /** A statement's own; 5 days of 2 pockets in a window of trades. */
  readonly units: number;
}

const STATEMENT = {
  file: `bank_statement_report_${DAY}.xml`,
  reportType: 'BANK_STATEMENT_REPORT',
  units: 1,
};
const TRADES = {
  file: `trade_report_${TREASURY.from}_${TREASURY.to}.csv`,
  reportType: 'TRADE_REPORT',
  units: 10,
};
const POSITIONS = {
  file: `position_summary_report_${DAY}.csv`,
  reportType: 'POSITION_SUMMARY_REPORT',
  units: 2,
};
const PRICES = {
  file: `security_price_report_${TREASURY.from}_${TREASURY.to}.csv`,
  reportType: 'SECURITY_PRICE_REPORT',
  units: 5,
};

const DAMAGED: readonly DamagedFile[] = [
  {
    ...STATEMENT,
    what: 'a statement that is cut in the middle of an amount',
    damage: ({ text }) => text.slice(0, text.lastIndexOf('</Amt')),
    reason: /:\d+:\d+ Stmt\[1\].*: unclosed tag/,
  },
  {
    ...STATEMENT,
    what: 'a statement of another pocket',
    damage: ({ text }) => {
      const [own = '', other = ''] = inOrderOf(text, pockets.map(withoutDashes));
      return text.replaceAll(own, other);
    },
    reason: /expected .*pocket.*, got/,
  },
  {
    ...STATEMENT,
    what: 'a statement of another day',
    damage: ({ text }) => text.replaceAll(DAY, '2025-05-20'),
    reason: /2025-05-20/,
  },
  {
    ...STATEMENT,
    what: 'a statement with an amount that is no number',
    damage: ({ text }) => text.replace(/(<Amt[^>]*>)\d+\.\d+/, '$11,234.56'),
    reason: /expected a decimal amount, got '1,234.56'/,
  },
  {
    ...TRADES,
    what: 'a trade report with a trade outside of its window',
    damage: ({ text }) =>
      withLineLike(text, (line) => line.replaceAll(/2025-05-\d\d/g, '2025-04-30')),
    reason: /expected rows from 2025-05-19 to 2025-05-23, got 2025-04-30/,
  },
  {
    ...TRADES,
    what: 'a trade report that is cut in the middle of a line',
    damage: ({ text }) => text.slice(0, text.lastIndexOf(',')),
    reason: /line \d+|:\d+:\d+/,
  },
  {
    ...POSITIONS,
    what: 'a position summary of pockets that are not ours',
    damage: ({ text }) => pockets.reduce((all, own) => all.replaceAll(own, FOREIGN_POCKET), text),
    reason: /expected rows of a pocket that was asked for, got pocket 3f0e7f2a/,
  },
  {
    ...POSITIONS,
    what: 'a position summary with a quantity that no ledger can hold',
    damage: ({ text }) =>
      withLineLike(text, (line) => line.replace(/,\d+,/, `,${'9'.repeat(25)},`)),
    reason: /9{19}/,
  },
  {
    ...POSITIONS,
    what: 'a position summary with a price that no ledger can hold',
    damage: ({ text }) => text.replace(/(,\d+,)\d+\.\d+,/, '$11234567890123456.25,'),
    reason: /expected values that the ledger can hold, got 'numeric field overflow'/,
  },
  {
    ...PRICES,
    what: 'a price report with a day outside of its window',
    damage: ({ text }) => text.replaceAll('23/05/2025', '26/05/2025'),
    reason: /expected rows from 2025-05-19 to 2025-05-23/,
  },
];

function withoutDashes(id: string): string {
  return id.replaceAll('-', '');
}

/** The one that stands in the text, then the others. */
function inOrderOf(text: string, ids: readonly string[]): string[] {
  return ids.toSorted((a, b) => Number(text.includes(b)) - Number(text.includes(a)));
}

/** With a line more at its end, made from the first one below the header. */
function withLineLike(text: string, change: (line: string) => string): string {
  const lines = text.trimEnd().split('\n');
  return `${[...lines, change(lines[1] ?? '')].join('\n')}\n`;
}

for (const { what, file, damage, reason, reportType, units } of DAMAGED) {
  test(`${what} is kept, told and no part of the books, and the next night heals it`, async () => {
    const damaged = damageOnce(({ name }) => name === file, damage);
    const jiko = await startJiko({ ...TREASURY, hooks: damaged.hooks });
    const warehouse = await createWarehouse(jiko);
    try {
      const job = await warehouse.openJob();
      const first = await runBackfill(job, { range: jiko.range, force: false });
      expect(damaged.sent).toHaveLength(1);
      expect(first).toMatchObject({ outcome: 'missing', unitsMissing: units });
      expect(await unitsInState(warehouse, 'quarantined')).toEqual([
        { report_type: reportType, units, error: expect.stringMatching(reason) },
      ]);
      expect(await unitsInState(warehouse, 'loaded'), 'the others landed').not.toHaveLength(0);
      await expectNothingOf(warehouse, damaged.sent[0] ?? '');
      expect(await landedBytes(warehouse, damaged.sent[0] ?? '')).toBe(damaged.sent[0]);

      const night = await runNightly(await warehouse.openJob(), jiko.range.to);
      expect(night).toMatchObject({ outcome: 'green', unitsMissing: 0 });
      expect(await standingDigest(warehouse.pool)).toEqual(undisturbed);
    } finally {
      await warehouse.drop();
      await jiko.stop();
    }
  });
}

test('a file that was refused just as the program was stopped is asked for again', async () => {
  const damaged = damageOnce(
    ({ name }) => name === POSITIONS.file,
    ({ text }) => text.replace(/\n.*/, '\nnonsense'),
  );
  const jiko = await startJiko({ ...TREASURY, hooks: damaged.hooks });
  const warehouse = await createWarehouse(jiko);
  await runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
  // What is left when the refusal is stored, and the end of its request is not.
  const { rowCount } = await warehouse.pool.query(
    `update ops.report_request set state = 'landed', error = null where state = 'quarantined'`,
  );
  expect(rowCount).toBe(1);
  const night = await runNightly(await warehouse.openJob(), jiko.range.to);
  expect(night).toMatchObject({ outcome: 'green', unitsMissing: 0 });
  expect(await standingDigest(warehouse.pool)).toEqual(undisturbed);
  await warehouse.drop();
  await jiko.stop();
});

async function unitsInState({ pool }: TestWarehouse, state: string): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select report_type, count(*)::int as units, min(error) as error
     from books.fct_unit
     where state = $1
     group by report_type`,
    [state],
  );
  return rows;
}

/** No version, no row and no pocket came of the file; it is counted as refused, and the list of breaks says why. */
async function expectNothingOf({ pool }: TestWarehouse, sent: string): Promise<void> {
  const sha256 = createHash('sha256').update(sent).digest('hex');
  const { rows: versions } = await pool.query(
    `select
     from ledger.unit_version
     join ops.report_file using (report_file_id)
     where sha256 = decode($1, 'hex')`,
    [sha256],
  );
  expect(versions).toHaveLength(0);
  const { rows: loads } = await pool.query(
    `select outcome, rows_loaded
     from books.rpt_funnel
     join books.dim_report_file using (report_file_id)
     where sha256 = $1`,
    [sha256],
  );
  expect(loads).toEqual([{ outcome: 'quarantined', rows_loaded: 0n }]);
  const { rows: known } = await pool.query('select pocket_id from books.dim_pocket order by 1');
  expect(known.map(({ pocket_id }) => pocket_id)).toEqual(pockets.toSorted());
  const { rows: breaks } = await pool.query(
    `select detail from books.rpt_open_breaks where rule = 'completeness'`,
  );
  for (const { detail } of breaks) expect(detail).toMatch(/^the file was refused: /);
}

async function landedBytes({ home }: TestWarehouse, sent: string): Promise<string> {
  const sha256 = createHash('sha256').update(sent).digest('hex');
  return readFile(join(home, 'landing', sha256.slice(0, 2), sha256), 'utf8');
}
