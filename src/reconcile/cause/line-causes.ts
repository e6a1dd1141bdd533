import type { Cause, ExplainingRow, NamedCause, Place } from './break-case.ts';
import { findExplainingSet } from './explaining-set.ts';
import { absolute, shownDay } from './figure.ts';
import { isSame, type Line, matchLines } from './match-lines.ts';

/** A line of either side, as it counts in the difference. */
export interface TwoSidedLine extends Line, Place {
  /** where it stands: `bank statement` */
  readonly source: string;
  /** what it is: `payment_out B20261001-003-004` */
  readonly called: string;
}

/** A difference that is the sum of one side less the sum of the other. */
export interface TwoSides<L extends TwoSidedLine> {
  /** what the sum there less the sum here is off by */
  readonly difference: bigint;
  /** lines of all days and versions */
  readonly here: readonly L[];
  readonly there: readonly L[];
  readonly nameHere: string;
  readonly nameThere: string;
  /** Is only the side here summed up, and the other there to tell what is missing? */
  readonly isOnlyHereSummed: boolean;
  /** Of several lines that would do, the one of this name is meant. */
  readonly item: string;
  /** the smallest amount by which figures differ */
  readonly step: bigint;
  readonly show: (figure: bigint) => string;
}

interface Suspicion<L> {
  /** Which side is wrong: lines that are wrong on both do not make up one difference together. */
  readonly isHere: boolean;
  readonly cause: Cause;
  readonly effect: bigint;
  readonly lines: readonly L[];
  readonly evidence: string;
}

/** What says more comes first: that a line is missing says least. */
const PREFERENCE: readonly Cause[] = [
  'restated',
  'dated k days off',
  'sign',
  'one line doubled',
  'one line missing',
];

/** Which line, or which few, make up the difference of two sides. */
export function nameByLines<L extends TwoSidedLine>(sides: TwoSides<L>): NamedCause | null {
  const all = suspicionsOf(sides);
  const fitting = all.filter(({ effect }) => effect === sides.difference);
  const named = fitting.filter(({ lines }) =>
    lines.some(({ names }) => sides.item !== '' && names.includes(sides.item)),
  );
  const meant = named.length > 0 ? named : fitting;
  for (const cause of PREFERENCE) {
    const found = inOrder(meant.filter((suspicion) => suspicion.cause === cause));
    const [first] = found;
    if (first === undefined) continue;
    return {
      cause,
      evidence: `difference ${sides.show(sides.difference)} = ${first.evidence}`,
      explainedBy: rowsOf(first.lines),
      isUnique: found.length === 1,
    };
  }
  return nameByFew(sides, all);
}

/** Several lines, all missing or all doubled, that are the only ones to make up the difference together. */
function nameByFew<L extends TwoSidedLine>(
  { difference, step, show }: TwoSides<L>,
  all: readonly Suspicion<L>[],
): NamedCause | null {
  const kinds = PREFERENCE.flatMap((cause) => [
    { cause, isHere: true },
    { cause, isHere: false },
  ]);
  for (const { cause, isHere } of kinds) {
    const alike = all.filter((one) => one.cause === cause && one.isHere === isHere);
    const set = findExplainingSet(inOrder(alike), difference, step);
    if (set === null || set.members.length === 1) continue;
    const sum = set.members.map(({ effect }) => show(effect)).join(' + ');
    return {
      cause,
      evidence: `difference ${show(difference)} = ${sum}: ${set.members.map(({ evidence }) => evidence).join('; ')}`,
      explainedBy: rowsOf(set.members.flatMap(({ lines }) => lines)),
      isUnique: set.isUnique,
    };
  }
  return null;
}

function suspicionsOf<L extends TwoSidedLine>(sides: TwoSides<L>): Suspicion<L>[] {
  const [here, there] = [ofToday(sides.here), ofToday(sides.there)];
  const { pairs, onlyHere, onlyThere } = matchLines(here, there);
  const forward: Side<L> = {
    own: sides.here,
    other: sides.there,
    ownName: sides.nameHere,
    weight: 1n,
    isHere: true,
    isOwnSummed: true,
    show: sides.show,
  };
  const backward: Side<L> = {
    own: sides.there,
    other: sides.here,
    ownName: sides.nameThere,
    weight: -1n,
    isHere: false,
    isOwnSummed: !sides.isOnlyHereSummed,
    show: sides.show,
  };
  const suspicions = [
    ...onlyThere.map((line) => missing(forward, line)),
    ...onlyHere.map((line) => missing(backward, line)),
    ...pairs.flatMap(({ here: one, there: other }) => turned(sides, one, other)),
    // Where nothing tells otherwise of a line, only the arithmetic does.
    ...(there.length === 0 ? here.map((line) => turnedAlone(sides, line)) : []),
    ...(there.length === 0 ? twinsOf(here).map((line) => doubled(forward, line)) : []),
  ];
  return suspicions.filter((suspicion) => suspicion !== null);
}

/** One side, seen from a line that only the other has. */
interface Side<L> {
  readonly own: readonly L[];
  readonly other: readonly L[];
  readonly ownName: string;
  /** how a line that is missing on this side counts in the difference */
  readonly weight: bigint;
  readonly isHere: boolean;
  readonly isOwnSummed: boolean;
  readonly show: (figure: bigint) => string;
}

