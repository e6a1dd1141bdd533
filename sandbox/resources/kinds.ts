import type { World } from '../model/world.ts';
import { createSource } from '../source.ts';
import { counterparties } from './counterparties.ts';
import { earnings } from './earnings.ts';
import { plainItem } from './item.ts';
import type { Kind } from './kind.ts';
import { notifications } from './notifications.ts';
import {
  agreements,
  applicationDocuments,
  applicationInvites,
  beneficialOwners,
  businessApplications,
  customer,
  relatedParties,
} from './papers.ts';
import { fundingInstructions, portals, portalsV1 } from './portals.ts';
import { portfolios } from './portfolios.ts';
import { statements } from './statements.ts';
import {
  auditLogs,
  auditLogsCsv,
  memberAuditLogs,
  memberDetails,
  members,
  memberships,
  user,
} from './team.ts';
import { tradingStrategies, transferRequests, transferReviewers } from './transfers.ts';

/** Everything that is served beside reports, trades and transactions. */
export const KINDS: readonly Kind[] = [
  portals,
  fundingInstructions,
  portalsV1,
  counterparties,
  notifications,
  portfolios,
  earnings,
  transferRequests,
  transferReviewers,
  tradingStrategies,
  agreements,
  // What stands under a fixed name comes before what is found by an id in the same place.
  auditLogs,
  auditLogsCsv,
  memberAuditLogs,
  members,
  memberDetails,
  user,
  memberships,
  businessApplications,
  applicationDocuments,
  customer,
  beneficialOwners,
  relatedParties,
  applicationInvites,
  statements,
];

/** Every item of every kind as a test compares it, those inside of a place with what names the place. */
export function truthOfResources(world: World): Record<string, Record<string, unknown>[]> {
  const source = createSource(world, new Map());
  return Object.fromEntries(
    KINDS.map((kind) => [
      kind.name,
      (kind.places?.(world) ?? [{}]).flatMap((values) =>
        (kind.questions?.(world) ?? ONE_QUESTION).flatMap(({ period, ours }) =>
          (kind.items(world, values, { source, period }) ?? []).map((item) => ({
            ...values,
            ...plainItem(ours),
            ...plainItem(item),
          })),
        ),
      ),
    ]),
  );
}

const ONE_QUESTION = [{ period: { name: 'all_time' }, ours: {} }] as const;
