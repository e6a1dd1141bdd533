import type { BreakCase, ExplainingRow, NamedCause, Shape, TradeLine } from './break-case.ts';
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
import { isOff, nameByLines, type TwoSidedLine } from './line-causes.ts';

/** No bill is worth as little per 100 of face: what is below is a price of one dollar of face. */
const PRICE_PER_ONE_MAX = 2n * ONE;
/** What is left of an amount that is no multiple of the face of one unit. */
const FACE_STEP = FACE_OF_UNIT * ONE;

/** A trade of the report and the same one of the listing: what is told differently has a shape. */
export const ofTradeListing: Shape = (broken) => {
  const { difference } = broken;
  if (!isOff(difference)) return null;
  const { reported, listed } = groupsOf(broken);
  for (const one of reported) {
    const other = listed.find((trade) => isSameTrade(one, trade));
    if (other === undefined) continue;
    const named = pairCause(one, other, difference);
    if (named !== null) return named;
  }
  return ofGroups(broken, difference, reported, listed);
};

/** `BUY 2026-10-05`, which is what the two are compared by. */
function groupsOf({ trades, item }: BreakCase) {
  const current = inPlace(trades.filter(({ isCurrent }) => isCurrent));
  const isOfGroup = ({ side, tradeDate }: TradeLine): boolean => item === `${side} ${tradeDate}`;
  const [reported, listed] = (['trade report', 'trade listing'] as const).map((source) =>
    current.filter((trade) => trade.source === source),
  );
  return {
    // A trade that one of them has under another day or side is the same all the same.
    reported: (reported ?? []).filter(
      (trade) =>
        isOfGroup(trade) ||
        (listed ?? []).some((other) => isOfGroup(other) && isSameTrade(trade, other)),
    ),
    listed: (listed ?? []).filter(
      (trade) =>
        isOfGroup(trade) ||
        (reported ?? []).some((other) => isOfGroup(other) && isSameTrade(trade, other)),
    ),
  };
}

function isSameTrade(one: TradeLine, other: TradeLine): boolean {
  return namesOf(one).some((name) => namesOf(other).includes(name));
}

function namesOf({ reference, tradeId }: TradeLine): string[] {
  return reference === null ? [tradeId] : [reference, tradeId];
}

function pairCause(one: TradeLine, other: TradeLine, difference: bigint): NamedCause | null {
  const explainedBy = [rowOf(one), rowOf(other)];
  if (one.side !== other.side) {
    return {
      cause: 'sign',
      evidence: `${nameOf(one)} is a ${one.side} in the ${one.source} and a ${other.side} in the ${other.source}`,
      explainedBy,
      isUnique: true,
    };
  }
  if (one.tradeDate !== other.tradeDate && one.quantity === other.quantity) {
    return {
      cause: 'dated k days off',
      evidence: `${nameOf(one)} of ${shownUnits(one.quantity)} units is dated ${one.tradeDate} in the ${one.source} and ${other.tradeDate} in the ${other.source}, ${shownDay(other.tradeDay - one.tradeDay)}`,
      explainedBy,
      isUnique: true,
    };
  }
  const scaled = pricedPerOne(one, other) ?? pricedPerOne(other, one);
  if (scaled !== null) {
    return {
      cause: 'price per 1 instead of per 100',
      evidence: scaled,
      explainedBy,
      isUnique: true,
    };
  }
  const swapped = swappedFace(one, other) ?? swappedFace(other, one);
  if (swapped === null || !isOff(difference)) return null;
  return { cause: 'face and cash swapped', evidence: swapped, explainedBy, isUnique: true };
}

/** Of two tellings of one trade the first has a hundredth of the other's price. */
function pricedPerOne(small: TradeLine, large: TradeLine): string | null {
  // A price has six decimals where it is told, which is a hundred times as coarse per 1.
  const tolerance = 100n * 100n;
  if (absolute(small.price * 100n - large.price) > tolerance) return null;
  return `${nameOf(small)}: the ${small.source} has ${shownUnits(small.quantity)} units at ${shown(small.price)}, the ${large.source} ${shownUnits(large.quantity)} units at ${shown(large.price)}, a hundred times as much`;
}

/** The amount of the first is the face of the other, or its quantity what the other's cash would be the face of. */
function swappedFace(wrong: TradeLine, right: TradeLine): string | null {
  const face = right.quantity * FACE_OF_UNIT;
  if (face === right.amount) return null;
  if (wrong.amount === face) {
    return `${nameOf(wrong)}: the ${wrong.source} has the amount ${shown(wrong.amount)}, which is the face of ${shownUnits(right.quantity)} units; the ${right.source} has the cash ${shown(right.amount)}`;
  }
  const units = (2n * right.amount + FACE_STEP) / (2n * FACE_STEP);
  if (wrong.quantity !== units * ONE || wrong.quantity === right.quantity) return null;
  return `${nameOf(wrong)}: the ${wrong.source} has ${shownUnits(wrong.quantity)} units, which is the cash ${shown(right.amount)} read as face; the ${right.source} has ${shownUnits(right.quantity)} units`;
}

