import { InvariantError } from '../domain/errors.ts';

/** One SQL query that returns the rows that do not tie. */
export interface Rule {
  readonly name: string;
  /** in the words of an auditor */
  readonly proves: string;
  readonly severity: 'error' | 'warning';
  /** Looked at in full by every run, not only where something changed. */
  readonly isForAllDays: boolean;
  /** The month before what changed is looked at as well: what is dated there may be proven only when later days have landed. */
  readonly looksBack: boolean;
  /** $1 entity, $2 first day, $3 last day; returns the columns of `FINDING_COLUMNS` */
  readonly sql: string;
}

export const FINDING_COLUMNS = [
  'pocket_key',
  'account',
  'security_key',
  'item',
  'business_date',
  'expected',
  'actual',
  'cause',
] as const;

/** A rule file opens with `-- Proves: …`, in as many comment lines as it takes, and names its severity. */
export function parseRule(name: string, sql: string): Rule {
  const comments: string[] = [];
  for (const line of sql.split('\n')) {
    if (!line.startsWith('--')) break;
    comments.push(line.replace(/^--\s?/, ''));
  }
  const text = comments.join('\n');
  const proves = /^Proves: ([\s\S]*?)\.(?:\s|$)/.exec(text)?.[1]?.replaceAll('\n', ' ');
  const severity = /^severity: (error|warning)$/m.exec(text)?.[1];
  if (proves === undefined) throw new InvariantError(`rule ${name} does not open with 'Proves:'`);
  if (severity !== 'error' && severity !== 'warning') {
    throw new InvariantError(`rule ${name} does not name its severity`);
  }
  const isForAllDays = /^range: all$/m.test(text);
  const looksBack = /^range: a month before$/m.test(text);
  return { name, proves, severity, isForAllDays, looksBack, sql };
}
