import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runBackfill } from '../../../src/jobs/backfill.ts';
import { runRetry } from '../../../src/jobs/import/import-retry.ts';
import { runNightly } from '../../../src/jobs/nightly.ts';
import { type Profile, parseProfile } from '../../../src/transform/profile.ts';
import { damageOnce } from '../../end-to-end/support/hooks.ts';
import { day, startJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { createWarehouse } from '../../end-to-end/support/warehouse.ts';
import {
  DAY,
  expectEmptyLedgers,
  importFile,
  job,
  outcomesOf,
  pockets,
  readQuarantine,
  TREASURY,
  textOf,
  useImports,
  warehouse,
} from './use-imports.ts';

useImports();

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
