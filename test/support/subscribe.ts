import type { JikoClient } from '../../src/extract/jiko-client.ts';
import { Secret } from '../../src/extract/secret.ts';
import type { Profile } from '../../src/transform/profile.ts';

/** What the client of `subscribe` asks for, and no other. */
export const SUBSCRIBER_SCOPE = 'subscriptions.read subscriptions.write';

/** Lets somebody be told of events, at a place of this machine where nobody listens. */
export async function subscribe(
  { subscriptions }: Pick<JikoClient, 'subscriptions'>,
  { api }: Profile,
): Promise<void> {
  await subscriptions.create({
    url: 'http://127.0.0.1:9/events',
    description: 'somebody else',
    events: [...api.event.types.wire_in_success],
    secret: new Secret('a secret of at least thirty-two bytes'),
  });
}
