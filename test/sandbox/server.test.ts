import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start.ts';
import {
  type Claims,
  type Client,
  connect,
  downloadReport,
  fetchReport,
  type Json,
  requestToken,
  signAssertion,
} from './client.ts';
import { ALTERNATE } from './profiles.ts';

const RANGE = { from: '2026-10-01', to: '2026-10-29' } as const;
const BASE: SandboxOptions = { ...RANGE, keyAlgorithm: 'EdDSA', readyAfterMs: 1 };

const running: Sandbox[] = [];

async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ ...BASE, ...options });
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

describe('the token endpoint', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ ...BASE, keyAlgorithm: 'PS256', tokenLifetimeS: 1 });
  });
  afterAll(() => sandbox.stop());

  test('is found by discovery, whose issuer is the bare URL', async () => {
    const reply = await fetch(`${sandbox.authUrl}/.well-known/openid-configuration`);
    expect(await reply.json()).toMatchObject({
      issuer: sandbox.authUrl,
      token_endpoint: `${sandbox.authUrl}/api/oauth2/token`,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['PS256', 'EdDSA'],
    });
  });

  test('grants a bearer token for a right assertion, and ends it in time', async () => {
    const client = await connect(sandbox);
    expect((await client.call('GET', '/api/v2/pockets/')).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const late = await client.call('GET', '/api/v2/pockets/');
    expect(late.status).toBe(401);
    expect(late.headers.get('WWW-Authenticate')).toContain('invalid_token');
  });

  const wrong: [string, Claims][] = [
    ['is for the issuer instead of the endpoint', { aud: 'http://127.0.0.1' }],
    ['has another issuer', { iss: 'someone-else' }],
    ['has another subject', { sub: 'someone-else' }],
    ['lives longer than ten minutes', { lifetimeS: 700 }],
    ['has expired', { lifetimeS: -5 }],
    ['has an empty jti', { jti: '' }],
  ];
  test.each(wrong)('refuses an assertion that %s', async (_, claims) => {
    const reply = await requestToken(sandbox, await signAssertion(sandbox, claims));
    expect(reply.status).toBe(401);
    expect(await reply.json()).toMatchObject({ error: 'invalid_client' });
  });

  test('refuses an assertion that is for others as well', async () => {
    const aud = [`${sandbox.authUrl}/api/oauth2/token`, sandbox.authUrl];
    const reply = await requestToken(sandbox, await signAssertion(sandbox, { aud }));
    expect(reply.status).toBe(401);
  });

  test('refuses an assertion that is used twice', async () => {
    const assertion = await signAssertion(sandbox);
    expect((await requestToken(sandbox, assertion)).status).toBe(200);
    const again = await requestToken(sandbox, assertion);
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({
      error: 'invalid_client',
      error_description: expect.stringContaining('jti'),
    });
  });

  test('refuses an assertion signed with another key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const reply = await requestToken(sandbox, await signAssertion(sandbox, {}, pem));
    expect(reply.status).toBe(401);
  });

  test.each([
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ client_assertion_type: 'x' }, 400, 'invalid_request'],
    [{ client_id: 'x' }, 401, 'invalid_client'],
    [{ scope: '' }, 400, 'invalid_scope'],
    [{ scope: 'reports.read everything' }, 400, 'invalid_scope'],
  ])('answers %o as RFC 6749 has it', async (form, status, error) => {
    const reply = await requestToken(sandbox, await signAssertion(sandbox), form);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject({ error });
  });

  test('gives a token no more than its scopes', async () => {
    const reader = await connect(sandbox, 'reports.read');
    expect((await reader.call('GET', '/api/v1/report-requests/')).status).toBe(200);
    expect((await reader.call('POST', '/api/v1/report-requests/', {})).status).toBe(403);
    expect((await reader.call('GET', '/api/v2/pockets/')).status).toBe(403);
  });
});

