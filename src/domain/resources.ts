import type { Resource, ResourceName } from './resource.ts';
import { DOCUMENTS } from './resources/documents.ts';
import { EVENTS } from './resources/events.ts';
import { field } from './resources/field.ts';
import { PAPERS } from './resources/papers.ts';
import { PERSONAL } from './resources/personal.ts';
import { earnings, portfolios } from './resources/pockets.ts';
import { TEAM } from './resources/team.ts';
import { TRANSFERS } from './resources/transfers.ts';

/** Everything that the API tells of beside reports, trades and transactions. What Jiko calls each field stands in the profile. */
export const RESOURCES: Readonly<Record<ResourceName, Resource>> = {
  portals: {
    path: 'portals',
    shape: 'cursor',
    reading: { kind: 'whole' },
    identity: ['portal_id'],
    view: 'dim_portal',
    about: 'Account and routing numbers by which money comes into a pocket',
    fields: {
      portal_id: field('text', 'The portal, by the id that Jiko gave it'),
      pocket_id: field('text', 'The pocket that it leads into'),
      name: field('text', 'Name of the portal'),
      status: field('word', 'State of the portal in the word of Jiko, such as OPEN'),
      routing_number: field('text', 'Routing number of the bank'),
      account_number: field('text', 'Account number'),
    },
  },
  funding_instructions: {
    path: 'funding_instructions',
    shape: 'single',
    reading: { kind: 'whole' },
    identity: [],
    parent: { resource: 'portals', values: { portal_id: 'portal_id', pocket_id: 'pocket_id' } },
    view: 'dim_funding_instruction',
    about: 'How to pay into a portal',
    fields: {
      beneficiary_name: field('text', 'Whom the payment names'),
      bank_name: field('text', 'Bank that the payment goes to'),
      bank_address: field('text', 'Address of the bank'),
      routing_number: field('text', 'Routing number of the bank'),
      account_number: field('text', 'Account number'),
      reference: field('text', 'What the payment must carry to be found'),
    },
  },
  counterparties: {
    path: 'counterparties',
    shape: 'cursor',
    reading: { kind: 'whole' },
    identity: ['counterparty_id'],
    view: 'dim_counterparty',
    about: 'Who can be paid',
    fields: {
      counterparty_id: field('text', 'The counterparty, by the id that Jiko gave it'),
      name: field('text', 'Name of the counterparty'),
      type: field(
        'word',
        'How it is paid, in the word of Jiko: ach, wire, international_wire, on_us',
      ),
      status: field('word', 'State in the word of Jiko; only VERIFIED ones can be paid'),
      verification: field('word', 'How it was verified, in the word of Jiko'),
      bank_name: field('text', 'Bank of the counterparty'),
      routing_number: field('text', 'Routing number of its bank'),
      account_number: field('text', 'Its account number, as far as Jiko shows it'),
      identifier_type: field('word', 'What the account number is, such as IBAN'),
      created_at: field('instant', 'When it was registered'),
    },
  },
  notifications: {
    path: 'notifications',
    shape: 'cursor',
    reading: { kind: 'since', by: 'created_at' },
    identity: ['notification_id'],
    view: 'fct_notification',
    about: 'What Jiko told the users',
    fields: {
      notification_id: field('text', 'The notification, by the id that Jiko gave it'),
      title: field('text', 'Title'),
      description: field('text', 'Text'),
      type: field('word', 'Kind of notification in the word of Jiko'),
      status: field('word', 'READ or UNREAD'),
      created_at: field('instant', 'When it was made'),
      metadata: field('nested', 'What it is about, as it came'),
    },
  },
  portfolios,
  earnings,
  ...TRANSFERS,
  ...TEAM,
  ...PAPERS,
  ...PERSONAL,
  ...EVENTS,
  ...DOCUMENTS,
};
