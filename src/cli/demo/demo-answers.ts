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

/** A break stands for one fault: of two that are alike in rule, pocket and day each must have its own. */
export function compare(breaks: readonly BreakRow[], answers: Answers): Comparison {
  const breakOf = assign(breaks, answers.faults);
  const outcomes = answers.faults.map((fault) => ({ fault, found: breakOf.get(fault) ?? null }));
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

/** What names a security chooses before what does not, and each the break with its own cause first. */
function assign(
  breaks: readonly BreakRow[],
  faults: readonly FaultAnswer[],
): ReadonlyMap<FaultAnswer, BreakRow> {
  const left = new Set(breaks);
  const found = new Map<FaultAnswer, BreakRow>();
  const precise = faults.toSorted((a, b) => looseness(a) - looseness(b));
  for (const fault of precise) {
    const fitting = [...left].filter((row) => isExpected(fault, row));
    const own = fitting.find(({ cause }) => cause === fault.expect.cause) ?? fitting[0];
    if (own === undefined) continue;
    left.delete(own);
    found.set(fault, own);
  }
  return found;
}

function looseness({ expect }: FaultAnswer): number {
  return expect.cusip === null ? 1 : 0;
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
