import { ParseError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { inspectFile } from '../inspect.ts';
import { peek } from '../peek.ts';
import type { Profile } from '../profile.ts';
import { type FileKind, RECOGNISE_BYTES, recognise } from '../recognise.ts';
import { type CamtFindings, checkCamt053 } from './check-camt053.ts';
import { type CsvFindings, checkCsv } from './check-csv.ts';
import type { SampleCheck } from './sample-check.ts';

/**
 * What a profile makes of a sample. `open` is called for each of several readings. `kind` says what the sample is, where
 * too little of it is known for that to be seen. A sample that is refused is a result, not an error.
 */
export async function checkSample(
  path: string,
  open: () => Bytes,
  profile: Profile,
  kind?: FileKind,
): Promise<SampleCheck> {
  const { head } = await peek(open(), RECOGNISE_BYTES);
  const known = kind ?? recognise(head, profile);
  if (known === null) return unknownSample(path);
  const findings = await orNull(() => lookAt(path, open, profile, known));
  const inspected = await inspectFile(path, open(), profile, known);
  const needs = findings?.needs ?? [];
  const csv =
    findings === null || !('columns' in findings.check)
      ? null
      : { ...findings.check, amounts: inspected.figures?.amount_meaning ?? null };
  const camt = findings !== null && 'entries' in findings.check ? findings.check : null;
  return {
    path,
    kind: known,
    fits: inspected.accepted && needs.length === 0,
    error: inspected.error,
    csv,
    camt,
    needs,
    hints: findings !== null && 'hints' in findings ? findings.hints : [],
  };
}

async function lookAt(
  path: string,
  open: () => Bytes,
  profile: Profile,
  kind: FileKind,
): Promise<CsvFindings | CamtFindings | null> {
  switch (kind) {
    case 'camt.053':
      return checkCamt053(open(), path, profile);
    // Its reader names the field that does not fit.
    case 'trade-list-json':
    case 'transaction-json':
      return null;
    default:
      return checkCsv(open(), path, kind, profile);
  }
}

/** A sample that cannot be split has no cells to look at; its reader says why. */
async function orNull<T>(look: () => Promise<T | null>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function unknownSample(path: string): SampleCheck {
  return {
    path,
    kind: 'unknown',
    fits: false,
    error: `${path}:1:1: expected a sample that is like a report of the profile`,
    csv: null,
    camt: null,
    needs: ['say what the sample is with --as, to be told what is missing'],
    hints: [],
  };
}
