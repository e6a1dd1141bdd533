import { beforeEach, expect, test } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import {
  BILL,
  buy,
  decimal,
  entry,
  MONDAY,
  maturity,
  position,
  quote,
  residualCash,
  TUESDAY,
  WEDNESDAY,
} from './support/ledger-rows.ts';
import { security, tellPortfolio } from './support/second-sources.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

let treasury: Treasury;

beforeEach(async () => {
  treasury = await openTreasury();
});

/** Of each break and consequence of a rule: what its figures are, and what it is worth. */
async function stakes(rule: string): Promise<(readonly [string, string | null])[]> {
  await treasury.reconcile();
  const { rows } = await treasury.pool.query<{ figures: string; at_stake: string | null }>(
    'select figures, trim_scale(at_stake)::text as at_stake from recon.break_now where entity_id = $1 and rule = $2',
    [treasury.entityId, rule],
  );
  return rows.map(({ figures, at_stake }) => [figures, at_stake] as const);
}

const negative = (facts: object) => ({ ...position(10), ...facts });

test.each<{
  what: string;
  rule: string;
  worth: readonly [string, string | null];
  told: () => Promise<unknown>;
}>([
  {
    what: 'bills count 100 dollars each',
    rule: 'position_negative',
    worth: ['bills', '300'],
    told: () => treasury.summary(MONDAY, position(-3)),
  },
  {
    what: 'of the same rule a value counts what it is',
    rule: 'position_negative',
    worth: ['dollars', '5'],
    told: () => treasury.summary(MONDAY, negative({ marketValue: decimal('-5.00', 2) })),
  },
  {
    what: 'a maturity that was missed counts its face',
    rule: 'maturity_missed',
    worth: ['bills', '1000'],
    async told() {
      await treasury.summaries([MONDAY, TUESDAY], position(10));
      await treasury.listing(MONDAY, buy(1, MONDAY, { maturesOn: TUESDAY, cusip: BILL }));
    },
  },
  {
    what: 'so does one that the listing tells short, in bills',
    rule: 'maturity_listing',
    worth: ['bills', '100'],
    async told() {
      await treasury.summary(MONDAY, position(10));
      await treasury.summary(TUESDAY);
      await treasury.listing(TUESDAY, maturity(9, TUESDAY));
    },
  },
  {
    what: 'what one of two sources leaves out counts in bills',
    rule: 'trade_listing',
    worth: ['bills', '1000'],
    async told() {
      await treasury.trades(MONDAY, buy(10, MONDAY));
      await treasury.listing(MONDAY);
    },
  },
  {
    what: 'what they tell of other cash counts in dollars',
    rule: 'trade_listing',
    worth: ['dollars', '2'],
    async told() {
      await treasury.trades(MONDAY, buy(10, MONDAY));
      await treasury.listing(MONDAY, buy(10, MONDAY, { amount: '982.00', quantity: 10n }));
    },
  },
  {
    what: 'the quantity of a portfolio counts in bills',
    rule: 'portfolio_position',
    worth: ['bills', '200'],
    async told() {
      await treasury.summary(MONDAY, position(10), residualCash('0.00'));
      await tellPortfolio(treasury, MONDAY, { securities: [security(12)] });
    },
  },
  {
    what: 'its cash counts in dollars',
    rule: 'portfolio_position',
    worth: ['dollars', '7'],
    async told() {
      await treasury.summary(MONDAY, position(10), residualCash('0.00'));
      await tellPortfolio(treasury, MONDAY, { securities: [security(10)], cash: '7.00' });
    },
  },
  {
    what: 'a price is worth nothing by itself',
    rule: 'position_price',
    worth: ['prices', null],
    async told() {
      await treasury.summary(MONDAY, position(10));
      await treasury.prices(MONDAY, quote('98.60'));
    },
  },
  {
    what: 'days are worth nothing',
    rule: 'trade_dates',
    worth: ['days', null],
    told: () => treasury.trades(MONDAY, buy(10, MONDAY, { issuedOn: WEDNESDAY })),
  },
  {
    what: 'of the same rule a late settlement counts in business days',
    rule: 'trade_dates',
    worth: ['business days', null],
    told: () =>
      treasury.trades(MONDAY, buy(10, MONDAY, { settlesOn: parseBusinessDate('2026-09-22') })),
  },
  {
    what: 'a number of entries is worth nothing',
    rule: 'statement_summary',
    worth: ['counts', null],
    told: () =>
      treasury.bank(MONDAY, { entries: [entry('deposit', '1.00')], summary: { entries: 2 } }),
  },
  {
    what: 'the sum of entries is worth what it is',
    rule: 'statement_summary',
    worth: ['dollars', '1'],
    told: () =>
      treasury.bank(MONDAY, {
        entries: [entry('deposit', '1.00')],
        summary: { net: decimal('2.00', 2) },
      }),
  },
])('$what ($rule)', async ({ rule, worth, told }) => {
  await told();
  expect(await stakes(rule)).toEqual([worth]);
});
