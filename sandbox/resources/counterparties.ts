import { createRandom } from '../model/random.ts';
import type { World } from '../model/world.ts';
import type { Item } from './item.ts';
import type { Kind } from './kind.ts';

const NAMES = [
  'Northwind Trading LLC',
  'Müller & Söhne GmbH',
  'Cloud Hosting Inc',
  'Landlord & Co',
];

export function counterpartiesOf({ options }: World): Item[] {
  return NAMES.map((name, index) => {
    const random = createRandom(options.seed, 'counterparty', index);
    const isAbroad = name.includes('GmbH');
    return {
      counterparty_id: random.uuid(),
      name,
      type: isAbroad ? 'international_wire' : 'ach',
      status: index === 3 ? 'PENDING' : 'VERIFIED',
      verification: index === 3 ? 'micro_deposits' : 'plaid',
      bank_name: isAbroad ? 'Sparkasse' : 'First Bank',
      routing_number: isAbroad ? null : '026009593',
      account_number: isAbroad ? 'DE89370400440532013000' : `****${1_000 + index}`,
      identifier_type: isAbroad ? 'IBAN' : null,
      created_at: `2026-01-0${index + 1}T10:00:00.000000Z`,
    };
  });
}

export const counterparties: Kind = {
  name: 'counterparties',
  path: 'counterparties',
  shape: 'cursor',
  anyOf: ['transfers.read', 'transfers.write'],
  group: 'counterparties',
  items: (world) => counterpartiesOf(world),
};
