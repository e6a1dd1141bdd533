import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxHooks, Truth } from '../../sandbox/start.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import type { DateRange } from '../../src/domain/report.ts';
import { RESOURCE_NAMES, type ResourceName } from '../../src/domain/resource.ts';
import { RESOURCES } from '../../src/domain/resources.ts';
import type { JikoClient } from '../../src/extract/jiko-client.ts';
import type { PlannedAsk } from '../../src/extract/planned-ask.ts';
import type { ReportAsk } from '../../src/extract/report-ask.ts';
import type { RequestedReportType } from '../../src/extract/wire.ts';
import { readToEnd } from '../../src/jobs/probe/read-strictly.ts';
import { toReportAsk } from '../../src/jobs/settle.ts';
import type { Profile } from '../../src/transform/profile.ts';
import { readReport } from '../../src/transform/read-report.ts';
import { readResource } from '../../src/transform/resource/read-resource.ts';
import {
  type ProfileName,
  type SimulatedJiko,
  startJiko,
} from '../end-to-end/support/simulated-jiko.ts';
import { clientOf, profileOf, rawProfile } from '../jobs/probe/support.ts';
import { SUBSCRIBER_SCOPE, subscribe } from '../support/subscribe.ts';
import { bytesOf } from '../transform/support/bytes.ts';
import { diary } from './support/client.ts';

const TREASURY = { from: '2025-05-05', to: '2025-05-16', pockets: 3, foreignRequests: 4 };
const DAY = parseBusinessDate('2025-05-15');
const DAYS = { from: parseBusinessDate(TREASURY.from), to: DAY };

/** A pocket may have no trades on one day. */
function rangeOf(reportType: RequestedReportType): DateRange {
  return reportType === 'TRADE_REPORT' ? DAYS : { from: DAY, to: DAY };
}
const A_DAY = { business_date: TREASURY.to };
const NO_BOUNDS = { createdFrom: null, createdTo: null };

/** What the suite below calls, so that a new method of the client is not left out. */
const METHODS = [
  'ask',
  'calls',
  'createReportRequest',
  'downloadReport',
  'fetchConfirmation',
  'fetchDocuments',
  'fetchFile',
  'fetchMovementList',
  'fetchResource',
  'findTrades',
  'getReportRequest',
  'grantedScopes',
  'listPockets',
  'listReportRequests',
  'reportRequestPages',
  'settleReports',
  'subscriptions',
];

