import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../src/cli/config.ts';
import { ENDPOINTS } from '../../src/domain/customer-api.ts';
import type { EndpointUse } from '../../src/domain/endpoint.ts';
import { RESOURCE_NAMES } from '../../src/domain/resource.ts';
import { RESOURCES } from '../../src/domain/resources.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { profileOf, rawProfile } from '../jobs/probe/support.ts';
import { type ProfileName, type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const PERSONAL = RESOURCE_NAMES.filter((name) => RESOURCES[name].isPersonal === true);
const ALL_ON = {
  POCKETBOOK_RESOURCES: PERSONAL.map((name) => `+${name}`).join(' '),
  JIKO_SCOPE: `${readSettings({}).entities[0]?.scope} onboarding.read`,
};
const OF_A_NIGHT: readonly EndpointUse[] = ['lands', 'reports'];

describe.each<ProfileName>(['jiko', 'alternate'])(
  'a night with a Jiko that speaks %s',
  (profile) => {
    let jiko: SimulatedJiko;
    let warehouse: TestWarehouse;
    /** `GET /api/v2/pockets/`, each once. */
    const calls = new Set<string>();

    beforeAll(async () => {
      jiko = await startJiko({
        profile,
        from: '2025-05-12',
        to: '2025-05-16',
        pockets: 2,
        hooks: {
          before({ route, request }) {
            const isApi = !['discovery', 'token', 'file', 'paper'].includes(route);
            if (isApi) calls.add(`${request.method} ${new URL(request.url).pathname}`);
            return undefined;
          },
        },
      });
      warehouse = await createWarehouse(jiko);
      await runNightly(await warehouse.openJob({ settings: ALL_ON }), jiko.range.to);
    });
    afterAll(async () => {
      await warehouse?.drop();
      await jiko?.stop();
    });

    test('asks for nothing but what is known to be read, and for its reports', () => {
      expect(calls.size).toBeGreaterThan(RESOURCE_NAMES.length);
      expect([...calls].filter((call) => !isOfANight(call))).toEqual([]);
    });

    test('writes report requests and downloads, and nothing else', () => {
      const { report_requests, report_download } = profileOf(rawProfile(profile)).api.paths;
      const written = [...calls].filter((call) => !call.startsWith('GET '));
      const allowed = [report_requests, report_download].map((path) => patternOf('POST', path));
      expect(written.length).toBeGreaterThan(1);
      expect(written.filter((call) => !allowed.some((one) => one.test(call)))).toEqual([]);
    });

    /** The most exact of the paths that fit is the one that is meant. */
    function isOfANight(call: string): boolean {
      const { paths } = profileOf(rawProfile(profile)).api;
      const fitting = ENDPOINTS.flatMap((one) =>
        one.path === null || !patternOf(one.method, paths[one.path]).test(call)
          ? []
          : [{ use: one.use, holes: paths[one.path].split('{').length }],
      ).toSorted((a, b) => a.holes - b.holes);
      return fitting[0] !== undefined && OF_A_NIGHT.includes(fitting[0].use);
    }
  },
);

function patternOf(method: string, path: string): RegExp {
  const escaped = path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${method} ${escaped}$`);
}
