import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { BusinessDate } from '../../../src/domain/business-date.ts';
import type { ReportType } from '../../../src/domain/report.ts';
import { runBackfill } from '../../../src/jobs/backfill.ts';
import { type ImportOutcome, runImport } from '../../../src/jobs/import/import-files.ts';
import { runRetry } from '../../../src/jobs/import/import-retry.ts';
import type { Told } from '../../../src/jobs/import/import-scope.ts';
import type { LocalJob } from '../../../src/jobs/job.ts';
import { runNightly } from '../../../src/jobs/nightly.ts';
import { type Profile, parseProfile } from '../../../src/transform/profile.ts';
import { standingDigest } from '../../end-to-end/support/books-digest.ts';
import { type Download, downloadAll, save, saveAll } from '../../end-to-end/support/downloads.ts';
import { damageOnce } from '../../end-to-end/support/hooks.ts';
import { day, type SimulatedJiko, startJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../../end-to-end/support/warehouse.ts';
import { zipOf } from '../../support/zip.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-21', pockets: 2, seed: 5 };
const DAY = day('2025-05-20');

let jiko: SimulatedJiko;
let downloads: Download[];
let pockets: readonly string[];
let warehouse: TestWarehouse;
let job: LocalJob;
let folder: string;

beforeAll(async () => {
  jiko = await startJiko(TREASURY);
  downloads = (await downloadAll(jiko)).downloads;
  pockets = jiko.sandbox.truth().pockets.map(({ id }) => id);
});
beforeEach(async () => {
  warehouse = await createWarehouse(jiko);
  job = await warehouse.openJob();
  folder = join(warehouse.home, 'downloads');
  await mkdir(folder);
});
afterEach(async () => {
  await warehouse?.drop();
});
afterAll(async () => {
  await jiko?.stop();
});

function download(reportType: ReportType, from: BusinessDate = DAY): Download {
  const found = downloads.find(
    (file) => file.reportType === reportType && file.from <= from && file.to >= from,
  );
  if (found === undefined) throw new Error(`nothing was downloaded for ${reportType}`);
  return found;
}

function textOf(reportType: ReportType): string {
  return download(reportType).bytes.toString('utf8');
}

/** Imports one file of this name, with both pockets named unless told otherwise. */
async function importFile(
  name: string,
  bytes: Uint8Array | string,
  told: Told = { pocketIds: pockets },
): Promise<ImportOutcome> {
  return runImport(job, [await save(folder, name, bytes)], told);
}

async function outcomesOf(work: Promise<ImportOutcome>): Promise<string[]> {
  const { files } = await work;
  return files.map(({ name, outcome, reason }) => `${name} ${outcome} ${reason ?? ''}`.trim());
}

/** Nothing of any file is in the ledgers. */
async function expectEmptyLedgers(): Promise<void> {
  const { rows } = await warehouse.pool.query(
    `select
       (select count(*)::int from ledger.unit) as units,
       (select count(*)::int from ledger.unit_version) as versions,
       (select count(*)::int from ledger.pocket) as pockets,
       (select count(*)::int from ledger.statement) as statements,
       (select count(*)::int from ledger.cash_entry) as entries,
       (select count(*)::int from ledger.trade) as trades,
       (select count(*)::int from ledger.position) as positions`,
  );
  expect(rows).toEqual([
    { units: 0, versions: 0, pockets: 0, statements: 0, entries: 0, trades: 0, positions: 0 },
  ]);
}

async function readQuarantine(): Promise<Record<string, unknown>[]> {
  const { rows } = await warehouse.pool.query(
    `select origin, report_type, pocket_id, from_date, file_name, reason, sha256
     from books.rpt_quarantine
     order by report_file_id`,
  );
  return rows;
}

async function landed(sha256: unknown): Promise<Buffer> {
  return readFile(join(warehouse.home, 'landing', String(sha256).slice(0, 2), String(sha256)));
}

