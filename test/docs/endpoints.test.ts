import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENDPOINTS, groupOf } from '../../src/domain/customer-api.ts';
import { PATH_NAMES } from '../../src/domain/endpoint.ts';
import { jiko } from '../transform/support/profile.ts';
import { JIKO_API, readDocumented, readMentions, withoutNames } from './documented-endpoints.ts';
import { renderEndpoints, viewsOf } from './render-endpoints.ts';

// `npm run docs` runs this test and lets it write the file.
test('docs/endpoints.md says what the registry says: npm run docs', async () => {
  await expect(renderEndpoints()).toMatchFileSnapshot('../../docs/endpoints.md');
});

test('each endpoint stands there once', () => {
  const rows = ENDPOINTS.map(({ method, documented }) => `${method} ${documented}`);
  expect(rows.filter((row, index) => rows.indexOf(row) !== index)).toEqual([]);
});

test('the default profile calls each one where it is documented, and each path leads to one', () => {
  for (const { path, documented } of ENDPOINTS) {
    if (path !== null) expect(jiko.api.paths[path]).toBe(documented);
  }
  for (const path of PATH_NAMES) expect(groupOf(path)).toBeTruthy();
});

test('what is read every night is somewhere in the warehouse', () => {
  const without = ENDPOINTS.filter((one) => one.use === 'lands' && viewsOf(one) === '');
  expect(without.map(({ path }) => path)).toEqual([]);
});

describe('what the documentation names', () => {
  const isHere = existsSync(JIKO_API);
  if (!isHere) process.stdout.write(`${JIKO_API} is not here: no endpoint is looked up in it\n`);

  test.skipIf(!isHere)('has a row', () => {
    const mentions = readDocumented();
    expect(mentions.length).toBeGreaterThan(40);
    const missing = mentions.filter(({ methods, paths }) => !hasRow(methods, paths));
    expect(missing.map(({ line, text }) => `${line}: ${text}`)).toEqual([]);
  });
});

function hasRow(methods: readonly string[] | null, paths: readonly string[]): boolean {
  const rows = ENDPOINTS.filter(({ documented }) => paths.includes(withoutNames(documented)));
  return (methods ?? [null]).every((wanted) =>
    rows.some(({ method }) => wanted === null || method === wanted),
  );
}

test('abbreviated mentions are read as what they stand for', () => {
  const text = [
    'GET `/api/v0/before/`',
    '## 3. Conventions',
    '- GET/POST `/api/v2/a/{id}/b/`, GET `…/b/{b_id}/c/`',
    '- GET `/api/v1/d/`, `/{d_id}/`, `/e/` (+ `{id}`)',
    '- GET /api/v1/f/** item',
  ].join('\n');
  expect(readMentions(text).map(({ methods, paths }) => [methods, paths])).toEqual([
    [['GET', 'POST'], ['/api/v2/a/{}/b/']],
    [['GET'], ['/api/v2/a/{}/b/{}/c/']],
    [['GET'], ['/api/v1/d/']],
    [['GET'], ['/api/v1/d/{}/']],
    [['GET'], ['/api/v1/d/e/']],
    [['GET'], ['/api/v1/d/{}/']],
    [['GET'], ['/api/v1/f/']],
  ]);
});
