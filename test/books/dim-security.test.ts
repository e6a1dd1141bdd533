import { beforeEach, describe, expect, test } from 'vitest';
import {
  BILL,
  buy,
  FRIDAY,
  MONDAY,
  NEXT_MONDAY,
  OTHER_BILL,
  POCKET,
  position,
  TUESDAY,
} from '../reconcile/support/ledger-rows.ts';
import { security, tellPortfolio } from '../reconcile/support/second-sources.ts';
import type { Treasury } from '../reconcile/support/treasury.ts';
import { useTreasuries } from '../reconcile/support/use-treasuries.ts';

const openTreasury = useTreasuries();

let treasury: Treasury;

/** Two bills that were bought before the books begin. */
beforeEach(async () => {
  treasury = await openTreasury([POCKET, 'pocket-2']);
  await treasury.summary(MONDAY, position(10), position(5, { cusip: OTHER_BILL }));
});

async function maturities(): Promise<Record<string, string | null>> {
  const { rows } = await treasury.pool.query<{ cusip: string; maturity_date: string | null }>(
    'select cusip, maturity_date from books.rpt_holdings where entity_id = $1',
    [treasury.entityId],
  );
  return Object.fromEntries(rows.map(({ cusip, maturity_date }) => [cusip, maturity_date]));
}

const told = (maturesOn: string) => ({ securities: [security(10, { maturesOn })] });

describe('when a bill matures', () => {
  test('is not known of one that neither a trade nor a portfolio names', async () => {
    await tellPortfolio(treasury, MONDAY, { securities: [security(10)] });
    await tellPortfolio(treasury, MONDAY, { pocket: 'pocket-2', securities: null });
    expect(await maturities()).toEqual({ [BILL]: null, [OTHER_BILL]: null });
  });

  test('the last portfolio of a pocket tells, where no trade does', async () => {
    await tellPortfolio(treasury, MONDAY, told(FRIDAY));
    await tellPortfolio(treasury, TUESDAY, told(NEXT_MONDAY));
    expect(await maturities()).toEqual({ [BILL]: NEXT_MONDAY, [OTHER_BILL]: null });
  });

  test('a trade tells better than a portfolio', async () => {
    await tellPortfolio(treasury, MONDAY, told(FRIDAY));
    await treasury.trades(MONDAY, buy(10, MONDAY, { maturesOn: TUESDAY }));
    expect(await maturities()).toMatchObject({ [BILL]: TUESDAY });
  });
});
