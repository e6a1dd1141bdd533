import { createRandom, type Random } from '../model/random.ts';
import type { PocketHistory } from '../model/simulate-pocket.ts';
import type { World } from '../model/world.ts';
import type { Profile } from '../profile.ts';
import { closingOff, gainOff } from './balance-faults.ts';
import { basisFlip, maturityShort, unsettledPosition } from './bill-faults.ts';
import { cashIdle, cashUninvested } from './cash-faults.ts';
import {
  entryDoubled,
  entryMisdated,
  entrySign,
  faceCashSwapped,
  pricePerOne,
  priceStale,
  tradeMisdated,
  valueLotRounding,
} from './cause-faults.ts';
import { closedMonthChanged } from './close-faults.ts';
import type { Answers, Edit, FaultAnswer, FaultKind } from './fault.ts';
import type { FaultPlan, FaultWish } from './fault-plan.ts';
import {
  csvListingOff,
  listingTradeOff,
  transactionAmountOff,
  transactionLate,
  transactionMissing,
} from './listing-faults.ts';
import { lotMethodFlipped, saleCostOff } from './lot-faults.ts';
import { costNegative } from './negative-faults.ts';
import { documentMissing } from './paper-faults.ts';
import {
  costOff,
  positionAfterMaturity,
  priceOff,
  quantityOff,
  valueOff,
} from './position-faults.ts';
import { cusipOff, priceDoubled, priceMissing, quotePerOne } from './price-faults.ts';
import { failedReport, lateReport } from './request-faults.ts';
import { auditCsvOff, memberLogGap, resourceRefused } from './resource-faults.ts';
import { areSeenTogether, isApart, type Placed, SIDES, sidesOf } from './room.ts';
import { cashOff, entryDateOff, feeOff, tradeDatesOff } from './rule-faults.ts';
import type { FaultMaker, Scene } from './scene.ts';
import { earningsOff, portfolioQuantityOff } from './second-source-faults.ts';
import {
  brokenChain,
  lostSweepLeg,
  missingEntry,
  nonzeroClose,
  restatedReport,
} from './statement-faults.ts';
import { dealPriceOff, settlementOff } from './terms-faults.ts';
import { duplicatedTrade, missingTrade, tradeCashOff } from './trade-faults.ts';
import {
  detailsOff,
  entryUnclassified,
  statementRepeated,
  summaryOff,
  tellsDetails,
} from './writing-faults.ts';

