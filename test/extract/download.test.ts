import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLanding } from '../../src/extract/landing.ts';
import { makeClient, makeFolder } from './support/client.ts';
import { realClock } from './support/clocks.ts';
import {
  type Answer,
  type FakeJiko,
  raw,
  reset,
  silence,
  startFakeJiko,
  status,
} from './support/fake-jiko.ts';

let jiko: FakeJiko;
let folder: string;
const content = `Pocket ID,Amount\n${'p-1,1.00\n'.repeat(2_000)}`;
const ok = 'HTTP/1.1 200 OK';

beforeEach(async () => {
  jiko = await startFakeJiko({ fileOf: () => content });
  folder = await makeFolder();
});
afterEach(() => jiko.close());

const open = async (overrides = {}) => {
  const landing = await createLanding({ folder, clock: realClock });
  return makeClient(jiko, { landing, ...overrides });
};
const temporaries = async () => (await readdir(folder)).filter((name) => name.startsWith('.'));

describe('a file that broke off is fetched again and kept once', () => {
  it('after any number of bytes, by a reset (N02)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: content.length - 1 }), async (bytes) => {
        jiko.next(
          'file',
          raw([ok, `Content-Length: ${content.length}`], content.slice(0, bytes), true),
        );
        const client = await open();
        const landed = await client.downloadReport('r-1');
        expect(landed).toMatchObject({ bytes: content.length, lengthProven: true });
        expect(await temporaries()).toEqual([]);
      }),
      { numRuns: 12 },
    );
    expect(await readdir(folder)).toHaveLength(1);
  });

  it.each([
    [
      'shorter than its Content-Length (N03)',
      raw([ok, 'Content-Length: 9999'], content.slice(0, 500)),
    ],
    ['longer than its Content-Length (N05)', raw([ok, 'Content-Length: 100'], content)],
    ['a chunk short', raw([ok, 'Transfer-Encoding: chunked'], 'ff\r\nhello', true)],
    [
      'compressed although we asked not to (N06)',
      raw([ok, 'Content-Encoding: gzip'], gzipSync(content)),
    ],
    [
      'compressed and cut, with a matching Content-Length (N06)',
      raw(
        [ok, 'Content-Encoding: gzip', `Content-Length: ${gzipSync(content).length - 10}`],
        gzipSync(content).subarray(0, -10),
      ),
    ],
    ['a web page (N07)', raw([ok, 'Content-Length: 28'], '<!DOCTYPE html><html></html>')],
    [
      'a web page by its type',
      raw([ok, 'Content-Type: text/html; charset=x', 'Content-Length: 4'], 'oops'),
    ],
    ['JSON (N08)', raw([ok, 'Content-Length: 19'], ' {"error": "later"}')],
    ['JSON by its type', status(200, {}, 'later')],
    ['zero bytes (N09)', raw([ok, 'Content-Length: 0'], '')],
    ['204 (N09)', status(204)],
    ['refused once', reset],
    ['a 503', status(503)],
  ] as [string, Answer][])('when it is %s', async (_, answer) => {
    jiko.next('file', answer);
    const client = await open();
    const landed = await client.downloadReport('r-1');
    expect(await readFile(landed.path, 'utf8')).toBe(content);
    expect(client.calls().files).toBe(2);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('and given up after three that were no report', async () => {
    jiko.always('file', raw([ok, 'Content-Length: 0'], ''));
    const client = await open();
    await expect(client.downloadReport('r-1')).rejects.toMatchObject({
      code: 'DOWNLOAD_INVALID',
      retryable: true,
      message: 'file: expected a file, got zero bytes',
    });
    expect(client.calls()).toMatchObject({ files: 3, download: 3 });
  });
});