/** The sums of a day, side and security: quantities where they differ, or else cash. */
function ofGroups(
  { item, expected }: BreakCase,
  difference: bigint,
  reported: readonly TradeLine[],
  listed: readonly TradeLine[],
): NamedCause | null {
  const sum = reported.reduce((total, { quantity }) => total + quantity, 0n);
  const isUnits = sum === expected && sum % ONE === 0n;
  const amountOf = ({ quantity, amount }: TradeLine): bigint => (isUnits ? quantity : amount);
  const ofSide = (trades: readonly TradeLine[]): TwoSidedLine[] =>
    trades
      .filter(({ side, tradeDate }) => item === `${side} ${tradeDate}`)
      .map((trade) => toldLine(trade, amountOf(trade), 0));
  return nameByLines({
    difference,
    here: ofSide(reported),
    there: ofSide(listed),
    nameHere: 'trade report',
    nameThere: 'trade listing',
    isOnlyHereSummed: false,
    item: '',
    step: isUnits ? ONE : CENT,
    show: isUnits ? shownUnits : shown,
  });
}

/** What the quantity moved by beside its trades: one that is missing, told twice, the wrong way round, or on another day. */
export const ofQuantity: Shape = (broken) => {
  const { difference } = broken;
  if (!isOff(difference)) return null;
  const booked = broken.trades.filter(({ isBooked }) => isBooked);
  return (
    movedOtherwise(broken, booked, difference) ??
    ofDerivedUnits(booked, difference) ??
    nameByLines({
      difference,
      here: booked.map(signedLine),
      there: broken.trades.filter(({ isBooked }) => !isBooked).map(signedLine),
      nameHere: 'trades',
      nameThere: 'trade listing',
      isOnlyHereSummed: true,
      item: '',
      step: ONE,
      show: shownUnits,
    })
  );
};

/** For a spell that is over: the position moved on another day than the trade says. */
function movedOtherwise(
  { isOver, lastDay }: BreakCase,
  booked: readonly TradeLine[],
  difference: bigint,
): NamedCause | null {
  if (!isOver) return null;
  const days = lastDay + 1;
  for (const trade of inPlace(booked.filter(({ isCurrent }) => isCurrent))) {
    const isLate = trade.movedDay === 0 && signedUnits(trade) === -difference;
    const isEarly = trade.movedDay === days && signedUnits(trade) === difference;
    if (!isLate && !isEarly) continue;
    return {
      cause: 'dated k days off',
      evidence: `difference ${shownUnits(difference)} = ${nameOf(trade)} of ${shownUnits(signedUnits(trade))} units, which the ${trade.source} has on ${trade.movedOn} and the positions ${shownDay(isLate ? days : -days)}`,
      explainedBy: [rowOf(trade)],
      isUnique: true,
    };
  }
  return null;
}

/** The report gives no quantity, it follows from amount and price: a wrong one of those makes a wrong quantity. */
function ofDerivedUnits(booked: readonly TradeLine[], difference: bigint): NamedCause | null {
  for (const trade of inPlace(booked.filter(({ day, isCurrent }) => day === 0 && isCurrent))) {
    const weight = trade.side === 'BUY' ? 1n : -1n;
    const off = weight * difference;
    const perHundred = nearestUnits(trade.quantity, 100n);
    if (trade.price < PRICE_PER_ONE_MAX && off === perHundred - trade.quantity) {
      return {
        cause: 'price per 1 instead of per 100',
        evidence: `${nameOf(trade)} has ${shownUnits(trade.quantity)} units at ${shown(trade.price)}; at ${shown(trade.price * 100n)} they are ${shownUnits(perHundred)}, and the difference ${shownUnits(difference)} is gone`,
        explainedBy: [rowOf(trade)],
        isUnique: true,
      };
    }
    const asFace = trade.amount / FACE_OF_UNIT;
    if (
      trade.amount % FACE_STEP === 0n &&
      asFace !== trade.quantity &&
      off === asFace - trade.quantity
    ) {
      return {
        cause: 'face and cash swapped',
        evidence: `${nameOf(trade)} has the amount ${shown(trade.amount)}; read as face it is ${shownUnits(asFace)} units instead of ${shownUnits(trade.quantity)}, and the difference ${shownUnits(difference)} is gone`,
        explainedBy: [rowOf(trade)],
        isUnique: true,
      };
    }
  }
  return null;
}

