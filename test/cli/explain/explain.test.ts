import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBreakFacts } from '../../../src/cli/breaks/read-break-facts.ts';
import { readSettings } from '../../../src/cli/config.ts';
import { explainPlace, type RowExplanation } from '../../../src/cli/explain/explain-row.ts';
import { readPlacesOfBreak } from '../../../src/cli/explain/read-places-of-break.ts';
import type { Explanation } from '../../../src/cli/explain/render-explanation.ts';
import { runBackfill } from '../../../src/jobs/backfill.ts';
import { readRules } from '../../../src/reconcile/read-sql-files.ts';
import { save } from '../../end-to-end/support/downloads.ts';
import { documentOf, type Ended, pocketbook } from '../../end-to-end/support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../../end-to-end/support/warehouse.ts';
import { letIn } from '../../support/person.ts';

const TREASURY = {
  from: '2025-05-19',
  to: '2025-05-23',
  pockets: 2,
  seed: 5,
  faults: [{ kind: 'price_off' }, { kind: 'duplicated_trade' }],
} as const;
const VIEWS = [
  'fct_statement',
  'fct_cash_entry',
  'fct_cash_entry_detail',
  'fct_trade',
  'fct_position_daily',
  'fct_cash_position_daily',
  'fct_price_daily',
  'fct_listed_trade',
  'fct_listed_trade_csv',
  'fct_transaction',
  'fct_transaction_csv',
];

interface Place {
  readonly report_file_id: bigint;
  readonly locator: string;
}

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
let settings: Record<string, string>;

beforeAll(async () => {
  jiko = await startJiko(TREASURY);
  warehouse = await createWarehouse(jiko);
  await runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
  // No way to Jiko.
  settings = { DATABASE_URL: warehouse.url, POCKETBOOK_HOME: warehouse.home };
});
afterAll(async () => {
  await warehouse?.drop();
  await jiko?.stop();
});

function run(...args: string[]): Promise<Ended> {
  return pocketbook(['explain', ...args], settings);
}

async function explained(...args: string[]): Promise<Explanation> {
  const ended = await run(...args, '--json');
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return documentOf(ended) as unknown as Explanation;
}

async function placesOf(view: string, where = 'true'): Promise<Place[]> {
  const { rows } = await warehouse.pool.query<Place>(
    `select report_file_id, locator from books.${view} where ${where}
     order by report_file_id, locator`,
  );
  return rows;
}

async function onePlaceOf(view: string, where?: string): Promise<string> {
  const [place] = await placesOf(view, where);
  if (place === undefined) throw new Error(`books.${view} has no row`);
  return `${place.report_file_id}/${place.locator}`;
}

describe('every row of the books', () => {
  test.each(VIEWS)('of %s leads to its own text in its file', async (view) => {
    const explaining = { pool: warehouse.pool, settings: readSettings(warehouse.settings) };
    // A maturity of the listing is explained as the trade that it is.
    const places = await placesOf(
      view,
      view === 'fct_listed_trade' ? "side <> 'MATURITY'" : 'true',
    );
    expect(places.length).toBeGreaterThan(0);
    // A listing is read in one piece for each of its rows.
    const looked =
      view.includes('listed') || view.includes('transaction') ? places.slice(0, 25) : places;
    for (const place of looked) {
      const found = await explainPlace(explaining, place);
      expect(found).toMatchObject({ view, row: place, note: null });
      expect(found?.versions).toMatchObject([{ version: 1, is_current: true }]);
      expectTextOf(found);
    }
  });

  test.each([
    ['fct_portfolio_security_daily', 'market_value'],
    ['fct_portfolio_daily', 'cash'],
    ['fct_earning', 'earnings'],
    ['fct_audit_log', 'entry_id'],
    ['fct_audit_log_csv', 'entry_id'],
    ['fct_member_audit_log', 'entry_id'],
    ['dim_portal', 'portal_id'],
    ['dim_member', 'member_id'],
  ])('of %s, which no report tells, leads to its own text in its file', async (view, column) => {
    const explaining = { pool: warehouse.pool, settings: readSettings(warehouse.settings) };
    const places = await placesOf(view);
    expect(places.length).toBeGreaterThan(0);
    for (const place of places.slice(0, 15)) {
      const found = await explainPlace(explaining, place);
      expect(found).toMatchObject({ view, row: place, note: null });
      expect(found?.versions).toMatchObject([{ version: 1, is_current: true }]);
      const told = String(found?.row?.[column]);
      const digits = found?.original?.text?.replaceAll('.', '') ?? '';
      expect(digits).toContain(told.replaceAll('.', ''));
    }
  });

  /** The figures of a row stand in its text, with as many zeros behind the point as the bank likes. */
  function expectTextOf(found: RowExplanation | null): void {
    const text = found?.original?.text ?? '';
    const { amount, price, market_value, closing_balance } = found?.row ?? {};
    const figure = String(amount ?? price ?? market_value ?? closing_balance).replace('-', '');
    const numbers = (text.match(/\d+(\.\d+)?/g) ?? []).map(Number);
    const isOfListing = text.startsWith('{');
    expect(numbers).toContain(isOfListing ? Math.round(Number(figure) * 100) : Number(figure));
  }
});

