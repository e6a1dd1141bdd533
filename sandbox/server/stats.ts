export const ROUTES = [
  'discovery',
  'token',
  'authorize',
  'par',
  'create',
  'list',
  'get',
  'report',
  'download',
  'file',
  'pockets',
  'trades',
  'resources',
  'subscriptions',
  'events',
  'trades_csv',
  'transactions',
  'transactions_csv',
  'confirmation',
  'paper',
] as const;

export type Route = (typeof ROUTES)[number];

export interface Stats {
  /** Every call, refused ones included. */
  readonly calls: Readonly<Record<Route, number>>;
  /** How many calls were answered with 429. */
  readonly rate_limited: number;
  readonly reports_created: number;
  readonly files_served: number;
  /** Calls on the report endpoints for each request created; files come from another host and do not count. */
  readonly calls_per_report: number;
}

export interface StatsCounter {
  count(route: Route, status: number): void;
  stats(): Stats;
}

const REPORT_ROUTES: readonly Route[] = ['create', 'list', 'get', 'report', 'download'];

export function createStats(): StatsCounter {
  const calls: Record<Route, number> = {
    discovery: 0,
    token: 0,
    authorize: 0,
    par: 0,
    create: 0,
    list: 0,
    get: 0,
    report: 0,
    download: 0,
    file: 0,
    pockets: 0,
    trades: 0,
    resources: 0,
    subscriptions: 0,
    events: 0,
    trades_csv: 0,
    transactions: 0,
    transactions_csv: 0,
    confirmation: 0,
    paper: 0,
  };
  let rateLimited = 0;
  let created = 0;
  let files = 0;
  return {
    count(route, status) {
      calls[route] += 1;
      if (status === 429) rateLimited += 1;
      if (route === 'create' && status === 201) created += 1;
      if (route === 'file' && status === 200) files += 1;
    },
    stats: () => ({
      calls: { ...calls },
      rate_limited: rateLimited,
      reports_created: created,
      files_served: files,
      calls_per_report: ratio(
        REPORT_ROUTES.reduce((sum, route) => sum + calls[route], 0),
        created,
      ),
    }),
  };
}

function ratio(calls: number, created: number): number {
  return created === 0 ? 0 : Math.round((calls / created) * 100) / 100;
}
