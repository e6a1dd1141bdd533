import type { Edit, Fate } from './faults/fault.ts';
import type { IsoDate } from './model/dates.ts';
import { earnedBetween } from './model/earnings.ts';
import type { Cents } from './model/money.ts';
import type { Account, Activity } from './model/records.ts';
import type { PocketHistory } from './model/simulate-pocket.ts';
import {
  dayAsOf,
  lastDate,
  pocketOf,
  statementOn,
  tradesSoFar,
  type World,
} from './model/world.ts';
import type { PositionView, PriceRow, StatementView, TradeRow } from './render/views.ts';
import type { Item } from './resources/item.ts';

export type TradeDateKind = 'tradeDate' | 'settlementDate' | 'bookDate';

/** What the reports are written from: the world, seen through the planted faults. */
export interface Source {
  statement(pocketId: string, account: Account, date: IsoDate, delivery: number): StatementView;
  /** Buys and sales; maturities are no trades to this report. */
  trades(query: {
    pocketIds: readonly string[];
    by: TradeDateKind;
    from: IsoDate;
    to: IsoDate;
  }): TradeRow[];
  positions(pocketId: string, date: IsoDate): PositionView;
  prices(from: IsoDate, to: IsoDate): PriceRow[];
  /** As the pocket itself tells, at the end of the world. */
  portfolio(pocketId: string): PositionView;
  /** `isRange`: asked for as a range and not as a period with a name. */
  earnings(pocketId: string, from: IsoDate, to: IsoDate, isRange: boolean): Cents;
  fate(pocketId: string, account: Account, date: IsoDate): Fate | undefined;
  /** Items of a resource as they are told. */
  told(resource: string, items: readonly Item[]): readonly Item[];
}

const REPORTED: readonly Activity[] = ['BUY', 'SELL'];

export function createSource(world: World, edits: ReadonlyMap<string, readonly Edit[]>): Source {
  const rowsByPocket = new Map(
    world.pockets.map((pocket) => [pocket.plan.id, tradeRows(world, pocket)]),
  );
  const editsOf = (pocketId: string): readonly Edit[] => edits.get(pocketId) ?? [];
  const priceEdits = [...edits.values()].flat();
  return {
    statement(pocketId, account, date, delivery) {
      const pocket = pocketOf(world, pocketId);
      const clean = { ...statementOn(world, pocket, account, date), pocket: pocket.plan, date };
      return editStatement(clean, editsOf(pocketId), delivery);
    },
    trades: ({ pocketIds, by, from, to }) =>
      pocketIds.flatMap((pocketId) =>
        (rowsByPocket.get(pocketId) ?? [])
          .flatMap((row) => editTrade(row, editsOf(pocketId)))
          .filter(({ trade }) => from <= trade[by] && trade[by] <= to),
      ),
    positions(pocketId, date) {
      const view = positionsOn(world, pocketOf(world, pocketId), date);
      return editPositions(view, date, editsOf(pocketId));
    },
    prices: (from, to) =>
      pricesBetween(world, from, to).flatMap((row) => editPrice(row, priceEdits)),
    portfolio(pocketId) {
      const view = positionsOn(world, pocketOf(world, pocketId), lastDate(world));
      return editsOf(pocketId).reduce(
        (seen, edit) => (edit.on === 'portfolio' ? edit.apply(seen) : seen),
        view,
      );
    },
    earnings(pocketId, from, to, isRange) {
      const earned = earnedBetween(world, pocketOf(world, pocketId), from, to);
      if (!isRange) return earned;
      return editsOf(pocketId).reduce(
        (sum, edit) =>
          edit.on === 'earnings' && from.startsWith(edit.month) ? edit.apply(sum) : sum,
        earned,
      );
    },
    fate: (pocketId, account, date) => fateOf(editsOf(pocketId), account, date),
    told: (resource, items) => editItems(items, resource, [...edits.values()].flat()),
  };
}

function tradeRows(world: World, pocket: PocketHistory): TradeRow[] {
  return tradesSoFar(world, pocket)
    .filter((trade) => REPORTED.includes(trade.activity))
    .map((trade) => ({ pocket: pocket.plan, trade, cash: trade.cash }));
}

function positionsOn(world: World, pocket: PocketHistory, date: IsoDate): PositionView {
  const { positions, cash } = dayAsOf(world, pocket, date);
  const exists = world.timeline.indexAsOf(date) >= pocket.opens;
  return { pocket: pocket.plan, positions, cash: exists ? cash : undefined };
}

function pricesBetween(world: World, from: IsoDate, to: IsoDate): PriceRow[] {
  const { timeline } = world;
  const last = Math.min(timeline.indexAsOf(to), timeline.last);
  const rows: PriceRow[] = [];
  for (let day = Math.max(0, timeline.indexAsOf(from)); day <= last; day++) {
    const date = timeline.dateOf(day);
    if (date < from) continue;
    for (const bill of timeline.bills) {
      if (!timeline.hasPrice(bill, day)) continue;
      rows.push({ cusip: bill.cusip, date, price: timeline.priceOf(bill, day) });
    }
  }
  return rows;
}

function editStatement(
  clean: StatementView,
  edits: readonly Edit[],
  delivery: number,
): StatementView {
  return edits.reduce((view, edit) => {
    const applies =
      edit.on === 'statement' && edit.account === view.account && edit.date === view.date;
    return applies ? edit.apply(view, delivery) : view;
  }, clean);
}

function editTrade(row: TradeRow, edits: readonly Edit[]): TradeRow[] {
  for (const edit of edits) {
    if (edit.on === 'trade' && edit.reference === row.trade.reference) return edit.apply(row);
  }
  return [row];
}

function editPositions(clean: PositionView, date: IsoDate, edits: readonly Edit[]): PositionView {
  return edits.reduce((view, edit) => {
    const applies =
      edit.on === 'positions' && edit.date <= date && date <= (edit.until ?? edit.date);
    return applies ? edit.apply(view) : view;
  }, clean);
}

function editPrice(row: PriceRow, edits: readonly Edit[]): PriceRow[] {
  for (const edit of edits) {
    if (edit.on === 'price' && edit.cusip === row.cusip && edit.date === row.date) {
      return edit.apply(row);
    }
  }
  return [row];
}

function editItems(
  clean: readonly Item[],
  resource: string,
  edits: readonly Edit[],
): readonly Item[] {
  return edits.reduce(
    (items, edit) =>
      edit.on === 'resource' && edit.resource === resource ? edit.apply(items) : items,
    clean,
  );
}

function fateOf(edits: readonly Edit[], account: Account, date: IsoDate): Fate | undefined {
  for (const edit of edits) {
    if (edit.on === 'request' && edit.account === account && edit.date === date) return edit.fate;
  }
  return undefined;
}
