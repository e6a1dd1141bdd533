import type { Random } from './random.ts';
import { anyWord } from './words.ts';

type YamlMutation = (yaml: string, random: Random) => string;

/** Changes of lines: of keys, values and indentation. */
export const YAML_MUTATIONS: Readonly<Record<string, YamlMutation>> = {
  'another value': onLine((line, random) =>
    line.replace(/(:\s*|- )\S.*$/, (_, start: string) => `${start}${random.pick(VALUES)}`),
  ),
  'another word': onLine((line, random) =>
    line.replace(/(:\s*).*$/, (_, start: string) => `${start}${anyWord(random)}`),
  ),
  'another item': onLine((line, random) => line.replace(/\[[^\]]*\]/, () => random.pick(VALUES))),
  'another key': onLine((line, random) => line.replace(/[\w]+(?=:)/, () => random.pick(KEYS))),
  'drop a line': onLine(() => null),
  'repeat a line': onLine((line) => `${line}\n${line}`),
  'another indent': onLine(
    (line, random) => `${random.pick([' ', '  ', '\t', '- ', '      '])}${line}`,
  ),
  outdent: onLine((line) => line.trimStart()),
  'a line more': onLine((line, random) => `${line}\n${random.pick(LINES)}`),
  'an alias bomb': (yaml) => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const alias = `*a${level}`;
      return `a${level + 1}: &a${level + 1} [${Array<string>(9).fill(alias).join(', ')}]`;
    });
    return `${yaml}\na0: &a0 [x, x]\n${levels.join('\n')}\n`;
  },
  'a deep nest': (yaml, random) => `${yaml}\nx: ${'['.repeat(random.pick([50, 1_000, 3_000]))}\n`,
  'a deep indent': (yaml, random) => {
    const depth = random.pick([50, 400]);
    return `${yaml}\n${Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}x:`).join('\n')}\n`;
  },
};

const VALUES = [
  '',
  '~',
  'null',
  'true',
  '0',
  '-1',
  '1e999',
  '.nan',
  '.inf',
  '0x1F',
  '2026-10-01',
  '[]',
  '{}',
  '[a, a]',
  '{a: 1}',
  '[[a]]',
  '""',
  "''",
  '"\\x00"',
  '&a b',
  '*a',
  '!!binary aGk=',
  '!!set {a}',
  '!!js/function x',
  '!x y',
  '|',
  '>',
  '?',
  'YYYYMMDD',
  'DD/DD/YYYY',
  '(',
  '[',
  '{pocket}',
  '{pocket}{pocket}',
  'Amount',
  'Pocket ID',
] as const;

const KEYS = [
  '__proto__',
  'constructor',
  'name',
  'columns',
  'header',
  'delimiter',
  '<<',
  '?',
  '[a]',
  '1',
  'null',
  'reader',
] as const;

const LINES = [
  '<<: *a',
  '<<: 1',
  '<<: [1, 2]',
  '? [a]',
  '---',
  '...',
  '%YAML 1.1',
  '# x',
  '!!x',
  '&a',
  '*nope',
  '\t',
  '}',
  '"',
  '- x',
  '  __proto__: x',
] as const;

function onLine(change: (line: string, random: Random) => string | null): YamlMutation {
  return (yaml, random) => {
    const lines = yaml.split('\n');
    const place = random.below(lines.length);
    const changed = change(lines[place] ?? '', random);
    return lines.toSpliced(place, 1, ...(changed === null ? [] : [changed])).join('\n');
  };
}