/** A line that the other side has and this one has not: it stands elsewhere, stood here before, or is there twice. */
function missing<L extends TwoSidedLine>(side: Side<L>, line: L): Suspicion<L> | null {
  const effect = side.weight * line.amount;
  const told = tellLine(side, line);
  const { isHere } = side;
  const elsewhere = findElsewhere(side, line);
  if (elsewhere !== undefined) {
    return {
      isHere,
      cause: 'dated k days off',
      effect,
      lines: [line, elsewhere],
      evidence: `${told}, which the ${line.source} has on ${line.on} and the ${elsewhere.source} on ${elsewhere.on}, ${shownDay(elsewhere.day)}`,
    };
  }
  const before = side.own.find((own) => !own.isCurrent && own.day === 0 && isSame(own, line));
  if (before !== undefined) {
    return {
      isHere,
      cause: 'restated',
      effect,
      lines: [line, before],
      evidence: `${told}, which version ${before.version} of the ${before.source} had and the current one has not`,
    };
  }
  const twin = twinOf(ofToday(side.other), line);
  if (twin !== undefined)
    return doubled({ ...side, weight: -side.weight, isHere: !isHere }, line, twin);
  if (!side.isOwnSummed) return null;
  return {
    isHere,
    cause: 'one line missing',
    effect,
    lines: [line],
    evidence: `${told}, which stands in the ${line.source} and not in the ${side.ownName}`,
  };
}

function doubled<L extends TwoSidedLine>(
  side: Pick<Side<L>, 'weight' | 'show' | 'isHere'>,
  line: L,
  twin: L = line,
): Suspicion<L> {
  const effect = -side.weight * line.amount;
  return {
    isHere: side.isHere,
    cause: 'one line doubled',
    effect,
    lines: [line, twin],
    evidence: `${line.called} of ${side.show(line.amount)}, which stands twice in the ${line.source}: at ${[twin.locator, line.locator].sort(byText).join(' and ')}`,
  };
}

function turned<L extends TwoSidedLine>(
  { isOnlyHereSummed, show, nameHere, nameThere }: TwoSides<L>,
  one: L,
  other: L,
): Suspicion<L>[] {
  if (one.amount !== -other.amount || one.amount === 0n) return [];
  const wrong = isOnlyHereSummed ? `the ${nameHere} tells` : `the ${nameHere} and`;
  const words = isOnlyHereSummed
    ? `${wrong} as ${show(one.amount)}, the ${nameThere} as ${show(other.amount)}`
    : `${wrong} the ${nameThere} tell with opposite signs`;
  return [
    {
      isHere: true,
      cause: 'sign',
      effect: 2n * other.amount,
      lines: [one, other],
      evidence: `twice ${other.called} of ${show(other.amount)}, which ${words}`,
    },
  ];
}

function turnedAlone<L extends TwoSidedLine>({ show }: TwoSides<L>, line: L): Suspicion<L> {
  return {
    isHere: true,
    cause: 'sign',
    effect: -2n * line.amount,
    lines: [line],
    evidence: `twice ${line.called} of ${show(line.amount)} with the other sign`,
  };
}

function tellLine<L extends TwoSidedLine>({ weight, show }: Side<L>, line: L): string {
  const told = `${line.called} of ${show(line.amount)}`;
  return weight < 0n ? `the opposite of ${told}` : told;
}

/** The same line on another day: by its name, or, where sources name it differently, as the one too many of its amount there. */
function findElsewhere<L extends TwoSidedLine>(side: Side<L>, line: L): L | undefined {
  const own = side.own.filter(
    ({ isCurrent, day, amount }) => isCurrent && day !== 0 && amount === line.amount,
  );
  const named = nearest(own.filter((one) => isSame(one, line)));
  if (named !== undefined) return named;
  const other = side.other.filter(({ isCurrent, amount }) => isCurrent && amount === line.amount);
  return nearest(
    own.filter(({ day }) => {
      const there = matchLines(ofDay(own, day), ofDay(other, day));
      return there.onlyHere.length === 1 && there.onlyThere.length === 0;
    }),
  );
}

function ofDay<L extends TwoSidedLine>(lines: readonly L[], on: number): L[] {
  return lines.filter(({ day }) => day === on);
}

function ofToday<L extends TwoSidedLine>(lines: readonly L[]): L[] {
  return inPlace(lines.filter(({ day, isCurrent }) => day === 0 && isCurrent));
}

function twinsOf<L extends TwoSidedLine>(lines: readonly L[]): L[] {
  return lines.filter((line) => twinOf(lines, line) !== undefined);
}

function twinOf<L extends TwoSidedLine>(lines: readonly L[], line: L): L | undefined {
  return lines.find((other) => other !== line && isSame(other, line));
}

function nearest<L extends TwoSidedLine>(lines: readonly L[]): L | undefined {
  return inPlace(lines).toSorted((a, b) => Math.abs(a.day) - Math.abs(b.day) || a.day - b.day)[0];
}

/** By their place, so that the answer does not depend on the order in which rows come. */
function inPlace<L extends TwoSidedLine>(lines: readonly L[]): L[] {
  return lines.toSorted((a, b) => byText(placeOf(a), placeOf(b)));
}

function inOrder<L extends TwoSidedLine>(suspicions: readonly Suspicion<L>[]): Suspicion<L>[] {
  const place = ({ lines }: Suspicion<L>): string => lines.map(placeOf).join();
  return suspicions.toSorted((a, b) => byText(place(a), place(b)));
}

function placeOf({ reportFileId, locator }: Place): string {
  return `${reportFileId.padStart(20, '0')}/${locator}`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rowsOf(lines: readonly TwoSidedLine[]): ExplainingRow[] {
  const rows = new Map(
    lines.map((line) => [
      placeOf(line),
      { place: line, amount: line.amount, what: `${line.called} (${line.source})` },
    ]),
  );
  return [...rows.values()];
}

/** Is a figure of this size told at all? */
export function isOff(difference: bigint | null): difference is bigint {
  return difference !== null && absolute(difference) > 0n;
}
