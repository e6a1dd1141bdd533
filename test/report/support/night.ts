import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import type { NightReport, OpenBreak } from '../../../src/report/night-report.ts';
import type { Restatement } from '../../../src/report/read-restatements.ts';

export const NIGHT = parseBusinessDate('2026-10-30');
const DAY_BEFORE = parseBusinessDate('2026-10-29');

/** A name that breaks out of whatever it is put into unescaped, and text that turns direction or is no text at all. */
export const HOSTILE = `<script>alert(1)</script>"'><img src=http://evil.example/x onerror=alert(2)> & \u202egnp`;

export function openBreak(changes: Partial<OpenBreak> = {}): OpenBreak {
  return {
    breakId: '3f2a0000-0000-4000-8000-000000000001',
    rule: 'position_value',
    severity: 'error',
    pocketName: 'Operating',
    cusip: '912797AB1',
    account: null,
    businessDate: DAY_BEFORE,
    lastSeenOn: NIGHT,
    dueOn: DAY_BEFORE,
    ageBusinessDays: 1,
    expected: '1234567.89',
    actual: '1234567.90',
    difference: '0.01',
    detail: 'value differs from quantity times price',
    cause: 'per-lot rounding',
    evidence: '3 lots, each rounded up',
    tolerance: null,
    figures: 'dollars',
    status: 'open',
    assignee: null,
    note: null,
    explainedUntil: null,
    consequences: 2,
    places: ['12/line 17', '13/line 4'],
    ...changes,
  };
}

const RESTATEMENT: Restatement = {
  reportType: 'BANK_STATEMENT_REPORT',
  pocketId: 'p1',
  pocketName: 'Operating',
  businessDate: DAY_BEFORE,
  fromVersion: 1,
  version: 2,
  isOtherContent: true,
  acceptedAt: new Date('2026-10-31T10:00:00Z'),
  rowsAdded: 1,
  rowsRemoved: 0,
  rowsChanged: 1,
  breaksAppeared: 0,
  breaksCleared: 1,
  breaksChanged: 0,
  fromReportFileId: 7n,
  reportFileId: 12n,
  differences: [
    {
      rowKind: 'cash_entry',
      change: 'changed',
      rowKey: 'REF-1',
      occurrence: 1,
      columnName: 'amount',
      oldValue: '-12.00',
      newValue: '-13.00',
      row: null,
      fromPlace: '7/Stmt[1]/Ntry[3]',
      place: '12/Stmt[1]/Ntry[3]',
    },
    {
      rowKind: 'cash_entry',
      change: 'added',
      rowKey: 'REF-2',
      occurrence: 1,
      columnName: null,
      oldValue: null,
      newValue: null,
      row: { amount: '-6041.89', category: 'fee', description: 'x' },
      fromPlace: null,
      place: '12/Stmt[1]/Ntry[4]',
    },
  ],
  breaks: [{ effect: 'cleared', rule: 'statement_balance', breakId: '3f2a0000' }],
};

/** A night with something in every section. */
export function nightReport(changes: Partial<NightReport> = {}): NightReport {
  return {
    entityId: 'main',
    date: NIGHT,
    askedFor: null,
    generatedAt: new Date('2026-10-31T10:04:00Z'),
    verdict: { state: 'breaks', sentence: '1 break is open, 1 business day old.' },
    totals: {
      pockets: 2,
      securities: 2,
      faceAmount: '12345600',
      marketValue: '12300000.10',
      costValue: '12200000.00',
      unrealisedGain: '100000.10',
      residualCash: '88.90',
      value: '12300089.00',
    },
    completeness: {
      days: [DAY_BEFORE, NIGHT],
      pockets: [
        {
          pocketName: 'Operating',
          reports: [
            {
              reportType: 'BANK_STATEMENT_REPORT',
              units: [
                { state: 'loaded', version: 2, provisional: false },
                { state: 'failed', version: null, provisional: false },
              ],
            },
          ],
        },
      ],
      pocketsLeftOut: 0,
      owed: 4,
      missing: 1,
      firstMissingOn: NIGHT,
    },
    breaks: {
      open: 1,
      byRule: [
        {
          rule: 'position_value',
          open: 1,
          byAge: [1, 0, 0, 0],
          oldest: DAY_BEFORE,
          oldestAgeBusinessDays: 1,
        },
      ],
      shown: [openBreak()],
    },
    changes: {
      sinceRunAt: new Date('2026-10-30T10:04:00Z'),
      breaksSince: DAY_BEFORE,
      breaks: [
        {
          verb: 'opened',
          breakId: '3f2a0000-0000-4000-8000-000000000001',
          rule: 'position_value',
          pocketName: 'Operating',
          cusip: '912797AB1',
          businessDate: DAY_BEFORE,
          difference: '0.01',
          cause: 'per-lot rounding',
        },
      ],
      holdingsSince: DAY_BEFORE,
      holdings: [
        {
          kind: 'matured',
          pocketName: 'Operating',
          cusip: '912797CD7',
          maturityDate: NIGHT,
          faceBefore: '5000',
          faceAfter: '0',
          faceChange: '-5000',
        },
      ],
    },
    holdings: {
      all: 1,
      shown: [
        {
          pocketName: 'Operating',
          businessDate: NIGHT,
          cusip: '912797AB1',
          maturityDate: parseBusinessDate('2027-01-05'),
          daysToMaturity: 67,
          faceAmount: '12345600',
          marketPrice: '99.63000000',
          marketValue: '12300000.10',
          costValue: '12200000.00',
          unrealisedGain: '100000.10',
        },
      ],
    },
    ladder: {
      by: 'day',
      steps: [
        {
          maturesIn: '2027-01-05',
          holdings: 1,
          faceAmount: '12345600',
          marketValue: '12300000.10',
        },
      ],
    },
    values: [DAY_BEFORE, NIGHT].map((businessDate) => ({
      businessDate,
      pockets: 1,
      marketValue: '12300000.10',
      residualCash: '88.90',
      value: '12300089.00',
      byPocket: [{ name: 'Operating', marketValue: '12300000.10' }],
    })),
    sweeps: [{ businessDate: NIGHT, intoBills: '70000.00', toBank: '12.50', net: '69987.50' }],
    restatements: [RESTATEMENT],
    runs: [
      {
        runId: 4n,
        kind: 'nightly',
        from: DAY_BEFORE,
        to: NIGHT,
        startedAt: new Date('2026-10-31T10:00:00Z'),
        finishedAt: new Date('2026-10-31T10:02:05Z'),
        outcome: 'breaks',
        apiCalls: 31,
        appVersion: '0.1.0',
        error: null,
      },
    ],
    ...changes,
  };
}