describe('what is found', () => {
  test('a folder is searched to its depth, in the order of names, without hidden files', async () => {
    const statement = download('BANK_STATEMENT_REPORT');
    await saveAll(join(folder, 'b', 'deeper'), [statement]);
    await save(folder, 'c.csv', download('SECURITY_PRICE_REPORT').bytes);
    await save(folder, '.DS_Store', 'hidden');
    await save(join(folder, '.git'), 'config', 'hidden');
    await symlink(folder, join(folder, 'a-circle'));
    const { files, run } = await runImport(job, [folder], { pocketIds: pockets });
    expect(files.map(({ name, outcome }) => [name, outcome])).toEqual([
      [`b/deeper/${statement.fileName}`, 'loaded'],
      ['c.csv', 'loaded'],
    ]);
    expect(run).toMatchObject({ outcome: 'green', apiCalls: 0 });
  });

  test('a path that is not there stops all before anything is landed', async () => {
    const path = await save(folder, 'statement.xml', textOf('BANK_STATEMENT_REPORT'));
    const told = { pocketIds: pockets };
    await expect(runImport(job, [path, join(folder, 'none.xml')], told)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/none\.xml: cannot be read \(ENOENT\)/),
    });
    await expectEmptyLedgers();
    const { rows } = await warehouse.pool.query('select from ops.run');
    expect(rows).toHaveLength(0);
  });

  test('a file is named without what could harm a terminal', async () => {
    const name = `\u001b[31mred\u202e${'x'.repeat(100)}.txt`;
    const [line] = await outcomesOf(importFile(name, 'nothing'));
    expect(line).toMatch(/^\?\[31mred\?x{100}\.txt refused/);
    expect(await readQuarantine()).toMatchObject([
      { file_name: `?[31mred?${'x'.repeat(100)}.txt` },
    ]);
  });
});

describe('archives', () => {
  test('the files of a zip archive are imported under its name, whatever it calls them', async () => {
    const archive = zipOf([
      { name: '../../outside.xml', bytes: textOf('BANK_STATEMENT_REPORT') },
      { name: 'folder/', bytes: '' },
      { name: '__MACOSX/._prices.csv', bytes: 'hidden' },
      { name: 'folder/prices.csv', bytes: download('SECURITY_PRICE_REPORT').bytes },
      { name: 'notes.txt', bytes: 'call the bank' },
    ]);
    const { files } = await importFile('may.zip', archive);
    expect(files.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['may.zip:../../outside.xml', 'loaded'],
      ['may.zip:folder/prices.csv', 'loaded'],
      ['may.zip:notes.txt', 'refused'],
    ]);
    const sha256 = createHash('sha256').update(textOf('BANK_STATEMENT_REPORT')).digest('hex');
    expect(files[0]?.sha256, 'landed as the API would have it').toBe(sha256);
  });

  const zeros = Buffer.alloc(200 * 1024 ** 2);
  test.each([
    [
      'an encrypted file',
      [{ name: 'a.xml', bytes: 'x', isEncrypted: true }],
      /encrypted: unpack it/,
    ],
    ['a wrong checksum', [{ name: 'a.xml', bytes: 'x', checksum: 1 }], /checksum does not fit/],
    ['a bomb', [{ name: 'a.xml', bytes: zeros }], /unpacks to more than/],
    [
      'an archive in it',
      [{ name: 'a.zip', bytes: zipOf([{ name: 'b', bytes: '' }]) }],
      /an archive in an archive/,
    ],
    ['a packed file in it', [{ name: 'a.xml.gz', bytes: gzipSync('x') }], /archive in an archive/],
    ['an office document', [{ name: '[Content_Types].xml', bytes: 'x' }], /save it as CSV/],
    ['nothing in it', [], /expected a file in it, got none/],
  ])('of a zip archive with %s the archive is kept', async (_what, members, reason) => {
    const archive = zipOf(members);
    const { files } = await importFile('may.zip', archive);
    expect(files).toMatchObject([{ outcome: 'refused', reason: expect.stringMatching(reason) }]);
    const [kept] = await readQuarantine();
    expect(kept).toMatchObject({ origin: 'import', reason: expect.stringMatching(reason) });
    expect((await landed(kept?.['sha256'])).equals(archive)).toBe(true);
    const left = await readdir(join(warehouse.home, 'landing'));
    expect(left.filter((name) => name.startsWith('.incoming'))).toEqual([]);
    await expectEmptyLedgers();
    const retried = await runRetry(job, [], {});
    expect(retried.files, 'the reason stays').toMatchObject([
      { outcome: 'refused', reason: kept?.['reason'] },
    ]);
  });

  test('a zip archive that was cut anywhere is refused, and never stops the others', async () => {
    const archive = zipOf([{ name: 'a.xml', bytes: textOf('BANK_STATEMENT_REPORT') }]);
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      const cut = archive.subarray(0, archive.length * part);
      const [line] = await outcomesOf(importFile('cut.zip', cut));
      expect(line).toMatch(/^cut\.zip refused cut\.zip: it cannot be unpacked/);
    }
    await expectEmptyLedgers();
  });

  test('a gzip file is imported as what it holds', async () => {
    const text = textOf('BANK_STATEMENT_REPORT');
    const inTwo = Buffer.concat([gzipSync(text.slice(0, 500)), gzipSync(text.slice(500))]);
    expect(await outcomesOf(importFile('a.xml.gz', gzipSync(text)))).toEqual(['a.xml.gz loaded']);
    expect(await outcomesOf(importFile('b.gz', inTwo))).toEqual(['b.gz there']);
  });

  test.each([
    [
      'is cut',
      (packed: Buffer) => packed.subarray(0, -9),
      /cannot be unpacked: unexpected end of file/,
    ],
    [
      'goes on',
      (packed: Buffer) => Buffer.concat([packed, Buffer.from('more')]),
      /cannot be unpacked: incorrect header check/,
    ],
    ['is padded', (packed: Buffer) => Buffer.concat([packed, Buffer.alloc(9)]), /got more/],
    [
      'is padded for long',
      (packed: Buffer) => Buffer.concat([packed, Buffer.alloc(1_000_000)]),
      /got more/,
    ],
    [
      'was changed',
      (packed: Buffer) => Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]),
      /cannot be unpacked: incorrect data check/,
    ],
    ['is a bomb', () => gzipSync(zeros), /unpacks to more than/],
    ['holds another', (packed: Buffer) => gzipSync(packed), /archive in an archive/],
  ])('a gzip file that %s is refused and kept', async (_what, change, reason) => {
    const packed = change(gzipSync(textOf('BANK_STATEMENT_REPORT')));
    const { files } = await importFile('statement.xml.gz', packed);
    expect(files).toMatchObject([{ outcome: 'refused', reason: expect.stringMatching(reason) }]);
    const [kept] = await readQuarantine();
    expect((await landed(kept?.['sha256'])).equals(packed)).toBe(true);
    await expectEmptyLedgers();
  });
});