describe('a report', () => {
  test('goes from pending to completed, and its link to a file', async () => {
    const sandbox = await start({ readyAfterMs: 120 });
    const client = await connect(sandbox);
    const created = await client.call('POST', '/api/v1/report-requests/', {
      report_type: 'POSITION_SUMMARY_REPORT',
      output_formats: ['CSV'],
      date: '2026-10-05',
    });
    expect(created.status).toBe(201);
    const request = (await created.json()) as Json;
    expect(request).toMatchObject({
      report_type: 'POSITION_SUMMARY_REPORT',
      pocket_ids: null,
      date: '2026-10-05',
      status: 'PENDING',
      reports: [],
      error: null,
    });
    const statuses = await statusesUntilReady(client, String(request['id']));
    expect(statuses.filter((status, index) => status !== statuses[index - 1])).toEqual([
      'PENDING',
      'PROCESSING',
      'COMPLETED',
    ]);
    const ready = await client.json('GET', `/api/v1/report-requests/${request['id']}/`);
    const [report] = ready['reports'] as { id: string; output_format: string }[];
    expect(report?.output_format).toBe('CSV');
    expect(await client.json('GET', `/api/v1/report/${report?.id}`)).toMatchObject({
      id: report?.id,
      file_name: 'position_summary_report_2026-10-05.csv',
    });
    const file = await downloadReport(client, report?.id ?? '');
    expect(file.split('\n')[0]).toBe(
      'Pocket ID,Pocket,CUSIP,Quantity,Market Price,Market Value,Historical Cost Value',
    );
    expect(sandbox.stats()).toMatchObject({ reports_created: 1, files_served: 1 });
  });

  test('has a link that wants no authorization, and dies', async () => {
    const sandbox = await start({ urlLifetimeMs: 150 });
    const client = await connect(sandbox);
    await fetchReport(client, prices());
    const [request] = (await client.json('GET', '/api/v1/report-requests/'))['items'] as Json[];
    const [report] = reportsOf(request);
    const link = await client.json('POST', `/api/v1/report/${report?.id}/download/`);
    const url = String(link['url']);
    expect(Date.parse(String(link['expires_at']))).toBeGreaterThan(Date.now() - 100);
    const fresh = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } });
    const body = await fresh.arrayBuffer();
    expect(fresh.headers.get('Content-Length')).toBe(String(body.byteLength));
    expect(fresh.headers.get('Content-Encoding')).toBeNull();
    expect((await fetch(url, { headers: { Authorization: 'Bearer x' } })).status).toBe(403);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await fetch(url)).status).toBe(410);
    expect((await fetch(`${sandbox.url}/files/nothing`)).status).toBe(404);
  });

  const statement = { report_type: 'BANK_STATEMENT_REPORT', output_formats: ['CAMT053'] };
  const window = { report_type: 'TRADE_REPORT', output_formats: ['CSV'] };
  test.each([
    [{ ...statement, report_type: 'NOTHING', date: '2026-10-05' }, 'report_type'],
    [{ ...statement, output_formats: ['PDF'], date: '2026-10-05' }, 'output_formats'],
    [{ ...statement, date: '2026-10-05' }, 'pocket_ids'],
    [{ ...statement, pocket_ids: ['unknown'], date: '2026-10-05' }, 'pocket_ids'],
    [{ ...window, date_from: '2026-10-01', date_to: '2026-11-01' }, 'date_to'],
    [{ ...window, date_from: '2026-10-02', date_to: '2026-10-01' }, 'date_to'],
    [{ ...window, date_from: '2026-02-30', date_to: '2026-03-01' }, 'date_from'],
    [{ ...window, date: '2026-10-05' }, 'date'],
    [
      { ...window, date_from: '2026-10-01', date_to: '2026-10-02', date_filter_type: 'X' },
      'date_filter_type',
    ],
    [{ ...window, from: '2026-10-01' }, 'from'],
  ])('that cannot be made is refused: %o', async (order, field) => {
    const client = await connect(await start());
    const reply = await client.call('POST', '/api/v1/report-requests/', order);
    expect(reply.status).toBe(422);
    expect(await reply.json()).toMatchObject({ detail: [{ loc: ['body', field] }] });
  });

  test('may span 31 days', async () => {
    const client = await connect(await start());
    const order = { ...window, date_from: '2026-10-01', date_to: '2026-10-31' };
    expect((await fetchReport(client, order)).split('\n').length).toBeGreaterThan(20);
  });

  test('of a day that has not come fails', async () => {
    const client = await connect(await start());
    const order = { report_type: 'POSITION_SUMMARY_REPORT', output_formats: ['CSV'] };
    await expect(fetchReport(client, { ...order, date: '2026-10-30' })).rejects.toThrow();
  });
});

