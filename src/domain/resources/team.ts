import type { Fields, Resource } from '../resource.ts';
import { field } from './field.ts';

const ENTRY = {
  entry_id: field('text', 'The entry, by the id that Jiko gave it'),
  member_id: field('text', 'The member who did it'),
  actor: field('text', 'The member as the log names it, mostly by e-mail address'),
  action: field('word', 'What was done, in the word of Jiko'),
  target_type: field('word', 'Kind of thing that it was done to, in the word of Jiko'),
  target_id: field('text', 'The thing that it was done to, by id'),
  ip_address: field('text', 'Address that it was done from'),
  description: field('text', 'What was done, as a sentence'),
  occurred_at: field('instant', 'When it was done'),
} as const satisfies Fields;

const OF_MEMBER = { resource: 'members', values: { member_id: 'member_id' } } as const;

/** Who works for the customer at Jiko, and what each of them did. */
export const TEAM = {
  members: {
    path: 'team',
    shape: 'list',
    reading: { kind: 'whole' },
    identity: ['member_id'],
    keepsNoExtra: true,
    view: 'dim_member',
    about: 'The members of the team, by their state',
    fields: {
      member_id: field('text', 'The member, by the id that Jiko gave it'),
      team_id: field('text', 'The team, by the id that Jiko gave it'),
      name: field('text', 'Name of the member'),
      email: field('text', 'E-mail address of the member'),
      role: field('word', 'Role in the word of Jiko'),
      status: field('word', 'The group that the member stands in, such as ACTIVE or PENDING'),
    },
  },
  member_details: {
    path: 'member',
    shape: 'single',
    reading: { kind: 'whole' },
    identity: [],
    parent: OF_MEMBER,
    keepsNoExtra: true,
    view: 'dim_member_detail',
    about: 'What is told of each member by itself',
    fields: {
      member_id: field('text', 'The member, by the id that Jiko gave it'),
      name: field('text', 'Name of the member'),
      email: field('text', 'E-mail address of the member'),
      role: field('word', 'Role in the word of Jiko'),
      is_active: field('boolean', 'Whether the member may sign in'),
      created_at: field('instant', 'Since when there is this member'),
      last_login_at: field('instant', 'When the member last signed in'),
    },
  },
  audit_logs: {
    path: 'audit_logs',
    shape: 'cursor',
    reading: { kind: 'since', by: 'occurred_at' },
    identity: ['entry_id'],
    view: 'fct_audit_log',
    about: 'Who of the team did what',
    fields: ENTRY,
  },
  audit_logs_csv: {
    path: 'audit_logs_csv',
    shape: 'csv',
    reading: { kind: 'with', resource: 'audit_logs' },
    identity: ['entry_id'],
    view: 'fct_audit_log_csv',
    about: 'The log of the team as its CSV tells it, to compare it with the list',
    fields: ENTRY,
  },
  member_audit_logs: {
    path: 'member_audit_logs',
    shape: 'cursor',
    reading: { kind: 'since', by: 'occurred_at' },
    identity: ['entry_id'],
    parent: OF_MEMBER,
    view: 'fct_member_audit_log',
    about:
      'What each member did as the log of that member tells it, to compare it with the log of all',
    fields: ENTRY,
  },
  user: {
    path: 'user',
    shape: 'single',
    reading: { kind: 'whole' },
    identity: [],
    keepsNoExtra: true,
    view: 'dim_user',
    about: 'Whose credentials Pocketbook reads with',
    fields: {
      user_id: field('text', 'The user, by the id that Jiko gave it'),
      name: field('text', 'Name of the user'),
      email: field('text', 'E-mail address of the user'),
      role: field('word', 'Role in the word of Jiko'),
    },
  },
  memberships: {
    path: 'memberships',
    shape: 'list',
    reading: { kind: 'whole' },
    identity: ['membership_id'],
    view: 'dim_membership',
    about: 'For which customers of Jiko these credentials are good',
    fields: {
      membership_id: field('text', 'The membership, by the id that Jiko gave it'),
      customer_id: field('text', 'The customer, by the id that Jiko gave it'),
      customer_name: field('text', 'Name of the customer'),
      role: field('word', 'Role there, in the word of Jiko'),
      status: field('word', 'State in the word of Jiko'),
    },
  },
} as const satisfies Readonly<Record<string, Resource>>;