describe('what is refused', () => {
  const swap = (text: string) => {
    const [own = '', other = ''] = pockets.map((id) => id.replaceAll('-', ''));
    return text.includes(own) ? text.replaceAll(own, other) : text.replaceAll(other, own);
  };
  const pocketOfStatement = () => download('BANK_STATEMENT_REPORT').pocketId ?? '';
  const cases: readonly [string, () => string, () => Told, RegExp][] = [
    [
      'a text',
      () => 'dear bank',
      () => ({}),
      /expected a report .*, got a file that begins with 'dear bank'/,
    ],
    ['nothing', () => '', () => ({}), /got an empty file/],
    ['a web page', () => '<!doctype html><html></html>', () => ({}), /:1:/],
    ['JSON', () => '{"items":[]}', () => ({}), /got JSON/],
    [
      'a statement that is cut',
      () => textOf('BANK_STATEMENT_REPORT').slice(0, -30),
      () => ({ pocketIds: pockets }),
      /unclosed tag/,
    ],
    [
      'a statement of another bank',
      () =>
        textOf('BANK_STATEMENT_REPORT').replace(
          /<Othr>\s*<Id>.*?<\/Id>/,
          '<Othr><Id>DE99 1234'.concat('</Id>'),
        ),
      () => ({ pocketIds: pockets }),
      /expected an account id like B\{pocket\} or S\{pocket\}, got '\.\.\.1234'/,
    ],
    [
      'a pocket that is not known',
      () => textOf('BANK_STATEMENT_REPORT'),
      () => ({}),
      /is not known to entity main: to begin its books, import it with --pocket/,
    ],
    [
      'another pocket than the one named',
      () => swap(textOf('BANK_STATEMENT_REPORT')),
      () => ({ pocketIds: [pocketOfStatement()] }),
      /as --pocket says, got pocket/,
    ],
    [
      'another day than the one named',
      () => textOf('BANK_STATEMENT_REPORT'),
      () => ({ pocketIds: pockets, date: day('2025-05-21') }),
      /expected rows of 2025-05-21, as --date says, got 2025-05-20/,
    ],
    [
      'another report than the one named',
      () => textOf('BANK_STATEMENT_REPORT'),
      () => ({ pocketIds: pockets, reportType: 'BROKERAGE_STATEMENT_REPORT' as const }),
      /expected BROKERAGE_STATEMENT_REPORT, as --report says, got BANK_STATEMENT_REPORT/,
    ],
    [
      'a day that has not begun',
      () => textOf('BANK_STATEMENT_REPORT').replaceAll(DAY, '2099-05-20'),
      () => ({ pocketIds: pockets }),
      /expected a day from .*, got 2099-05-20/,
    ],
    [
      'trades of which there are none, and no day named',
      () => `${textOf('TRADE_REPORT').split('\n')[0]}\n`,
      () => ({ pocketIds: pockets }),
      /it has no rows: name the day that had none with --date/,
    ],
    [
      'no trades, of a pocket that nobody knows',
      () => `${textOf('TRADE_REPORT').split('\n')[0]}\n`,
      () => ({ pocketIds: pockets, date: DAY }),
      /no pocket is known that it could speak of/,
    ],
  ];

  test.each(cases)(
    '%s is kept, and nothing of it is in the books',
    async (_what, text, told, reason) => {
      const content = text();
      const { files } = await importFile('a file', content, told());
      expect(files).toMatchObject([{ outcome: 'refused', reason: expect.stringMatching(reason) }]);
      const [kept, ...others] = await readQuarantine();
      expect(others).toHaveLength(0);
      expect(kept).toMatchObject({
        origin: 'import',
        file_name: 'a file',
        reason: files[0]?.reason,
      });
      expect((await landed(kept?.['sha256'])).toString('utf8')).toBe(content);
      await expectEmptyLedgers();
    },
  );

  test('a file of a pocket of another entity is refused, whoever asks for it', async () => {
    await warehouse.pool.query(`insert into ledger.entity (entity_id) values ('zenith')`);
    await warehouse.pool.query(
      `insert into ledger.pocket (entity_id, pocket_id) select 'zenith', unnest($1::text[])`,
      [pockets],
    );
    for (const told of [{}, { pocketIds: pockets }]) {
      const [line] = await outcomesOf(importFile('a.xml', textOf('BANK_STATEMENT_REPORT'), told));
      expect(line).toMatch(/expected pockets of entity main, got pocket \S+ of entity zenith$/);
    }
    const { rows } = await warehouse.pool.query('select from ledger.unit');
    expect(rows).toHaveLength(0);
  });

  test('a position summary that is named itself needs its day before anything is landed', async () => {
    const positions = textOf('POSITION_SUMMARY_REPORT');
    await expect(importFile('positions.csv', positions)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^positions\.csv: .* with --date$/),
    });
    expect(await readQuarantine()).toHaveLength(0);
  });

  test.each(['2025-05-24', '2025-05-26', '2099-05-20', '1980-05-20'])(
    'nothing can be said of %s, which is no business day of the past',
    async (text) => {
      const statement = textOf('BANK_STATEMENT_REPORT');
      await expect(importFile('a.xml', statement, { date: day(text) })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(/--date .*: expected a business day from/),
      });
    },
  );

  test('a position summary in a folder is refused for want of its day, and the others go on', async () => {
    await save(folder, '1-positions.csv', textOf('POSITION_SUMMARY_REPORT'));
    await save(folder, '2-prices.csv', textOf('SECURITY_PRICE_REPORT'));
    expect(await outcomesOf(runImport(job, [folder], { pocketIds: pockets }))).toEqual([
      expect.stringMatching(/^1-positions\.csv refused .*--date$/),
      '2-prices.csv loaded',
    ]);
    const [{ sha256 } = {}] = await readQuarantine();
    const { files } = await runRetry(job, [String(sha256).slice(0, 8)], {
      pocketIds: pockets,
      date: DAY,
    });
    expect(files).toMatchObject([{ outcome: 'loaded', from: DAY, to: DAY, reason: null }]);
    expect(await readQuarantine()).toHaveLength(0);
    const { rows } = await warehouse.pool.query(
      `select business_date, pocket_id
       from books.fct_unit
       where report_type = 'POSITION_SUMMARY_REPORT' and state = 'loaded'
       order by pocket_id`,
    );
    expect(rows).toEqual(pockets.toSorted().map((id) => ({ business_date: DAY, pocket_id: id })));
  });

  test('a file whose figures no ledger can hold is refused after it was read', async () => {
    const text = textOf('POSITION_SUMMARY_REPORT').replace(
      /(,\d+,)\d+\.\d+,/,
      '$11234567890123456.25,',
    );
    const [line] = await outcomesOf(
      importFile('positions.csv', text, { pocketIds: pockets, date: DAY }),
    );
    expect(line).toBe(
      "positions.csv refused positions.csv: expected values that the ledger can hold, got 'numeric field overflow'",
    );
    await expectEmptyLedgers();
  });
});