describe('the five files', () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeAll(async () => {
    sandbox = await startSandbox(BASE);
    client = await connect(sandbox);
  });
  afterAll(() => sandbox.stop());

  test('say what the truth says', async () => {
    const truth = sandbox.truth();
    const trades = await fetchReport(client, {
      report_type: 'TRADE_REPORT',
      output_formats: ['CSV'],
      date_from: RANGE.from,
      date_to: RANGE.to,
    });
    const dealt = truth.trades.filter(
      ({ activity, trade_date }) => activity !== 'MATURITY' && trade_date >= RANGE.from,
    );
    expect(referencesOf(trades)).toEqual(dealt.map((trade) => trade.reference).sort());

    const [date = ''] = truth.business_dates.slice(10);
    const positions = await fetchReport(client, {
      report_type: 'POSITION_SUMMARY_REPORT',
      output_formats: ['CSV'],
      date,
    });
    for (const held of truth.positions.filter(({ business_date }) => business_date === date)) {
      const { cusip, quantity, market_price, market_value, cost_value } = held;
      expect(positions).toContain(
        [cusip, quantity, market_price, market_value, cost_value].join(','),
      );
    }
    const file = await fetchReport(client, prices());
    const expected = truth.prices
      .filter(({ business_date }) => business_date === '2026-10-05')
      .map(({ cusip, price }) => `SE;JIKO;${cusip};05/10/2026;${price}`);
    expect(file.trim().split('\n')).toEqual(expected);
  });

  test('of trades come in whichever format is asked for', async () => {
    const window = { report_type: 'TRADE_REPORT', date_from: RANGE.from, date_to: RANGE.to };
    const csv = await fetchReport(client, { ...window, output_formats: ['CSV'] });
    const kyriba = await fetchReport(client, { ...window, output_formats: ['KYRIBA_CSV'] });
    const [, first = ''] = csv.split('\n');
    const [trade] = kyriba.split('\n');
    const [pocket, , cusip, issuer, issued, matures, code, ...rest] = first
      .replace('"JIKO SECURITIES, INC."', 'JIKO SECURITIES@ INC.')
      .split(',');
    const [custodian = '', account, side = '', dealt, settled, , price, amount, reference] = rest;
    expect(trade?.split(';')).toEqual([
      'TR',
      pocket,
      code,
      cusip,
      issuer,
      slashed(issued),
      slashed(matures),
      custodian.replace('@', ','),
      account,
      side.slice(0, 1),
      slashed(dealt),
      slashed(settled),
      price,
      amount,
      reference,
    ]);
    expect(kyriba.trim().split('\n')).toHaveLength(csv.trim().split('\n').length - 1);
  });

  test('of a pocket that does not exist yet are empty', async () => {
    const [, , young] = sandbox.truth().pockets;
    const order = { pocket_ids: [young?.id], date: '2026-10-02' };
    const positions = await fetchReport(client, {
      ...order,
      report_type: 'POSITION_SUMMARY_REPORT',
      output_formats: ['CSV'],
    });
    expect(positions.trim().split('\n')).toHaveLength(1);
    const statement = await fetchReport(client, {
      ...order,
      report_type: 'BROKERAGE_STATEMENT_REPORT',
      output_formats: ['CAMT053'],
    });
    expect(statement).not.toContain('<Ntry>');
    expect(statement.match(/<Amt Ccy="USD">0\.00<\/Amt>/g)).toHaveLength(2);
  });

  test('have statements whose entries are those of the truth', async () => {
    const truth = sandbox.truth();
    const statement = truth.statements.find(
      ({ account, entries }) => account === 'BANK' && entries.length > 3,
    );
    const file = await fetchReport(client, {
      report_type: 'BANK_STATEMENT_REPORT',
      output_formats: ['CAMT053'],
      pocket_ids: [statement?.pocket_id],
      date: statement?.business_date,
    });
    const textsOf = (tag: string): string[] =>
      [...file.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(
        (match) => match[1] ?? '',
      );
    expect(file).toContain('urn:iso:std:iso:20022:tech:xsd:camt.053.001.08');
    expect(textsOf('AcctSvcrRef')).toEqual(statement?.entries.map((entry) => entry.reference));
    expect(textsOf('EndToEndId')).toEqual(statement?.entries.map((entry) => entry.end_to_end_id));
    expect(file).toContain(`<Id>B${statement?.pocket_id.replaceAll('-', '')}</Id>`);
    expect(file).toMatch(/<Sts>\s*<Cd>BOOK<\/Cd>\s*<\/Sts>/);
  });
});