export interface Planted {
  readonly answers: Answers;
  /** By pocket id. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

// In the order in which the default plan places them: those with the fewest places first.
const MAKERS: Record<FaultKind, FaultMaker> = {
  restated_report: restatedReport,
  closed_month_changed: closedMonthChanged,
  sale_cost_off: saleCostOff,
  lot_method_flipped: lotMethodFlipped,
  cash_idle: cashIdle,
  document_missing: documentMissing,
  fee_off: feeOff,
  earnings_off: earningsOff,
  position_after_maturity: positionAfterMaturity,
  maturity_short: maturityShort,
  basis_flip: basisFlip,
  trade_cash_off: tradeCashOff,
  statement_repeated: statementRepeated,
  closing_off: closingOff,
  deal_price_off: dealPriceOff,
  settlement_off: settlementOff,
  cash_uninvested: cashUninvested,
  gain_off: gainOff,
  broken_chain: brokenChain,
  lost_sweep_leg: lostSweepLeg,
  value_lot_rounding: valueLotRounding,
  face_cash_swapped: faceCashSwapped,
  trade_misdated: tradeMisdated,
  entry_misdated: entryMisdated,
  entry_sign: entrySign,
  price_stale: priceStale,
  cost_off: costOff,
  cost_negative: costNegative,
  quantity_off: quantityOff,
  unsettled_position: unsettledPosition,
  trade_dates_off: tradeDatesOff,
  missing_trade: missingTrade,
  duplicated_trade: duplicatedTrade,
  listing_trade_off: listingTradeOff,
  missing_entry: missingEntry,
  entry_doubled: entryDoubled,
  transaction_missing: transactionMissing,
  transaction_amount_off: transactionAmountOff,
  transaction_late: transactionLate,
  csv_listing_off: csvListingOff,
  price_per_one: pricePerOne,
  price_off: priceOff,
  value_off: valueOff,
  nonzero_close: nonzeroClose,
  late_report: lateReport,
  failed_report: failedReport,
  portfolio_quantity_off: portfolioQuantityOff,
  audit_csv_off: auditCsvOff,
  member_log_gap: memberLogGap,
  resource_refused: resourceRefused,
  cash_off: cashOff,
  entry_date_off: entryDateOff,
  quote_per_one: quotePerOne,
  cusip_off: cusipOff,
  price_missing: priceMissing,
  price_doubled: priceDoubled,
  entry_unclassified: entryUnclassified,
  details_off: detailsOff,
  summary_off: summaryOff,
};

/** They stand beside the faults of the pockets, and need no room among them. */
const OF_NO_ROOM: ReadonlySet<FaultKind> = new Set([
  'audit_csv_off',
  'member_log_gap',
  'resource_refused',
  'document_missing',
  'earnings_off',
  'quote_per_one',
  'cusip_off',
  'price_missing',
  'price_doubled',
]);
// A full range is a puzzle; another order of trying may solve it.
const ATTEMPTS = 20;

/** Chooses the places of a plan's faults. The default plan leaves out what has no place; any other must be possible. */
export function plantFaults(world: World, profile: Profile, plan: FaultPlan): Planted {
  if (plan === 'none')
    return { answers: { faults: [], closes: [], skipped: [] }, edits: new Map() };
  const wishes = plan === 'default' ? defaultWishes() : plan;
  const placed = bestOf(world, profile, wishes);
  const missing = wishes.filter((wish) => !placed.some((place) => place.wish === wish));
  const skipped = missing.map((wish) => ({
    kind: wish.kind,
    reason: reasonOf(world, profile, wish),
  }));
  const [first] = skipped;
  if (first && plan !== 'default') {
    throw new Error(`cannot place the fault ${first.kind}: ${first.reason}`);
  }
  const inOrder = wishes.flatMap((wish) => placed.filter((place) => place.wish === wish));
  return {
    answers: {
      faults: inOrder.map((place, index) => answerOf(world, place, index)),
      closes: inOrder.flatMap(({ sketch }) => sketch.closes ?? []),
      skipped,
    },
    edits: editsByPocket(placed),
  };
}

function defaultWishes(): FaultWish[] {
  return Object.keys(MAKERS).map((kind) => ({ kind: kind as FaultKind }));
}

function bestOf(world: World, profile: Profile, wishes: readonly FaultWish[]): Placed[] {
  // What has no place in an empty world will find none among others, however often it is tried.
  const alone = createRandom(world.options.seed, 'faults', 'alone');
  const possible = wishes.filter((wish) => placeOne(world, profile, wish, [], alone));
  let best: Placed[] = [];
  for (let attempt = 0; attempt < ATTEMPTS && best.length < possible.length; attempt++) {
    const random = createRandom(world.options.seed, 'faults', attempt);
    const placed = placeAll(world, profile, possible, random);
    if (attempt === 0 || placed.length > best.length) best = placed;
  }
  return best;
}

function placeAll(
  world: World,
  profile: Profile,
  wishes: readonly FaultWish[],
  random: Random,
): Placed[] {
  const placed: Placed[] = [];
  // What says where it wants to be goes first, and leaves the rest to those that do not mind.
  const pickyFirst = wishes.toSorted((a, b) => freedom(a) - freedom(b));
  for (const wish of pickyFirst) {
    const place = placeOne(world, profile, wish, placed, random);
    if (place) placed.push(place);
  }
  return placed;
}

function freedom(wish: FaultWish): number {
  return [wish.pocket, wish.date, wish.cusip].filter((choice) => choice === undefined).length;
}

function placeOne(
  world: World,
  profile: Profile,
  wish: FaultWish,
  placed: readonly Placed[],
  random: Random,
): Placed | undefined {
  for (const { pocket, day } of sitesFor(world, wish, placed, random)) {
    const isFull = SIDES.every((side) => !isApart(placed, pocket, [day], side));
    if (isFull && !OF_NO_ROOM.has(wish.kind)) continue;
    const scene = sceneAt(world, profile, pocket, day, wish, random);
    const sketch = scene && MAKERS[wish.kind](scene);
    if (!sketch) continue;
    const days = sketch.days ?? [day];
    const place = { wish, pocket, day, sketch };
    const isPossible =
      isWithin(world, wish.kind, days) &&
      sidesOf(sketch).every((side) => isApart(placed, pocket, days, side));
    if (isPossible && placed.every((other) => areSeenTogether(place, other))) return place;
  }
  return undefined;
}

interface Site {
  readonly pocket: PocketHistory;
  readonly day: number;
}

/** All days of all pockets that the wish allows, in a random order, the pockets with the fewest faults first. */
function sitesFor(
  world: World,
  wish: FaultWish,
  placed: readonly Placed[],
  random: Random,
): Site[] {
  const [low, high] = daysFor(world, wish.kind);
  const sites = world.pockets
    .filter((pocket) => isPocketMeant(pocket, wish))
    .flatMap((pocket) => {
      const days: Site[] = [];
      for (let day = Math.max(low, pocket.opens + 1); day <= high; day++) {
        if (wish.date === undefined || world.timeline.dateOf(day) === wish.date) {
          days.push({ pocket, day });
        }
      }
      return days;
    });
  const load = (site: Site): number =>
    placed.filter((place) => place.pocket === site.pocket).length;
  return random.shuffle(sites).sort((a, b) => load(a) - load(b));
}

/**
 * The first business day has nothing to roll from, and after the last two nothing could show that all is well again. A
 * restatement must fall into the days that a night asks for again; a portfolio is as of the last day, and so is what could not be read; the earnings of a month
 * stand on its first.
 */
function daysFor(world: World, kind: FaultKind): [number, number] {
  const { first, last } = world.timeline;
  switch (kind) {
    case 'restated_report':
      return [Math.max(first + 1, last - 1), last];
    case 'portfolio_quantity_off':
    case 'resource_refused':
      return [last, last];
    case 'earnings_off':
      return [first, last - 2];
    default:
      return [first + 1, last - 2];
  }
}

function isWithin(world: World, kind: FaultKind, days: readonly number[]): boolean {
  const [low, high] = daysFor(world, kind);
  return days.every((day) => low <= day && day <= high);
}

function isPocketMeant({ plan }: PocketHistory, wish: FaultWish): boolean {
  return wish.pocket === undefined || [plan.id, plan.name, plan.number].includes(wish.pocket);
}

function sceneAt(
  world: World,
  profile: Profile,
  pocket: PocketHistory,
  day: number,
  wish: FaultWish,
  random: Random,
): Scene | undefined {
  const [before, today, after] = [pocket.days[day - 1], pocket.days[day], pocket.days[day + 1]];
  if (!before || !today || !after) return undefined;
  return { world, profile, pocket, day, date: today.date, before, today, after, random, wish };
}

/** What a report that tells face values cannot have wrong. */
const CASH_ONLY: readonly FaultKind[] = ['trade_cash_off', 'face_cash_swapped'];

function reasonOf(world: World, profile: Profile, wish: FaultWish): string {
  if (CASH_ONLY.includes(wish.kind) && profile.sandbox.trade_amount === 'face') {
    return 'amounts are face values, which carry no cents';
  }
  if (wish.kind === 'details_off' && !tellsDetails({ profile })) {
    return 'the details of an entry tell no amount';
  }
  const [low, high] = daysFor(world, wish.kind);
  if (high < low) return 'the range is too short';
  const span = `${world.timeline.dateOf(low)} to ${world.timeline.dateOf(high)}`;
  const where = [wish.pocket, wish.date, wish.cusip].filter((choice) => choice !== undefined);
  const asked = where.length > 0 ? ` for ${where.join(', ')}` : '';
  const needs = wish.kind === 'document_missing' ? ', as a month must end and its 15th follow' : '';
  return `no pocket and day from ${span} fits${asked} apart from the other faults${needs}`;
}

function answerOf(world: World, place: Placed, index: number): FaultAnswer {
  const { wish, pocket, sketch } = place;
  const where = {
    pocket_id: sketch.reportType === null || sketch.isOfNoPocket ? null : pocket.plan.id,
    cusip: sketch.cusip,
    business_date: world.timeline.dateOf(place.day),
  };
  return {
    id: `F${String(index + 1).padStart(2, '0')}`,
    kind: wish.kind,
    ...where,
    report_type: sketch.reportType,
    expect: {
      rule: sketch.rule,
      ...where,
      state: sketch.state ?? 'open',
      cause: sketch.cause ?? 'unknown',
      consequences: sketch.consequences,
    },
    note: sketch.note,
  };
}

function editsByPocket(placed: readonly Placed[]): Map<string, Edit[]> {
  const edits = new Map<string, Edit[]>();
  for (const { pocket, sketch } of placed) {
    const own = [sketch.edit, ...(sketch.alsoEdits ?? [])];
    edits.set(pocket.plan.id, [...(edits.get(pocket.plan.id) ?? []), ...own]);
  }
  return edits;
}