describe('listings', () => {
  const header =
    'id,account_id,activity,cusip,quantity,price,notional,trade_datetime,book_date,settlement_date,maturity_date,reference';
  const matured = (id: string) =>
    `${id},${pockets[0]},MATURITY,912797HF7,10,100,1000.00,2025-05-20T14:00:00Z,${DAY},${DAY},${DAY},M-1`;

  test('trades.csv is loaded as the listing that a night asks for', async () => {
    const bought = matured('T-2').replace('MATURITY', 'BUY');
    const { files } = await importFile(
      'trades.csv',
      [header, matured('T-1'), bought, ''].join('\n'),
    );
    expect(files).toMatchObject([
      { outcome: 'loaded', reportType: 'TRADE_LIST', from: DAY, to: DAY },
    ]);
    expect(files[0]?.load).toMatchObject({ rowsRead: 2, rowsLoaded: 2, rowsIgnored: 0 });
  });

  const booked = (id: string, at: string) =>
    `${id},${pockets[0]},ACH,DEBIT,12.30,Payroll,${at},,BOOKED`;
  const columns = 'id,pocket_id,type,direction,amount,description,time_booked,time_settled,status';

  test('transactions.csv is loaded, each row with the business day that it counts to', async () => {
    const text = [
      columns,
      booked('X-1', '2025-05-20T03:30:00Z'),
      // a Saturday
      booked('X-2', '2025-05-17T15:00:00Z'),
      booked('X-3', ''),
      '',
    ].join('\n');
    const { files } = await importFile('transactions.csv', text);
    expect(files).toMatchObject([
      { outcome: 'loaded', reportType: 'TRANSACTION_LIST', from: '2025-05-19', to: '2025-05-19' },
    ]);
    expect(files[0]?.load).toMatchObject({ rowsRead: 3, rowsLoaded: 2, rowsIgnored: 1 });
    const { rows } = await warehouse.pool.query(
      `select activity_id as id, business_date::text as day, booked_on::text as booked, amount::text
       from books.fct_transaction
       order by 1`,
    );
    expect(rows).toEqual([
      { id: 'X-1', day: '2025-05-19', booked: '2025-05-19', amount: '-12.30' },
      { id: 'X-2', day: '2025-05-19', booked: '2025-05-17', amount: '-12.30' },
    ]);
  });

  test('a listing in JSON is known by its fields', async () => {
    const item = {
      id: 'X-9',
      pocket_id: pockets[0],
      type: 'WIRE',
      direction: 'CREDIT',
      amount: { value: 1230, currency: 'USD' },
      time_booked: '2025-05-20T15:00:00Z',
      status: 'BOOKED',
    };
    const text = JSON.stringify([{ items: [item], next_page: null }]);
    const { files } = await importFile('listing.json', text);
    expect(files).toMatchObject([{ outcome: 'loaded', reportType: 'TRANSACTION_LIST' }]);
  });
});