describe('lists', () => {
  test('are walked page by page without loss or repetition', async () => {
    const sandbox = await start({ pockets: 4 });
    const client = await connect(sandbox);
    const trades = await walk(client, '/api/v1/trades/?limit=70&settlement_date_from=2026-10-01');
    const ids = trades.map((trade) => trade['id']);
    expect(new Set(ids).size).toBe(ids.length);
    const expected = sandbox
      .truth()
      .trades.filter((trade) => trade.settlement_date >= '2026-10-01');
    for (const trade of expected) expect(ids).toContain(trade.id);
    expect(trades.some((trade) => trade['activity'] === 'MATURITY')).toBe(true);

    const pockets = await walk(client, '/api/v2/pockets/?limit=1');
    expect(pockets.map((pocket) => pocket['id'])).toEqual(
      sandbox.truth().pockets.map((pocket) => pocket.id),
    );
  });

  test('of trades are filtered by dates and accounts', async () => {
    const sandbox = await start();
    const client = await connect(sandbox);
    const [first] = sandbox.truth().pockets;
    const query = new URLSearchParams({ 'account[]': first?.id ?? '', limit: '100' });
    query.set('book_date_from', '2026-10-05');
    query.set('book_date_to', '2026-10-09');
    query.set('settlement_date_to', '2026-10-09');
    const trades = await walk(client, `/api/v1/trades/?${query}`);
    expect(trades.length).toBeGreaterThan(0);
    for (const trade of trades) {
      expect(trade['account_id']).toBe(first?.id);
      expect(String(trade['book_date']) >= '2026-10-05').toBe(true);
      expect(String(trade['settlement_date']) <= '2026-10-09').toBe(true);
    }
    const bad = await client.call('GET', '/api/v1/trades/?settlement_date_from=yesterday');
    expect(bad.status).toBe(422);
  });

  test('of report requests are newest first, hold still, and are filtered by the day of creation', async () => {
    const createdAt = new Date('2026-11-02T23:59:00Z');
    let isAway = false;
    const sandbox = await start({ now: () => (isAway ? createdAt : new Date()) });
    const client = await connect(sandbox);
    // The token was granted by the real clock, which is later: it is good at this time too.
    isAway = true;
    const created: unknown[] = [];
    for (let index = 0; index < 5; index++) {
      created.unshift((await client.json('POST', '/api/v1/report-requests/', prices()))['id']);
    }
    const page = await client.json('GET', '/api/v1/report-requests/?limit=2');
    await client.json('POST', '/api/v1/report-requests/', prices());
    const rest = await walk(client, `/api/v1/report-requests/?limit=2&cursor=${page['next_page']}`);
    const seen = [...(page['items'] as Json[]), ...rest].map((request) => request['id']);
    expect(seen).toEqual(created);
    const path = '/api/v1/report-requests/';
    expect(await walk(client, `${path}?date_from=2026-11-02&date_to=2026-11-02`)).toHaveLength(6);
    expect(await walk(client, `${path}?date_to=2026-11-01`)).toEqual([]);
    expect(await walk(client, `${path}?date_from=2026-11-03`)).toEqual([]);
  });

  test.each(['limit=0', 'limit=101', 'limit=x', 'cursor=%21%21'])('refuse %s', async (query) => {
    const client = await connect(await start());
    expect((await client.call('GET', `/api/v2/pockets/?${query}`)).status).toBe(422);
  });
});

describe('the rate limit', () => {
  test('counts down, refuses with Retry-After, and opens again', async () => {
    const sandbox = await start({ rateLimit: { perMinute: 5, windowMs: 1_000 } });
    const client = await connect(sandbox);
    const replies = [];
    for (let index = 0; index < 6; index++) {
      replies.push(await client.call('GET', '/api/v1/report-requests/'));
    }
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(replies.map((reply) => reply.headers.get('X-RateLimit-Remaining'))).toEqual([
      '4',
      '3',
      '2',
      '1',
      '0',
      '0',
    ]);
    expect(replies[0]?.headers.get('X-RateLimit-Limit')).toBe('5');
    expect(replies[5]?.headers.get('Retry-After')).toBe('1');
    // Another group has an allowance of its own: two fifths of this one.
    const pockets = await client.call('GET', '/api/v2/pockets/');
    expect(pockets.headers.get('X-RateLimit-Limit')).toBe('2');
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await client.call('GET', '/api/v1/report-requests/')).status).toBe(200);
    expect(sandbox.stats()).toMatchObject({ rate_limited: 1, calls: { list: 7, token: 1 } });
  });
});

