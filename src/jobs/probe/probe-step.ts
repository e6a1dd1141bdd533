import { PocketbookError } from '../../domain/errors.ts';
import type { Compared, Difference } from '../../transform/wire-check/compared.ts';

/**
 * `matches` and `differs` say what an answer showed; `refused`: a scope is lacking; `failed`: there was no answer to look at;
 * `not asked`: something that it needs was not had, or it is turned off.
 */
export type StepOutcome = 'matches' | 'differs' | 'refused' | 'failed' | 'not asked';

/** One kind of request, and what its answer showed. */
export interface ProbeStep {
  /** `portals`, or `TRADE_REPORT create`. */
  readonly what: string;
  /** As it stands in the profile: `GET /api/v2/portals/`. */
  readonly asked: string;
  /** null where there was no answer. */
  readonly status: number | null;
  readonly outcome: StepOutcome;
  readonly matched: readonly string[];
  readonly differences: readonly Difference[];
  readonly remarks: readonly string[];
  /** Why it failed or was not asked, and what to do. */
  readonly reason: string | null;
}

export interface StepName {
  readonly what: string;
  readonly asked: string;
}

export function comparedStep(name: StepName, status: number, compared: Compared): ProbeStep {
  const { differences, remarks } = compared;
  const isRight = (place: string) => !differences.some(({ path }) => path === place);
  const matched = compared.matched.filter(isRight);
  const outcome = differences.length === 0 ? 'matches' : 'differs';
  return { ...name, status, outcome, matched, differences, remarks, reason: null };
}

export function stepWithout(
  name: StepName,
  outcome: 'refused' | 'failed' | 'not asked',
  reason: string,
  status: number | null = null,
): ProbeStep {
  return { ...name, status, outcome, matched: [], differences: [], remarks: [], reason };
}

/** Throws on what is a mistake of ours. */
export function failedStep(name: StepName, error: unknown): ProbeStep {
  if (!(error instanceof PocketbookError) || error.code === 'INVARIANT_BROKEN') throw error;
  const status = error.context['status'];
  return stepWithout(name, 'failed', error.message, typeof status === 'number' ? status : null);
}