test.each(['pocketbook_reader', 'pocketbook_clerk'])(
  'somebody who is %s and nothing else is told the same as the owner of the database',
  async (role) => {
    const person = await letIn(warehouse.url, 'mara', role);
    try {
      const { rows } = await warehouse.pool.query<{ break_id: string }>(
        `select break_id from books.fct_break order by break_id limit 1`,
      );
      const asked = `break:${rows[0]?.break_id}`;
      const told = await pocketbook(['explain', asked, '--json'], {
        ...settings,
        DATABASE_URL: person.url,
      });
      expect(told).toMatchObject({ exitCode: 0, stderr: '' });
      expect(documentOf(told)).toEqual(await explained(asked));
      const sources = readSettings(warehouse.settings);
      for (const view of ['fct_position_daily', 'fct_cash_entry', 'fct_audit_log']) {
        const [place] = await placesOf(view);
        if (place === undefined) throw new Error(`books.${view} has no row`);
        const seen = await explainPlace({ pool: person.pool, settings: sources }, place);
        expect(seen).toMatchObject({ view, row: place });
        expect(seen).toEqual(
          await explainPlace({ pool: warehouse.pool, settings: sources }, place),
        );
      }
    } finally {
      await person.leave();
    }
  },
);

test('a row is shown with its file, which can be looked at by hand', async () => {
  const place = await onePlaceOf('fct_cash_entry', "account = 'BANK' and category = 'deposit'");
  const { rows } = await explained(place);
  const [row] = rows;
  expect(row).toMatchObject({
    place,
    view: 'fct_cash_entry',
    row: { account: 'BANK', category: 'deposit' },
    file: { report_type: 'BANK_STATEMENT_REPORT', origin: 'api', amount_decision: null },
    original: { text: expect.stringMatching(/^<Ntry>.*<\/Ntry>$/s), is_cut: false },
  });
  const bytes = await readFile(row?.file.landed_at ?? '');
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(row?.file.sha256);
  expect(bytes.toString('utf8')).toContain(row?.original?.text);
});

test('people see the row, the file, the text with its header, and the versions', async () => {
  const place = await onePlaceOf('fct_trade', "locator like 'line %'");
  const [file = '', ...locator] = place.split(/\/| /);
  // Without the quotes.
  const { exitCode, stdout, stderr } = await run(`${file}/${locator[0]}`, locator[1] ?? '');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`^${place} +books\\.fct_trade\n`));
  expect(stdout).toMatch(/\nside +(BUY|SELL)\n/);
  expect(stdout).toMatch(/\namounts +cash, by .*: \d+ of \d+ rows fit cash, \d+ fit face\n/);
  expect(stdout).toMatch(
    new RegExp(`\noriginal, ${place}\n {2}Pocket ID,.*\n {2}[0-9a-f-]{36},.*\n +\\^+ amount\n`),
  );
  expect(stdout).toMatch(/\nversion +accepted +rows +place\n +1 +2.* current\n/);
  expect(stdout).toMatch(/\nrules that look at this report: brokerage_gain, .*trade_cash, /);
});

