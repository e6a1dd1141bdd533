import { type Cents, formatCents, formatPrice } from '../model/money.ts';
import type { PocketDay } from '../model/records.ts';
import type { PocketHistory } from '../model/simulate-pocket.ts';
import type { Profile } from '../profile.ts';

/** Money as the API's JSON carries it; whole cents stay exact in a JSON number. */
export function showAmount(cents: Cents): Record<string, unknown> {
  return { value: Number(cents), currency: 'USD', formatted: `$${grouped(formatCents(cents))}` };
}

/** `1234567.89` as `1,234,567.89`. */
function grouped(decimal: string): string {
  return decimal.replace(/\d(?=(\d{3})+\.)/g, '$&,');
}

export function showPocket(
  profile: Profile,
  pocket: PocketHistory,
  today: PocketDay,
): Record<string, unknown> {
  const { fields } = profile.api.pocket;
  return {
    [fields.id]: pocket.plan.id,
    [fields.name]: pocket.plan.name,
    [fields.status]: 'OPEN',
    portfolio: {
      securities: today.positions.map(({ bill, quantity, price, value }) => ({
        cusip: bill.cusip,
        quantity: Number(quantity),
        market_value: showAmount(value),
        jiko_mark_price: formatPrice(price),
        maturity_date: bill.maturityDate,
        type: 'FIXED_INCOME',
      })),
      cash: showAmount(today.cash),
    },
    [profile.resources.ignored]: 'Pocket',
  };
}
