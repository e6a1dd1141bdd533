import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { SCHEMAS } from '../../support/corpus-place.ts';
import { renderStatement, type Version } from '../support/render-statement.ts';
import { statementModel, VERSIONS } from '../support/statement-models.ts';

/** What the round trip renders must be what the standard allows: else it would prove nothing about real files. */
const SAMPLES = 20;
const SEED = 53;

const missing = whatIsMissing();
const folder = mkdtempSync(join(tmpdir(), 'pocketbook-schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

if (missing === null) {
  test.each(VERSIONS)('rendered statements are valid 001.%i', (version) => {
    const files = writeSamples(version);
    const number = `0${version}`.slice(-2);
    const schema = `${SCHEMAS}/camt.053.001.${number}.xsd`;
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schema, ...files], {
      encoding: 'utf8',
    });
    expect(complaints(stderr)).toEqual([]);
    expect(status).toBe(0);
    console.log(`${files.length} rendered statements validated against camt.053.001.${number}`);
  });
} else {
  console.log(`rendered statements were not validated: there is no ${missing}`);
  test.skip(`rendered statements are valid (there is no ${missing})`, () => {});
}

/** The first few, which say enough. */
function complaints(stderr: string): string[] {
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'));
  return lines.slice(0, 10);
}

function writeSamples(version: Version): string[] {
  const models = fc.sample(statementModel(version), { numRuns: SAMPLES, seed: SEED });
  return models.map((model, index) => {
    const path = join(folder, `${version}-${index}.xml`);
    writeFileSync(path, renderStatement(model, version));
    return path;
  });
}

function whatIsMissing(): string | null {
  if (!existsSync(SCHEMAS)) return 'folder of schemas beside this checkout (../shared/corpus/xsd)';
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'xmllint on this machine';
  }
}
