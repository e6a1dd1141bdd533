import type { PrivateKey } from './private-key.ts';

/** A key that the authorization server may know us by. */
export interface ClientKey {
  readonly key: PrivateKey;
  /** Sent as `kid` where the key was registered under an id. */
  readonly keyId?: string | undefined;
  /** For messages, such as `the next key`. */
  readonly name: string;
}

export interface ClientKeys {
  /** In the order in which they are to be tried: the one that was accepted last comes first. */
  inOrder(): readonly ClientKey[];
  accepted(key: ClientKey): void;
}

export interface ClientKeyOptions {
  readonly key: PrivateKey;
  readonly keyId?: string | undefined;
  /** While keys are being changed: tried where `key` is not known (any more, or yet). */
  readonly nextKey?: PrivateKey | undefined;
  readonly nextKeyId?: string | undefined;
}

/** `changed` is told once each time that another key than before is in use. */
export function createClientKeys(
  options: ClientKeyOptions,
  changed: (inUse: ClientKey) => void,
): ClientKeys {
  const { key, keyId, nextKey, nextKeyId } = options;
  const current: ClientKey = { key, keyId, name: 'the current key' };
  let order: readonly ClientKey[] =
    nextKey === undefined
      ? [current]
      : [current, { key: nextKey, keyId: nextKeyId, name: 'the next key' }];
  return {
    inOrder: () => order,
    accepted(accepted) {
      if (order[0] === accepted) return;
      order = [accepted, ...order.filter((other) => other !== accepted)];
      changed(accepted);
    },
  };
}
