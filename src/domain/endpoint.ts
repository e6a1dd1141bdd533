/** Calls that share a limit at Jiko. */
export type RateGroup = (typeof RATE_GROUPS)[number];

export const RATE_GROUPS = [
  'auth',
  'reports',
  'pockets',
  'trades',
  'transactions',
  'transfers',
  'agreements',
  'counterparties',
  'customer',
  'notifications',
  'portals',
  'subscriptions',
  'team',
  'strategies',
  'user',
  'statements',
  'events',
] as const;

/** The names under which a wire profile holds its paths. */
export const PATH_NAMES = [
  'report_requests',
  'report_request',
  'report',
  'report_download',
  'pockets',
  'pocket',
  'pocket_earnings',
  'trades',
  'trades_csv',
  'trade_confirmation',
  'transactions',
  'transactions_csv',
  'statements',
  'account_portals',
  'portals_v1',
  'pocket_portals',
  'portals',
  'funding_instructions',
  'counterparties',
  'transfer_requests',
  'transfer_reviewers',
  'events',
  'subscriptions',
  'subscription',
  'notifications',
  'team',
  'member',
  'audit_logs',
  'member_audit_logs',
  'audit_logs_csv',
  'user',
  'memberships',
  'customer',
  'beneficial_owners',
  'agreements',
  'trading_strategies',
  'business_applications',
  'related_parties',
  'application_documents',
  'application_invites',
] as const;

export type PathName = (typeof PATH_NAMES)[number];

/**
 * What Pocketbook does with an endpoint: `reports` asks for reports and fetches them, `lands` reads it every night into the
 * warehouse, `on demand` reads it when a person asks, `probes` only asks whether it is there, `subscribes` keeps its own
 * webhook, `never` does not call it.
 */
export type EndpointUse = 'reports' | 'lands' | 'on demand' | 'probes' | 'subscribes' | 'never';

/** One endpoint of the Customer API, as documented; what is really called stands in the wire profile. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As documented, with `{…}` for what is filled in. */
  readonly documented: string;
  /** Where the profile holds its path; null for what is never called. */
  readonly path: PathName | null;
  readonly group: RateGroup;
  /** The scope that it is taken to need; which one does is documented for few. */
  readonly scope: string | null;
  readonly use: EndpointUse;
  /** For the page of endpoints, where the table alone does not say it. */
  readonly about: string;
}