function nearestUnits(quantity: bigint, divisor: bigint): bigint {
  return ((2n * quantity + divisor * ONE) / (2n * divisor * ONE)) * ONE;
}

/** The cash of a trade that is its face, or off by a hundred. */
export const ofTradeCash: Shape = ({ item, trades, expected, actual }) => {
  if (expected === null || actual === null) return null;
  const own = inPlace(trades).find(
    ({ tradeId, isCurrent, amount }) => isCurrent && tradeId === item && amount === actual,
  );
  if (own === undefined) return null;
  const other = inPlace(trades).find(
    (trade) => trade.isCurrent && trade.source !== own.source && isSameTrade(own, trade),
  );
  const told = other === undefined ? null : pairCause(own, other, actual - expected);
  if (told !== null) return told;
  const units = actual / FACE_OF_UNIT;
  // One amount in ten thousand is a multiple of 100 by chance, and none that fits the price to half a cent is looked at.
  if (actual === 0n || actual % FACE_STEP !== 0n || absolute(actual - expected) < ONE / 2n)
    return null;
  return {
    cause: 'face and cash swapped',
    evidence: `${nameOf(own)} has the amount ${shown(actual)}, which is the face of ${shownUnits(units)} units; their cash at ${shown(own.price)} would be ${shown(productToCent(units, own.price))}`,
    explainedBy: [rowOf(own)],
    isUnique: true,
  };
};

/** The cost moves by what purchases took: one that only the listing knows is missing. */
export const ofCost: Shape = (broken) => {
  const { difference } = broken;
  if (!isOff(difference)) return null;
  const bought = (isBooked: boolean): TwoSidedLine[] =>
    broken.trades
      .filter((trade) => trade.side === 'BUY' && trade.isBooked === isBooked)
      .map((trade) => toldLine(trade, trade.amount, trade.movedDay));
  return nameByLines({
    difference,
    here: bought(true),
    there: bought(false),
    nameHere: 'trade report',
    nameThere: 'trade listing',
    isOnlyHereSummed: true,
    item: '',
    step: CENT,
    show: shown,
  });
};

/** What is dealt and has not settled is in one telling of a holding, and not in the other. */
export const ofUnsettled: Shape = ({ difference, trades }) => {
  if (!isOff(difference)) return null;
  const unsettled = inPlace(trades).filter(
    ({ isCurrent, isBooked, tradeDay, settlementDay }) =>
      isCurrent && isBooked && tradeDay <= 0 && settlementDay !== null && settlementDay > 0,
  );
  const sum = unsettled.reduce((total, trade) => total + signedUnits(trade), 0n);
  if (unsettled.length === 0 || absolute(sum) !== absolute(difference)) return null;
  return {
    cause: 'unsettled',
    evidence: `difference ${shownUnits(difference)} = ${unsettled.map((trade) => `${nameOf(trade)} of ${shownUnits(signedUnits(trade))} units`).join(' + ')}, dealt by the day and not settled`,
    explainedBy: unsettled.map(rowOf),
    isUnique: true,
  };
};

export const ofDoubledTrade: Shape = ({ doubled }) => {
  if (doubled.length === 0) return null;
  const [{ reportFileId, firstLocator, amount }] = doubled as [BreakCase['doubled'][number]];
  const first = { place: { reportFileId, locator: firstLocator }, amount, what: 'the first line' };
  const rows = doubled.map((line) => ({
    place: line,
    amount: line.amount,
    what: 'the same again',
  }));
  return {
    cause: 'one line doubled',
    evidence: `the same line stands at ${firstLocator} and at ${doubled.map(({ locator }) => locator).join(', ')}`,
    explainedBy: [first, ...rows],
    isUnique: true,
  };
};

export function signedUnits({ side, quantity }: TradeLine): bigint {
  return side === 'BUY' ? quantity : -quantity;
}

function signedLine(trade: TradeLine): TwoSidedLine {
  return toldLine(trade, signedUnits(trade), trade.movedDay);
}

function toldLine(trade: TradeLine, amount: bigint, day: number): TwoSidedLine {
  return { ...trade, amount, day, names: namesOf(trade), called: nameOf(trade) };
}

function nameOf({ side, reference, tradeId }: TradeLine): string {
  return `${side} ${reference ?? tradeId}`;
}

function rowOf(trade: TradeLine): ExplainingRow {
  return { place: trade, amount: trade.amount, what: `${nameOf(trade)} (${trade.source})` };
}

function inPlace(trades: readonly TradeLine[]): TradeLine[] {
  const place = ({ reportFileId, locator }: TradeLine): string =>
    `${reportFileId.padStart(20, '0')}/${locator}`;
  return trades.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}
