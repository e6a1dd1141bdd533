import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Edit,
  FAULT_KINDS,
  type FaultAnswer,
  type FaultKind,
  type RuleName,
} from '../../sandbox/faults/fault.ts';
import { type FaultPlan, readFaultPlan } from '../../sandbox/faults/fault-plan.ts';
import { type Planted, plantFaults } from '../../sandbox/faults/plant.ts';
import { createListingSource } from '../../sandbox/listing-source.ts';
import { createWorld, type World } from '../../sandbox/model/world.ts';
import { type Profile, readProfile } from '../../sandbox/profile.ts';
import { createSource } from '../../sandbox/source.ts';
import { calendar } from './calendar.ts';
import { findBreaks } from './find-breaks.ts';
import { findLogBreaks } from './find-log-breaks.ts';
import { findRestated } from './find-restated.ts';
import { ALTERNATE, JIKO } from './profiles.ts';

const OF_A_MONTH: readonly FaultKind[] = ['document_missing', 'fee_off', 'closed_month_changed'];
/** Where a fault shows in more than one place. */
const PLACES: Partial<Record<FaultKind, number>> = {
  entry_misdated: 2,
  closing_off: 2,
  cash_uninvested: 3,
  cash_idle: 7,
};
const FIRST_DELIVERY = 1;
const SECOND_DELIVERY = 2;

interface Demo {
  readonly world: World;
  readonly profile: Profile;
  readonly planted: Planted;
}

function demo(seed: number, plan: FaultPlan, profileFile = JIKO, to = '2026-10-29'): Demo {
  const profile = readProfile(profileFile);
  const world = createWorld({
    seed,
    from: '2026-10-01',
    to,
    pockets: 5,
    calendar,
    basis: profile.sandbox.position_basis,
    includesResidualCash: profile.sandbox.balance_includes_residual_cash,
  });
  return { world, profile, planted: plantFaults(world, profile, plan) };
}

function breaksOf({ world, profile, planted }: Demo, delivery: number): string[] {
  const source = createSource(world, planted.edits);
  const listings = createListingSource(world, planted.edits);
  return [
    ...findBreaks(world, profile, source, listings, delivery),
    ...findLogBreaks(world, source),
    ...findRestated(listings, planted.answers.closes),
  ];
}

function keyOf(answer: FaultAnswer, rule: RuleName): string {
  return `${rule} ${answer.expect.pocket_id} ${answer.expect.cusip ?? '-'} ${answer.expect.business_date}`;
}

describe.each([
  ['jiko', JIKO],
  ['alternate', ALTERNATE],
])('the default plan under %s', (_, profileFile) => {
  test('plants one of each kind, each with the break it is listed with', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const scene = demo(seed, 'default', profileFile);
      const { faults, skipped } = scene.planted.answers;
      const kinds = [...faults, ...skipped].map(({ kind }) => kind);
      expect(kinds.sort()).toEqual([...FAULT_KINDS].sort());
      const found = breaksOf(scene, FIRST_DELIVERY);
      const roots = faults.map((fault) => keyOf(fault, fault.expect.rule));
      expect(found, `seed ${seed}`).toEqual(expect.arrayContaining(roots));
      expect(found.filter((key) => !isExplained(key, faults, scene.world))).toEqual([]);
    }
  });

  test('leaves nothing of the restated report on the second delivery', () => {
    const scene = demo(3, 'default', profileFile);
    const restated = scene.planted.answers.faults.find(({ kind }) => kind === 'restated_report');
    expect(restated?.expect.state).toBe('cleared');
    const key = restated ? keyOf(restated, 'transaction_listing') : '';
    expect(breaksOf(scene, FIRST_DELIVERY)).toContain(key);
    expect(breaksOf(scene, SECOND_DELIVERY)).not.toContain(key);
  });

  test.each([
    ['bank', ['BANK_STATEMENT_REPORT', 'TRANSACTION_LIST']],
    ['brokerage', ['BROKERAGE_STATEMENT_REPORT', 'POSITION_SUMMARY_REPORT', 'TRADE_REPORT']],
  ])(
    'keeps faults of one side of a pocket, the %s, a sound business day apart',
    (_side, reports) => {
      const { world, planted } = demo(5, 'default', profileFile);
      const ofDays = planted.answers.faults.filter(
        ({ kind, pocket_id, report_type: report }) =>
          pocket_id !== null &&
          report !== null &&
          reports.includes(report) &&
          // these are of a month
          kind !== 'document_missing' &&
          kind !== 'earnings_off',
      );
      const days = ofDays.map((fault) => ({
        pocket: fault.pocket_id,
        day: world.timeline.indexAsOf(fault.business_date),
      }));
      for (const [index, one] of days.entries()) {
        for (const other of days.slice(index + 1)) {
          if (one.pocket === other.pocket) expect(Math.abs(one.day - other.day)).toBeGreaterThan(1);
        }
      }
    },
  );
});

