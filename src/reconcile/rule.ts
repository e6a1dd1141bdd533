import { InvariantError } from '../domain/errors.ts';

/** One SQL query that returns the rows that do not tie. */
export interface Rule {
  readonly name: string;
  /** in the words of an auditor */
  readonly proves: string;
  readonly severity: 'error' | 'warning';
  /** What `expected` and `actual` are, where a finding does not say otherwise. */
  readonly figures: Figures;
  /** Looked at in full by every run, not only where something changed. */
  readonly isForAllDays: boolean;
  /** The month before what changed is looked at as well: what is dated there may be proven only when later days have landed. */
  readonly looksBack: boolean;
  /** The rules whose findings it reads: they are run before it. */
  readonly after: readonly string[];
  readonly settings: readonly RuleSetting[];
  /** What may lie behind its breaks; the first that fits is taken. */
  readonly roots: readonly RootClaim[];
  /** The rows that a break of it speaks of, in the order in which they are shown; none, where it is about what is not there. */
  readonly shows: readonly ShownRows[];
  /**
   * $1 entity, $2 first day, $3 last day, and `:name` for each setting. Returns the columns of `recon.finding` from `pocket_key` on, by their
   * names; it may leave out those after `detail`.
   */
  readonly sql: string;
}

/** Bills are units of 100 of face, prices are per 100 of face, days those of the calendar; only dollars and bills are worth something by themselves. */
export const FIGURES = [
  'dollars',
  'bills',
  'prices',
  'days',
  'business days',
  'counts',
  'other',
] as const;

export type Figures = (typeof FIGURES)[number];

/** A figure that the rule judges by and that a person may want otherwise. */
export interface RuleSetting {
  readonly name: string;
  /** decimal text */
  readonly value: string;
  /** with its unit */
  readonly meaning: string;
  /** It counts days or entries, and a rule can do nothing with a part of one. */
  readonly isWhole: boolean;
}

/** Rows of a view of `books` that a break speaks of: those of its pocket, account, security and day, and that its item names. */
export interface ShownRows {
  readonly view: string;
  /** Where the figure of such a row stands that is meant, the one that is likeliest first. */
  readonly columns: readonly string[];
  /** Rows with one of these values in a column; null: all. */
  readonly where: { readonly column: string; readonly values: readonly string[] } | null;
  /**
   * `before` and `after`: the nearest day on which there are such rows; `told`: the days that the words of the break name; `lasting`:
   * while it lasts; `month`: those of its month
   */
  readonly when: 'day' | 'before' | 'after' | 'told' | 'lasting' | 'month';
  /** Only where the break is about a security. */
  readonly isOfSecurity: boolean;
  /** Of positions those of bills with something that is traded and not settled. */
  readonly isUnsettled: boolean;
}

/** That a break of another rule, about the same pocket and account, explains one of this rule. */
export interface RootClaim {
  readonly root: string;
  /** `same`: about the same security; `none`: this one is about no security; `any`: no matter */
  readonly security: 'same' | 'none' | 'any';
  /**
   * `later`: this one begins so many business days after it at most; `lasting`: while it lasts; `moving`: while it lasts, with it or
   * on a day on which the security is dealt in, since a wrong figure that nothing moves stays as wrong as it is; `month`: in
   * its month
   */
  readonly when: 'later' | 'lasting' | 'moving' | 'month';
  readonly daysLaterMax: number;
  readonly isSameSize: boolean;
  /** decimal text: what the root is off by at least */
  readonly sizeMin: string;
  /** The root is a trade of its day, and this one begins on a day on which that is traded or settles. */
  readonly isAsTraded: boolean;
}

/**
 * A rule file opens with `-- Proves: …`, in as many comment lines as it takes, and names its severity. `-- figures: bills`, or
 * another of `FIGURES`, says that its figures are not dollars; a rule with several kinds of them returns a column `figures`. At least one line
 * `-- shows: fct_trade, price or amount, where side is BUY or SELL, of the day before`, or `-- shows: nothing`, and lines of the form
 * `-- setting: name = 0.05, what it means`, where what is counted opens with its unit (`business days …`), `-- after: rule` and
 * `-- root: rule, same security, within 5 days, as traded, same size, at least 1.00` follow.
 */
export function parseRule(name: string, sql: string): Rule {
  const comments: string[] = [];
  for (const line of sql.split('\n')) {
    if (!line.startsWith('--')) break;
    comments.push(line.replace(/^--\s?/, ''));
  }
  const text = comments.join('\n');
  const proves = /^Proves: ([\s\S]*?)(?<!\bApp)\.(?:\s|$)/.exec(text)?.[1]?.replaceAll('\n', ' ');
  const severity = /^severity: (error|warning)$/m.exec(text)?.[1];
  if (proves === undefined) throw new InvariantError(`rule ${name} does not open with 'Proves:'`);
  if (severity !== 'error' && severity !== 'warning') {
    throw new InvariantError(`rule ${name} does not name its severity`);
  }
  return {
    name,
    proves,
    severity,
    figures: parseFigures(name, linesOf(comments, 'figures')),
    isForAllDays: /^range: all$/m.test(text),
    looksBack: /^range: a month before$/m.test(text),
    after: linesOf(comments, 'after'),
    settings: linesOf(comments, 'setting').map((line) => parseSetting(name, line)),
    roots: linesOf(comments, 'root').map((line) => parseRoot(name, line)),
    shows: parseShows(name, linesOf(comments, 'shows')),
    sql,
  };
}

