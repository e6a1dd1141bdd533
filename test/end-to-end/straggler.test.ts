import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { type ProfileName, type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

/** One report alone, which takes longer than the first looks: it is read by itself and not in the list. */
describe.each<ProfileName>(['jiko', 'alternate'])(
  'a report that takes long, told in %s',
  (profile) => {
    let jiko: SimulatedJiko;
    let warehouse: TestWarehouse;

    beforeAll(async () => {
      const days = { from: '2025-05-20', to: '2025-05-20' };
      jiko = await startJiko({ profile, ...days, pockets: 1, readyAfterMs: [400, 500] });
    });
    beforeEach(async () => {
      warehouse = await createWarehouse(jiko);
    });
    afterEach(() => warehouse?.drop());
    afterAll(() => jiko?.stop());

    test('is waited for and loaded', async () => {
      const run = await runBackfill(await warehouse.openJob(), {
        range: jiko.range,
        force: false,
        reportTypes: ['BANK_STATEMENT_REPORT'],
      });
      expect(run).toMatchObject({ reportsSettled: 1 });
      const { rows } = await warehouse.pool.query(
        `select state from books.fct_unit where report_type = 'BANK_STATEMENT_REPORT'`,
      );
      expect(rows).toEqual([{ state: 'loaded' }]);
      expect(jiko.sandbox.stats().calls.get).toBeGreaterThan(0);
    });
  },
);