test('of many files that tell of one day the last is the latest version, however long each takes to read', async () => {
  const texts = Array.from({ length: 8 }, (_, index) =>
    `SE;JIKO;912797HF7;20/05/2025;98.${index + 1}\n`.repeat(3_000 - 400 * index),
  );
  const paths = await Promise.all(
    texts.map((text, index) => save(folder, `prices-${index}.csv`, text)),
  );
  const { files } = await runImport(job, paths, {});
  expect(files.map(({ outcome }) => outcome)).toEqual(texts.map(() => 'loaded'));
  const { rows } = await warehouse.pool.query(
    `select v.version, count(*)::int as rows
     from ledger.unit_version v
     join ledger.price_quote using (version_id)
     group by 1
     order by 1`,
  );
  expect(rows).toEqual(
    texts.map((text, index) => ({ version: index + 1, rows: text.split('\n').length - 1 })),
  );
});

describe('what a day without rows says', () => {
  test('a trade file without rows says so of every known pocket, on the day named', async () => {
    await importFile('prices.csv', textOf('SECURITY_PRICE_REPORT'));
    await importFile('positions.csv', textOf('POSITION_SUMMARY_REPORT'), {
      pocketIds: pockets,
      date: DAY,
    });
    const header = `${textOf('TRADE_REPORT').split('\n')[0]}\n`;
    const { files } = await importFile('trades.csv', header, { date: DAY });
    expect(files).toMatchObject([
      { outcome: 'loaded', pocketIds: pockets.toSorted(), from: DAY, to: DAY },
    ]);
    expect(await unitsOf('TRADE_REPORT')).toEqual(
      pockets.toSorted().map((pocket_id) => ({ pocket_id, business_date: DAY, state: 'empty' })),
    );
  });

  test('a file without rows speaks of pockets that files before it began, however slowly those are read', async () => {
    const positions = await save(folder, '1-positions.csv', textOf('POSITION_SUMMARY_REPORT'));
    const empty = await save(folder, '2-trades.csv', `${textOf('TRADE_REPORT').split('\n')[0]}\n`);
    const { files } = await runImport(job, [positions, empty], { pocketIds: pockets, date: DAY });
    expect(files.map(({ outcome }) => outcome)).toEqual(['loaded', 'loaded']);
    expect(await unitsOf('TRADE_REPORT')).toHaveLength(pockets.length);
  });

  test('a file with rows says nothing of pockets that it does not name', async () => {
    const [first = '', second = ''] = pockets;
    const withoutSecond = (text: string) =>
      `${text
        .split('\n')
        .filter((line) => !line.includes(second))
        .join('\n')}`;
    await importFile('all.csv', textOf('POSITION_SUMMARY_REPORT'), {
      pocketIds: pockets,
      date: DAY,
    });
    const next = day('2025-05-21');
    const text = withoutSecond(download('POSITION_SUMMARY_REPORT', next).bytes.toString('utf8'));
    await importFile('one.csv', text, { date: next });
    const loaded = (await unitsOf('POSITION_SUMMARY_REPORT')).filter(
      ({ business_date }) => business_date === next,
    );
    expect(loaded).toEqual([{ pocket_id: first, business_date: next, state: 'loaded' }]);
  });

  async function unitsOf(reportType: string): Promise<Record<string, unknown>[]> {
    const { rows } = await warehouse.pool.query(
      `select pocket_id, business_date, state
       from books.fct_unit
       where report_type = $1
       order by business_date, pocket_id`,
      [reportType],
    );
    return rows;
  }
});

