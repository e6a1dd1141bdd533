import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderNight } from '../../src/report/page/render-night.ts';
import { HOSTILE, nightReport, openBreak } from './support/night.ts';

const execute = promisify(execFile);

/** The first of these on the PATH; null where none is installed. */
function findChromium(): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // the next one
      }
    }
  }
  return null;
}

const chromium = findChromium();
if (chromium === null) console.warn('no chromium on the PATH: the page of a night is not rendered');

/** As long as a test may take. */
const TIMEOUT_MS = 180_000;

let folder: string;
let proxy: Server;
/** What the browser asked the network for, by host. */
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocketbook-page-'));
  // Every way out leads here, and nothing is answered.
  proxy = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://unknown').hostname);
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    asked.push((request.url ?? '').replace(/:\d+$/, ''));
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  await new Promise((resolve) => proxy.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** What headless Chromium makes of a page, without any network; `said` is its console. */
async function open(
  page: string,
  ...flags: readonly string[]
): Promise<{ dom: string; said: string }> {
  const file = join(folder, 'night.html');
  await writeFile(file, page);
  const { port } = proxy.address() as AddressInfo;
  const { stdout, stderr } = await execute(
    chromium ?? '',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--proxy-server=http://127.0.0.1:${port}`,
      '--proxy-bypass-list=<-loopback>',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      '--enable-logging=stderr',
      ...flags,
      `file://${file}`,
    ],
    { maxBuffer: 64 * 1024 * 1024, timeout: TIMEOUT_MS },
  );
  const said = stderr
    .split('\n')
    .filter((line) => line.includes(':CONSOLE'))
    .join('\n');
  return { dom: stdout, said };
}

/** Browsers ask their makers for this and that; those hosts are none of ours. */
function askedByThePage(): string[] {
  return asked.filter((host) => !/(^|\.)(google|googleapis|gstatic|gvt1)\.com$/.test(host));
}

describe.skipIf(chromium === null)('in a browser the page of a night', () => {
  test('shows every section, says nothing on the console and asks nobody for anything', async () => {
    const { dom, said } = await open(renderNight(nightReport()), '--dump-dom');
    for (const id of [
      'changes',
      'breaks',
      'completeness',
      'holdings',
      'value',
      'sweeps',
      'restatements',
      'runs',
    ]) {
      expect(dom).toContain(`<section id="${id}">`);
    }
    expect(dom).toMatch(/<svg[^>]*aria-labelledby="value-title value-description"/);
    expect(dom).toContain('</footer>');
    expect(said).toBe('');
    expect(askedByThePage()).toEqual([]);
  });

  test('runs nothing that the bank wrote', async () => {
    const { breaks } = nightReport();
    const shown = [openBreak({ pocketName: HOSTILE, detail: HOSTILE, places: [HOSTILE] })];
    const [day] = nightReport().values;
    if (day === undefined) throw new Error('the night has a value');
    const values = [{ ...day, byPocket: [{ name: HOSTILE, marketValue: '1.00' }] }];
    const page = renderNight(nightReport({ breaks: { ...breaks, shown }, values }));
    const { dom, said } = await open(page, '--dump-dom');
    expect(dom).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(dom).not.toMatch(/<script|<img/);
    expect(said).toBe('');
    expect(askedByThePage()).toEqual([]);
  });

  test('prints', async () => {
    const pdf = join(folder, 'night.pdf');
    await open(renderNight(nightReport()), `--print-to-pdf=${pdf}`, '--no-pdf-header-footer');
    const bytes = await readFile(pdf, 'latin1');
    expect(bytes.startsWith('%PDF-')).toBe(true);
    expect(bytes.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
  });

  test('would be caught if it did otherwise: what is slipped in is refused, and without a policy it is seen to ask', async () => {
    const slipped = renderNight(nightReport()).replace(
      '</main>',
      '<img src="http://elsewhere.example/x.png"><script>console.error("ran")</script></main>',
    );
    const refused = await open(slipped, '--dump-dom');
    expect(refused.said).toContain('Content Security Policy');
    expect(refused.said).not.toContain('"ran"');
    expect(askedByThePage()).toEqual([]);
    const open_ = slipped.replace(/<meta http-equiv[^>]*>/, '');
    expect((await open(open_, '--dump-dom')).said).toContain('ran');
    expect(askedByThePage()).toEqual(['elsewhere.example']);
  });
});
