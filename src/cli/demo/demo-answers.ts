import type { Pool } from 'pg';
import type { Answers, FaultAnswer } from '../../../sandbox/start.ts';
import { type BreakRow, readBreaks } from '../breaks/read-breaks.ts';

export interface FaultOutcome {
  readonly fault: FaultAnswer;
  /** null: missed */
  readonly found: BreakRow | null;
}

export interface Comparison {
  readonly outcomes: readonly FaultOutcome[];
  readonly missed: readonly FaultAnswer[];
  /** Found, and not by the cause that the fault has. */
  readonly misnamed: readonly FaultOutcome[];
  /** Open breaks that no planted fault accounts for. */
  readonly falseAlarms: readonly BreakRow[];
  readonly skipped: Answers['skipped'];
}

/** Holds the breaks of the warehouse against the answer key of the sandbox. */
export async function compareWithAnswers(pool: Pool, answers: Answers): Promise<Comparison> {
  const breaks = await readBreaks(pool, { entityId: 'main', rule: null, isOpenOnly: false });
  return compare(breaks, answers);
}

export function compare(breaks: readonly BreakRow[], answers: Answers): Comparison {
  const outcomes = answers.faults.map((fault) => ({
    fault,
    found: breaks.find((row) => isExpected(fault, row)) ?? null,
  }));
  const accounted = new Set(outcomes.map(({ found }) => found?.breakId));
  return {
    outcomes,
    misnamed: outcomes.filter(
      ({ fault, found }) => found !== null && found.cause !== fault.expect.cause,
    ),
    missed: outcomes.filter(({ found }) => found === null).map(({ fault }) => fault),
    falseAlarms: breaks.filter(
      ({ breakId, status }) => status !== 'cleared' && !accounted.has(breakId),
    ),
    skipped: answers.skipped,
  };
}

function isExpected({ expect }: FaultAnswer, row: BreakRow): boolean {
  return (
    row.rule === expect.rule &&
    row.pocketId === expect.pocket_id &&
    row.businessDate === expect.business_date &&
    (expect.cusip === null || row.cusip === expect.cusip) &&
    // What people have made of it by now is no matter: a break that is resolved was found all the same.
    (row.status === 'cleared') === (expect.state === 'cleared')
  );
}
