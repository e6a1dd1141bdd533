import { type Decimal, fromScaled, parseDecimal, toScaled } from '../../domain/decimal.ts';
import { ValueError } from '../../domain/errors.ts';
import type { CashPositionRow, PositionRow } from '../../domain/ledger-row.ts';

const QUANTITY_SCALE = 2;
const VALUE_SCALE = 2;

const FIGURES = ['quantity', 'market_value', 'cost_value'] as const;

type Figure = (typeof FIGURES)[number];
type Sums = Record<Figure | 'cash', bigint>;

/** What a row of totals claims; an empty text claims nothing. */
export type ClaimedTotals = Readonly<Record<Figure, string>>;

/**
 * Sums of the rows so far, to check rows of totals against: of all rows, of those since the last row of totals, and of a
 * pocket, each with and without its cash. Which of them a row of totals means is not documented, so any will do.
 */
export class PositionTotals {
  readonly #all = nothing();
  readonly #pockets = new Map<string, Sums>();
  #sinceTotal = nothing();

  add(row: PositionRow | CashPositionRow): void {
    for (const sums of [this.#all, this.#sinceTotal, this.#ofPocket(row.pocketId)]) {
      if (row.kind === 'cash') {
        sums.cash += toScaled(row.amount, VALUE_SCALE);
        continue;
      }
      sums.quantity += row.quantity * 10n ** BigInt(QUANTITY_SCALE);
      sums.market_value += toScaled(row.marketValue, VALUE_SCALE);
      sums.cost_value += toScaled(row.costValue, VALUE_SCALE);
    }
  }

  /** What is wrong with a row of totals, as `market_value: expected 12.00, got '13.00'`; `pocketId` where it names one. */
  check(claimed: ClaimedTotals, pocketId: string | null): string[] {
    const ofPocket = pocketId === null ? undefined : this.#pockets.get(pocketId);
    const sums = ofPocket === undefined ? [this.#all, this.#sinceTotal] : [ofPocket];
    const complaints = FIGURES.flatMap((figure) => complain(figure, claimed[figure].trim(), sums));
    this.#sinceTotal = nothing();
    return complaints;
  }

  #ofPocket(pocketId: string): Sums {
    const sums = this.#pockets.get(pocketId) ?? nothing();
    this.#pockets.set(pocketId, sums);
    return sums;
  }
}

function nothing(): Sums {
  return { quantity: 0n, market_value: 0n, cost_value: 0n, cash: 0n };
}

function complain(figure: Figure, claimed: string, sums: readonly Sums[]): string[] {
  if (claimed === '') return [];
  const scale = figure === 'quantity' ? QUANTITY_SCALE : VALUE_SCALE;
  const candidates = sums.flatMap((each) => [each[figure], each[figure] + cashIn(figure, each)]);
  const total = totalOf(claimed, scale);
  if (total !== null && candidates.includes(toScaled(total, scale))) return [];
  const expected = [...new Set(candidates)].map((sum) => fromScaled(sum, scale)).join(' or ');
  return [`${figure}: expected ${expected}, got '${claimed}'`];
}

function cashIn(figure: Figure, sums: Sums): bigint {
  return figure === 'quantity' ? 0n : sums.cash;
}

/** null for what is no number of ours: a row of totals is not worth a file. */
function totalOf(text: string, scale: number): Decimal | null {
  try {
    return parseDecimal(text, scale);
  } catch (error) {
    if (error instanceof ValueError) return null;
    throw error;
  }
}
