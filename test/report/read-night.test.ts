import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeNight } from '../../src/cli/report/render-night-text.ts';
import { type BusinessDate, parseBusinessDate } from '../../src/domain/business-date.ts';
import type { FileCut } from '../../src/load/cut-file.ts';
import { stagePositions } from '../../src/load/stage-rows.ts';
import type { NightReport } from '../../src/report/night-report.ts';
import { renderNight } from '../../src/report/page/render-night.ts';
import { readNight } from '../../src/report/read-night.ts';
import {
  BILL,
  buy,
  entry,
  FRIDAY,
  MONDAY,
  OTHER_BILL,
  POCKET,
  position,
  quote,
  residualCash,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../reconcile/support/ledger-rows.ts';
import { openTreasury, type Treasury } from '../reconcile/support/treasury.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const WEEK = { from: MONDAY, to: FRIDAY };
const generatedAt = new Date('2026-09-17T10:04:00Z');

async function nightOf(treasury: Treasury, date = WEDNESDAY): Promise<NightReport> {
  const report = await readNight(database.pool, { entityId: treasury.entityId, date, generatedAt });
  if (report === null) throw new Error('the books hold nothing');
  return report;
}

/** Two days that tie: ten units held from the beginning. */
async function openBooks(): Promise<Treasury> {
  const treasury = await openTreasury(database.pool);
  for (const day of [MONDAY, TUESDAY]) {
    await treasury.summary(day, position(10), residualCash('3.00'));
    await treasury.prices(day, quote());
    await treasury.trades(day);
  }
  await treasury.reconcile();
  return treasury;
}

describe('the report of a night', () => {
  test('is green where everything that is owed has landed and ties', async () => {
    const treasury = await openBooks();
    const night = await nightOf(treasury, TUESDAY);
    expect(night.verdict.state).toBe('green');
    expect(night.totals).toEqual({
      pockets: 1,
      securities: 1,
      faceAmount: '1000',
      marketValue: '985.00',
      costValue: '980.00',
      unrealisedGain: '5.00',
      residualCash: '3.00',
      value: '988.00',
    });
    expect(night.completeness).toMatchObject({ days: [MONDAY, TUESDAY], owed: 6, missing: 0 });
  });

  test('is not green before the rules have looked at what has landed', async () => {
    const treasury = await openBooks();
    await treasury.summary(WEDNESDAY, position(10), residualCash('3.00'));
    expect((await nightOf(treasury)).verdict.state).toBe('unproven');
    expect((await nightOf(treasury, TUESDAY)).verdict.state, 'what came is of a later day').toBe(
      'green',
    );
  });

  test('nor while they have not looked at what came again for the same day', async () => {
    const treasury = await openBooks();
    await treasury.summary(TUESDAY, position(10), residualCash('3.01'));
    expect((await nightOf(treasury, TUESDAY)).verdict.state).toBe('unproven');
    await treasury.reconcile();
    expect((await nightOf(treasury, TUESDAY)).verdict.state).not.toBe('unproven');
  });

  test('names what has not landed', async () => {
    const treasury = await openBooks();
    await treasury.owe('TRADE_REPORT', WEDNESDAY);
    await treasury.reconcile();
    const { verdict, completeness, breaks } = await nightOf(treasury);
    expect(verdict.sentence).toBe('1 report has not landed, and 1 break is open, new that day.');
    expect(completeness).toMatchObject({ missing: 1, firstMissingOn: WEDNESDAY });
    const trades = completeness.pockets[0]?.reports.find(
      ({ reportType }) => reportType === 'TRADE_REPORT',
    );
    expect(trades?.units.map((unit) => unit?.state)).toEqual(['empty', 'empty', 'owed']);
    expect(breaks.byRule).toMatchObject([{ rule: 'completeness', open: 1, byAge: [1, 0, 0, 0] }]);
  });

  test('tells what was bought, sold and has matured since the day before', async () => {
    const treasury = await openTreasury(database.pool);
    const third = position(5, { cusip: OTHER_BILL });
    await treasury.trades(MONDAY, buy(5, MONDAY, { cusip: OTHER_BILL, maturesOn: TUESDAY }));
    await treasury.summary(MONDAY, position(10), third, residualCash('0.00'));
    await treasury.summary(TUESDAY, position(12), residualCash('0.00'));
    await treasury.summary(WEDNESDAY, position(4), residualCash('0.00'));
    const { changes } = await nightOf(treasury, TUESDAY);
    expect(changes.holdings).toEqual([
      {
        kind: 'bought',
        pocketName: POCKET,
        cusip: BILL,
        maturityDate: null,
        faceBefore: '1000',
        faceAfter: '1200',
        faceChange: '200',
      },
      expect.objectContaining({ kind: 'matured', cusip: OTHER_BILL, faceChange: '-500' }),
    ]);
    const wednesday = await nightOf(treasury);
    expect(wednesday.changes.holdings).toMatchObject([{ kind: 'sold', faceChange: '-800' }]);
  });

  test('tells which breaks appeared and which were cleared since the night before', async () => {
    const treasury = await openBooks();
    await treasury.summary(TUESDAY, position(10, { value: '985.01' }), residualCash('3.00'));
    await treasury.reconcile();
    await treasury.summary(TUESDAY, position(10), residualCash('3.00'));
    await treasury.summary(WEDNESDAY, position(10, { value: '985.02' }), residualCash('3.00'));
    await treasury.prices(WEDNESDAY, quote());
    await treasury.trades(WEDNESDAY);
    await treasury.reconcile();
    const { changes, breaks } = await nightOf(treasury);
    expect(
      changes.breaks.map(({ verb, rule, businessDate }) => `${verb} ${rule} ${businessDate}`),
    ).toEqual([`cleared position_value ${TUESDAY}`, `opened position_value ${WEDNESDAY}`]);
    expect(breaks.shown).toMatchObject([
      { rule: 'position_value', expected: '985.00', actual: '985.02', difference: '0.02' },
    ]);
    const tuesday = await nightOf(treasury, TUESDAY);
    expect(tuesday.breaks.open, 'what began later is not of this night').toBe(0);
    expect(tuesday.changes.breaks, 'nor is what has been cleared since').toEqual([]);
  });

  test('is of the end of its day: of later days nothing makes a break older or more severe', async () => {
    const treasury = await openBooks();
    await treasury.summary(TUESDAY, position(10, { value: '985.01' }), residualCash('3.00'));
    for (const day of [WEDNESDAY, THURSDAY, FRIDAY]) {
      await treasury.summary(day, position(10, { value: '985.01' }), residualCash('3.00'));
      await treasury.prices(day, quote());
      await treasury.trades(day);
    }
    await treasury.reconcile({}, { settings: new Map([['severity.days', '3']]) });
    const seen = async (date: BusinessDate) => {
      const { verdict, breaks } = await nightOf(treasury, date);
      const [first] = breaks.shown;
      const { severity, ageBusinessDays, lastSeenOn } = first ?? {};
      return {
        sentence: verdict.sentence,
        byAge: breaks.byRule[0]?.byAge,
        ...{ severity, ageBusinessDays, lastSeenOn },
      };
    };
    expect(await seen(TUESDAY)).toEqual({
      sentence: '1 break is open, new that day.',
      byAge: [1, 0, 0, 0],
      severity: 'error',
      ageBusinessDays: 0,
      lastSeenOn: TUESDAY,
    });
    expect(await seen(THURSDAY)).toMatchObject({ severity: 'error', ageBusinessDays: 2 });
    expect(await seen(FRIDAY)).toEqual({
      sentence: '1 break is open, 3 business days old.',
      byAge: [0, 1, 0, 0],
      severity: 'critical',
      ageBusinessDays: 3,
      lastSeenOn: FRIDAY,
    });
  });

  test('counts no break as overdue that is due only later', async () => {
    const treasury = await openTreasury(database.pool);
    await treasury.trades(WEEK);
    const settlesOn = THURSDAY;
    await treasury.listing(WEEK, buy(5, TUESDAY, { settlesOn }));
    for (const day of [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]) {
      await treasury.summary(day, residualCash('0.00'));
    }
    await treasury.reconcile();
    const ofListing = async (date: BusinessDate) => {
      const { verdict, breaks } = await nightOf(treasury, date);
      expect(breaks.shown).toMatchObject([{ rule: 'trade_listing', dueOn: THURSDAY }]);
      return [breaks.shown[0]?.ageBusinessDays, verdict.sentence];
    };
    expect(await ofListing(TUESDAY)).toEqual([0, '1 break is open, new that day.']);
    expect(await ofListing(WEDNESDAY)).toEqual([0, '1 break is open, not overdue.']);
    expect(await ofListing(FRIDAY)).toEqual([1, '1 break is open, 1 business day old.']);
  });

  test('names as new of an earlier day what begins on it, whichever run found it', async () => {
    const treasury = await openTreasury(database.pool);
    for (const day of [MONDAY, TUESDAY, WEDNESDAY, THURSDAY]) {
      const value = day === TUESDAY || day === THURSDAY ? '985.01' : '985.00';
      await treasury.summary(day, position(10, { value }), residualCash('3.00'));
      await treasury.prices(day, quote());
      await treasury.trades(day);
    }
    await treasury.reconcile();
    const changesOf = async (date: BusinessDate) => {
      const { changes, breaks } = await nightOf(treasury, date);
      const told = changes.breaks.map(({ verb, businessDate }) => `${verb} ${businessDate}`);
      return { open: breaks.open, since: changes.breaksSince, told };
    };
    expect(await changesOf(MONDAY)).toEqual({ open: 0, since: null, told: [] });
    const tuesday = { open: 1, since: MONDAY, told: [`opened ${TUESDAY}`] };
    expect(await changesOf(TUESDAY)).toEqual(tuesday);
    expect(await changesOf(WEDNESDAY)).toEqual({ open: 1, since: TUESDAY, told: [] });
    expect(await changesOf(THURSDAY), 'the last day, on which the rules ran once').toEqual({
      open: 2,
      since: WEDNESDAY,
      told: [`opened ${THURSDAY}`],
    });
    await treasury.summary(FRIDAY, position(10), residualCash('3.00'));
    await treasury.summary(MONDAY, position(10, { value: '985.03' }), residualCash('3.00'));
    await treasury.reconcile();
    expect(await changesOf(FRIDAY), 'what was found anew of an earlier day').toEqual({
      open: 3,
      since: THURSDAY,
      told: [`opened ${MONDAY}`],
    });
    expect(await changesOf(TUESDAY), 'and an earlier day is as it was').toEqual({
      ...tuesday,
      open: 2,
    });
  });

  test('holds the last day against the first run of all where that looked at it already', async () => {
    const treasury = await openBooks();
    await treasury.summary(MONDAY, position(10, { value: '985.01' }), residualCash('3.00'));
    await treasury.reconcile();
    await treasury.summary(MONDAY, position(10), residualCash('3.00'));
    await treasury.summary(TUESDAY, position(10, { value: '985.02' }), residualCash('3.00'));
    await treasury.reconcile();
    const { changes } = await nightOf(treasury, TUESDAY);
    expect(changes.sinceRunAt).not.toBeNull();
    expect(changes.breaks.map(({ verb, businessDate }) => `${verb} ${businessDate}`)).toEqual([
      `cleared ${MONDAY}`,
      `opened ${TUESDAY}`,
    ]);
  });

  test('says so where the books hold nothing of the day asked for', async () => {
    const treasury = await openBooks();
    expect(await nightOf(treasury, TUESDAY)).toMatchObject({ date: TUESDAY, askedFor: null });
    const late = await nightOf(treasury, parseBusinessDate('2027-10-31'));
    expect(late).toMatchObject({ date: TUESDAY, askedFor: '2027-10-31' });
    const told =
      'The books hold nothing of Sunday, 31 October 2027: this is the last day before it that they know of.';
    expect(renderNight(late)).toContain(told);
    expect(describeNight(late)).toContain(told);
  });

  test('sums what was swept, each way, by the bank statements', async () => {
    const treasury = await openTreasury(database.pool);
    const entries = [
      entry('deposit', '500.00'),
      entry('sweep_out', '-300.10'),
      entry('sweep_out', '-199.90'),
      entry('sweep_in', '20.00'),
      entry('withdrawal', '-20.00'),
    ];
    await treasury.bank(MONDAY, { entries });
    const { sweeps } = await nightOf(treasury, MONDAY);
    expect(sweeps).toEqual([
      { businessDate: MONDAY, intoBills: '500.00', toBank: '20.00', net: '480.00' },
    ]);
  });

  test('draws a day without a pocket that has not landed, and holds what it held before', async () => {
    const treasury = await openTreasury(database.pool, ['one', 'two']);
    const [one, two] = ['one', 'two'].map((pocket) => position(10, { pocket }));
    if (one === undefined || two === undefined) throw new Error('two pockets');
    await treasury.summary(MONDAY, one, two);
    const stage = (cut: FileCut) => stagePositions(cut, TUESDAY);
    await treasury.load('POSITION_SUMMARY_REPORT', TUESDAY, [one], stage, undefined, ['one']);
    const night = await nightOf(treasury, TUESDAY);
    expect(night.values).toMatchObject([
      { businessDate: MONDAY, pockets: 2, marketValue: '1970.00' },
      {
        businessDate: TUESDAY,
        pockets: 1,
        marketValue: '985.00',
        byPocket: [{ name: 'one', marketValue: '985.00' }],
      },
    ]);
    expect(night.holdings.shown).toMatchObject([
      { pocketName: 'one', businessDate: TUESDAY },
      { pocketName: 'two', businessDate: MONDAY },
    ]);
    expect(renderNight(night)).toContain(`<span class="tag warn">${MONDAY}</span>`);
  });

  test('of a day without business is that of the business day before it', async () => {
    const treasury = await openBooks();
    expect((await nightOf(treasury, FRIDAY)).date).toBe(TUESDAY);
    const none = {
      entityId: treasury.entityId,
      date: parseBusinessDate('2026-09-11'),
      generatedAt,
    };
    expect(await readNight(database.pool, none), 'before the books began').toBeNull();
  });

  test('is the same page for the same books', async () => {
    const treasury = await openBooks();
    const pages = [await nightOf(treasury), await nightOf(treasury)].map((night) =>
      renderNight(night),
    );
    expect(pages[0]).toBe(pages[1]);
  });

  test('is read by who may read books and nothing else', async () => {
    const treasury = await openBooks();
    const client = await database.pool.connect();
    try {
      await client.query('set role pocketbook_reader');
      const reading = { connect: async () => ({ query: client.query.bind(client), release() {} }) };
      const asked = { entityId: treasury.entityId, generatedAt };
      await expect(readNight(reading as never, asked)).resolves.toMatchObject({ date: TUESDAY });
    } finally {
      await client.query('reset role');
      client.release();
    }
  });
});