describe('planted faults', () => {
  test('show over the wire, and stand in the answer key', async () => {
    const sandbox = await start({
      faults: [
        { kind: 'failed_report', pocket: 1, account: 'BANK', date: '2026-10-07' },
        { kind: 'late_report', pocket: 2, account: 'BROKERAGE', date: '2026-10-07' },
        { kind: 'restated_report', pocket: 1 },
        { kind: 'duplicated_trade', pocket: 2 },
      ],
    });
    const client = await connect(sandbox);
    const answers = (await (await fetch(`${sandbox.url}/_sandbox/answers`)).json()) as Json;
    expect(answers).toEqual(JSON.parse(JSON.stringify(sandbox.answers())));
    const [failed, late, restated] = sandbox.answers().faults;
    const order = (fault: typeof failed): Json => ({
      report_type: fault?.report_type,
      output_formats: ['CAMT053'],
      pocket_ids: [fault?.pocket_id],
      date: fault?.business_date,
    });
    await expect(fetchReport(client, order(failed))).rejects.toThrow('could not be generated');

    const pending = await client.json('POST', '/api/v1/report-requests/', order(late));
    await new Promise((resolve) => setTimeout(resolve, 30));
    const still = await client.json('GET', `/api/v1/report-requests/${pending['id']}/`);
    expect(still['status']).toBe('PENDING');

    const entries = async (): Promise<number> =>
      (await fetchReport(client, order(restated))).match(/<Ntry>/g)?.length ?? 0;
    const first = await entries();
    expect(await entries()).toBe(first + 1);

    const trades = await fetchReport(client, {
      report_type: 'TRADE_REPORT',
      output_formats: ['CSV'],
      date_from: RANGE.from,
      date_to: RANGE.to,
    });
    const references = referencesOf(trades);
    expect(references.length - new Set(references).size).toBe(1);
  });
});

describe('a restart', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('keeps key, requests and deliveries where it is given files', async () => {
    const kept: Partial<SandboxOptions> = {
      stateFile: join(folder, 'state.json'),
      keyFile: join(folder, 'keys', 'client.pem'),
      faults: [{ kind: 'restated_report', pocket: 1 }],
    };
    const before = await start(kept);
    const [fault] = before.answers().faults;
    const order = {
      report_type: 'BANK_STATEMENT_REPORT',
      output_formats: ['CAMT053'],
      pocket_ids: [fault?.pocket_id],
      date: fault?.business_date,
    };
    const client = await connect(before);
    const first = await fetchReport(client, order);
    const [request] = await walk(client, '/api/v1/report-requests/');
    await before.stop();
    expect((await stat(join(folder, 'keys', 'client.pem'))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'))).toMatchObject({
      requests: [{ id: request?.['id'] }],
    });

    const after = await start(kept);
    expect(after.publicKeyPem).toBe(before.publicKeyPem);
    const again = await connect(after);
    const [known] = await walk(again, '/api/v1/report-requests/');
    expect(known?.['id']).toBe(request?.['id']);
    const [report] = reportsOf(known);
    expect(await downloadReport(again, report?.id ?? '')).toBe(first);
    expect(await fetchReport(again, order)).not.toBe(first);
    await expect(startSandbox({ ...BASE, ...kept, seed: 2 })).rejects.toThrow('another sandbox');
  });
});

describe('hooks', () => {
  test('answer in place of the sandbox, or change what it answers', async () => {
    const sandbox = await start({
      hooks: {
        before: ({ route }) =>
          route === 'list' ? new Response('down', { status: 503 }) : undefined,
        after: async ({ route }, response) =>
          route === 'file' ? new Response((await response.text()).slice(0, 10)) : undefined,
      },
    });
    const client = await connect(sandbox);
    expect((await client.call('GET', '/api/v1/report-requests/')).status).toBe(503);
    expect(await fetchReport(client, prices())).toHaveLength(10);
  });

  test('may cut the connection', async () => {
    const sandbox = await start({
      hooks: {
        before({ route, incoming }) {
          if (route === 'pockets') incoming.socket.destroy();
          return undefined;
        },
      },
    });
    const client = await connect(sandbox);
    await expect(client.call('GET', '/api/v2/pockets/')).rejects.toThrow();
    expect((await client.call('GET', '/api/v1/trades/')).status).toBe(200);
  });
});