test('a file is shown with what became of it', async () => {
  const place = await onePlaceOf('fct_trade', "locator like 'line %'");
  const { file, rows } = await explained(place.replace(/\/.*/, ''));
  const trades = (await placesOf('fct_trade', "locator like 'line %'")).length;
  const lines = trades + 1;
  expect(rows).toEqual([]);
  expect(file).toMatchObject({
    report_type: 'TRADE_REPORT',
    versions: 10,
    loads: [
      {
        outcome: 'accepted',
        error: null,
        rows_read: lines,
        rows_loaded: trades,
        rows_duplicate: 1,
      },
    ],
    amount_decision: expect.stringMatching(
      new RegExp(`^cash, by .*: ${lines} of ${lines} rows fit cash, \\d+ fit face$`),
    ),
  });
});

test('a place that is no row is shown with its text, and what it is instead', async () => {
  const statement = await onePlaceOf('fct_statement', "account = 'BANK'");
  const { rows } = await explained(`${statement}/Bal[2]`);
  expect(rows).toMatchObject([
    {
      view: null,
      row: null,
      note: expect.stringMatching(/^no row of the ledger names this place/),
      original: { text: expect.stringMatching(/^<Bal>.*CLBD.*<\/Bal>$/s) },
      versions: [],
    },
  ]);
});

test('a line that the bank sent twice leads to the one that is in the ledger', async () => {
  const { rows: doubled } = await warehouse.pool.query<{ place: string; first: string }>(
    `select report_file_id || '/' || locator as place, report_file_id || '/' || first_locator as first
     from ledger.doubled_row join ledger.unit_version using (version_id)`,
  );
  const [{ place = '', first = '' } = {}] = doubled;
  const [second, one] = [await explained(place), await explained(first)];
  expect(second.rows).toMatchObject([{ row: null, note: expect.stringMatching(`is ${first}$`) }]);
  const { text } = second.rows[0]?.original ?? {};
  expect(one.rows).toMatchObject([{ note: null, original: { text } }]);
});

test('what each rule shows stands in the books', async () => {
  const { rows } = await warehouse.pool.query<{ view: string; columns: string[] }>(
    `select table_name as view, array_agg(column_name::text) as columns
     from information_schema.columns where table_schema = 'books' group by 1`,
  );
  const views = new Map(rows.map(({ view, columns }) => [view, columns]));
  const [one] = await readBreakFacts(warehouse.pool, '');
  if (one === undefined) throw new Error('no break');
  for (const { name, shows } of await readRules()) {
    for (const { view, columns, where } of shows) {
      const told = where === null ? columns : [...columns, where.column];
      expect(views.get(view), name).toEqual(expect.arrayContaining([...told]));
    }
    await expect(
      readPlacesOfBreak(warehouse.pool, { ...one, rule: name }, 1),
      name,
    ).resolves.toBeInstanceOf(Array);
  }
});

test('a break leads to the rows that it speaks of', async () => {
  const { rows } = await warehouse.pool.query<{ break_id: string; cusip: string; day: string }>(
    `select break_id, cusip, business_date::text as day
     from books.fct_break where rule = 'position_price'`,
  );
  const [found] = rows;
  const explanation = await explained(`break:${found?.break_id.slice(0, 8)}`);
  expect(explanation.break).toMatchObject({ rule: 'position_price', cusip: found?.cusip });
  const views = explanation.rows.map(({ view }) => view);
  expect(views).toContain('fct_position_daily');
  expect(views).toContain('fct_price_daily');
  for (const { row, original } of explanation.rows) {
    expect(row).toMatchObject({ cusip: found?.cusip });
    expect(original?.text).toContain(found?.cusip);
  }
  const { stdout } = await run(`break:${found?.break_id}`);
  expect(stdout).toMatch(/^break +[0-9a-f-]{36}\n/);
  expect(stdout).toMatch(/\ncause +unknown\n/);
  expect(stdout).toMatch(/ \^+ market_price\n/);
  expect(stdout).toMatch(/ \^+ price\n/);
});

