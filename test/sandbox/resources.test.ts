import { afterEach, describe, expect, test } from 'vitest';
import { KINDS } from '../../sandbox/resources/kinds.ts';
import { RATE_GROUPS } from '../../sandbox/server/rate-limit.ts';
import { SCOPES } from '../../sandbox/server/scopes.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start.ts';
import { ENDPOINTS } from '../../src/domain/customer-api.ts';
import { RATE_GROUPS as DOCUMENTED_GROUPS } from '../../src/domain/endpoint.ts';
import { RESOURCE_NAMES } from '../../src/domain/resource.ts';
import { RESOURCES } from '../../src/domain/resources.ts';
import { DEFAULT_LIMITS } from '../../src/extract/rate-limit.ts';
import { type Client, connect, type Json } from './client.ts';
import { ALTERNATE } from './profiles.ts';

const BASE: SandboxOptions = { from: '2026-10-01', to: '2026-10-14', keyAlgorithm: 'EdDSA' };
const ALL = SCOPES.join(' ');
const LOG = '/api/v1/team/audit-logs/';

const running: Sandbox[] = [];

async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ ...BASE, ...options });
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

function idsOf(page: Json): string[] {
  return (page['items'] as Json[]).map((item) => String(item['id']));
}

async function pages(client: Client, limit: number): Promise<Json[]> {
  const all: Json[] = [];
  for (let cursor = ''; ; ) {
    const page = await client.json('GET', `${LOG}?limit=${limit}&cursor=${cursor}`);
    all.push(page);
    if (page['next_page'] === null) return all;
    cursor = String(page['next_page']);
  }
}

describe('a list that is cut by instants', () => {
  test('tells those of one instant again where a page ends between them, and loses none', async () => {
    const sandbox = await start();
    const client = await connect(sandbox, ALL);
    const all = await pages(client, 50);
    const ids = all.flatMap(idsOf);
    const known = (sandbox.truth().resources['audit_logs'] ?? []).map((entry) => entry['entry_id']);
    expect(new Set(ids)).toEqual(new Set(known));
    expect(ids.length, 'some come twice').toBeGreaterThan(known.length);
  });

  test('comes to an end where a whole page is of one instant', async () => {
    const client = await connect(await start(), ALL);
    const all = await pages(client, 2);
    const ids = all.flatMap(idsOf);
    expect(new Set(ids).size).toBe(9 * 12);
  });

  test('can be walked back by prev_page, which the first page has none of', async () => {
    const client = await connect(await start(), ALL);
    const [first, second] = await pages(client, 30);
    expect(first?.['prev_page']).toBeNull();
    const back = await client.json('GET', `${LOG}?limit=30&cursor=${second?.['prev_page']}`);
    const newer = idsOf(first ?? {});
    expect(newer).toEqual(expect.arrayContaining(idsOf(back)));
    expect(idsOf(back).at(-1), 'next to the second page').toBe(
      newer[newer.indexOf(idsOf(second ?? {})[0] ?? '') - 1],
    );
  });
});

describe('a request that cannot be accepted', () => {
  test('is answered with what was sent, as the newer documentation has it', async () => {
    const client = await connect(await start(), ALL);
    const reply = await client.call('GET', `${LOG}?limit=0`);
    expect(reply.status).toBe(422);
    const msg = 'Input should be between 1 and 100';
    expect(await reply.json()).toEqual({
      detail: [
        { loc: ['query', 'limit'], msg, type: 'range_error', input: '0', ctx: { ge: 1, le: 100 } },
      ],
    });
  });

  test('is answered without, as the older one has it', async () => {
    const client = await connect(await start({ profileFile: ALTERNATE }), ALL);
    const reply = await client.call('GET', '/people/v3/journal?page_size=0');
    const msg = 'Input should be between 1 and 100';
    expect(await reply.json()).toEqual({
      detail: [{ loc: ['query', 'page_size'], msg, type: 'range_error' }],
    });
  });
});

describe('the limits', () => {
  test('are those of the documentation, group by group, on both sides', () => {
    expect([...RATE_GROUPS].sort()).toEqual([...DOCUMENTED_GROUPS].sort());
    for (const kind of KINDS) {
      const endpoint = ENDPOINTS.find(({ path }) => path === kind.path);
      expect(kind.group, kind.name).toBe(endpoint?.group);
    }
  });

  test.each([
    ['/api/v1/team/', DEFAULT_LIMITS.team],
    ['/api/v1/transfer-requests/', DEFAULT_LIMITS.transfers],
    ['/api/v2/portals/', DEFAULT_LIMITS.portals],
  ])('of %s are %i a minute, and used up by its own group alone', async (path, limit) => {
    const client = await connect(await start(), ALL);
    await client.call('GET', '/api/v1/agreements/');
    const reply = await client.call('GET', path);
    expect(reply.headers.get('X-RateLimit-Limit')).toBe(String(limit));
    expect(reply.headers.get('X-RateLimit-Remaining')).toBe(String(limit - 1));
  });
});

describe('a token', () => {
  test.each(
    KINDS.filter(({ anyOf }) => anyOf.length > 0).map((kind) => [kind.name, kind] as const),
  )('without the scope of %s is refused', async (_, kind) => {
    const sandbox = await start();
    const others = SCOPES.filter((scope) => !kind.anyOf.includes(scope)).join(' ');
    const path = (ENDPOINTS.find((one) => one.path === kind.path)?.documented ?? '').replace(
      /\{\w+\}/g,
      'some',
    );
    const refused = await (await connect(sandbox, others)).call('GET', path);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({
      detail: `This needs the scope ${kind.anyOf.join(' or ')}`,
    });
    for (const scope of kind.anyOf) {
      const reply = await (await connect(sandbox, scope)).call('GET', path);
      expect([200, 404], scope).toContain(reply.status);
    }
  });

  test('is enough for every resource with the scope that is taken to be needed', () => {
    for (const name of RESOURCE_NAMES) {
      const endpoint = ENDPOINTS.find(({ path }) => path === RESOURCES[name].path);
      const kind = KINDS.find((one) => one.name === name);
      if (kind === undefined || endpoint?.scope === null) continue;
      expect(kind.anyOf, name).toContain(endpoint?.scope);
    }
  });
});