describe('the alternate profile', () => {
  test('shares no word of the wire with the built-in one', async () => {
    const sandbox = await start({ profileFile: ALTERNATE, faults: 'default' });
    const client = await connect(sandbox);
    expect((await client.call('GET', '/api/v2/pockets/')).status).toBe(404);
    const wallets = (await client.json('GET', '/reporting/v3/wallets?page_size=2'))[
      'data'
    ] as Json[];
    const [wallet] = wallets;
    const statement = await orderAlternate(client, {
      kind: 'cash-account-statement',
      encodings: ['iso20022'],
      wallets: [wallet?.['wallet_id']],
      as_of: '2026-10-05',
    });
    expect(statement).toContain('camt.053.001.02');
    expect(statement).toContain('<Cd>PRCD</Cd>');
    expect(statement).toContain('<BIC>JIKOUS44</BIC>');
    expect(statement).toContain(`<Id>${String(wallet?.['wallet_id']).replaceAll('-', '')}C</Id>`);
    const deals = await orderAlternate(client, {
      kind: 'executions',
      encodings: ['flat-file'],
      first_day: '2026-10-01',
      last_day: '2026-10-29',
      day_meaning: 'SETTLED',
    });
    const [header, ...rows] = deals.trim().split('\n');
    expect(header).toMatch(/^Deal;Dealt On;Value Day;/);
    for (const row of rows) {
      const amount = row.split(';')[7] ?? '';
      expect(amount).toMatch(/^\d+00\.00$/);
      expect(row).toMatch(/;\d\d\.10\.2026;/);
    }
    const holdings = await orderAlternate(client, {
      kind: 'holdings',
      encodings: ['flat-file'],
      as_of: '2026-10-05',
    });
    expect(holdings).toContain('CASH;;;');
    const marks = await orderAlternate(client, {
      kind: 'marks',
      encodings: ['flat-file'],
      first_day: '2026-10-05',
      last_day: '2026-10-05',
    });
    expect(marks).toMatch(/^9127\w{5},\d+\.\d{6},2026\/10\/05,PX,JIKO\n/);
  });
});

function prices(): Json {
  return {
    report_type: 'SECURITY_PRICE_REPORT',
    output_formats: ['KYRIBA_CSV'],
    date_from: '2026-10-05',
    date_to: '2026-10-05',
  };
}

async function orderAlternate(client: Client, order: Json): Promise<string> {
  const { order_id: id } = await client.json('POST', '/reporting/v3/orders', order);
  for (;;) {
    const request = await client.json('GET', `/reporting/v3/orders/${id}`);
    const [document] = request['documents'] as { document_id: string }[];
    if (document) {
      const path = `/reporting/v3/documents/${document.document_id}/link`;
      return await (await fetch(String((await client.json('POST', path))['href']))).text();
    }
    expect(['queued', 'preparing']).toContain(request['phase']);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function statusesUntilReady(client: Client, id: string): Promise<unknown[]> {
  const statuses: unknown[] = ['PENDING'];
  while (statuses.at(-1) !== 'COMPLETED') {
    statuses.push((await client.json('GET', `/api/v1/report-requests/${id}/`))['status']);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return statuses;
}

/** All items of a list of the built-in profile. */
async function walk(client: Client, path: string): Promise<Json[]> {
  const items: Json[] = [];
  let next = path;
  for (;;) {
    const page = await client.json('GET', next);
    items.push(...(page['items'] as Json[]));
    if (page['next_page'] === null) return items;
    const url = new URL(path, 'http://sandbox');
    url.searchParams.set('cursor', String(page['next_page']));
    next = `${url.pathname}${url.search}`;
  }
}

function reportsOf(request: Json | undefined): { id: string }[] {
  return (request?.['reports'] ?? []) as { id: string }[];
}

/** `2026-10-01` as `01/10/2026`. */
function slashed(day = ''): string {
  return day.split('-').reverse().join('/');
}

function referencesOf(tradeReport: string): string[] {
  return tradeReport
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(',').at(-1) ?? '')
    .sort();
}