test('a break whose cause is known leads first to the rows that make it up, each of which names it', async () => {
  const { rows } = await warehouse.pool.query<{ break_id: string }>(
    "select break_id from books.fct_break where rule = 'trade_duplicate'",
  );
  const id = rows[0]?.break_id.slice(0, 8);
  const explanation = await explained(`break:${id}`);
  expect(explanation.break).toMatchObject({
    cause: 'one line doubled',
    evidence: expect.stringMatching(/^the same line stands at line \d+ and at line \d+$/),
    is_unique: true,
  });
  const [one, again] = explanation.rows;
  const told = explanation.break?.explained_by ?? [];
  expect(told.map(({ report_file_id, locator }) => `${report_file_id}/${locator}`)).toEqual([
    one?.place,
    again?.place,
  ]);
  expect(one?.original?.text).toBe(again?.original?.text);
  const { text = '', mark } = one?.original ?? {};
  expect(text?.slice(mark?.start, mark?.end)).toBe(told[0]?.amount);
  for (const row of [one, again]) {
    expect(row?.breaks).toMatchObject([{ rule: 'trade_duplicate', is_explained_by_row: true }]);
  }
  const { stdout } = await run(`break:${id}`);
  expect(stdout).toMatch(/\ncause +one line doubled\n/);
  expect(stdout).toMatch(/\nmade up by +amount\n/);
});

test('the work list says how to go on', async () => {
  const { stdout } = await pocketbook(['breaks', 'list'], settings);
  expect(stdout).toMatch(/pocketbook explain break:ID {2}shows the bytes behind a break\n$/);
  const [, id = ''] = /\b([0-9a-f]{8})\b/.exec(stdout) ?? [];
  const next = `break:${id}`;
  expect((await run(next)).exitCode).toBe(0);
});

