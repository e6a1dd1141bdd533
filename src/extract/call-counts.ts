export type CallKind =
  | 'create'
  | 'list'
  | 'get'
  | 'download'
  | 'pockets'
  | 'trades'
  | 'transactions'
  | 'resources'
  | 'subscriptions'
  | 'probe';

type Counted = CallKind | 'auth' | 'files';

/** HTTP attempts since the client was made, repeats included. */
export interface CallCounts extends Readonly<Record<Counted, number>> {
  /** What counts against the limits of the API: all but `auth` (discovery and token) and `files` (the file host). */
  readonly total: number;
}

export interface CallCounter {
  count(kind: Counted): void;
  read(): CallCounts;
}

export function createCallCounter(): CallCounter {
  const counts: Record<Counted, number> = {
    create: 0,
    list: 0,
    get: 0,
    download: 0,
    pockets: 0,
    trades: 0,
    resources: 0,
    subscriptions: 0,
    transactions: 0,
    probe: 0,
    auth: 0,
    files: 0,
  };
  return {
    count(kind) {
      counts[kind] += 1;
    },
    read() {
      const { auth, files, ...api } = counts;
      const total = Object.values(api).reduce((sum, count) => sum + count, 0);
      return { ...api, auth, files, total };
    },
  };
}
