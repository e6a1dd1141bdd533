import type { BreakCase, ExplainingRow, NamedCause, Place, Shape } from './break-case.ts';
import {
  absolute,
  CENT,
  FACE_OF_UNIT,
  ONE,
  productToCent,
  shown,
  shownDay,
  shownUnits,
} from './figure.ts';
import { signedUnits } from './trade-causes.ts';

/** The last decimal of a price, a hundredfold: it may be rounded or cut off. */
const PRICE_TOLERANCE = 100n * 100n;
/** A cent, a hundredfold. */
const AMOUNT_TOLERANCE = 100n * CENT;

/** One figure is a hundred times the other, as far as the smaller one has decimals. */
function ofHundredfold(tolerance: bigint, least: bigint): Shape {
  return (broken) => {
    const { expected, actual } = broken;
    if (expected === null || actual === null || expected === actual) return null;
    const isSmall = absolute(actual * 100n - expected) <= tolerance;
    const isLarge = absolute(expected * 100n - actual) <= tolerance;
    if ((!isSmall && !isLarge) || absolute(isSmall ? actual : expected) < least) return null;
    const words = isSmall ? 'a hundredth of' : 'a hundred times';
    return {
      cause: 'price per 1 instead of per 100',
      evidence: `${shown(actual)} is ${words} ${shown(expected)}`,
      explainedBy: rowsOfToday(broken),
      isUnique: null,
    };
  };
}

export const ofPricePerOne = ofHundredfold(PRICE_TOLERANCE, ONE / 100n);
export const ofValuePerOne = ofHundredfold(AMOUNT_TOLERANCE, ONE);

/** The value is told as face, which is 100 a unit. */
export const ofValueAsFace: Shape = (broken) => {
  const { actual, expected } = broken;
  const own = today(broken.positions)[0];
  if (own === undefined || actual === null || actual === 0n || actual === expected) return null;
  if (actual !== own.quantity * FACE_OF_UNIT) return null;
  return {
    cause: 'face and cash swapped',
    evidence: `${shown(actual)} is the face of ${shownUnits(own.quantity)} units, not ${expected === null ? 'their cash' : shown(expected)}`,
    explainedBy: rowsOfToday(broken),
    isUnique: null,
  };
};

/** The price of the bill on another day, the nearest one first. */
export const ofPriceOfAnotherDay: Shape = (broken) => {
  const { actual, expected } = broken;
  if (actual === null || expected === null) return null;
  const quote = nearest(broken.quotes.filter(({ price, day }) => day !== 0 && price === actual));
  if (quote === undefined) return null;
  return {
    cause: 'dated k days off',
    evidence: `${shown(actual)} is the price of ${quote.on}, ${shownDay(quote.day)}`,
    explainedBy: [
      ...rowsOfToday(broken),
      { place: quote, amount: quote.price, what: `price of ${quote.on}` },
    ],
    isUnique: true,
  };
};

/** The value at the price of another day. */
export const ofValueOfAnotherDay: Shape = (broken) => {
  const { actual, expected } = broken;
  const own = today(broken.positions)[0];
  if (own === undefined || actual === null || expected === null) return null;
  const quote = nearest(
    broken.quotes.filter(
      ({ price, day }) => day !== 0 && productToCent(own.quantity, price) === actual,
    ),
  );
  if (quote === undefined || productToCent(own.quantity, quote.price) === expected) return null;
  return {
    cause: 'dated k days off',
    evidence: `difference ${shown(actual - expected)} = ${shownUnits(own.quantity)} units at ${shown(quote.price)}, the price of ${quote.on}, ${shownDay(quote.day)}`,
    explainedBy: [
      ...rowsOfToday(broken),
      { place: quote, amount: quote.price, what: `price of ${quote.on}` },
    ],
    isUnique: true,
  };
};

/** Each lot rounded to the cent by itself: the lots that are left when what was bought first is sold first. */
export const ofLotRounding: Shape = (broken) => {
  const { actual, expected } = broken;
  const own = today(broken.positions)[0];
  if (own === undefined || actual === null || expected === null) return null;
  const current = broken.trades.filter(({ isCurrent }) => isCurrent);
  // The listing may tell a purchase that the report lacks, or has wrong.
  const lots = [
    lotsOf(current.filter(({ isBooked }) => isBooked)),
    lotsOf(current.filter(({ source }) => source === 'trade listing')),
  ].find((told) => told.reduce((sum, lot) => sum + lot, 0n) === own.quantity);
  if (lots === undefined || lots.length < 2) return null;
  const value = lots.reduce((sum, lot) => sum + productToCent(lot, own.price), 0n);
  if (value !== actual) return null;
  return {
    cause: 'per-lot rounding',
    evidence: `difference ${shown(actual - expected)}: ${lots.length} lots of ${lots.map(shownUnits).join(', ')} units at ${shown(own.price)}, each rounded to the cent, are ${shown(value)}`,
    explainedBy: rowsOfToday(broken),
    isUnique: true,
  };
};

function lotsOf(trades: BreakCase['trades']): bigint[] {
  const moved = trades
    .filter(({ movedDay }) => movedDay <= 0)
    .toSorted(
      (a, b) =>
        a.movedDay - b.movedDay ||
        (a.side === 'BUY' ? 0 : 1) - (b.side === 'BUY' ? 0 : 1) ||
        (a.tradeId < b.tradeId ? -1 : 1),
    );
  let lots: bigint[] = [];
  for (const trade of moved) {
    const units = signedUnits(trade);
    if (units >= 0n) lots.push(units);
    else lots = withoutFirst(lots, -units);
  }
  return lots;
}