/** The lines of the report of all trades. */
async function tradeReport(): Promise<[string, ...string[]]> {
  const { rows } = await warehouse.pool.query<{ sha256: string }>(
    `select sha256 from books.dim_report_file where report_type = 'TRADE_REPORT' and origin = 'api'`,
  );
  const [{ sha256 = '' } = {}] = rows;
  const path = join(warehouse.home, 'landing', sha256.slice(0, 2), sha256);
  const [header = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return [header, ...lines];
}

test('amounts that arithmetic cannot tell are said to be read as the profile says', async () => {
  const [header, line = ''] = await tradeReport();
  const days = ['2025-05-28', '2025-05-29', '2025-05-28'];
  const both = [...line.split(',').slice(0, -6), ...days, '100.000000', '10000.00', 'BOTH-1'];
  const file = await save(
    join(warehouse.home, 'downloads'),
    'both.csv',
    [header, both.join(',')].join('\n'),
  );
  await pocketbook(['import', file], settings);
  const { rows } = await explained('trade:BOTH-1');
  expect(rows[0]?.file.amount_decision).toBe(
    'cash, by the profile, since arithmetic cannot tell: 1 of 1 rows fit cash, 1 fit face',
  );
});

describe('a trade that is told again with another amount', () => {
  let reference: string;

  beforeAll(async () => {
    const [header, ...lines] = await tradeReport();
    reference = lines[0]?.split(',').at(-1) ?? '';
    const restated = lines.toReversed().map((line) => withOtherAmount(line, reference));
    const file = await save(
      join(warehouse.home, 'downloads'),
      'again.csv',
      [header, ...restated].join('\n'),
    );
    const imported = await pocketbook(['import', file, '--json'], settings);
    expect(documentOf(imported)).toMatchObject({ files: [{ outcome: 'loaded', versions_new: 1 }] });
  });

  function withOtherAmount(line: string, of: string): string {
    const cells = line.split(',');
    if (cells.at(-1) !== of) return line;
    return [...cells.slice(0, -2), '12345.67', of].join(',');
  }

  test('is found by its reference, as the books have it now', async () => {
    const { rows } = await explained(`trade:${reference}`);
    const [row] = rows.filter(({ view, file }) => view === 'fct_trade' && file.origin === 'import');
    expect(row).toMatchObject({
      row: { reference, amount: '12345.67' },
      file: { file_name: 'again.csv' },
      note: null,
      versions: [
        { version: 2, is_current: true, original: { text: expect.stringContaining('12345.67') } },
        { version: 1, is_current: false, original: { text: expect.stringContaining(reference) } },
      ],
    });
    const [newer, older] = row?.versions ?? [];
    expect(newer?.place).toBe(row?.place);
    expect(older?.place).not.toBe(row?.place);
    expect(older?.original?.text).not.toContain('12345.67');
  });

  test('is still found by the place in the older file, which leads to the newer one', async () => {
    const { rows } = await explained(`trade:${reference}`);
    const restated = rows.find(({ file }) => file.origin === 'import');
    const older = restated?.versions[1]?.place ?? '';
    const { rows: olderRows } = await explained(older);
    expect(olderRows).toMatchObject([
      {
        place: older,
        row: { reference, amount: '12345.67' },
        note: `told again since: the books have the row of version 2, ${restated?.place}`,
        original: restated?.versions[1]?.original,
      },
    ]);
  });
});

test('a refused file says why, and its places can be looked at', async () => {
  const path = await save(
    join(warehouse.home, 'downloads'),
    'notes.txt',
    'call the bank\nat \u001b[2Jnoon\n',
  );
  await pocketbook(['import', path], settings);
  const { rows } = await warehouse.pool.query<{ id: bigint }>(
    "select report_file_id as id from books.rpt_quarantine where file_name = 'notes.txt'",
  );
  const id = String(rows[0]?.id);
  const people = await run(id);
  expect(people.stdout).toMatch(/^file \d+ +notes\.txt\nreport +unknown\n/);
  expect(people.stdout).toMatch(/\nbecame +refused: .*'call the bank'/);
  expect((await run(`${id}/line 2`)).stdout).toMatch(/\n {2}at \uFFFD\[2Jnoon$/m);
  expect(await explained(`${id}/line 2`)).toMatchObject({
    rows: [
      {
        view: null,
        row: null,
        note: expect.stringMatching(/^nothing of the file is in the books: .*'call the bank'/),
        original: { text: 'at \u001b[2Jnoon' },
        versions: [],
      },
    ],
  });
});

test('a landed file that was changed does not hide what the books say, and fails', async () => {
  const place = await onePlaceOf('fct_statement', "account = 'BANK'");
  const { rows } = await explained(place);
  await writeFile(rows[0]?.file.landed_at ?? '', '<Document/>');
  const ended = await run(place, '--json');
  expect(ended.exitCode).toBe(1);
  expect(documentOf(ended)).toMatchObject({
    rows: [
      {
        row: rows[0]?.row,
        original: { text: null, error: expect.stringContaining('the file was changed') },
      },
    ],
  });
});

test.each([
  ['nonsense', /not understood/],
  ['break:00000000', /no break has an id that begins so/],
  ['trade:nothing', /no such trade/],
  ['999999/line 1', /no such row/],
  ['1/line 999999', /no such row/],
])('%s is wrong usage, and the forms are named', async (row, reason) => {
  const { exitCode, stdout, stderr } = await run(row);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(reason);
  expect(stderr).toMatch(/FILE\/PLACE .*'12\/line 17'.* trade:ID .* break:ID /s);
});