describe('a plan', () => {
  test('of nothing leaves clean books', () => {
    expect(breaksOf(demo(1, 'none'), FIRST_DELIVERY)).toEqual([]);
    expect(breaksOf(demo(1, 'none', ALTERNATE), FIRST_DELIVERY)).toEqual([]);
  });

  test.each(FAULT_KINDS.filter((kind) => kind !== 'restated_report'))(
    'may ask for %s by pocket and any day',
    (kind: FaultKind) => {
      // A month must have ended: then its statement is due, and its fee is taken.
      const isOfMonth = OF_A_MONTH.includes(kind);
      const to = isOfMonth ? '2026-11-20' : '2026-10-29';
      // Only a pocket that is younger than the range sells within a month what it bought in it.
      const pocket = kind === 'sale_cost_off' ? 5 : kind === 'lot_method_flipped' ? 1 : 2;
      const { planted } = demo(11, [{ kind, pocket }], JIKO, to);
      expect(planted.answers.faults.map((fault) => fault.kind)).toEqual([kind]);
      expect(editsOf(planted)).toHaveLength(PLACES[kind] ?? 1);
    },
  );

  test('puts a fault on the day that was asked for', () => {
    const wish = { kind: 'nonzero_close', pocket: 'Operating', date: '2026-10-14' } as const;
    const [fault] = demo(1, [wish]).planted.answers.faults;
    expect(fault).toMatchObject({ business_date: '2026-10-14', kind: 'nonzero_close' });
  });

  test('that cannot be kept says why', () => {
    expect(() => demo(1, [{ kind: 'price_off', date: '2026-10-01' }])).toThrow(
      /cannot place the fault price_off: no pocket and day from 2026-10-02 to 2026-10-27 fits for 2026-10-01/,
    );
    expect(() => demo(1, [{ kind: 'trade_cash_off' }], ALTERNATE)).toThrow(/face values/);
  });

  test('may keep back a statement only where it is due in the range', () => {
    const wish = { kind: 'document_missing' } as const;
    expect(() => demo(1, [wish], JIKO, '2026-11-13')).toThrow(
      /a month must end and its 15th follow/,
    );
    const [fault] = demo(1, [wish], JIKO, '2026-11-16').planted.answers.faults;
    expect(fault?.expect).toMatchObject({
      rule: 'document_missing',
      business_date: '2026-10-30',
      consequences: [],
    });
  });

  test('of the default kind is cut down to what a short range can hold, with reasons', () => {
    const { planted } = demo(1, 'default', JIKO, '2026-10-06');
    expect(planted.answers.skipped.length).toBeGreaterThan(5);
    for (const { reason } of planted.answers.skipped) expect(reason).toMatch(/^no pocket and day/);
    expect(planted.answers.faults.length + planted.answers.skipped.length).toBe(FAULT_KINDS.length);
  });

  test('is read from YAML or JSON, and refused by name where it is wrong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'faults-'));
    const file = join(folder, 'plan.yaml');
    await writeFile(
      file,
      '- { kind: price_off, pocket: 2, date: "2026-10-14" }\n- kind: late_report\n',
    );
    expect(readFaultPlan(file)).toEqual([
      { kind: 'price_off', pocket: 2, date: '2026-10-14' },
      { kind: 'late_report' },
    ]);
    await writeFile(file, '"default"');
    expect(readFaultPlan(file)).toBe('default');
    await writeFile(file, '- kind: gremlins');
    expect(() => readFaultPlan(file)).toThrow(/plan\.yaml/);
    await rm(folder, { recursive: true });
  });

  test('is the same for the same seed', () => {
    expect(demo(9, 'default').planted.answers).toEqual(demo(9, 'default').planted.answers);
    expect(demo(9, 'default').planted.answers).not.toEqual(demo(10, 'default').planted.answers);
  });
});

/**
 * A break is the root of a fault, or one of its consequences in the same pocket, on that day or the next, or of the same month
 * where it is about a month.
 */
function isExplained(key: string, faults: readonly FaultAnswer[], world: World): boolean {
  const [rule, pocketId, cusip, date = ''] = key.split(' ');
  return faults.some(({ expect: root }) => {
    const rules: readonly string[] = [root.rule, ...root.consequences];
    const day = world.timeline.indexAsOf(date) - world.timeline.indexAsOf(root.business_date);
    // it moves on the day of settlement, and would have on the one before
    const settlesLater = root.rule === 'listing_terms';
    const isSameHolding = cusip === '-' || root.cusip === null || root.cusip === cusip;
    return (
      String(root.pocket_id) === pocketId &&
      rules.includes(rule ?? '') &&
      (day === 0 ||
        day === 1 ||
        (day === 2 && settlesLater) ||
        (rule === 'earnings_gain' && isSameMonth(date, root))) &&
      isSameHolding
    );
  });
}

function isSameMonth(date: string, { business_date: other }: FaultAnswer['expect']): boolean {
  return date.slice(0, 7) === other.slice(0, 7);
}

function editsOf(planted: Planted): Edit[] {
  return [...planted.edits.values()].flat();
}
