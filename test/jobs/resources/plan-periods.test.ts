import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { runBackfill } from '../../../src/jobs/backfill.ts';
import type { Job } from '../../../src/jobs/job.ts';
import { runNightly } from '../../../src/jobs/nightly.ts';
import { registerPockets } from '../../../src/jobs/owed-units.ts';
import { planReadings } from '../../../src/jobs/resources/plan-readings.ts';
import type { ReadingScope } from '../../../src/jobs/resources/resource-reading.ts';
import {
  day,
  days,
  type SimulatedJiko,
  startJiko,
} from '../../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../../end-to-end/support/warehouse.ts';

/** Two whole months and a part of a third. */
const TREASURY = { from: '2025-04-01', to: '2025-06-12', pockets: 1, seed: 3 };

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
/** What was asked of the earnings since it was last looked at, as `period from to`. */
let asked: string[] = [];

beforeAll(async () => {
  jiko = await startJiko({
    ...TREASURY,
    hooks: {
      before({ request }) {
        const { pathname, searchParams: query } = new URL(request.url);
        if (!pathname.endsWith('/earnings/')) return undefined;
        asked.push([...query.values()].join(' '));
        return undefined;
      },
    },
  });
});
beforeEach(async () => {
  warehouse = await createWarehouse(jiko);
  asked = [];
});
afterEach(() => warehouse?.drop());
afterAll(() => jiko?.stop());

const MOVING = ['all-time', 'ytd', 'mtd', 'wtd'];

/** 06:30 in New York on the morning after a day. */
async function jobOn(morning: string): Promise<Job> {
  const job = await warehouse.openJob();
  return { ...job, clock: { ...systemClock, now: () => new Date(`${morning}T10:30:00Z`) } };
}

async function planned(morning: string, scope: ReadingScope): Promise<unknown[]> {
  const job = await jobOn(morning);
  await registerPockets(job.pool, 'main', [{ id: 'a', name: 'A', status: null }]);
  const { readings } = (await planReadings(job, 'earnings', scope)) ?? { readings: [] };
  return readings.map(({ parentId, isWhole, ask }) => {
    expect({ parentId, isWhole }).toEqual({ parentId: 'a', isWhole: false });
    expect(ask.values).toEqual({ pocket_id: 'a' });
    return Object.values(ask.query ?? {}).join(' ');
  });
}

describe('of the earnings of a pocket are asked', () => {
  test('the periods that move, and each month that the run touches, to its end', async () => {
    expect(await planned('2025-06-13', { range: days('2025-04-15', '2025-05-02') })).toEqual([
      ...MOVING,
      'range 2025-04-01 2025-04-30',
      'range 2025-05-01 2025-05-31',
    ]);
  });

  test.each([
    // Friday 30 May is the last business day; it is over on Saturday morning.
    ['2025-05-30', '2025-05-29'],
    ['2025-05-31', '2025-05-31'],
  ])('a month that goes on, up to the last finished day: on %s to %s', async (morning, to) => {
    expect(await planned(morning, { range: days('2025-05-28', '2025-05-29') })).toEqual([
      ...MOVING,
      `range 2025-05-01 ${to}`,
    ]);
  });

  test('no month of which no day is finished', async () => {
    expect(await planned('2025-06-02', { range: days('2025-06-02', '2025-06-02') })).toEqual(
      MOVING,
    );
  });
});

describe('a month that was read after its end', () => {
  const ranges = () =>
    asked
      .splice(0)
      .filter((one) => one.startsWith('range'))
      .sort();

  test('is not asked for again, and one that goes on is', async () => {
    const range = days('2025-04-01', '2025-06-11');
    await runBackfill(await jobOn('2025-06-12'), { range, force: false });
    expect(ranges()).toEqual([
      'range 2025-04-01 2025-04-30',
      'range 2025-05-01 2025-05-31',
      'range 2025-06-01 2025-06-11',
    ]);
    await runNightly(await jobOn('2025-06-13'));
    expect(ranges()).toEqual(['range 2025-06-01 2025-06-12']);
    const { rows } = await warehouse.pool.query(
      `select date_from, date_to from books.fct_earning where period = 'range' order by 1, 2`,
    );
    expect(rows.map(({ date_from, date_to }) => `${date_from} ${date_to}`)).toEqual([
      '2025-04-01 2025-04-30',
      '2025-05-01 2025-05-31',
      '2025-06-01 2025-06-11',
      '2025-06-01 2025-06-12',
    ]);
  });

  test('is asked for again among the days that are, and where a person insists', async () => {
    await runNightly(await jobOn('2025-05-31'));
    expect(ranges()).toEqual(['range 2025-05-01 2025-05-31']);
    // Of the last three business days one is Friday 30 May.
    await runNightly(await jobOn('2025-06-04'), day('2025-06-03'));
    expect(ranges()).toEqual(['range 2025-05-01 2025-05-31', 'range 2025-06-01 2025-06-03']);
    await runNightly(await jobOn('2025-06-05'), day('2025-06-04'));
    expect(ranges()).toEqual(['range 2025-06-01 2025-06-04']);
    const range = days('2025-05-28', '2025-05-30');
    await runBackfill(await jobOn('2025-06-05'), { range, force: true });
    expect(ranges()).toEqual(['range 2025-05-01 2025-05-31']);
  });
});

describe('an answer about other days', () => {
  test('is refused', async () => {
    const [, , , , reading] = await (async () => {
      const job = await jobOn('2025-06-13');
      await registerPockets(job.pool, 'main', [{ id: 'a', name: 'A', status: null }]);
      const range = days('2025-05-05', '2025-05-06');
      return (await planReadings(job, 'earnings', { range }))?.readings ?? [];
    })();
    const complete = reading?.complete ?? (() => ({}));
    expect(complete({ date_to: '2025-05-30' })).toEqual({
      period: 'range',
      date_from: '2025-05-01',
      date_to: '2025-05-31',
    });
    for (const told of [{ date_from: '2025-04-30' }, { date_to: '2025-06-01' }]) {
      expect(() => complete(told)).toThrow('expected a period from 2025-05-01 to 2025-05-31');
    }
  });
});
