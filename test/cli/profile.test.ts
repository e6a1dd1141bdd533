import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { answerCheck } from '../../src/cli/profile.ts';
import { createProgram } from '../../src/cli/program.ts';
import { checkSample } from '../../src/transform/profile-check/check-sample.ts';
import type { FileKind } from '../../src/transform/recognise.ts';
import { bytesOf } from '../transform/support/bytes.ts';
import { jiko, jikoWith } from '../transform/support/profile.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/profile-check', import.meta.url));

async function check(name: string, kind?: FileKind, profile = jiko) {
  const bytes = readFileSync(`${FOLDER}/${name}`);
  return answerCheck(await checkSample(name, () => bytesOf(bytes, 100), profile, kind));
}

test.each<[string, FileKind?]>([
  ['trades-renamed.csv', 'trade-csv'],
  ['trades-american.csv'],
  ['trades-feed.csv', 'trade-csv'],
  ['transactions.csv'],
  ['open-quote.csv', 'trade-csv'],
  ['statement.xml'],
])('%s', async (name, kind) => {
  const { text, exitCode } = await check(name, kind);
  expect(exitCode).toBe(1);
  await expect(`${text}\n`).toMatchFileSnapshot(`${FOLDER}/${name}.expected.txt`);
});

test('a sample that fits is told with nothing to change', async () => {
  const sample = readFileSync(new URL('../fixtures/csv/accepted/trades.csv', import.meta.url));
  const answer = answerCheck(await checkSample('t.csv', () => bytesOf(sample), jiko));
  expect(answer.exitCode).toBe(0);
  expect(answer.document).toMatchObject({
    kind: 'trade-csv',
    fits: true,
    error: null,
    needs: [],
    csv: {
      layout: 'csv.TRADE_REPORT.layouts[0]',
      delimiter: ',',
      rows: 3,
      dates: { format: 'YYYY-MM-DD', fits: true },
      amounts: { meaning: 'cash', decidedBy: 'profile' },
    },
  });
});

test('what it says is needed is what makes the sample fit', async () => {
  const changed = jikoWith({
    'date_format: YYYY-MM-DD': 'date_format: MM/DD/YYYY',
  });
  expect((await check('trades-american.csv', undefined, changed)).exitCode).toBe(0);
});

test('a sample that is like nothing is told to be named', async () => {
  const answer = await check('trades-renamed.csv');
  expect(answer.document).toMatchObject({ kind: 'unknown', fits: false });
  expect(answer.text).toContain('--as');
});

describe('no account number is shown', () => {
  test.each<[string, FileKind?]>([['trades-renamed.csv', 'trade-csv'], ['statement.xml']])(
    'of %s',
    async (name, kind) => {
      const { text, document } = await check(name, kind);
      const told = `${text}${JSON.stringify(document)}`;
      expect(told).not.toMatch(/000123456789|4400112233|000440011223/);
      expect(told).toMatch(/\.\.\.(6789|1223)/);
    },
  );
});

describe('on the command line', () => {
  const PROFILE = fileURLToPath(new URL('../../profiles/jiko.yaml', import.meta.url));

  async function run(...args: string[]): Promise<{ exitCode: unknown; output: string }> {
    const written: string[] = [];
    const { write: toStdout } = process.stdout;
    const { write: toStderr } = process.stderr;
    const keep = (text: unknown) => written.push(String(text)) > 0;
    process.stdout.write = keep as typeof toStdout;
    process.stderr.write = keep as typeof toStderr;
    try {
      await createProgram().parseAsync(['node', 'pocketbook', 'profile', 'check', ...args]);
      return { exitCode: process.exitCode, output: written.join('') };
    } finally {
      process.stdout.write = toStdout;
      process.stderr.write = toStderr;
      process.exitCode = undefined;
    }
  }

  test('prints one JSON document for machines', async () => {
    const { exitCode, output } = await run(
      PROFILE,
      '--sample',
      `${FOLDER}/statement.xml`,
      '--json',
    );
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ kind: 'camt.053', fits: false });
  });

  test('a profile or a sample that is not there is wrong usage', async () => {
    expect((await run('nowhere.yaml', '--sample', `${FOLDER}/statement.xml`)).exitCode).toBe(2);
    expect((await run(PROFILE, '--sample', 'nowhere.csv')).exitCode).toBe(2);
  });

  test('a profile that is wrong is told with its line', async () => {
    const { exitCode, output } = await run(
      `${FOLDER}/trades-feed.csv`,
      '--sample',
      `${FOLDER}/statement.xml`,
    );
    expect(exitCode).toBe(2);
    expect(output).toContain('trades-feed.csv:1 expected object');
  });
});