function parseShows(rule: string, lines: readonly string[]): ShownRows[] {
  if (lines.length === 0) throw new InvariantError(`rule ${rule} does not say what it shows`);
  if (lines.length === 1 && lines[0] === 'nothing') return [];
  return lines.map((line) => parseShown(rule, line));
}

function parseShown(rule: string, line: string): ShownRows {
  const [view = '', ...words] = line.split(', ');
  let shown: ShownRows = {
    view,
    columns: [],
    where: null,
    when: 'day',
    isOfSecurity: false,
    isUnsettled: false,
  };
  for (const word of words) shown = { ...shown, ...parseShownWord(rule, word) };
  return shown;
}

const SHOWN_WORDS: readonly [RegExp, (found: readonly string[]) => Partial<ShownRows>][] = [
  [/^of the day before$/, () => ({ when: 'before' })],
  [/^of the day after$/, () => ({ when: 'after' })],
  [/^of the days told$/, () => ({ when: 'told' })],
  [/^while it lasts$/, () => ({ when: 'lasting' })],
  [/^of the month$/, () => ({ when: 'month' })],
  [/^of its security$/, () => ({ isOfSecurity: true })],
  [/^with something unsettled$/, () => ({ isUnsettled: true })],
  [
    /^where (\w+) is (\w+(?: or \w+)*)$/,
    ([column = '', values = '']) => ({ where: { column, values: values.split(' or ') } }),
  ],
  [/^(\w+(?: or \w+)*)$/, ([columns = '']) => ({ columns: columns.split(' or ') })],
];

function parseShownWord(rule: string, word: string): Partial<ShownRows> {
  for (const [pattern, read] of SHOWN_WORDS) {
    const found = pattern.exec(word);
    if (found !== null) return read(found.slice(1));
  }
  throw new InvariantError(`rule ${rule}: what it shows knows no '${word}'`);
}

function parseFigures(rule: string, [word = 'dollars']: readonly string[]): Figures {
  const figures = FIGURES.find((one) => one === word);
  if (figures !== undefined) return figures;
  throw new InvariantError(`rule ${rule}: expected figures of ${FIGURES.join(', ')}, got ${word}`);
}

function linesOf(comments: readonly string[], word: string): string[] {
  const prefix = `${word}: `;
  return comments
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length));
}

const COUNTED = /^((business|calendar) )?(days|entries)\b/;

function parseSetting(rule: string, line: string): RuleSetting {
  const [, name, value, meaning] = /^([a-z_]+) = (-?\d+(?:\.\d+)?), (.+)$/.exec(line) ?? [];
  if (name === undefined || value === undefined || meaning === undefined) {
    throw new InvariantError(`rule ${rule}: expected 'name = 0.05, meaning', got ${line}`);
  }
  return { name, value, meaning, isWhole: COUNTED.test(meaning) };
}

const ROOT_WORDS: readonly [RegExp, (found: string) => Partial<RootClaim>][] = [
  [/^same security$/, () => ({ security: 'same' })],
  [/^no security$/, () => ({ security: 'none' })],
  [/^within (\d+) days?$/, (days) => ({ when: 'later', daysLaterMax: Number.parseInt(days, 10) })],
  [/^while it lasts$/, () => ({ when: 'lasting' })],
  [/^while it lasts and moves$/, () => ({ when: 'moving' })],
  [/^same month$/, () => ({ when: 'month' })],
  [/^same size$/, () => ({ isSameSize: true })],
  [/^as traded$/, () => ({ isAsTraded: true })],
  [/^at least (\d+(?:\.\d+)?)$/, (size) => ({ sizeMin: size })],
];

function parseRoot(rule: string, line: string): RootClaim {
  const [root = '', ...words] = line.split(', ');
  let claim: RootClaim = {
    root,
    security: 'any',
    when: 'later',
    daysLaterMax: 0,
    isSameSize: false,
    sizeMin: '0',
    isAsTraded: false,
  };
  for (const word of words) claim = { ...claim, ...parseRootWord(rule, word) };
  return claim;
}

function parseRootWord(rule: string, word: string): Partial<RootClaim> {
  for (const [pattern, read] of ROOT_WORDS) {
    const found = pattern.exec(word);
    if (found !== null) return read(found[1] ?? '');
  }
  throw new InvariantError(`rule ${rule}: its root knows no '${word}'`);
}
