import { ConfigError } from '../../domain/errors.ts';
import type { Subscription } from '../../extract/subscriptions.ts';
import { renderTable } from '../output.ts';

/** The description by which a subscription is known as ours. */
export function markOf(entityId: string): string {
  return `Pocketbook webhook of ${entityId}`;
}

export function isOurs({ description }: Subscription, entityId: string): boolean {
  return description === markOf(entityId);
}

/** The one that is to be changed: ours, unless another is named by its id. Throws `ConfigError` where that is not one. */
export function chooseOurs(
  all: readonly Subscription[],
  entityId: string,
  id: string | undefined,
): Subscription {
  const found = all.filter((one) => (id === undefined ? isOurs(one, entityId) : one.id === id));
  const [chosen] = found;
  if (chosen !== undefined && found.length === 1) return chosen;
  const wanted = id === undefined ? `one described as '${markOf(entityId)}'` : `the id ${id}`;
  const got = found.length === 0 ? 'none' : `${found.map((one) => one.id).join(', ')}: choose --id`;
  throw new ConfigError(`subscribe: expected ${wanted}, got ${got}`);
}

export function describeSubscription(subscription: Subscription, entityId: string) {
  const { id, description, events, status } = subscription;
  const url = shownUrl(subscription, entityId);
  return { id, ours: isOurs(subscription, entityId), url, events, status, description };
}

export function renderSubscriptions(all: readonly Subscription[], entityId: string): string {
  return renderTable(
    ['id', 'ours', 'url', 'events', 'status', 'description'],
    all.map((one) => [
      one.id,
      isOurs(one, entityId) ? 'yes' : '',
      shownUrl(one, entityId),
      one.events.length,
      one.status,
      one.description,
    ]),
    ['events'],
  );
}

/** Where others are told may itself be a secret of theirs, in its path: only the host is shown. */
function shownUrl(subscription: Subscription, entityId: string): string {
  const { url } = subscription;
  if (isOurs(subscription, entityId)) return url;
  return URL.canParse(url) ? `${new URL(url).origin}/…` : '…';
}
