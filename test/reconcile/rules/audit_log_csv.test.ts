import { expect, test } from 'vitest';
import { LOG_FRIDAY as FRIDAY, LOG_MONDAY as MONDAY, tellLog } from '../support/audit-log.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();
const AT = `${MONDAY}T15:00:00Z`;

async function openWithDays() {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY);
  await treasury.bank(FRIDAY);
  return treasury;
}

test('a list and a CSV of the same entries tie, however an instant is written', async () => {
  const treasury = await openWithDays();
  await tellLog(treasury, 'audit_logs', [{ id: 'e1', at: AT }]);
  await tellLog(treasury, 'audit_logs_csv', [{ id: 'e1', at: `${MONDAY}T11:00:00.000-04:00` }]);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each([
  ['an empty text', 'nothing', '', undefined],
  ['nothing', 'an empty cell', undefined, ''],
])('%s in the list and %s in the CSV are the same', async (_, __, listed, cell) => {
  const treasury = await openWithDays();
  const other = { id: 'e2', at: AT, details: 'by hand' };
  await tellLog(treasury, 'audit_logs', [{ id: 'e1', at: AT, details: listed }, other]);
  await tellLog(treasury, 'audit_logs_csv', [{ id: 'e1', at: AT, details: cell }, other]);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('an entry that differs is a break that names the field and both places', async () => {
  const treasury = await openWithDays();
  await tellLog(treasury, 'audit_logs', [{ id: 'e1', at: AT }]);
  await tellLog(treasury, 'audit_logs_csv', [{ id: 'e1', at: AT, action: 'LOGOUT' }]);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'audit_log_csv',
      item: 'e1',
      pocket: null,
      on: MONDAY,
      expected: '4',
      actual: '3',
      detail: 'the list at entry 1 and the CSV at entry 1 differ in action',
    },
  ]);
});

test('an entry that only one of them has is a break, and clears when the other tells it', async () => {
  const treasury = await openWithDays();
  await tellLog(treasury, 'audit_logs', [{ id: 'e1', at: AT }]);
  await tellLog(treasury, 'audit_logs_csv', [{ id: 'e2', at: AT }]);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'audit_log_csv', item: 'e1', expected: '1', actual: '0' },
    { rule: 'audit_log_csv', item: 'e2', expected: '0', actual: '1' },
  ]);
  await tellLog(treasury, 'audit_logs_csv', [{ id: 'e1', at: AT }]);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('what the list tells after the CSV was read waits until it is read again', async () => {
  const treasury = await openWithDays();
  await tellLog(treasury, 'audit_logs', [{ id: 'e1', at: AT }]);
  await tellLog(treasury, 'audit_logs_csv', [{ id: 'e1', at: AT }]);
  const both = [
    { id: 'e1', at: AT },
    { id: 'e2', at: AT },
  ];
  await tellLog(treasury, 'audit_logs', both);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  await tellLog(treasury, 'audit_logs_csv', [{ id: 'e1', at: AT }]);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ item: 'e2' }]);
});

test('what was noted within the hour before the reading may have come between the two', async () => {
  const treasury = await openWithDays();
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  // The books must reach today: an entry is compared when its day is in them.
  await treasury.pool.query(
    `insert into ledger.unit (entity_id, report_type, business_date)
     values ($1, 'SECURITY_PRICE_REPORT', (
       select max(business_date) from ledger.calendar_day
       where is_business_day and business_date <= current_date + 1
     ))`,
    [treasury.entityId],
  );
  await tellLog(treasury, 'audit_logs', []);
  await tellLog(treasury, 'audit_logs_csv', [
    { id: 'just-now', at: ago(55) },
    { id: 'before', at: ago(65) },
  ]);
  const breaks = await treasury.breaksAfterReconciling();
  expect(breaks.filter(({ rule }) => rule === 'audit_log_csv')).toMatchObject([{ item: 'before' }]);
});

test('an entry of a weekend stands on the business day before, one from before the books on their first', async () => {
  const treasury = await openTreasury();
  await treasury.bank(FRIDAY);
  await treasury.brokerage(FRIDAY);
  const friday = new Date(`${FRIDAY}T00:00:00Z`).getTime();
  const daysOn = (days: number) => new Date(friday + days * 86_400_000 + 54_000_000).toISOString();
  await tellLog(treasury, 'audit_logs', [
    { id: 'a-old', at: daysOn(-40) },
    { id: 'b-sunday', at: daysOn(2) },
    { id: 'c-monday', at: daysOn(3) },
  ]);
  await tellLog(treasury, 'audit_logs_csv', []);
  const breaks = await treasury.breaksAfterReconciling();
  expect(breaks.map(({ item, on }) => [item, on])).toEqual([
    ['a-old', FRIDAY],
    ['b-sunday', FRIDAY],
  ]);
});

test('without a CSV that was read there is nothing to compare', async () => {
  const treasury = await openWithDays();
  await tellLog(treasury, 'audit_logs', [{ id: 'e1', at: AT }]);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});
