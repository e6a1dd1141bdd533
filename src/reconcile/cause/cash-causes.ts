import type { BreakCase, CashLine, NamedCause, Shape } from './break-case.ts';
import { CENT, shown } from './figure.ts';
import { isOff, nameByLines, type TwoSidedLine } from './line-causes.ts';

type Source = CashLine['source'];

const SWEEPS = ['sweep_in', 'sweep_out'];
const LEGS = ['addition', 'subtraction'];

/** The statement's balances know what its lines do not tell, and the other sources may tell it. */
export const ofStatementBalance: Shape = (broken) => ofStatement(broken, broken.difference);

/** The statement's own sum, as far as it is signed; one of credits alone, or debits, is held against those lines. */
export const ofStatementSummary: Shape = (broken) => {
  const { item, difference } = broken;
  if (!isOff(difference) || item === 'number of entries') return null;
  // The summary is expected, the lines are actual: what the lines lack makes the difference negative.
  const lacking = item === 'debits' ? difference : -difference;
  const isMeant = ({ amount }: CashLine): boolean =>
    item === 'net' || (item === 'credits' ? amount > 0n : amount < 0n);
  return ofStatement({ ...broken, cash: broken.cash.filter(isMeant) }, lacking);
};

/** What stands in the account at the end of the day would be a sweep that the brokerage account knows of. */
export const ofBankClose: Shape = (broken) => {
  const { actual } = broken;
  if (!isOff(actual)) return null;
  const only = {
    ...broken,
    cash: broken.cash.filter(({ source }) => source !== 'transaction listing'),
  };
  return nameByLines({
    ...betweenLegs(only),
    difference: -actual,
    isOnlyHereSummed: true,
  });
};

export const ofTransactionListing: Shape = (broken) => {
  const { difference } = broken;
  if (!isOff(difference)) return null;
  return nameByLines({
    difference,
    here: linesOf(broken, 'bank statement').filter(({ what }) => !SWEEPS.includes(what)),
    there: linesOf(broken, 'transaction listing'),
    nameHere: 'bank statement',
    nameThere: 'transaction listing',
    isOnlyHereSummed: false,
    item: broken.item,
    step: CENT,
    show: shown,
  });
};

/** The bank's sweeps, seen from the brokerage account, are here; the brokerage legs are there. */
export const ofSweepLegs: Shape = (broken) => {
  const { difference } = broken;
  return isOff(difference) ? nameByLines({ ...betweenLegs(broken), difference }) : null;
};

interface Told extends TwoSidedLine {
  readonly what: string;
}

function betweenLegs(broken: BreakCase) {
  return {
    here: linesOf(broken, 'bank statement')
      .filter(({ what }) => SWEEPS.includes(what))
      .map(mirrored),
    there: linesOf(broken, 'brokerage statement').filter(({ what }) => LEGS.includes(what)),
    nameHere: 'bank statement',
    nameThere: 'brokerage statement',
    isOnlyHereSummed: false,
    item: '',
    step: CENT,
    show: shown,
  };
}

function ofStatement(broken: BreakCase, difference: bigint | null): NamedCause | null {
  if (!isOff(difference)) return null;
  const isBank = broken.account === 'BANK';
  const own: Source = isBank ? 'bank statement' : 'brokerage statement';
  const here = linesOf(broken, own);
  const others = isBank
    ? [
        ...linesOf(broken, 'transaction listing'),
        ...linesOf(broken, 'brokerage statement')
          .filter(({ what }) => LEGS.includes(what))
          .map(mirrored),
      ]
    : linesOf(broken, 'bank statement')
        .filter(({ what }) => SWEEPS.includes(what))
        .map(mirrored);
  // Of the brokerage account only what was swept is told by others, of the bank account what the listing has landed for.
  const isTold = ({ what }: Told): boolean =>
    isBank ? others.some(({ source }) => source === 'transaction listing') : LEGS.includes(what);
  const sides = {
    difference,
    nameHere: own,
    nameThere: isBank ? 'other sources' : 'bank statement',
    isOnlyHereSummed: true,
    item: '',
    step: CENT,
    show: shown,
  };
  return (
    nameByLines({ ...sides, here: here.filter(isTold), there: others }) ??
    nameByLines({ ...sides, here: here.filter((line) => !isTold(line)), there: [] })
  );
}

function linesOf({ cash }: BreakCase, source: Source): Told[] {
  return cash
    .filter((line) => line.source === source)
    .map((line) => ({
      ...line,
      called: line.name === null ? line.what : `${line.what} ${line.name}`,
    }));
}

/** A sweep as the account on its other side tells it. */
function mirrored(line: Told): Told {
  return { ...line, amount: -line.amount };
}

/** One source tells it with the opposite sign. */
export const ofSign: Shape = ({ expected, actual }) => {
  if (expected === null || actual === null || expected === 0n || expected !== -actual) return null;
  return {
    cause: 'sign',
    evidence: `difference ${shown(actual - expected)} = twice ${shown(actual)}: the same amount with opposite signs`,
    explainedBy: [],
    isUnique: null,
  };
};
