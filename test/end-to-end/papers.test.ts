import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { findConfirmedTrade, findRemoteId } from '../../src/jobs/find-confirmed-trade.ts';
import type { ImportedFile } from '../../src/jobs/import/import-one.ts';
import { runRefresh } from '../../src/jobs/refresh.ts';
import { landForeign } from '../../src/jobs/resources/land-foreign.ts';
import { recordingLog } from '../extract/support/client.ts';
import { filesHolding, tablesHolding } from './support/find-text.ts';
import { type ProfileName, type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const TREASURY = { from: '2025-05-01', to: '2025-05-16', pockets: 2, seed: 3, foreignRequests: 4 };

interface RequestRow {
  readonly request_id: string;
  readonly origin: 'ours' | 'other';
  readonly report_ids: readonly string[] | null;
  readonly is_landed: boolean;
}

interface TradeRow {
  readonly pocket_id: string;
  readonly trade_id: string;
  readonly reference: string;
  readonly place: string;
}

describe.each<ProfileName>(['jiko', 'alternate'])('papers by hand, told in %s', (profile) => {
  let jiko: SimulatedJiko;
  let warehouse: TestWarehouse;
  const log = recordingLog();
  let refusesNext = 0;
  let tellsTimes = true;
  const addresses: string[] = [];

  beforeAll(async () => {
    jiko = await startJiko({
      ...TREASURY,
      profile,
      hooks: {
        before({ route }) {
          if (route !== 'paper' || refusesNext === 0) return undefined;
          refusesNext -= 1;
          return new Response(null, { status: 410 });
        },
        async after({ route }, response) {
          if (route === 'get' && !tellsTimes) {
            const text = (await response.text()).replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, 'null');
            return new Response(text, { headers: { 'content-type': 'application/json' } });
          }
          if (route === 'confirmation') addresses.push(response.headers.get('location') ?? '');
          return undefined;
        },
      },
    });
    warehouse = await createWarehouse(jiko);
    await runBackfill(await warehouse.openJob({ log }), {
      range: jiko.range,
      force: false,
      reportTypes: ['TRADE_REPORT', 'TRADE_LIST'],
    });
    // A backfill of some reports reads nothing else.
    await runRefresh(await warehouse.openJob({ log }), ['report_requests', 'reports']);
  });
  afterAll(async () => {
    await warehouse?.drop();
    await jiko?.stop();
  });

  async function requests(): Promise<readonly RequestRow[]> {
    const { rows } = await warehouse.pool.query<RequestRow>(
      'select request_id, origin, report_ids, is_landed from books.rpt_report_request',
    );
    return rows;
  }

  function foreignId(index: number): string {
    const told = jiko.sandbox.truth().resources['report_requests']?.[index];
    return String(told?.['request_id']);
  }

  async function isLanded(index: number): Promise<boolean | undefined> {
    const id = foreignId(index);
    return (await requests()).find(({ request_id }) => request_id === id)?.is_landed;
  }

  async function land(...named: readonly string[]): Promise<readonly ImportedFile[]> {
    return (await landForeign(await warehouse.openJob({ log }), named)).files;
  }

  async function trades(sides: readonly string[]): Promise<readonly TradeRow[]> {
    const { rows } = await warehouse.pool.query<TradeRow>(
      `select pocket_id, trade_id, reference, report_file_id || '/' || locator as place
       from books.fct_trade
       where side = any ($1)
       order by trade_id`,
      [sides],
    );
    return rows;
  }

  /** As text: the PDF is ASCII. */
  async function confirmation(named: string): Promise<string> {
    const { client } = await warehouse.openJob({ log });
    const trade = await findConfirmedTrade(warehouse.pool, named, null);
    const tradeId = await findRemoteId(client, trade);
    const bytes = await client.fetchConfirmation({ pocketId: trade.pocketId, tradeId });
    return Buffer.from(bytes).toString('latin1');
  }

  async function unitsLoaded(reportType: string): Promise<number> {
    const { rows } = await warehouse.pool.query(
      `select from books.fct_unit where report_type = $1 and state = 'loaded'`,
      [reportType],
    );
    return rows.length;
  }

  test('our requests are told from those of others, of which nothing is loaded unasked', async () => {
    const all = await requests();
    const others = all.filter(({ origin }) => origin === 'other');
    expect(others).toHaveLength(TREASURY.foreignRequests);
    expect(others.every(({ is_landed }) => !is_landed)).toBe(true);
    expect(others.every(({ report_ids }) => report_ids?.length === 1)).toBe(true);
    const ours = all.filter(({ origin }) => origin === 'ours');
    expect(ours).toHaveLength(jiko.sandbox.stats().reports_created);
    expect(ours.every(({ is_landed }) => is_landed)).toBe(true);
    expect(await unitsLoaded('POSITION_SUMMARY_REPORT')).toBe(0);
    expect(await unitsLoaded('BANK_STATEMENT_REPORT')).toBe(0);
  });

  test('a report of others is loaded when asked for, with the day that its request tells', async () => {
    const name = `position_summary_report_${TREASURY.to}.csv`;
    const { to } = jiko.range;
    expect(await land(foreignId(1).slice(0, 13))).toMatchObject([
      { name, reportType: 'POSITION_SUMMARY_REPORT', outcome: 'loaded', from: to, to },
    ]);
    expect(await unitsLoaded('POSITION_SUMMARY_REPORT')).toBe(TREASURY.pockets);
    const { rows } = await warehouse.pool.query(
      `select distinct provisional
       from books.fct_unit
       where report_type = 'POSITION_SUMMARY_REPORT'
         and version is not null`,
    );
    expect(rows, 'it was asked for before the day had ended').toEqual([{ provisional: true }]);
    expect(await unitsLoaded('BANK_STATEMENT_REPORT'), 'nothing unasked').toBe(0);
    expect([await isLanded(0), await isLanded(1)]).toEqual([false, true]);
  });

  test('several are loaded together, and what is there is found there', async () => {
    expect(await land(foreignId(0), foreignId(1))).toMatchObject([
      { reportType: 'BANK_STATEMENT_REPORT', outcome: 'loaded' },
      { reportType: 'POSITION_SUMMARY_REPORT', outcome: 'there' },
    ]);
  });

  test('one that is older than what the books have, or does not tell how old it is, is refused', async () => {
    const { to } = jiko.range;
    await runBackfill(await warehouse.openJob({ log }), {
      range: { from: to, to },
      force: false,
      reportTypes: ['SECURITY_PRICE_REPORT'],
    });
    expect(await land(foreignId(2))).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('read since it was asked for') },
    ]);
    tellsTimes = false;
    const [untold] = await land(foreignId(0)).finally(() => {
      tellsTimes = true;
    });
    expect(untold).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('does not tell when it was made'),
    });
  });

  test('trades that were asked for by another day than that of the trade are refused', async () => {
    expect(await land(foreignId(3))).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('tell whole days') },
    ]);
  });

  test('what is ours and what is not known is said before anything is asked for', async () => {
    const { calls } = jiko.sandbox.stats();
    const ours = (await requests()).find(({ origin }) => origin === 'ours');
    await expect(land(ours?.request_id ?? 'none')).rejects.toThrow(/it is ours/);
    await expect(land('zz')).rejects.toThrow(/no request is known/);
    expect(jiko.sandbox.stats().calls).toEqual(calls);
  });

  test('a trade is confirmed by its reference and by its row', async () => {
    const [first, second] = await trades(['BUY', 'SELL']);
    const byReference = await confirmation(first?.reference ?? 'none');
    expect(byReference).toMatch(/^%PDF-/);
    expect(byReference).toContain(`Trade confirmation ${first?.reference}`);
    const byRow = await confirmation(second?.place ?? 'none');
    expect(byRow).toContain(`Trade confirmation ${second?.reference}`);
  });

  test('an address that has expired is asked for anew', async () => {
    const [trade] = await trades(['BUY', 'SELL']);
    refusesNext = 1;
    const before = addresses.length;
    expect(await confirmation(trade?.reference ?? 'none')).toMatch(/^%PDF-/);
    expect(addresses.length - before).toBe(2);
  });

  test('nothing confirms a maturity, nor what the books do not know', async () => {
    const [matured] = await trades(['MATURITY']);
    await expect(confirmation(matured?.place ?? 'none')).rejects.toThrow(/no maturity/);
    await expect(confirmation('no-such-trade')).rejects.toThrow(/the books have no such trade/);
  });

  test('nothing of a confirmation or its address stays in the warehouse, landing zone or log', async () => {
    expect(addresses.length).toBeGreaterThan(3);
    const names = addresses.map((address) => address.replace(/.*\//, ''));
    for (const text of ['Trade confirmation', ...names]) {
      expect(await tablesHolding(warehouse.pool, text)).toEqual([]);
      expect(await filesHolding(warehouse.home, text)).toEqual([]);
      expect(log.lines.join('\n')).not.toContain(text);
    }
  });
});
