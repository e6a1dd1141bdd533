import { describe, expect, test } from 'vitest';
import { runImport } from '../../../src/jobs/import/import-files.ts';
import type { LocalJob } from '../../../src/jobs/job.ts';
import { standingDigest } from '../../end-to-end/support/books-digest.ts';
import { save } from '../../end-to-end/support/downloads.ts';
import { day } from '../../end-to-end/support/simulated-jiko.ts';
import {
  DAY,
  download,
  folder,
  importFile,
  job,
  outcomesOf,
  pockets,
  readQuarantine,
  textOf,
  useImports,
  warehouse,
} from './use-imports.ts';

useImports();

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
