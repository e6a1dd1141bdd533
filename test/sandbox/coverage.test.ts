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
  test('serves all that is called, in both profiles', async () => {
    const missing = [];
    for (const endpoint of CALLED) {
      const served = await Promise.all(jikos.map((jiko) => isServed(jiko, endpoint)));
      if (served.includes(false)) missing.push(nameOf(endpoint));
    }
    expect(missing).toEqual([]);
  });
});
