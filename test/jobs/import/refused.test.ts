import { describe, expect, test } from 'vitest';
import { runImport } from '../../../src/jobs/import/import-files.ts';
import { runRetry } from '../../../src/jobs/import/import-retry.ts';
import type { Told } from '../../../src/jobs/import/import-scope.ts';
import { save } from '../../end-to-end/support/downloads.ts';
import { day } from '../../end-to-end/support/simulated-jiko.ts';
import {
  DAY,
  download,
  expectEmptyLedgers,
  folder,
  importFile,
  job,
  landed,
  outcomesOf,
  pockets,
  readQuarantine,
  textOf,
  useImports,
  warehouse,
} from './use-imports.ts';

useImports();

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
