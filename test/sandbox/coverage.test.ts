import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/domain/customer-api.ts';
import type { Endpoint, PathName } from '../../src/domain/endpoint.ts';
import {
  type ProfileName,
  type SimulatedJiko,
  startJiko,
} from '../end-to-end/support/simulated-jiko.ts';
import { profileOf, rawProfile } from '../jobs/probe/support.ts';

/** What the sandbox does not serve yet. What is served must leave this list. */
const NOT_YET: readonly string[] = [
  'GET statements',
  'GET trades_csv',
  'GET trade_confirmation',
  'GET transactions',
  'GET transactions_csv',
  'GET pocket',
  'GET pocket_earnings',
  'GET account_portals',
  'GET portals_v1',
  'GET pocket_portals',
  'GET transfer_requests',
  'GET transfer_reviewers',
  'GET events',
  'GET subscriptions',
  'POST subscriptions',
  'PATCH subscription',
  'DELETE subscription',
  'GET team',
  'GET member',
  'GET audit_logs',
  'GET member_audit_logs',
  'GET audit_logs_csv',
  'GET user',
  'GET memberships',
  'GET customer',
  'GET beneficial_owners',
  'GET agreements',
  'GET trading_strategies',
  'GET business_applications',
  'GET related_parties',
  'GET application_documents',
  'GET application_invites',
];

const NAMES: readonly ProfileName[] = ['jiko', 'alternate'];

let jikos: SimulatedJiko[];
beforeAll(async () => {
  jikos = await Promise.all(
    NAMES.map((profile) =>
      startJiko({ profile, from: '2025-05-05', to: '2025-05-06', pockets: 1 }),
    ),
  );
});
afterAll(() => Promise.all(jikos.map((jiko) => jiko.stop())));

const CALLED = ENDPOINTS.flatMap((one) =>
  one.use === 'never' || one.path === null ? [] : [{ ...one, path: one.path }],
);

function nameOf({ method, path }: Endpoint & { path: PathName }): string {
  return `${method} ${path}`;
}

/** Without a token: what is there asks for one, and what is not there is not found. */
async function isServed(
  { sandbox, profile }: SimulatedJiko,
  { method, path }: Endpoint & { path: PathName },
): Promise<boolean> {
  const { paths } = profileOf(rawProfile(profile)).api;
  const { status } = await fetch(`${sandbox.url}${paths[path].replace(/\{\w+\}/g, 'one')}`, {
    method,
  });
  return status !== 404;
}

describe('the sandbox', () => {
  test('serves all that is called, in both profiles, but for what it does not serve yet', async () => {
    const missing = [];
    for (const endpoint of CALLED) {
      const served = await Promise.all(jikos.map((jiko) => isServed(jiko, endpoint)));
      if (served.includes(false)) missing.push(nameOf(endpoint));
    }
    expect(missing).toEqual(NOT_YET);
  });
});
