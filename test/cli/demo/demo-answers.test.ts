import { describe, expect, test } from 'vitest';
import type { Answers, FaultAnswer } from '../../../sandbox/start.ts';
import { BREAK_STATUSES } from '../../../src/cli/breaks/break-filter.ts';
import type { BreakRow } from '../../../src/cli/breaks/read-breaks.ts';
import { compare } from '../../../src/cli/demo/demo-answers.ts';
import { MONDAY, TUESDAY } from '../../reconcile/support/ledger-rows.ts';

const BREAK: BreakRow = {
  breakId: 'the break',
  entityId: 'main',
  rule: 'residual_cash',
  severity: 'warning',
  pocketId: 'pocket-1',
  pocketName: null,
  account: null,
  cusip: null,
  item: '',
  businessDate: MONDAY,
  lastSeenOn: MONDAY,
  expected: '99.99',
  actual: '150.00',
  difference: '50.01',
  figures: 'dollars',
  detail: null,
  cause: 'unknown',
  status: 'open',
  consequences: 0,
};

function faultOf(state: FaultAnswer['expect']['state']): FaultAnswer {
  return {
    id: 'fault-1',
    kind: 'cash_off',
    pocket_id: 'pocket-1',
    cusip: null,
    business_date: MONDAY,
    report_type: 'POSITION_SUMMARY_REPORT',
    expect: {
      rule: 'residual_cash',
      cause: 'unknown',
      pocket_id: 'pocket-1',
      business_date: MONDAY,
      cusip: null,
      state,
      consequences: [],
    },
    note: '',
  };
}

function answersOf(...faults: readonly FaultAnswer[]): Answers {
  return { faults, closes: [], skipped: [] };
}

/** How many were missed, and which alarms were false. */
function judge(state: FaultAnswer['expect']['state'], ...breaks: readonly BreakRow[]) {
  const { missed, falseAlarms } = compare(breaks, answersOf(faultOf(state)));
  return [missed.length, falseAlarms.map(({ breakId }) => breakId)];
}

describe('a planted fault', () => {
  test.each(BREAK_STATUSES.filter((status) => status !== 'cleared'))(
    'is found by a break that people have made %s',
    (status) => {
      expect(judge('open', { ...BREAK, status })).toEqual([0, []]);
    },
  );

  test('that is mended by a later file is found by a break that is cleared, and by no other', () => {
    expect(judge('cleared', { ...BREAK, status: 'cleared' })).toEqual([0, []]);
    for (const status of ['open', 'resolved']) {
      expect(judge('cleared', { ...BREAK, status }), status).toEqual([1, ['the break']]);
    }
  });

  test('is missed where its break is cleared, is of another day or is not there', () => {
    expect(judge('open', { ...BREAK, status: 'cleared' })).toEqual([1, []]);
    expect(judge('open')).toEqual([1, []]);
    expect(judge('open', { ...BREAK, businessDate: TUESDAY })).toEqual([1, ['the break']]);
  });

  test('has a break of its own: two that are alike need two', () => {
    const [one, other] = [faultOf('open'), faultOf('open')];
    const another = { ...BREAK, breakId: 'another', item: 'another' };
    expect(compare([BREAK], answersOf(one, other)).missed).toEqual([other]);
    const { missed, falseAlarms } = compare([BREAK, another], answersOf(one, other));
    expect([missed, falseAlarms]).toEqual([[], []]);
  });

  test('leaves the break of a security, and that with another cause, to the fault that tells of it', () => {
    const loose = faultOf('open');
    const ofBill = { ...loose, expect: { ...loose.expect, cusip: '912797HF7' } };
    const bill = { ...BREAK, breakId: 'bill', cusip: '912797HF7' };
    expect(compare([bill, BREAK], answersOf(loose, ofBill)).missed).toEqual([]);
    const signed = { ...loose, expect: { ...loose.expect, cause: 'sign' as const } };
    const sign = { ...BREAK, breakId: 'sign', cause: 'sign' };
    expect(compare([sign, BREAK], answersOf(loose, signed)).misnamed).toEqual([]);
  });

  test.each(['open', 'resolved'])('makes no other break right: one that is %s', (status) => {
    const other = { ...BREAK, breakId: 'another', rule: 'idle_cash', status };
    expect(judge('open', BREAK, other)).toEqual([0, ['another']]);
  });
});
