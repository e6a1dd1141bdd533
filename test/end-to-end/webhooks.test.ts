import { existsSync } from 'node:fs';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readCalendarFile } from '../../src/db/calendar-file.ts';
import { addDays } from '../../src/domain/business-date.ts';
import { lastFinishedBusinessDate } from '../../src/domain/calendar.ts';
import { documentOf, type Ended, pocketbook, startPocketbook } from './support/pocketbook.ts';
import { type ProfileName, type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const SCHEDULE = ['schedule', '--port', '0', '--webhooks', '--webhook-port', '0'];
const OLD_SECRET = 'canary-old-secret-0123456789-0123456789';
const TIMEOUT_MS = 150_000;

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
let files: { secret: string; next: string };
let settings: Record<string, string>;
/** All that was said by any run. */
let said: string[];

afterEach(async () => {
  await jiko?.stop();
  await warehouse?.drop();
});

async function setUp(profile: ProfileName, options: object = {}): Promise<void> {
  const calendar = await readCalendarFile();
  const to = lastFinishedBusinessDate(new Date(), 'America/New_York', calendar);
  jiko = await startJiko({ profile, from: addDays(to, -3), to, pockets: 1, ...options });
  warehouse = await createWarehouse(jiko);
  files = { secret: join(warehouse.home, 'secret'), next: join(warehouse.home, 'secret.next') };
  settings = {
    ...warehouse.settings,
    JIKO_WEBHOOK_SECRET_FILE: files.secret,
    JIKO_WEBHOOK_NEXT_SECRET_FILE: files.next,
  };
  said = [];
}

async function run(...args: string[]): Promise<Ended> {
  const ended = await pocketbook(args, settings);
  said.push(ended.stdout, ended.stderr);
  return ended;
}

async function subscribe(...args: string[]): Promise<Record<string, unknown>> {
  const ended = await run('subscribe', ...args, '--json');
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return documentOf(ended) as Record<string, unknown>;
}

async function keptIds(): Promise<string[]> {
  const { rows } = await warehouse.pool.query<{ event_id: string }>(
    'select event_id from ops.webhook_event order by received_at, event_id',
  );
  return rows.map((row) => row.event_id);
}

async function expectNowhere(secrets: readonly string[]): Promise<void> {
  const log = join(warehouse.home, 'log', 'pocketbook.log');
  const texts = [...said, existsSync(log) ? await readFile(log, 'utf8') : ''];
  const { rows } = await warehouse.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name
     from information_schema.tables
     where table_schema in ('ledger', 'ops', 'recon') and table_type = 'BASE TABLE'`,
  );
  for (const secret of secrets) {
    for (const text of texts) expect(text).not.toContain(secret);
    for (const { name } of rows) {
      const found = await warehouse.pool.query(
        `select from ${name} t where strpos(t::text, $1) > 0 limit 1`,
        [secret],
      );
      expect(found.rowCount, name).toBe(0);
    }
  }
}

describe.each<ProfileName>(['jiko', 'alternate'])('with the profile %s', (profile) => {
  test(
    'what happens at Jiko is signed, received, kept once and wakes, over a change of secrets',
    async () => {
      await setUp(profile, { deliveries: { duplicateShare: 0.5, reorder: true } });
      await writeFile(files.secret, `${OLD_SECRET}\n`, { mode: 0o600 });
      const running = startPocketbook(SCHEDULE, settings);
      const [, health = ''] = await running.said(/health and metrics on (\S+),/);
      const [, url = ''] = await running.said(
        /events at (http:\/\/127\.0\.0\.1:\d+\/webhooks\/main)/,
      );
      await subscribe('create', '--url', url);

      const first = await jiko.sandbox.emit({ kind: 'wire_in_success', count: 5 });
      await running.said(/main: woken to look at (everything|transactions, transfer_requests)/);
      expect((await keptIds()).sort()).toEqual([...first].sort());

      expect(await subscribe('rotate')).toMatchObject({ action: 'rotated' });
      expect((await stat(files.next)).mode & 0o777).toBe(0o600);
      const newSecret = (await readFile(files.next, 'utf8')).trim();
      const second = await jiko.sandbox.emit({ kind: 'on_us_received', count: 3 });
      expect(await keptIds()).toEqual(expect.arrayContaining([...second]));

      expect(await subscribe('rotate', '--finish')).toMatchObject({ action: 'finished' });
      expect((await readFile(files.secret, 'utf8')).trim()).toBe(newSecret);
      expect(existsSync(files.next)).toBe(false);
      const third = await jiko.sandbox.emit({ kind: 'wire_out_rejected', count: 2 });
      expect(await keptIds()).toHaveLength(10);
      expect(await keptIds()).toEqual(expect.arrayContaining([...third]));

      const stranger = await fetch(url, { method: 'POST', body: '{}' });
      expect([stranger.status, await stranger.text()]).toEqual([401, '']);
      const metrics = await (await fetch(`${health}/metrics`)).text();
      const outcomes = metrics.match(/pocketbook_webhook_events_total\{.*\} \d+/g) ?? [];
      expect(outcomes).toContain(
        'pocketbook_webhook_events_total{entity="main",outcome="kept"} 10',
      );
      expect(outcomes).toContain(
        'pocketbook_webhook_events_total{entity="main",outcome="refused"} 1',
      );
      expect(outcomes.join()).toMatch(/outcome="repeated"/);

      const ended = await running.kill('SIGTERM');
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
      said.push(ended.stdout);
      await expect(fetch(url, { method: 'POST' })).rejects.toThrow();
      expect(await subscribe('remove')).toMatchObject({ action: 'removed' });
      expect(await subscribe('list')).toEqual({ subscriptions: [] });
      await expectNowhere([OLD_SECRET, newSecret]);
    },
    TIMEOUT_MS,
  );

  test(
    'a subscription is made once, with a secret that is made for it, and only ours is touched',
    async () => {
      const told: string[] = [];
      await setUp(profile, {
        hooks: {
          async before({ request }: { request: Request }) {
            if (request.method === 'PATCH') told.push(await request.clone().text());
            return undefined;
          },
        },
      });
      const url = 'https://books.example.test/webhooks/main';
      const created = await subscribe('create', '--url', url);
      expect(created).toMatchObject({ action: 'created', subscription: { ours: true, url } });
      const { id, events } = created['subscription'] as { id: string; events: string[] };
      expect(events).toHaveLength(9);
      expect((await stat(files.secret)).mode & 0o777).toBe(0o600);
      const secret = (await readFile(files.secret, 'utf8')).trim();
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);

      expect(await subscribe('create', '--url', url)).toMatchObject({ action: 'unchanged' });
      const [one = ''] = events;
      const fewer = await subscribe('create', '--url', url, '--event', one);
      expect(fewer).toMatchObject({ action: 'changed', subscription: { id, events: [one] } });
      const listed = await subscribe('list');
      expect(listed).toMatchObject({ subscriptions: [{ id, events: [one] }] });

      // The file is lost, and with it what Jiko signs with.
      await rm(files.secret);
      const anew = await subscribe('create', '--url', url, '--event', one);
      expect(anew).toMatchObject({ action: 'changed', subscription: { id } });
      const again = (await readFile(files.secret, 'utf8')).trim();
      expect(again).not.toBe(secret);
      expect(told.at(-1)).toContain(again);
      await subscribe('create', '--url', url, '--event', one);
      expect(told).toHaveLength(4);
      expect(told.at(-1)).toContain(again);

      // Of another program of the same customer, as far as anybody can tell.
      const other = { JIKO_WEBHOOK_SECRET_FILE: join(warehouse.home, 'other') };
      const config = join(warehouse.home, 'config.yaml');
      await writeFile(config, `entities:\n  sister: {}\n`);
      const foreign = { ...settings, ...other, POCKETBOOK_CONFIG: config };
      const sisterUrl = 'https://sister.example.test/canary-path/webhooks/sister';
      const made = await pocketbook(['subscribe', 'create', '--url', sisterUrl], foreign);
      expect(made).toMatchObject({ exitCode: 0, stderr: '' });
      const table = await run('subscribe');
      expect(table.stdout).toMatch(new RegExp(`${id}\\s+yes\\s+${url}`));
      expect(table.stdout).toContain('https://sister.example.test/…');
      expect(table.stdout).not.toContain('canary-path');

      expect(await subscribe('remove')).toMatchObject({ subscription: { id } });
      const none = await run('subscribe', 'remove');
      expect(none).toMatchObject({ exitCode: 2, stdout: '' });
      expect(none.stderr).toContain(
        "expected one described as 'Pocketbook webhook of main', got none",
      );
      const { subscriptions } = (await subscribe('list')) as { subscriptions: { id: string }[] };
      expect(subscriptions).toHaveLength(1);
      const removed = await subscribe('remove', '--id', subscriptions[0]?.id ?? '');
      expect(removed).toMatchObject({ subscription: { ours: false } });
      await expectNowhere([secret, again]);
    },
    TIMEOUT_MS,
  );
});

test(
  'without a secret that nobody else can read no events are received, and the remedy is told',
  async () => {
    await setUp('jiko');
    const { JIKO_WEBHOOK_SECRET_FILE: _, ...none } = settings;
    const unset = await pocketbook(SCHEDULE, none);
    expect(unset).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unset.stderr).toMatch(
      /^pocketbook: --webhooks: JIKO_WEBHOOK_SECRET_FILE is not set: .*subscribe create/,
    );
    const cases: [() => Promise<void>, RegExp][] = [
      [async () => {}, /JIKO_WEBHOOK_SECRET_FILE: .* cannot be read \(ENOENT\)/],
      [() => writeFile(files.secret, 'canary short'), /can be read by others/],
      [() => chmod(files.secret, 0o600), /JIKO_WEBHOOK_SECRET_FILE: .*expected 32 to 256/],
      [
        () => writeFile(files.next, 'canary short', { mode: 0o600 }),
        /JIKO_WEBHOOK_NEXT_SECRET_FILE: .*expected 32 to 256/,
      ],
    ];
    for (const [prepare, message] of cases) {
      await prepare();
      const ended = await pocketbook(SCHEDULE, settings);
      expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
      expect(ended.stderr).toMatch(message);
      expect(ended.stderr).not.toContain('canary');
    }
  },
  TIMEOUT_MS,
);

test(
  'what is wrong with a wish is told before Jiko is asked, and a missing scope by its name',
  async () => {
    await setUp('jiko', {
      hooks: {
        before: ({ route, request }: { route: string; request: Request }) =>
          route === 'subscriptions' && request.method === 'POST'
            ? Response.json({ detail: `forbidden: ${OLD_SECRET}` }, { status: 403 })
            : undefined,
      },
    });
    for (const url of ['here', 'http://books.example.test/', 'https://a:b@books.example.test/']) {
      const ended = await run('subscribe', 'create', '--url', url);
      expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    }
    const wrong = await run('subscribe', 'create', '--url', 'https://x.test/', '--event', 'rain');
    expect(wrong).toMatchObject({ exitCode: 2 });
    expect(wrong.stderr).toContain('--event rain: expected one of transfers.wire.out.processing');
    expect(existsSync(files.secret)).toBe(false);

    await writeFile(files.secret, OLD_SECRET, { mode: 0o600 });
    const refused = await run('subscribe', 'create', '--url', 'https://x.test/');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('needs the scopes subscriptions.read subscriptions.write');
    await expectNowhere([OLD_SECRET]);
  },
  TIMEOUT_MS,
);

test(
  'what is subscribed in the middle of a change of secrets is signed with the new one',
  async () => {
    const sent: unknown[] = [];
    await setUp('jiko', {
      hooks: {
        async before({ route, request }: { route: string; request: Request }) {
          if (route === 'subscriptions' && request.method === 'POST') {
            sent.push(await request.clone().json());
          }
          return undefined;
        },
      },
    });
    const newSecret = OLD_SECRET.replace('old', 'new');
    await writeFile(files.secret, OLD_SECRET, { mode: 0o600 });
    await writeFile(files.next, newSecret, { mode: 0o600 });
    await subscribe('create', '--url', 'https://x.test/');
    expect(sent).toMatchObject([{ shared_secret: newSecret }]);
  },
  TIMEOUT_MS,
);