function withoutFirst(lots: readonly bigint[], units: bigint): bigint[] {
  let left = units;
  return lots.flatMap((lot) => {
    const taken = lot < left ? lot : left;
    left -= taken;
    return lot > taken ? [lot - taken] : [];
  });
}

/** The closing balance is that of another day, or an opening balance is not the last closing but one before. */
export const ofBalanceOfAnotherDay: Shape = (broken) => {
  const { actual, expected } = broken;
  if (actual === null || expected === null || actual === 0n) return null;
  const other = nearest(
    broken.statements.filter(
      ({ closing, day, isCurrent }) => isCurrent && day < 0 && closing === actual,
    ),
  );
  if (other === undefined) return null;
  return {
    cause: 'dated k days off',
    evidence: `${shown(actual)} is the closing balance of ${other.on}, ${shownDay(other.day)}`,
    explainedBy: [{ place: other, amount: actual, what: `statement of ${other.on}` }],
    isUnique: true,
  };
};

/** One holding is priced per 1, stands there twice or is missing, or is worth what it was on another day. */
export const ofClosing: Shape = (broken) => {
  const { difference } = broken;
  if (difference === null || difference === 0n) return null;
  const held = inPlace(today(broken.positions));
  const found = held.flatMap((position): NamedCause[] => {
    const { quantity, price, value, cusip } = position;
    const explainedBy = [{ place: position, amount: value, what: `position ${cusip}` }];
    const named = { explainedBy, isUnique: true };
    if (absolute(difference - value * 99n) <= AMOUNT_TOLERANCE && value >= ONE) {
      const evidence = `difference ${shown(difference)} = 99 times the value ${shown(value)} of ${cusip}: it is a hundredth of what it should be`;
      return [{ cause: 'price per 1 instead of per 100', evidence, ...named }];
    }
    const quote = nearest(
      broken.quotes.filter(
        (line) =>
          line.securityKey === position.securityKey &&
          line.day === 0 &&
          line.price !== price &&
          productToCent(quantity, line.price) - value === difference,
      ),
    );
    const stale =
      quote &&
      nearest(
        broken.quotes.filter(
          (line) =>
            line.securityKey === position.securityKey && line.day !== 0 && line.price === price,
        ),
      );
    if (quote === undefined || stale === undefined) return [];
    const evidence = `difference ${shown(difference)} = ${shownUnits(quantity)} units of ${cusip} at ${shown(quote.price)} less at ${shown(price)}, the price of ${stale.on}, ${shownDay(stale.day)}`;
    return [{ cause: 'dated k days off', evidence, ...named }];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
};

/** An earlier version of the same figure ties. */
export const ofEarlierVersion: Shape = (broken) => {
  const { rule, expected, actual } = broken;
  if (expected === null || actual === null) return null;
  const told = [
    ...broken.positions
      .filter(({ day }) => day === 0)
      .map((line) => ({ line, what: 'position summary', figure: figureOfRule(rule, line) })),
    ...broken.statements
      .filter(({ day }) => day === 0)
      .map((line) => ({
        line,
        what: 'statement',
        figure: rule === 'statement_chain' ? line.opening : line.closing,
      })),
  ].find(({ line, figure }) => !line.isCurrent && figure === expected);
  const other =
    rule === 'position_price'
      ? broken.quotes.find(
          ({ day, isCurrent, price }) => day === 0 && !isCurrent && price === actual,
        )
      : rule === 'statement_chain'
        ? broken.statements.find(
            ({ day, isCurrent, closing }) => day === -1 && !isCurrent && closing === actual,
          )
        : undefined;
  if (told !== undefined) {
    return restated(
      told.line,
      expected,
      `version ${told.line.version} of the ${told.what} told ${shown(expected)}, which ties; the current one tells ${shown(actual)}`,
    );
  }
  if (other === undefined) return null;
  const what = rule === 'position_price' ? 'price report' : `statement of ${other.on}`;
  return restated(
    other,
    actual,
    `version ${other.version} of the ${what} told ${shown(actual)}, which ties; the current one tells ${shown(expected)}`,
  );
};

function restated(place: Place, amount: bigint, evidence: string): NamedCause {
  const explainedBy = [{ place, amount, what: `version ${place.version}` }];
  return { cause: 'restated', evidence, explainedBy, isUnique: true };
}

function figureOfRule(rule: string, line: BreakCase['positions'][number]): bigint {
  switch (rule) {
    case 'position_price':
      return line.price;
    case 'position_cost':
      return line.cost;
    case 'position_quantity':
    case 'maturity_missed':
      return line.quantity;
    default:
      return line.value;
  }
}

function today<L extends Place>(lines: readonly L[]): L[] {
  return lines.filter(({ day, isCurrent }) => day === 0 && isCurrent);
}

function rowsOfToday(broken: BreakCase): ExplainingRow[] {
  return today(broken.positions).map((line) => ({
    place: line,
    amount: line.value,
    what: `position ${line.cusip}`,
  }));
}

/** The nearest day; of two as near the one before. Only what holds now is looked at. */
function nearest<L extends Place>(lines: readonly L[]): L | undefined {
  return inPlace(lines.filter(({ isCurrent }) => isCurrent)).toSorted(
    (a, b) => Math.abs(a.day) - Math.abs(b.day) || a.day - b.day,
  )[0];
}

function inPlace<L extends Place>(lines: readonly L[]): L[] {
  const place = ({ reportFileId, locator }: Place): string =>
    `${reportFileId.padStart(20, '0')}/${locator}`;
  return lines.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}
