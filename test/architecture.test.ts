import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codeOnly } from './architecture/code-only.ts';
import { findStaleReasons, findViolations } from './architecture/rules.ts';
import { parseSource, readSourceFiles } from './architecture/source-file.ts';

const files = readSourceFiles(fileURLToPath(new URL('..', import.meta.url)), ['src', 'sandbox']);

const VIOLATIONS = [
  ['src/domain/a.ts', "import { b } from '../db/b.ts';", 'src/domain/a.ts imports src/db/b.ts'],
  ['src/db/a.ts', "import '../load/b.ts';", 'src/db/a.ts imports src/load/b.ts'],
  [
    'src/load/a.ts',
    "export * from '../transform/b.ts';",
    'src/load/a.ts imports src/transform/b.ts',
  ],
  ['src/jobs/a.ts', "import type { B } from '../cli/b.ts';", 'src/jobs/a.ts imports src/cli/b.ts'],
  ['src/jobs/a.ts', "const b = await import('../cli/b.ts');", 'src/jobs/a.ts imports src/cli/b.ts'],
  ['src/new/a.ts', "import { b } from '../domain/b.ts';", 'src/new/a.ts imports src/domain/b.ts'],
  ['src/cli/a.ts', "import { b } from '../../test/b.ts';", 'src/cli/a.ts imports test/b.ts'],
  ['src/cli/a.ts', "import { b } from '../../sandbox/b.ts';", 'src/cli/a.ts imports sandbox/b.ts'],
  [
    'src/cli/demo/demo-report.ts',
    "import { type B, b } from '../../../sandbox/b.ts';",
    'src/cli/demo/demo-report.ts imports sandbox/b.ts',
  ],
  [
    'sandbox/server/a.ts',
    "import type { B } from '../../src/domain/b.ts';",
    'sandbox/server/a.ts imports src/domain/b.ts',
  ],
  [
    'src/domain/a.ts',
    "import { b } from './b.js';",
    'src/domain/a.ts imports src/domain/b.js, which does not end in .ts',
  ],
  ['src/cli/a.ts', "import cron from 'node-cron';", 'src/cli/a.ts imports node-cron'],
  ['src/load/a.ts', "import { SaxesParser } from 'saxes';", 'src/load/a.ts imports saxes'],
  ['src/jobs/a.ts', "import { request } from 'node:https';", 'src/jobs/a.ts imports node:https'],
  ['src/transform/a.ts', "import { b } from 'node:fs';", 'src/transform/a.ts imports node:fs'],
  ['src/jobs/a.ts', 'await fetch(url);', 'src/jobs/a.ts: fetch'],
  ['src/jobs/a.ts', 'const get = fetch;', 'src/jobs/a.ts: fetch'],
  ['src/db/a.ts', "const zone = process.env['TZ'];", 'src/db/a.ts: process.env'],
  ['src/db/a.ts', 'const { env } = process;', 'src/db/a.ts: process handed on whole'],
  ['src/jobs/a.ts', 'process.exitCode = 1;', 'src/jobs/a.ts: process.exit'],
  ['src/jobs/a.ts', 'console.log(1);', 'src/jobs/a.ts: console'],
  ['src/extract/a.ts', 'const now = new Date();', "src/extract/a.ts: the machine's clock"],
  ['src/load/a.ts', 'const now = Date.now;', "src/load/a.ts: the machine's clock"],
  ['src/cli/a.ts', 'const a = Number.parseFloat(b);', 'src/cli/a.ts: parseFloat'],
  [
    'src/transform/a.ts',
    'const a = Number(cell);',
    'src/transform/a.ts: a number made of text, where figures pass',
  ],
  ['src/load/a.ts', 'const a = +cell;', 'src/load/a.ts: a number made of text, where figures pass'],
  ['src/cli/a.ts', 'await import(name);', 'src/cli/a.ts: an import that is computed'],
  ['sandbox/model/a.ts', 'const a = Math.random();', 'sandbox/model/a.ts: randomness'],
  ['src/cli/a.ts', `const text = \`\${process.env.A}\`;`, 'src/cli/a.ts: process.env'],
  ['src/cli/a.ts', `call(${'a, '.repeat(40)});`, 'src/cli/a.ts:1: 127 columns of code'],
  ['src/cli/a.ts', 'a;\n'.repeat(401), 'src/cli/a.ts: 401 lines'],
].map(([path = '', source = '', violation = '']) => ({ path, source, violation }));

describe('the sources', () => {
  test('keep to who may import whom, and do what few may do only where they may', () => {
    expect(findViolations(files)).toEqual([]);
  });

  test('need every exception that is listed', () => {
    expect(findStaleReasons(files)).toEqual([]);
  });

  test('have all been understood: their brackets close', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(({ code }) => !isBalanced(code)).map(({ path }) => path)).toEqual([]);
  });
});

describe('a violation is found', () => {
  test.each(VIOLATIONS)('$violation', ({ path, source, violation }) => {
    expect(findViolations([parseSource(path, source)])).toEqual([violation]);
  });

  test('and a reason that nothing needs any more', () => {
    const others = files.filter(({ path }) => path !== 'src/jobs/schedule.ts');
    expect(findStaleReasons(others)).toEqual([
      'node-cron at src/jobs/schedule.ts',
      "the machine's clock at src/jobs/schedule.ts",
    ]);
  });
});

test.each([
  'const a = b; // fetch(url)',
  '/** Calls `fetch(url)`. */',
  "const a = 'fetch(url)';",
  'const a = "it\'s fetch(url)";',
  "const a = 'it\\'s fetch(url)';",
  `const a = \`fetch(url) \${b} fetch(url)\`;`,
  `const a = \`\${b ? \`\${c} fetch(url)\` : {}} fetch(url)\`;`,
  'const a = /[/"]fetch(url)/.test(b);',
  'const a = b.map((c) => c / 2) / 4; // fetch(url) / 2',
  'return /fetch/;',
  'app.fetch(url);',
])('what is only talked about is no violation: %s', (source) => {
  expect(findViolations([parseSource('src/jobs/a.ts', source)])).toEqual([]);
});

test('code stays where it was when the rest is masked', () => {
  const source = `const a = 'b' + \`c\${d}\` + (e / f); // g\n`;
  expect(codeOnly(source).replaceAll('\0', '·')).toBe(
    `const a = '·' + \`·\${d}\` + (e / f); ····\n`,
  );
});

function isBalanced(code: string): boolean {
  const open: string[] = [];
  const closes: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const bracket of code.replaceAll(/[^()[\]{}]/g, '')) {
    const opening = closes[bracket];
    if (opening === undefined) open.push(bracket);
    else if (open.pop() !== opening) return false;
  }
  return open.length === 0;
}
