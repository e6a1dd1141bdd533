import { createReadStream, readFileSync } from 'node:fs';
import { PocketbookError } from '../../src/domain/errors.ts';
import {
  inspectCamt053,
  type StatementFigures,
} from '../../src/transform/camt053/inspect-camt053.ts';
import { CORPUS } from '../support/corpus-place.ts';

/** Files on which we disagree with the answer key, and why. */
const ARGUED: Readonly<Record<string, string>> = {};

interface ExpectedStatement {
  readonly id: string | null;
  readonly acct: string | null;
  readonly ccy: string | null;
  readonly n: number;
  readonly crdt: string;
  readonly dbit: string;
  readonly net: string;
  readonly pending: number;
  readonly badAmt: number;
  readonly balcheck: string;
  readonly opening?: string;
  readonly closing?: string;
}

interface ExpectedFile {
  readonly path: string;
  readonly version?: string;
  readonly wellformed?: boolean;
  readonly expect?: string;
  readonly statements?: readonly ExpectedStatement[];
}

export interface Verdict {
  readonly path: string;
  /** Empty where we agree. */
  readonly disagreements: readonly string[];
  /** Why a disagreement is ours to keep; null where nothing was argued. */
  readonly argument: string | null;
}

export function expectedFiles(): readonly ExpectedFile[] {
  const lines = readFileSync(`${CORPUS}/expected.jsonl`, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): ExpectedFile => JSON.parse(line));
}

export async function compareFile(expected: ExpectedFile): Promise<Verdict> {
  return {
    path: expected.path,
    disagreements: await disagreementsOf(expected),
    argument: ARGUED[expected.path] ?? null,
  };
}

async function disagreementsOf(expected: ExpectedFile): Promise<string[]> {
  try {
    const file = createReadStream(`${CORPUS}/camt053/${expected.path}`);
    const found = await inspectCamt053(file, expected.path);
    if (isRefusalExpected(expected)) return ['accepted, should be refused'];
    return [
      ...compareVersion(expected.version, found.version),
      ...compareStatements(expected.statements ?? [], found.statements),
    ];
  } catch (error) {
    if (!(error instanceof PocketbookError)) throw error;
    return isRefusalExpected(expected) ? [] : [`refused: ${error.message}`];
  }
}

function isRefusalExpected(expected: ExpectedFile): boolean {
  const hasBadAmount = (expected.statements ?? []).some((statement) => statement.badAmt > 0);
  return expected.wellformed === false || expected.expect === 'reject' || hasBadAmount;
}

function compareVersion(expected: string | undefined, found: string | null): string[] {
  if (expected === undefined) return [];
  const wanted = expected === 'none' ? null : expected;
  return wanted === found ? [] : [`version: expected ${wanted}, found ${found}`];
}

function compareStatements(
  expected: readonly ExpectedStatement[],
  found: readonly StatementFigures[],
): string[] {
  if (expected.length !== found.length) {
    return [`statements: expected ${expected.length}, found ${found.length}`];
  }
  return expected.flatMap((statement, index) => {
    const counterpart = found[index];
    return counterpart === undefined ? [] : compareStatement(statement, counterpart);
  });
}

function compareStatement(expected: ExpectedStatement, found: StatementFigures): string[] {
  const pairs: [string, unknown, unknown][] = [
    ['id', expected.id, found.id],
    ['account', expected.acct, found.account],
    ['currency', expected.ccy ?? found.currency, found.currency],
    ['entries', expected.n, found.entries],
    ['credits', expected.crdt, found.credits],
    ['debits', expected.dbit, found.debits],
    ['net', expected.net, found.net],
    ['pending', expected.pending, found.pending],
    ['opening', expected.opening ?? found.opening, found.opening],
    ['closing', expected.closing ?? found.closing, found.closing],
    ['balance check', expected.balcheck, balanceCheckOf(found)],
  ];
  return pairs
    .filter(([, wanted, got]) => wanted !== got)
    .map(([what, wanted, got]) => `${found.id} ${what}: expected ${wanted}, found ${got}`);
}

/** In the words of the answer key. */
function balanceCheckOf(found: StatementFigures): string {
  switch (found.balance_check) {
    case 'ties':
      return 'ok';
    case 'off':
      return `off_by ${found.difference}`;
    case 'unknown':
      return 'n/a';
  }
}