describe.each<ProfileName>(['jiko', 'alternate'])(
  'the client, with a Jiko that speaks %s',
  (name) => {
    let jiko: SimulatedJiko;
    let profile: Profile;
    let client: JikoClient;
    let pocketId: string;
    beforeAll(async () => {
      jiko = await startJiko({ ...TREASURY, profile: name });
      profile = profileOf(rawProfile(name));
      client = await clientOf(jiko, profile);
      await subscribe(await clientOf(jiko, profile, { scope: SUBSCRIBER_SCOPE }), profile);
      pocketId = (await client.listPockets())[0]?.id ?? '';
    });
    afterAll(() => jiko?.stop());

    const types = Object.keys(profileOf(rawProfile('jiko')).reports) as RequestedReportType[];
    const askFor = (reportType: RequestedReportType): ReportAsk =>
      toReportAsk(
        { profile },
        {
          reportType,
          pocketId: reportType === 'SECURITY_PRICE_REPORT' ? null : pocketId,
          range: rangeOf(reportType),
        },
      );

    test('has a test here for each of its methods', () => {
      expect(Object.keys(client).toSorted()).toEqual(METHODS);
    });

    test('signs in and is told its scopes', async () => {
      const scopes = await client.grantedScopes();
      // null where the server does not say.
      expect(scopes ?? ['reports.write']).toContain('reports.write');
      expect(client.calls().auth).toBe(2);
    });

    test('lists the pockets', async () => {
      const pockets = await client.listPockets();
      expect(pockets).toHaveLength(TREASURY.pockets);
      expect(new Set(pockets.map(({ id }) => id)).size).toBe(TREASURY.pockets);
      expect(pockets.every((one) => one.name !== null && one.status === 'OPEN')).toBe(true);
    });

    test.each(types)(
      'asks for a %s, finds it again, and fetches a file that can be read',
      async (type) => {
        const created = await client.createReportRequest(askFor(type));
        expect(created).toMatchObject({ type, state: 'running', range: rangeOf(type) });
        expect(await client.getReportRequest(created.id)).toMatchObject({ id: created.id, type });
        const page = await client.listReportRequests(NO_BOUNDS);
        expect(page.requests.map(({ id }) => id)).toContain(created.id);
        const remote = await ready(created.id);
        const file = await client.downloadReport(remote.reports[0]?.id ?? '');
        const bytes = bytesOf(await readFile(file.path));
        expect(
          await readToEnd(readReport(type, bytes, type, profile).reading.rows),
        ).toBeGreaterThan(0);
      },
    );

    async function ready(id: string) {
      for (;;) {
        const remote = await client.getReportRequest(id);
        if (remote.state === 'ready') return remote;
        expect(remote.state).toBe('running');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }

    test('settles one report of each type', async () => {
      const hooks = diary<PlannedAsk>();
      const asks = types.map((type) => ({ ask: askFor(type) }));
      const summary = await client.settleReports(asks, hooks);
      expect(summary).toEqual({ landed: types.length, failed: 0, late: 0 });
      expect(hooks.events.filter((event) => event.startsWith('landed'))).toHaveLength(types.length);
    });

    test('reads the requests page by page, and heeds the days', async () => {
      for (let count = 0; count < 2; count++)
        await client.createReportRequest(askFor('TRADE_REPORT'));
      const seen = [];
      for await (const page of client.reportRequestPages(NO_BOUNDS)) seen.push(...page.requests);
      expect(seen.length).toBeGreaterThanOrEqual(2);
      const past = parseBusinessDate('1990-01-01');
      const future = parseBusinessDate('2099-12-31');
      for (const none of [
        { createdFrom: future, createdTo: null },
        { createdFrom: null, createdTo: past },
      ]) {
        expect((await client.listReportRequests(none)).requests).toEqual([]);
      }
    });

    test('lands the trades as they were listed', async () => {
      const file = await client.fetchMovementList({ type: 'TRADE_LIST', ...jiko.range });
      const bytes = bytesOf(await readFile(file.path));
      const { reading } = readReport('TRADE_LIST', bytes, 'trades', profile);
      expect(await readToEnd(reading.rows)).toBeGreaterThan(0);
    });

    test.each(RESOURCE_NAMES)('reads all %s that there are', async (resource) => {
      const truth = jiko.sandbox.truth();
      // What this client asked for stands among the requests of others.
      const others = truth.resources['report_requests']?.map((one) => one['request_id']);
      const isCounted = (id: string) => resource !== 'report_requests' || others?.includes(id);
      let read = 0;
      const complete = RESOURCES[resource].reading.kind === 'daily' ? () => A_DAY : undefined;
      for (const values of placesOf(resource, truth)) {
        const { file } = await client.fetchResource({ resource, values });
        const bytes = bytesOf(await readFile(file.path));
        const { items } = await readResource(bytes, resource, resource, profile, complete);
        read += items.filter(({ itemId }) => isCounted(itemId)).length;
      }
      // A reading of one period holds less than the periods together.
      if (RESOURCES[resource].reading.kind !== 'periods') {
        expect(read).toBe(truth.resources[resource]?.length);
      }
      expect(read).toBeGreaterThan(0);
    });

    test('asks what is only asked, and says what was answered', async () => {
      const { status } = await client.ask({ method: 'GET', path: 'pockets' });
      expect(status).toBe(200);
      const none = await client.ask({
        method: 'GET',
        path: 'report_request',
        values: { report_request_id: 'nothing' },
      });
      expect(none.status).toBe(404);
      const created = await ready((await client.createReportRequest(askFor('TRADE_REPORT'))).id);
      const link = await client.ask({
        method: 'POST',
        path: 'report_download',
        values: { report_id: created.reports[0]?.id ?? '' },
      });
      const told = JSON.parse(Buffer.from(link.body).toString()) as Record<string, string>;
      const bytes = await client.fetchFile(told[profile.api.download.url[0]] ?? '');
      expect(bytes.byteLength).toBeGreaterThan(0);
    });

    test.each([
      ['with no more than the place', {}],
      ['with what was sent, and why', { input: 'canary-input', ctx: { expected: 'canary-ctx' } }],
    ])('tells the place of what is refused (422), %s', async (_, more) => {
      const { output_formats: formats } = profile.api.create.fields;
      const { limit_parameter: limit } = profile.api.page;
      const refusing = await startJiko({ ...TREASURY, profile: name, hooks: refuseAll() });
      const strict = await clientOf(refusing, profile);
      const asked = strict.createReportRequest(askFor('TRADE_REPORT'));
      await expect(asked).rejects.toMatchObject({
        retryable: false,
        message: expect.stringContaining(`got 422: body.${formats}.0: Input should be CSV`),
      });
      await expect(strict.listPockets()).rejects.toThrow(`query.${limit}: Input should be less`);
      await expect(asked).rejects.not.toThrow(/canary/);
      await refusing.stop();

      function refuseAll(): SandboxHooks {
        const complaints = {
          create: { loc: ['body', formats, 0], msg: 'Input should be CSV', type: 'enum' },
          pockets: { loc: ['query', limit], msg: 'Input should be less', type: 'less_than_equal' },
        };
        return {
          before({ route }) {
            if (route !== 'create' && route !== 'pockets') return undefined;
            return Response.json({ detail: [{ ...complaints[route], ...more }] }, { status: 422 });
          },
        };
      }
    });
  },
);

/** What fills the path, for each item of the parent; once with nothing where there is none. */
function placesOf(
  resource: ResourceName,
  { resources: truth, pockets }: Truth,
): Readonly<Record<string, string>>[] {
  const { parent } = RESOURCES[resource];
  if (parent === undefined) return [{}];
  if (parent === 'pocket') return pockets.map(({ id }) => ({ pocket_id: id }));
  const { rows } = parent;
  const told = truth[parent.resource] ?? [];
  const places = told.flatMap((item) =>
    rows === undefined ? [item] : (item[rows] as Readonly<Record<string, unknown>>[]),
  );
  return places.map((row) =>
    Object.fromEntries(
      Object.entries(parent.values).map(([placeholder, field]) => [
        placeholder,
        String(row[field]),
      ]),
    ),
  );
}