it('is marked as unproven where only the end of the connection ends it (N04)', async () => {
  jiko.next('file', raw([ok], content.slice(0, 1_000)));
  const client = await open();
  expect(await client.downloadReport('r-1')).toMatchObject({ bytes: 1_000, lengthProven: false });
  jiko.next('file', raw([ok, 'Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'));
  expect(await client.downloadReport('r-1')).toMatchObject({ bytes: 5, lengthProven: true });
});

it('ends when no byte comes, and when they come too slowly (N15, N16)', async () => {
  const hanging: Answer = ({ response }) => {
    response.writeHead(200, { 'content-length': '99' });
    response.write('a');
  };
  const dripping: Answer = ({ response }) => {
    response.writeHead(200, { 'content-length': '99999' });
    const timer = setInterval(() => response.write('a'), 20);
    response.on('close', () => clearInterval(timer));
  };
  jiko.next('file', silence, hanging, dripping);
  const client = await open({ timeouts: { stallMs: 100, fileMs: 400 } });
  const landed = await client.downloadReport('r-1');
  expect(landed.bytes).toBe(content.length);
  expect(client.calls().files).toBe(4);
});

it('refuses a file beyond the size allowed, announced or not', async () => {
  const client = await open({ fileBytesMax: 1_000 });
  await expect(client.downloadReport('r-1')).rejects.toMatchObject({
    code: 'DOWNLOAD_INVALID',
    retryable: false,
  });
  jiko.next('file', raw([ok], content));
  await expect(client.downloadReport('r-1')).rejects.toThrow('at most 1000 bytes');
  expect(await temporaries()).toEqual([]);
  expect(client.calls().files).toBe(2);
});

it('tells the file host nothing of who we are', async () => {
  const client = await open();
  await client.downloadReport('r-1');
  const headers = jiko.seen.find(({ route }) => route === 'file')?.headers ?? {};
  expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host']);
  expect(headers['accept-encoding']).toBe('identity');
});

describe('a URL', () => {
  it.each([403, 410])('that has expired (%i) is asked for anew (R08)', async (code) => {
    jiko.next('file', status(code), status(code));
    const client = await open();
    await client.downloadReport('r-1');
    expect(client.calls()).toMatchObject({ download: 3, files: 3 });
  });

  it('is asked for five times at most (R08)', async () => {
    jiko.always('file', status(410));
    const client = await open();
    await expect(client.downloadReport('r-1')).rejects.toMatchObject({ code: 'DOWNLOAD_INVALID' });
    expect(client.calls()).toMatchObject({ download: 5, files: 5 });
  });

  it.each([404, 409])('that is not there yet (%i) is waited for (R07)', async (code) => {
    jiko.next('download', status(code), status(code), status(code));
    const client = await open();
    await client.downloadReport('r-1');
    expect(client.calls()).toMatchObject({ download: 4, files: 1 });
  });

  it('of another host is refused before anyone is asked (N18)', async () => {
    const elsewhere = 'https://evil.test/f?signature=canary';
    jiko.next('download', status(200, {}, { url: elsewhere }));
    const client = await open();
    const failing = client.downloadReport('r-1');
    await expect(failing).rejects.toMatchObject({ code: 'DOWNLOAD_INVALID', retryable: false });
    await expect(failing).rejects.toThrow('evil.test');
    await expect(failing).rejects.not.toThrow('canary');
    expect(client.calls().files).toBe(0);
  });

  it('may lead on once, to a place as good, without telling it more (N18)', async () => {
    const other = await startFakeJiko({ fileOf: () => content });
    jiko.next('file', status(307, { location: `${other.url}/files/r-2` }));
    const client = await open();
    expect((await client.downloadReport('r-1')).bytes).toBe(content.length);
    expect(other.seen[0]?.headers).not.toHaveProperty('authorization');
    await other.close();
  });

  it.each([
    ['twice', '/files/r-2', 'second redirect'],
    ['out of bounds', 'http://169.254.169.254/latest', 'expected https'],
    ['nowhere', 'http://[', 'expected a URL'],
  ])('may not lead %s (N18)', async (_, location, message) => {
    jiko.always('file', status(302, { location }));
    const client = await open();
    const failing = client.downloadReport('r-1');
    await expect(failing).rejects.toMatchObject({ code: 'DOWNLOAD_INVALID', retryable: false });
    await expect(failing).rejects.toThrow(message);
  });
});
