import { formatPrice } from '../model/money.ts';
import type { PriceRow } from '../render/views.ts';
import type { Cause, Edit } from './fault.ts';
import { type FaultMaker, pickFrom, type Scene, type Sketch } from './scene.ts';

// Of bills that nobody holds: what is wrong with their prices shows nowhere but in the price report.

/** The end-of-day price of a bill is told per 1 of face. */
export const quotePerOne: FaultMaker = (scene) => {
  const quote = quoteOfUnheld(scene);
  if (!quote) return undefined;
  const told = quote.price / 100n;
  return {
    ...ofPrices(quote, (row) => [{ ...row, price: told }]),
    rule: 'price_sanity',
    cause: 'price per 1 instead of per 100',
    note: `the price is told as ${formatPrice(told)}`,
  };
};

/** The price report misspells the CUSIP of a bill. */
export const cusipOff: FaultMaker = (scene) => {
  const quote = quoteOfUnheld(scene);
  if (!quote) return undefined;
  const digit = (Number(quote.cusip.slice(8)) + 1 + Number(scene.random.amount(0, 8))) % 10;
  const cusip = `${quote.cusip.slice(0, 8)}${digit}`;
  return {
    ...ofPrices(quote, (row) => [{ ...row, cusip }]),
    cusip,
    rule: 'cusip_check',
    consequences: ['price_series'],
    note: `the price of ${quote.cusip} stands under ${cusip}`,
  };
};

/** The price report leaves out a bill that it tells on the days around. */
export const priceMissing: FaultMaker = (scene) => {
  const { timeline } = scene.world;
  const quote = quoteOfUnheld(scene, (bill) =>
    [scene.day - 1, scene.day + 1].every((day) => timeline.hasPrice(bill, day)),
  );
  if (!quote) return undefined;
  return {
    ...ofPrices(quote, () => []),
    ...seriesBroken('one line missing'),
    note: `the price ${formatPrice(quote.price)} is missing`,
  };
};

/** The price report tells a bill twice. */
export const priceDoubled: FaultMaker = (scene) => {
  const quote = quoteOfUnheld(scene);
  if (!quote) return undefined;
  return {
    ...ofPrices(quote, (row) => [row, row]),
    ...seriesBroken('one line doubled'),
    note: `the price ${formatPrice(quote.price)} is told twice`,
  };
};

function seriesBroken(cause: Cause): Pick<Sketch, 'rule' | 'cause'> {
  return { rule: 'price_series', cause };
}

type Bill = Scene['world']['timeline']['bills'][number];

function ofPrices(
  { cusip, date }: PriceRow,
  apply: (row: PriceRow) => PriceRow[],
): Pick<Sketch, 'cusip' | 'reportType' | 'isOfNoPocket' | 'consequences'> & { edit: Edit } {
  return {
    cusip,
    reportType: 'SECURITY_PRICE_REPORT',
    isOfNoPocket: true,
    consequences: [],
    edit: { on: 'price', cusip, date, apply },
  };
}

/** Of a bill with a price that no pocket holds, the day before and the day after among it, nor deals in. */
function quoteOfUnheld(
  scene: Scene,
  isMeant: (bill: Bill) => boolean = () => true,
): PriceRow | undefined {
  const { world, day, date, wish } = scene;
  const touched = new Set(
    world.pockets.flatMap((pocket) => [
      ...pocket.days
        .slice(Math.max(0, day - 1), day + 2)
        .flatMap(({ positions }) => positions.map(({ bill }) => bill)),
      ...pocket.trades.filter(({ tradeDate }) => tradeDate === date).map(({ bill }) => bill),
    ]),
  );
  const bill = pickFrom(
    scene,
    world.timeline.bills.filter(
      (candidate) =>
        world.timeline.hasPrice(candidate, day) &&
        !touched.has(candidate) &&
        (wish.cusip === undefined || wish.cusip === candidate.cusip) &&
        isMeant(candidate),
    ),
  );
  return bill && { cusip: bill.cusip, date, price: world.timeline.priceOf(bill, day) };
}
