import { ENDPOINTS } from '../../src/domain/customer-api.ts';
import type { Endpoint, EndpointUse, PathName } from '../../src/domain/endpoint.ts';
import { RESOURCE_NAMES } from '../../src/domain/resource.ts';
import { RESOURCES } from '../../src/domain/resources.ts';
import { DEFAULT_LIMITS } from '../../src/extract/rate-limit.ts';

const OPENING = `# Endpoints

Every endpoint of Jiko's Customer API that is known, and what Pocketbook does with it. Made by \`npm run docs\` from
\`src/domain/customer-api.ts\`, which the client shares; where each one is really called stands in the wire profile, under
\`api.paths\`. \`pocketbook probe\` asks each one that is read.

Paths are as documented. Calls that name the same limit share it: so many a minute, of which Pocketbook uses 95 in a hundred.
The scope is the one that an endpoint is taken to need; a 403 says otherwise.
`;

const USES: Readonly<Record<EndpointUse, string>> = {
  reports: 'asks for reports and fetches them',
  lands: 'read every night',
  'on demand': 'read when a person asks',
  probes: 'asked by `probe` only',
  subscribes: 'written by `subscribe` only',
  never: 'never called',
};

/** Where what is told by no resource ends up. */
const VIEWS: Partial<Record<PathName, string>> = {
  pockets: 'books.dim_pocket',
  trades: 'books.fct_trade, books.fct_listed_trade',
  trades_csv: 'books.fct_listed_trade_csv',
  transactions: 'books.fct_transaction',
  transactions_csv: 'books.fct_transaction_csv',
  report_requests: 'books.fct_unit',
  report_download:
    'books.fct_statement, books.fct_cash_entry, books.fct_trade, books.fct_position_daily, books.fct_cash_position_daily, books.fct_price_daily',
};

const COLUMNS = ['method', 'path', 'use', 'view', 'calls a minute', 'scope', 'note'];

/** The page of endpoints as Markdown. */
export function renderEndpoints(): string {
  const lines = [COLUMNS, COLUMNS.map(() => '---'), ...ENDPOINTS.map(rowOf)];
  return `${OPENING}\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function rowOf(endpoint: Endpoint): string[] {
  const { method, documented, use, group, scope, about } = endpoint;
  const limit = `${DEFAULT_LIMITS[group]} (${group})`;
  const isCalled = use !== 'never';
  return [
    method,
    `\`${documented}\``,
    USES[use],
    viewsOf(endpoint),
    isCalled ? limit : '',
    isCalled && scope !== null ? `\`${scope}\`` : '',
    about,
  ];
}

/** The view of the resource that is read there; else what the table above says. */
export function viewsOf({ path, use }: Endpoint): string {
  if (path === null || use === 'never' || use === 'subscribes') return '';
  const own = RESOURCE_NAMES.filter((name) => RESOURCES[name].path === path).map((name) => {
    const { view, isPersonal } = RESOURCES[name];
    return `${isPersonal === true ? 'personal' : 'books'}.${view}`;
  });
  const views = own.length > 0 ? own : (VIEWS[path]?.split(', ') ?? []);
  return views.map((view) => `\`${view}\``).join(', ');
}
