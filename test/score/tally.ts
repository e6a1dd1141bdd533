import { FAULT_KINDS, type FaultKind } from '../../sandbox/start.ts';
import type { SeedScore } from './score-seed.ts';

/** The score of one kind of fault, over all seeds. */
export interface KindScore {
  readonly kind: FaultKind;
  readonly planted: number;
  readonly found: number;
  /** found, and with the right cause */
  readonly named: number;
  readonly falseAlarms: number;
}

export interface Score {
  readonly kinds: readonly KindScore[];
  readonly planted: number;
  readonly found: number;
  readonly named: number;
  /** Breaks that stand for no planted fault, in worlds with faults and in clean ones. */
  readonly falseAlarms: number;
  readonly falseAlarmsClean: number;
  readonly failures: number;
  readonly seeds: number;
  readonly seedsClean: number;
}

/** What is demanded: every fault found, its cause right in so many of a hundred, and no alarm without a fault. */
export const CAUSE_PERCENT_MIN = 95;

export function tallyOf(seeds: readonly SeedScore[]): Score {
  const planted = seeds.flatMap((seed) => seed.planted);
  const alarms = seeds.flatMap(({ falseAlarms }) => falseAlarms);
  const kinds = FAULT_KINDS.map((kind) => {
    const ofKind = planted.filter((fault) => fault.kind === kind);
    return {
      kind,
      planted: ofKind.length,
      found: ofKind.filter(({ isFound }) => isFound).length,
      named: ofKind.filter(isNamed).length,
      falseAlarms: alarms.filter(({ near }) => near === kind).length,
    };
  });
  const clean = seeds.filter(({ world }) => world.isClean);
  return {
    kinds,
    planted: planted.length,
    found: planted.filter(({ isFound }) => isFound).length,
    named: planted.filter(isNamed).length,
    falseAlarms: alarms.length,
    falseAlarmsClean: clean.flatMap(({ falseAlarms }) => falseAlarms).length,
    failures: seeds.filter(({ failure }) => failure !== null).length,
    seeds: seeds.length - clean.length,
    seedsClean: clean.length,
  };
}

function isNamed({
  causeNamed,
  causeExpected,
}: {
  causeNamed: string | null;
  causeExpected: string;
}) {
  return causeNamed === causeExpected;
}

/** The targets that a score misses, in words; none when all are met. */
export function missedTargets({ planted, found, named, falseAlarms, failures }: Score): string[] {
  const missed: string[] = [];
  if (failures > 0) missed.push(`${failures} seeds could not be judged`);
  if (found < planted) missed.push(`${planted - found} of ${planted} planted faults were missed`);
  if (falseAlarms > 0) missed.push(`${falseAlarms} false alarms`);
  if (named * 100 < planted * CAUSE_PERCENT_MIN) {
    missed.push(`the cause was right in ${named} of ${planted}, below ${CAUSE_PERCENT_MIN} %`);
  }
  return missed;
}