describe('the same again', () => {
  test('the same bytes are told as already there, and change nothing', async () => {
    const text = textOf('BANK_STATEMENT_REPORT');
    expect(await outcomesOf(importFile('a.xml', text))).toEqual(['a.xml loaded']);
    const before = await standingDigest(warehouse.pool);
    expect(await outcomesOf(importFile('b.xml', text, {}))).toEqual(['b.xml there']);
    expect(await standingDigest(warehouse.pool)).toEqual(before);
  });

  test('other content is a new version, and the older file does not bring the old one back', async () => {
    const text = textOf('BANK_STATEMENT_REPORT');
    const restated = text.replace(/<AddtlNtryInf>/, '<AddtlNtryInf>Corrected: ');
    expect(restated).not.toBe(text);
    await importFile('a.xml', text);
    expect(await outcomesOf(importFile('b.xml', restated))).toEqual(['b.xml loaded']);
    expect(await outcomesOf(importFile('a.xml', text))).toEqual(['a.xml there']);
    const { rows } = await warehouse.pool.query('select state, version from books.fct_unit');
    expect(rows).toEqual([{ state: 'loaded', version: 2 }]);
  });

  test('what was told before its day had ended is provisional until the same is told after it', async () => {
    const at = (instant: string): LocalJob => ({
      ...job,
      clock: { ...job.clock, now: () => new Date(instant) },
    });
    const path = await save(folder, 'a.xml', textOf('BANK_STATEMENT_REPORT'));
    const provisional = async () =>
      (await warehouse.pool.query('select provisional, version from books.fct_unit')).rows;
    await runImport(at('2025-05-20T20:00:00Z'), [path], { pocketIds: pockets });
    expect(await provisional()).toEqual([{ provisional: true, version: 1 }]);
    await runImport(at('2025-05-21T12:00:00Z'), [path], {});
    expect(await provisional()).toEqual([{ provisional: false, version: 2 }]);
  });

  test('an import that was stopped before it had loaded is finished when it is run again', async () => {
    const path = await save(folder, 'a.xml', textOf('BANK_STATEMENT_REPORT'));
    await warehouse.pool.query(`
      create function public.stop() returns trigger language plpgsql as $$
      begin raise exception 'the power went' using errcode = 'admin_shutdown'; end $$;
      create trigger stop before insert on ledger.unit_version execute function public.stop()`);
    await expect(runImport(job, [path], { pocketIds: pockets })).rejects.toThrow('the power went');
    expect(await readQuarantine()).toMatchObject([
      { reason: expect.stringMatching(/^not read yet/) },
    ]);
    await warehouse.pool.query('drop trigger stop on ledger.unit_version');
    expect(await outcomesOf(runImport(job, [path], { pocketIds: pockets }))).toEqual([
      'a.xml loaded',
    ]);
    const { rows } = await warehouse.pool.query('select from ops.report_file');
    expect(rows).toHaveLength(1);
    expect(await readQuarantine()).toHaveLength(0);
  });

  test('of two imports at once one is told who holds the entity', async () => {
    const path = await save(folder, 'a.xml', textOf('BANK_STATEMENT_REPORT'));
    const jobs = [await warehouse.openJob(), await warehouse.openJob()];
    const runs = await Promise.allSettled(
      jobs.map((one) => runImport(one, [path], { pocketIds: pockets })),
    );
    expect(runs.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [rejected] = runs.filter(({ status }) => status === 'rejected');
    expect(rejected).toMatchObject({ reason: { code: 'RUN_BUSY' } });
  });
});

describe('retry', () => {
  test('a file that the profile did not fit is loaded once it does', async () => {
    const renamed = textOf('TRADE_REPORT').replace('CUSIP', 'Security Number');
    const [refused] = await outcomesOf(importFile('trades.csv', renamed));
    expect(refused).toMatch(/^trades\.csv refused .*CUSIP/i);
    await expectEmptyLedgers();
    expect(await outcomesOf(runRetry(job, [], { pocketIds: pockets }))).toEqual([refused]);

    const profile = await profileWith('cusip: [CUSIP]', 'cusip: [CUSIP, Security Number]');
    const { files, run } = await runRetry({ ...job, profile }, [], { pocketIds: pockets });
    expect(files).toMatchObject([{ name: 'trades.csv', outcome: 'loaded', reason: null }]);
    expect(run.outcome).toBe('green');
    expect(await readQuarantine()).toHaveLength(0);
    const { rows } = await warehouse.pool.query('select from books.fct_trade');
    expect(rows).not.toHaveLength(0);
    expect((await runRetry({ ...job, profile }, [], {})).files, 'nothing is left').toEqual([]);
  });

  test('what the person said of a refused file need not be said again', async () => {
    const [pocketId = ''] = pockets;
    const other = pockets[1] ?? '';
    const text = textOf('POSITION_SUMMARY_REPORT').replace('CUSIP', 'Security Number');
    const own = text
      .split('\n')
      .filter((line) => !line.includes(other))
      .join('\n');
    await importFile('positions.csv', own, { pocketIds: [pocketId], date: DAY });
    expect(await readQuarantine()).toMatchObject([{ pocket_id: pocketId, from_date: DAY }]);
    const profile = await profileWith(/cusip: \[CUSIP\]/g, 'cusip: [CUSIP, Security Number]');
    const { files } = await runRetry({ ...job, profile }, [], {});
    expect(files).toMatchObject([{ outcome: 'loaded', pocketIds: [pocketId], from: DAY, to: DAY }]);
  });

  test('what came from the API and was refused is loaded too, and its request is settled', async () => {
    const damaged = damageOnce(
      ({ name }) => name === `position_summary_report_${DAY}.csv`,
      ({ text }) => text.replace('CUSIP', 'Security Number'),
    );
    const other = await startJiko({ ...TREASURY, hooks: damaged.hooks });
    const books = await createWarehouse(other);
    try {
      const apiJob = await books.openJob();
      const first = await runBackfill(apiJob, { range: other.range, force: false });
      expect(first).toMatchObject({ outcome: 'missing', unitsMissing: 2 });
      const profile = await profileWith(/cusip: \[CUSIP\]/g, 'cusip: [CUSIP, Security Number]');
      const created = other.sandbox.stats().reports_created;
      const { files, run } = await runRetry({ ...apiJob, profile }, [], {});
      expect(files).toMatchObject([{ outcome: 'loaded', reportType: 'POSITION_SUMMARY_REPORT' }]);
      expect(run).toMatchObject({ outcome: 'green', unitsMissing: 0, breaksOpen: 0 });
      expect(other.sandbox.stats().reports_created, 'nobody was asked').toBe(created);
      const { rows } = await books.pool.query(
        `select state, count(*)::int from ops.report_request group by state`,
      );
      expect(rows).toMatchObject([{ state: 'settled' }]);
    } finally {
      await books.drop();
      await other.stop();
    }
  });

  test('a night with another profile reads it again before anything is asked for', async () => {
    const damaged = damageOnce(
      ({ name }) => name === `position_summary_report_${DAY}.csv`,
      ({ text }) => text.replace('CUSIP', 'Security Number'),
    );
    const other = await startJiko({ ...TREASURY, hooks: damaged.hooks });
    const books = await createWarehouse(other);
    const counts = async () => {
      const { rows } = await books.pool.query(
        `select
           (select count(*)::int from ops.report_request where from_date = $1
             and report_type = 'POSITION_SUMMARY_REPORT') as requests,
           (select count(*)::int from ops.file_load where outcome = 'quarantined') as refusals`,
        [DAY],
      );
      return rows[0];
    };
    try {
      const apiJob = { ...(await books.openJob()), reaskDays: 1 };
      await runBackfill(apiJob, { range: other.range, force: false });
      // Nothing is wanted of that day, so that only the reading again can be seen.
      const elsewhere = {
        range: { from: day(TREASURY.from), to: day(TREASURY.from) },
        force: false,
      };
      await runBackfill(apiJob, elsewhere);
      expect(await counts(), 'the same reader is not tried again').toEqual({
        requests: 1,
        refusals: 1,
      });
      const profile = await profileWith(/cusip: \[CUSIP\]/g, 'cusip: [CUSIP, Security Number]');
      const night = await runNightly({ ...apiJob, profile }, other.range.to);
      expect(night).toMatchObject({ outcome: 'green', unitsMissing: 0 });
      expect(await counts(), 'nobody was asked for it again').toEqual({ requests: 1, refusals: 1 });
    } finally {
      await books.drop();
      await other.stop();
    }
  });

  test('a refused file does not overwrite what has come since in another', async () => {
    const text = textOf('BANK_STATEMENT_REPORT').replace('<AddtlNtryInf>', '<AddtlNtryInf>Old: ');
    await importFile('old.xml', text, {});
    await importFile('new.xml', textOf('BANK_STATEMENT_REPORT'));
    const [line] = await outcomesOf(runRetry(job, [], {}));
    expect(line).toMatch(/^old\.xml refused some of its days have come in another file since/);
    const { rows } = await warehouse.pool.query('select version from books.fct_unit');
    expect(rows).toEqual([{ version: 1 }]);
  });

  test('the same bytes, refused as the positions of two days, are loaded for both', async () => {
    const text = textOf('POSITION_SUMMARY_REPORT').replace('CUSIP', 'Security Number');
    const days = [DAY, day('2025-05-21')];
    const [first = '', second = ''] = pockets;
    const own = text
      .split('\n')
      .filter((line) => !line.includes(second))
      .join('\n');
    for (const date of days) await importFile('a.csv', own, { pocketIds: [first], date });
    const profile = await profileWith(/cusip: \[CUSIP\]/g, 'cusip: [CUSIP, Security Number]');
    const { files } = await runRetry({ ...job, profile }, [], {});
    expect(files.map(({ outcome, from }) => [outcome, from])).toEqual(
      days.map((date) => ['loaded', date]),
    );
    expect(await readQuarantine()).toHaveLength(0);
  });

  test('a file that was named for the wrong day leaves the list once it was taken for the right one', async () => {
    const text = textOf('BANK_STATEMENT_REPORT');
    await importFile('a.xml', text, { pocketIds: pockets, date: day('2025-05-21') });
    expect(await readQuarantine()).toHaveLength(1);
    expect(await outcomesOf(importFile('a.xml', text, { pocketIds: pockets, date: DAY }))).toEqual([
      'a.xml loaded',
    ]);
    expect(await readQuarantine()).toHaveLength(0);
  });

  test('refused bytes that were lost since are told, and neither the others nor a night wait for them', async () => {
    await importFile('1.txt', 'nothing', {});
    await importFile('2.txt', 'nothing else', {});
    const [{ sha256 } = {}] = await readQuarantine();
    const lost = String(sha256);
    await rm(join(warehouse.home, 'landing', lost.slice(0, 2), lost));
    expect(await outcomesOf(runRetry(job, [], {}))).toEqual([
      expect.stringMatching(/^1\.txt refused landed file .* got ENOENT$/),
      expect.stringMatching(/^2\.txt refused .* begins with 'nothing else'$/),
    ]);
    const night = await runNightly(await warehouse.openJob(), day(TREASURY.to));
    expect(night.outcome).toBe('green');
  });

  test.each(['12', 'not-hex', 'ffffffff'])('%s names no refused file', async (prefix) => {
    await importFile('a.txt', 'nothing');
    await expect(runRetry(job, [prefix], {})).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  async function profileWith(what: string | RegExp, replacement: string): Promise<Profile> {
    const file = new URL('../../../profiles/jiko.yaml', import.meta.url);
    const text = await readFile(file, 'utf8');
    return parseProfile(text.replaceAll(what, replacement), 'jiko.yaml');
  }
});

test('a file that cannot be read is told, and the others go on', async () => {
  await symlink(join(folder, 'gone.xml'), join(folder, '1-link.xml'));
  await writeFile(join(folder, '2-prices.csv'), textOf('SECURITY_PRICE_REPORT'));
  expect(await outcomesOf(runImport(job, [folder], {}))).toEqual([
    '1-link.xml refused 1-link.xml: cannot be read (ENOENT)',
    '2-prices.csv loaded',
  ]);
});
