import type { Resource } from '../resource.ts';
import { field } from './field.ts';

/** What money may come in by, and what was asked for to go out. */
export const TRANSFERS = {
  portals_v1: {
    path: 'portals_v1',
    shape: 'list',
    reading: { kind: 'whole' },
    identity: ['portal_id'],
    view: 'dim_portal_v1',
    about: 'The same portals as the first version of the API tells them',
    fields: {
      portal_id: field('text', 'The portal, by the id that Jiko gave it'),
      pocket_id: field('text', 'The pocket that it leads into'),
      name: field('text', 'Name of the portal'),
      status: field('word', 'OPEN or CLOSED'),
      routing_number: field('text', 'Routing number of the bank'),
      account_number: field('text', 'Account number'),
    },
  },
  transfer_requests: {
    path: 'transfer_requests',
    shape: 'cursor',
    reading: { kind: 'since', by: 'created_at' },
    identity: ['transfer_id'],
    view: 'fct_transfer_request',
    about: 'Transfers that were asked for, and what became of them',
    fields: {
      transfer_id: field('text', 'The transfer, by the id that Jiko gave it'),
      pocket_id: field('text', 'The pocket that pays'),
      counterparty_id: field('text', 'Who is paid'),
      type: field('word', 'How it is paid, in the word of Jiko: ach, wire, on_us'),
      status: field('word', 'State in the word of Jiko, such as COMPLETED'),
      amount: field('money', 'What is paid, without fees'),
      fees: {
        kind: 'rows',
        about: 'What Jiko takes for it, by type',
        of: {
          type: field('word', 'Kind of fee in the word of Jiko, such as WIRE_FEE'),
          amount: field('money', 'The fee'),
        },
      },
      description: field('text', 'What it is for'),
      reference: field('text', 'End-to-end identification'),
      requested_by: field('text', 'The member who asked for it, by id'),
      reviewed_by: field('text', 'The member who approved or rejected it, by id'),
      created_at: field('instant', 'When it was asked for'),
      completed_at: field('instant', 'When it was carried out; null while it is not'),
    },
  },
  transfer_reviewers: {
    path: 'transfer_reviewers',
    shape: 'list',
    reading: { kind: 'whole' },
    identity: ['reviewer_id'],
    view: 'dim_transfer_reviewer',
    about: 'Who may approve a transfer',
    fields: {
      reviewer_id: field('text', 'The member, by the id that Jiko gave it'),
      name: field('text', 'Name of the member'),
      email: field('text', 'E-mail address of the member'),
      role: field('word', 'Role in the word of Jiko'),
    },
  },
  trading_strategies: {
    path: 'trading_strategies',
    shape: 'list',
    reading: { kind: 'whole' },
    identity: ['strategy_id'],
    view: 'dim_trading_strategy',
    about: 'What a pocket may be invested by',
    fields: {
      strategy_id: field('text', 'The strategy, by the id that Jiko gave it, such as UST-4W'),
      name: field('text', 'Name of the strategy'),
      description: field('text', 'What it buys'),
      applicability: field('nested', 'What it may be chosen for: DEPOSIT, REINVESTMENT'),
    },
  },
} as const satisfies Readonly<Record<string, Resource>>;
