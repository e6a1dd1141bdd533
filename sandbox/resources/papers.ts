import { createRandom } from '../model/random.ts';
import type { World } from '../model/world.ts';
import type { Item } from './item.ts';
import type { Kind } from './kind.ts';

const FILES = 'https://files.jiko.example';
const DOCUMENTS = [
  { title: 'Deposit Account Agreement', type: 'DEPOSIT_ACCOUNT_AGREEMENT', category: 'BANK' },
  { title: 'Brokerage Agreement', type: 'BROKERAGE_AGREEMENT', category: 'BROKERAGE' },
  { title: 'E-Sign Consent', type: 'E_SIGN_CONSENT', category: 'E-SIGN' },
] as const;

export const agreements: Kind = {
  name: 'agreements',
  path: 'agreements',
  shape: 'single',
  anyOf: ['agreements.read'],
  group: 'agreements',
  items: () => [
    {
      version: '4.2',
      released_on: '2024-09-30',
      documents: DOCUMENTS.map((document) => ({
        ...document,
        pdf_url: { secret: `${FILES}/${document.type}.pdf` },
      })),
    },
  ],
};

const ONBOARDING = ['onboarding.read', 'onboarding.write'] as const;

function applicationsOf({ options }: World): Item[] {
  return ['APPROVED', 'CREATED'].map((status, index) => ({
    application_id: createRandom(options.seed, 'application', index).uuid(),
    business_name: index === 0 ? 'Sandbox Treasury LLC' : 'Sandbox Ventures & Sons',
    status,
    created_at: `2024-10-0${index + 1}T14:00:00.000000Z`,
    submitted_at: index === 0 ? '2024-10-03T18:00:00.000000Z' : null,
  }));
}

export const businessApplications: Kind = {
  name: 'business_applications',
  path: 'business_applications',
  shape: 'cursor',
  anyOf: ONBOARDING,
  group: 'customer',
  items: applicationsOf,
};

/** What belongs to an application: served for each, under its id. */
function ofApplications(
  name: string,
  itemsOf: (world: World, index: number) => readonly Item[],
): Kind {
  return {
    name,
    path: name,
    shape: 'list',
    anyOf: ONBOARDING,
    group: 'customer',
    places: (world) =>
      applicationsOf(world).map((one) => ({ application_id: String(one['application_id']) })),
    items(world, { application_id: id }) {
      const index = applicationsOf(world).findIndex((one) => one['application_id'] === id);
      return index < 0 ? null : itemsOf(world, index);
    },
  };
}

export const applicationDocuments = ofApplications(
  'application_documents',
  ({ options }, index) => [
    {
      document_id: createRandom(options.seed, 'document', index).uuid(),
      type: 'ARTICLES_OF_INCORPORATION',
      status: index === 0 ? 'ACCEPTED' : 'PENDING',
      file_name: 'articles.pdf',
      uploaded_at: '2024-10-03T17:00:00.000000Z',
      url: { secret: `${FILES}/articles-${index}.pdf` },
    },
  ],
);

export const relatedParties = ofApplications('related_parties', ({ options }, index) => [
  {
    party_id: createRandom(options.seed, 'party', index).uuid(),
    first_name: 'Ingrid',
    last_name: 'Quist-Related',
    email: 'ingrid@persons.example',
    date_of_birth: '1971-02-28',
    roles: { nested: ['DIRECTOR', 'BENEFICIAL_OWNER'] },
    ownership_percent: '50',
    status: 'VERIFIED',
  },
]);

export const applicationInvites = ofApplications('application_invites', ({ options }, index) => [
  {
    invite_id: createRandom(options.seed, 'invite', index).uuid(),
    email: 'ingrid@persons.example',
    name: 'Ingrid Quist-Invited',
    status: 'SENT',
    sent_at: '2024-10-02T09:00:00.000000Z',
    url: { secret: `${FILES}/invites/${index}` },
  },
]);

export const customer: Kind = {
  name: 'customer',
  path: 'customer',
  shape: 'single',
  anyOf: ['customer.read', 'customer.write'],
  group: 'customer',
  items: ({ options }) => [
    {
      customer_id: createRandom(options.seed, 'customer').uuid(),
      type: 'BUSINESS',
      name: 'Sandbox Treasury LLC',
      email: 'owner@persons.example',
      phone_number: '+12025550123',
      account_status: 'ACTIVE',
      identification_number: '12-3456789',
      identification_type: 'EIN',
      address: { nested: { street: '1 Main St', city: 'Wadena', state: 'MN', zip: '56482' } },
    },
  ],
};

export const beneficialOwners: Kind = {
  name: 'beneficial_owners',
  path: 'beneficial_owners',
  shape: 'list',
  anyOf: ['customer.read', 'customer.write'],
  group: 'customer',
  items: ({ options }) =>
    ['Quist-Owner', 'Rao-Owner'].map((lastName, index) => ({
      owner_id: createRandom(options.seed, 'owner', index).uuid(),
      first_name: index === 0 ? 'Ingrid' : 'Sanjay',
      last_name: lastName,
      email: `owner${index}@persons.example`,
      phone_number: null,
      date_of_birth: `196${index}-07-15`,
      title: 'Managing member',
      ownership_percent: index === 0 ? '62.5' : '37.5',
      address: { nested: { street: `${index + 1} Lake Rd`, city: 'Wadena', state: 'MN' } },
    })),
};
