import { expect, test } from 'vitest';
import {
  loadLog,
  LOG_MONDAY as MONDAY,
  tellAbsence,
  tellLog,
  tellMembers,
} from '../support/audit-log.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();
const AT = `${MONDAY}T15:00:00Z`;
const OF_BOTH = [
  { id: 'e1', member: 'm1', at: AT },
  { id: 'e2', member: 'm2', at: AT },
];

async function openWithTeam() {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY);
  await tellMembers(treasury, 'm1', 'm2');
  await tellLog(treasury, 'audit_logs', OF_BOTH);
  return treasury;
}

test('logs of members that tell what the log of the team tells of them tie', async () => {
  const treasury = await openWithTeam();
  await tellLog(treasury, 'member_audit_logs', OF_BOTH.slice(0, 1), 'm1');
  await tellLog(treasury, 'member_audit_logs', OF_BOTH.slice(1), 'm2');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('an entry that is missing from the log of its member is a break', async () => {
  const treasury = await openWithTeam();
  await tellLog(treasury, 'member_audit_logs', OF_BOTH.slice(0, 1), 'm1');
  await tellLog(treasury, 'member_audit_logs', [], 'm2');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'audit_log_member',
      item: 'e2',
      on: MONDAY,
      expected: '1',
      actual: '0',
      detail: 'the log of the team has the entry at entry 2, the log of the member does not',
    },
  ]);
});

test('an entry that only the member has, or that differs there, is a break', async () => {
  const treasury = await openWithTeam();
  const [first, second] = OF_BOTH;
  const own = [{ id: 'e1', at: AT, action: 'LOGOUT' }];
  await tellLog(treasury, 'member_audit_logs', own, 'm1');
  const more = [second ?? { id: '', at: AT }, { id: 'e3', member: 'm2', at: AT }];
  await tellLog(treasury, 'member_audit_logs', more, 'm2');
  expect(first?.member).toBe('m1');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { item: 'e1', expected: '4', actual: '3', detail: expect.stringMatching(/differ in action$/) },
    { item: 'e3', expected: '0', actual: '1' },
  ]);
});

test('entries of who is no member any more have nothing to be compared with', async () => {
  const treasury = await openWithTeam();
  await tellLog(treasury, 'audit_logs', [...OF_BOTH, { id: 'e9', member: 'gone', at: AT }]);
  await tellLog(treasury, 'member_audit_logs', OF_BOTH.slice(0, 1), 'm1');
  await tellLog(treasury, 'member_audit_logs', OF_BOTH.slice(1), 'm2');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('nor have those of who leaves, though the log of that member is known', async () => {
  const treasury = await openWithTeam();
  await tellLog(treasury, 'member_audit_logs', OF_BOTH.slice(0, 1), 'm1');
  await tellLog(treasury, 'member_audit_logs', OF_BOTH.slice(1), 'm2');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  await tellMembers(treasury, 'm1');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('where the log of one member is not there, those of the others are compared', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY);
  await tellMembers(treasury, 'm1', 'm2');
  await tellLog(treasury, 'audit_logs', [...OF_BOTH, { id: 'e3', member: 'm1', at: AT }]);
  await loadLog(treasury, 'member_audit_logs', OF_BOTH.slice(0, 1), 'm1');
  await tellAbsence(treasury);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ item: 'e3', expected: '1' }]);
});
