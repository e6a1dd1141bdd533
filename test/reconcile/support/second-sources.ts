import { createHash } from 'node:crypto';
import type { BusinessDate } from '../../../src/domain/business-date.ts';
import type { ResourceName } from '../../../src/domain/resource.ts';
import { loadResource } from '../../../src/load/load-resource.ts';
import { BILL, cashOf, POCKET } from './ledger-rows.ts';
import type { Treasury } from './treasury.ts';

/** A security of a portfolio: units, and what they are worth. */
export interface Security {
  readonly cusip: string | null;
  readonly quantity: string;
  readonly value: string;
  /** Left out: not told. */
  readonly maturesOn?: string;
}

/** So many units of a bill at 98.50, as a summary has them. */
export function security(quantity: number, facts: Partial<Security> = {}): Security {
  return { cusip: BILL, quantity: `${quantity}`, value: cashOf(quantity, '98.50'), ...facts };
}

export interface Portfolio {
  readonly pocket?: string;
  /** null: not told. */
  readonly securities?: readonly Security[] | null;
  /** null: not told. */
  readonly cash?: string | null;
  readonly isProvisional?: boolean;
}

/** What a pocket says of itself as of the end of a day. */
export function tellPortfolio(
  treasury: Treasury,
  on: BusinessDate,
  { pocket = POCKET, securities = [], cash = '0.00', isProvisional = false }: Portfolio,
): Promise<number> {
  return tell(treasury, 'portfolios', pocket, on, {
    business_date: on,
    is_provisional: isProvisional,
    ...(securities === null ? {} : { securities: securities.map(rowOf) }),
    ...(cash === null ? {} : { cash }),
  });
}

function rowOf({ cusip, quantity, value, maturesOn }: Security) {
  return {
    ...(cusip === null ? {} : { cusip }),
    quantity,
    market_value: value,
    ...(maturesOn === undefined ? {} : { maturity_date: maturesOn }),
  };
}

/** What a pocket says that it earned from a day to a day. */
export function tellEarnings(
  treasury: Treasury,
  [from, to]: readonly [string, string],
  earnings: string,
  { pocket = POCKET, period = 'range' } = {},
): Promise<number> {
  const content = { period, date_from: from, date_to: to, earnings };
  return tell(treasury, 'earnings', pocket, `${period}|${from}|${to}`, content);
}

function tell(
  { pool, entityId }: Treasury,
  resource: ResourceName,
  parentId: string,
  itemId: string,
  told: unknown,
): Promise<number> {
  const content = JSON.stringify(told);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = { entityId, resource, parentId, sha256, bytes: content.length };
  return loadResource(
    pool,
    { ...file, receivedAt: new Date(0), reader: 'test' },
    {
      items: [{ itemId, locator: 'page[1]', content, substance: content, extra: null }],
      itemsRead: 1,
      isWhole: false,
      problems: [],
    },
  );
}
