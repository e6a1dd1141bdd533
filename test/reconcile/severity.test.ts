import { expect, test } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { runReconciliation } from '../../src/reconcile/run-reconciliation.ts';
import {
  buy,
  FRIDAY,
  MONDAY,
  position,
  residualCash,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './support/ledger-rows.ts';
import type { Treasury } from './support/treasury.ts';
import { useTreasuries } from './support/use-treasuries.ts';

const openTreasury = useTreasuries();

interface Judged {
  readonly rule: string;
  readonly severity: string;
  readonly severity_of_rule: string;
  readonly at_stake: string | null;
  readonly age_business_days: number;
}

async function judge(
  { pool, entityId }: Treasury,
  settings: Readonly<Record<string, string>> = {},
): Promise<Judged[]> {
  await runReconciliation(pool, entityId, {}, { settings: new Map(Object.entries(settings)) });
  return readJudged(pool, entityId);
}

async function readJudged(pool: Treasury['pool'], entityId: string): Promise<Judged[]> {
  const { rows } = await pool.query<Judged>(
    `select rule, severity, severity_of_rule, at_stake, age_business_days
     from books.fct_break
     where entity_id = $1
     order by rule, business_date`,
    [entityId],
  );
  return rows;
}

test('a break is as severe as its rule says while it is small and young', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash('150.00'));
  await treasury.bank(MONDAY, { opening: '0.00', closing: '0.02', entries: [] });
  const judged = await judge(treasury);
  expect(judged.map(({ rule, severity }) => [rule, severity])).toEqual([
    ['bank_zero_close', 'error'],
    ['residual_cash', 'warning'],
  ]);
});

test('from an amount on it is critical, and not a cent below', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash('150.00'));
  expect(await judge(treasury, { 'severity.amount': '50.02' })).toMatchObject([
    { severity: 'warning', at_stake: '50.01' },
  ]);
  expect(await judge(treasury, { 'severity.amount': '50.01' })).toMatchObject([
    { severity: 'critical', severity_of_rule: 'warning' },
  ]);
});

test('from an age on a warning is an error and an error critical, and not a day before', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash('150.00'));
  await treasury.bank(MONDAY, { opening: '0.00', closing: '0.02', entries: [] });
  await treasury.summary(WEDNESDAY);
  const severities = (judged: Judged[]) => judged.map(({ severity }) => severity);
  expect(severities(await judge(treasury, { 'severity.days': '3' }))).toEqual(['error', 'warning']);
  await treasury.summary(THURSDAY);
  expect(severities(await judge(treasury, { 'severity.days': '3' }))).toEqual([
    'critical',
    'error',
  ]);
});

test('bills count 100 dollars each, and what is no amount is worth nothing', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(13));
  await treasury.trades(TUESDAY, buy(1, TUESDAY));
  await treasury.owe('BANK_STATEMENT_REPORT', MONDAY);
  expect(await judge(treasury, { 'severity.amount': '200' })).toMatchObject([
    { rule: 'completeness', severity: 'error', at_stake: null },
    { rule: 'position_quantity', severity: 'critical', at_stake: '200' },
  ]);
});

test('a holiday does not make it older', async () => {
  const treasury = await openTreasury();
  const [friday, tuesday] = ['2025-05-23', '2025-05-27'].map(parseBusinessDate);
  if (friday === undefined || tuesday === undefined) throw new Error('two days');
  await treasury.summary(friday, residualCash('150.00'));
  await treasury.summary(tuesday);
  expect(await judge(treasury)).toMatchObject([{ age_business_days: 1 }]);
});

test('what is over grows no older and no more severe', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash('150.00'));
  await judge(treasury);
  await treasury.summary(MONDAY, residualCash('50.00'));
  await treasury.summary(THURSDAY);
  expect(await judge(treasury, { 'severity.days': '1' })).toMatchObject([
    { severity: 'warning', age_business_days: 0 },
  ]);
});

test('what is resolved stays as old and as severe as it was, and so when it is cleared later', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash('150.00'));
  await treasury.summary(WEDNESDAY);
  const settings = { 'severity.days': '2' };
  const stands = [{ severity: 'error', severity_of_rule: 'warning', age_business_days: 2 }];
  expect(await judge(treasury, settings)).toMatchObject(stands);
  await treasury.pool.query(
    `select books.resolve_break(break_id, 'agreed') from books.fct_break where entity_id = $1`,
    [treasury.entityId],
  );
  await treasury.summary(THURSDAY);
  expect(await judge(treasury, settings)).toMatchObject(stands);
  await treasury.pool.query(
    `select books.comment_break(break_id, 'still agreed') from books.fct_break where entity_id = $1`,
    [treasury.entityId],
  );
  await treasury.summary(FRIDAY);
  expect(await judge(treasury, settings)).toMatchObject(stands);
  await treasury.summary(MONDAY, residualCash('50.00'));
  expect(await judge(treasury, settings)).toMatchObject(stands);
});

test('what is cleared stays as old as it was before the night that cleared it; when it is back it has aged all the while', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash('150.00'));
  await treasury.summary(WEDNESDAY);
  await judge(treasury);
  await treasury.summary(MONDAY, residualCash('50.00'));
  await treasury.summary(THURSDAY);
  expect(await judge(treasury)).toMatchObject([{ age_business_days: 2 }]);
  await treasury.summary(MONDAY, residualCash('150.00'));
  expect(await judge(treasury)).toMatchObject([{ age_business_days: 3 }]);
});

test('the books of an earlier moment judge by the settings of that moment', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash('150.00'));
  await judge(treasury, { 'severity.amount': '50' });
  const client = await treasury.pool.connect();
  const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
  await judge(treasury);
  const read = () =>
    client.query('select severity from books.fct_break where entity_id = $1', [treasury.entityId]);
  expect((await read()).rows).toEqual([{ severity: 'warning' }]);
  await client.query(`select set_config('pocketbook.known_at', $1, false)`, [rows[0]?.now]);
  expect((await read()).rows).toEqual([{ severity: 'critical' }]);
  client.release(true);
});

test('the age of the last note by a person is told in business days', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash('150.00'));
  await judge(treasury);
  const ageAt = async (later: string) => {
    const client = await treasury.pool.connect();
    await client.query(
      `select set_config('pocketbook.known_at', (clock_timestamp() + $1::interval)::text, false)`,
      [later],
    );
    const { rows } = await client.query<{ age: number | null; days: number }>(
      `select
         comment_age_business_days as age,
         (
           select count(*)::int
           from ledger.calendar_day
           where is_business_day
             and business_date > (clock_timestamp() at time zone 'America/New_York')::date
             and business_date <= ((clock_timestamp() + $2::interval) at time zone 'America/New_York')::date
         ) as days
       from books.rpt_open_breaks
       where entity_id = $1`,
      [treasury.entityId, later],
    );
    client.release(true);
    return rows[0];
  };
  expect(await ageAt('10 days')).toMatchObject({ age: null });
  await treasury.pool.query(
    `select books.explain_break(break_id, 'it is known') from books.fct_break where entity_id = $1`,
    [treasury.entityId],
  );
  await treasury.summary(MONDAY, residualCash('160.00'));
  await judge(treasury);
  expect(await ageAt('0 days')).toMatchObject({ age: 0 });
  const later = await ageAt('20 days');
  expect(later?.age).toBe(later?.days);
  expect(later?.days).toBeGreaterThan(10);
});
