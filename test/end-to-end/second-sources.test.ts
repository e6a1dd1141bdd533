import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HookedCall } from '../../sandbox/start.ts';
import { readStatus } from '../../src/cli/status/read-status.ts';
import { describeStatus } from '../../src/cli/status/status.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const TREASURY = { from: '2025-05-05', to: '2025-05-16', pockets: 2, seed: 4 };

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
/** What the sandbox answers in place of what it would; nothing: it is left alone. */
let instead: (call: HookedCall, usual: Response) => Promise<Response | undefined>;
const asIs = async () => undefined;

beforeAll(async () => {
  jiko = await startJiko({
    ...TREASURY,
    hooks: { after: (call, usual) => instead(call, usual) },
  });
});
beforeEach(async () => {
  instead = asIs;
  warehouse = await createWarehouse(jiko);
});
afterEach(() => warehouse?.drop());
afterAll(() => jiko?.stop());

async function night() {
  return runNightly(await warehouse.openJob(), jiko.range.to);
}

async function openBreaks(): Promise<unknown[]> {
  const { rows } = await warehouse.pool.query(
    'select rule, item, business_date, cusip is not null as has_cusip from books.rpt_open_breaks',
  );
  return rows;
}

const pathOf = ({ request }: HookedCall) => new URL(request.url).pathname;
const isPortfolio = (call: HookedCall) => /\/pockets\/[^/]+\/$/.test(pathOf(call));

interface Shown {
  readonly portfolio: { readonly securities: readonly { readonly quantity: number }[] };
}

/** One unit more of the first security of every pocket. */
async function oneUnitMore(call: HookedCall, usual: Response): Promise<Response | undefined> {
  if (!isPortfolio(call)) return undefined;
  const body = (await usual.json()) as Shown;
  const [first, ...others] = body.portfolio.securities;
  const more = { ...first, quantity: (first?.quantity ?? 0) + 1 };
  return Response.json({
    ...body,
    portfolio: { ...body.portfolio, securities: [more, ...others] },
  });
}

test('a night whose only news is another portfolio finds the break, and the next one clears it', async () => {
  expect(await night()).toMatchObject({ outcome: 'green' });
  instead = oneUnitMore;
  expect(await night()).toMatchObject({ outcome: 'breaks', breaksOpen: TREASURY.pockets });
  const off = {
    rule: 'portfolio_position',
    item: 'quantity',
    business_date: TREASURY.to,
    has_cusip: true,
  };
  expect(await openBreaks()).toEqual([off, off]);
  instead = asIs;
  expect(await night()).toMatchObject({ outcome: 'green', breaksOpen: 0 });
});

test('a resource that one pocket cannot tell is a break until it is read', async () => {
  instead = async (call) =>
    pathOf(call).endsWith('/earnings/')
      ? Response.json({ detail: 'no' }, { status: 422 })
      : undefined;
  expect(await night()).toMatchObject({ outcome: 'breaks', breaksOpen: 1 });
  expect(await openBreaks()).toMatchObject([{ rule: 'resource_reading', item: 'earnings' }]);
  instead = asIs;
  expect(await night()).toMatchObject({ outcome: 'green' });
});

test('an answer about another pocket is refused, and becomes no figure', async () => {
  instead = async (call, usual) => {
    if (!isPortfolio(call)) return undefined;
    return Response.json({ ...((await usual.json()) as object), id: 'somebody-else' });
  };
  expect(await night()).toMatchObject({ outcome: 'breaks' });
  expect(await openBreaks()).toMatchObject([{ rule: 'resource_reading', item: 'portfolios' }]);
  const { rows } = await warehouse.pool.query('select from books.fct_portfolio_daily');
  expect(rows).toEqual([]);
});

test('the securities of a portfolio stand row by row as the position summary has them', async () => {
  await night();
  const { rows } = await warehouse.pool.query(
    `select p.quantity = s.quantity and p.mark_price = s.market_price and p.market_value = s.market_value as ties
     from books.fct_portfolio_security_daily p
     full join books.fct_position_daily s using (pocket_id, business_date, cusip)
     where coalesce(p.business_date, s.business_date) = $1`,
    [TREASURY.to],
  );
  expect(rows.length).toBeGreaterThan(TREASURY.pockets);
  expect(rows.filter(({ ties }) => ties !== true)).toEqual([]);
});

describe('status', () => {
  test('has a line for each resource, and says once what to ask for', async () => {
    instead = async (call) => {
      if (isPortfolio(call) || pathOf(call).endsWith('/earnings/')) {
        return Response.json({ detail: 'insufficient scope' }, { status: 403 });
      }
      return pathOf(call).includes('/notifications/')
        ? Response.json({ detail: 'broken' }, { status: 422 })
        : undefined;
    };
    expect(await night()).toMatchObject({ outcome: 'breaks', breaksOpen: 1 });
    const status = await readStatus(warehouse.pool, 'main');
    const found = Object.fromEntries(status.resources.map((one) => [one.resource, one]));
    expect(found['portfolios']).toMatchObject({ outcome: 'forbidden', scope: 'pockets.read' });
    expect(found['portals']).toMatchObject({ outcome: 'read', error: null, scope: null });
    expect(found['portals']?.itemsKnown).toBeGreaterThan(0);
    expect(found['notifications']).toMatchObject({ outcome: 'failed', itemsKnown: 0, scope: null });
    const text = describeStatus(status);
    expect(text).toMatch(/portals +read +\d{4}-\d\d-\d\d \d\d:\d\d +\d+/);
    expect(text).toMatch(/portfolios +not permitted/);
    expect(text).toMatch(/notifications +failed .*422/);
    expect(text.match(/ask Jiko for the scope pockets\.read/g)).toHaveLength(1);
    expect(text).toContain("POCKETBOOK_RESOURCES='-earnings -portfolios'");
  });
});
