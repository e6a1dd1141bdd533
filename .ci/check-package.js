// What the package holds, after `npm run build`: every module compiled, all it reads beside them, and nothing else.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const MAY_BE_THERE =
  /^(dist\/(src|sandbox)\/.+\.(js|sql)|migrations\/\d{4}_\w+\.sql|profiles\/\w+\.yaml|calendar\/[\w-]+\.csv|docs\/.+\.md|[A-Z]+\.md|LICENSE|package\.json|bin\/pocketbook\.js)$/;

const list = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);

const wanted = [
  ...[...list('src'), ...list('sandbox')].map((path) => `dist/${path.replace(/\.ts$/, '.js')}`),
  ...['migrations', 'profiles', 'calendar'].flatMap(list),
  'bin/pocketbook.js',
  'LICENSE',
  'package.json',
];
const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [{ files, size }] = JSON.parse(output);
const held = files.map(({ path }) => path);
const wrong = [
  ...wanted.filter((path) => !held.includes(path)).map((path) => `missing: ${path}`),
  ...held.filter((path) => !MAY_BE_THERE.test(path)).map((path) => `not wanted: ${path}`),
];
console.log([...wrong, `${held.length} files, ${size} bytes packed`].join('\n'));
process.exitCode = wrong.length === 0 ? 0 : 1;
