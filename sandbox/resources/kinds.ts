import type { World } from '../model/world.ts';
import { counterparties } from './counterparties.ts';
import { plainItem } from './item.ts';
import type { Kind } from './kind.ts';
import { notifications } from './notifications.ts';
import { fundingInstructions, portals } from './portals.ts';
import { statements } from './statements.ts';

/** Everything that is served beside reports, trades and transactions. */
export const KINDS: readonly Kind[] = [
  portals,
  fundingInstructions,
  counterparties,
  notifications,
  statements,
];

/** Every item of every kind as a test compares it, those inside of a place with what names the place. */
export function truthOfResources(world: World): Record<string, Record<string, unknown>[]> {
  return Object.fromEntries(
    KINDS.map((kind) => [
      kind.name,
      (kind.places?.(world) ?? [{}]).flatMap((values) =>
        (kind.items(world, values) ?? []).map((item) => ({ ...values, ...plainItem(item) })),
      ),
    ]),
  );
}
