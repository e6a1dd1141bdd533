import { createRandom } from '../model/random.ts';
import type { World } from '../model/world.ts';
import type { Item } from './item.ts';
import type { Kind } from './kind.ts';

const PEOPLE = [
  { name: 'Ada Nakamura', mail: 'ada', role: 'ADMIN', status: 'ACTIVE' },
  { name: 'Björn O’Leary', mail: 'bjorn', role: 'OPERATOR', status: 'ACTIVE' },
  { name: 'Chidi "CJ" Eze', mail: 'chidi', role: 'VIEWER', status: 'ACTIVE' },
  { name: 'Dana Pending', mail: 'dana', role: 'VIEWER', status: 'PENDING' },
  { name: 'Eve Left', mail: 'eve', role: 'OPERATOR', status: 'INACTIVE' },
] as const;

const SCOPES = ['team.read', 'team.write'] as const;

export function teamOf({ options }: World): Item[] {
  const teamId = createRandom(options.seed, 'team').uuid();
  return PEOPLE.map(({ name, mail, role, status }) => ({
    member_id: createRandom(options.seed, 'member', mail).uuid(),
    team_id: teamId,
    name,
    email: `${mail}@treasury.example`,
    role,
    status,
  }));
}

export const members: Kind = {
  name: 'members',
  path: 'team',
  shape: 'list',
  anyOf: SCOPES,
  group: 'team',
  items: teamOf,
};

const placesOfMembers = (world: World) =>
  teamOf(world).map((member) => ({ member_id: String(member['member_id']) }));

export const memberDetails: Kind = {
  name: 'member_details',
  path: 'member',
  shape: 'single',
  anyOf: SCOPES,
  group: 'team',
  places: placesOfMembers,
  items(world, { member_id: memberId }) {
    const member = teamOf(world).find((one) => one['member_id'] === memberId);
    if (member === undefined) return null;
    const { member_id, name = null, email = null, role = null, status } = member;
    return [
      {
        member_id: member_id ?? null,
        name,
        email,
        role,
        is_active: status === 'ACTIVE',
        created_at: '2024-11-04T15:00:00.000000Z',
        last_login_at: status === 'PENDING' ? null : '2025-05-02T12:30:00.000000Z',
      },
    ];
  },
};

const HOURS = [14, 15, 16, 17] as const;
const DEEDS = [
  { action: 'LOGIN', target: 'SESSION', text: 'Signed in' },
  { action: 'POCKET_VIEWED', target: 'POCKET', text: 'Looked at a pocket; "Operating", mostly' },
  { action: 'REPORT_REQUESTED', target: 'REPORT', text: 'Asked for a report' },
  { action: 'TRANSFER_APPROVED', target: 'TRANSFER', text: 'Approved a transfer, after a call' },
] as const;

/** What the members did on each business day, oldest first; all of them at the same instants, so that pages end within one. */
export function auditEntries(world: World): Item[] {
  const { timeline, options } = world;
  const acting = teamOf(world).filter(({ status }) => status === 'ACTIVE');
  return timeline.days.slice(timeline.first, timeline.last + 1).flatMap((date) =>
    HOURS.flatMap((hour) =>
      acting.map((member, index) => {
        const random = createRandom(options.seed, 'audit', date, hour, index);
        const id = random.uuid();
        const { action, target, text } = random.pick(DEEDS);
        return {
          entry_id: id,
          member_id: member['member_id'] ?? null,
          actor: member['email'] ?? null,
          action,
          target_type: target,
          target_id: random.uuid(),
          ip_address: index === 0 ? null : `192.0.2.${random.between(1, 254)}`,
          description: text,
          occurred_at: `${date}T${hour}:00:00.000000Z`,
        };
      }),
    ),
  );
}

export const auditLogs: Kind = {
  name: 'audit_logs',
  path: 'audit_logs',
  shape: 'cursor',
  anyOf: SCOPES,
  group: 'team',
  orderedBy: 'occurred_at',
  items: auditEntries,
};

export const auditLogsCsv: Kind = {
  name: 'audit_logs_csv',
  path: 'audit_logs_csv',
  shape: 'csv',
  anyOf: SCOPES,
  group: 'team',
  items: auditEntries,
};

export const memberAuditLogs: Kind = {
  name: 'member_audit_logs',
  path: 'member_audit_logs',
  shape: 'cursor',
  anyOf: SCOPES,
  group: 'team',
  orderedBy: 'occurred_at',
  places: placesOfMembers,
  items(world, { member_id: memberId }) {
    if (!teamOf(world).some((member) => member['member_id'] === memberId)) return null;
    return auditEntries(world).filter((entry) => entry['member_id'] === memberId);
  },
};

export const user: Kind = {
  name: 'user',
  path: 'user',
  shape: 'single',
  anyOf: [],
  group: 'user',
  items: ({ options }) => [
    {
      user_id: createRandom(options.seed, 'user').uuid(),
      name: 'Pocketbook',
      email: 'pocketbook@treasury.example',
      role: 'SERVICE',
    },
  ],
};

export const memberships: Kind = {
  name: 'memberships',
  path: 'memberships',
  shape: 'list',
  anyOf: [],
  group: 'user',
  items: ({ options }) => [
    {
      membership_id: createRandom(options.seed, 'membership').uuid(),
      customer_id: createRandom(options.seed, 'customer').uuid(),
      customer_name: 'Sandbox Treasury LLC',
      role: 'SERVICE',
      status: 'ACTIVE',
    },
  ],
};
