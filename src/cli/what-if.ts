import { InvalidArgumentError, Option } from 'commander';
import type { Pool } from 'pg';
import type { DateRange } from '../domain/report.ts';
import { readReconcileRange } from '../jobs/reconcile.ts';
import { readRules } from '../reconcile/read-sql-files.ts';
import {
  areRuleSettings,
  NO_SETTINGS,
  parseRuleSettings,
  RULE_SETTINGS_SHAPE,
  type RuleSettings,
  refuseWrongSettings,
} from '../reconcile/rule-settings.ts';
import { type BreakChange, type LabBreak, type WhatIf, whatIf } from '../reconcile/what-if.ts';
import type { EntitySettings } from './config.ts';
import { type Answer, renderTable } from './output.ts';

export function whatIfOption(): Option {
  return new Option(
    '--what-if <rule.setting=value>',
    'only show what another setting of a rule would find, and write nothing; may be repeated',
  ).argParser((text: string, given: RuleSettings | undefined) => {
    if (!areRuleSettings(text)) throw new InvalidArgumentError(`${RULE_SETTINGS_SHAPE}.`);
    return new Map([...(given ?? NO_SETTINGS), ...parseRuleSettings(text)]);
  });
}

interface EntityWhatIf {
  readonly entityId: string;
  /** null: the warehouse knows of no unit of it yet */
  readonly lab: WhatIf | null;
}

type PocketNames = ReadonlyMap<string, string | null>;

/** Asks the same of each entity; its own settings stay as they are where the question names no other. */
export async function answerWhatIf(
  pool: Pool,
  entities: readonly Pick<EntitySettings, 'entityId' | 'ruleSettings'>[],
  asked: Partial<DateRange>,
  otherwise: RuleSettings,
): Promise<Answer> {
  refuseWrongSettings(await readRules(), otherwise);
  const answers: EntityWhatIf[] = [];
  for (const { entityId, ruleSettings: settings } of entities) {
    const range = await readReconcileRange(pool, entityId, asked);
    const lab =
      range === null ? null : await whatIf(pool, { entityId, range, settings, otherwise });
    answers.push({ entityId, lab });
  }
  const names = await readPocketNames(pool);
  return {
    text: answers.map((answer) => describe(answer, otherwise, names)).join('\n\n'),
    document: { whatIf: Object.fromEntries(otherwise), entities: answers },
    exitCode: 0,
  };
}

async function readPocketNames(pool: Pool): Promise<PocketNames> {
  const { rows } = await pool.query<{ id: string; name: string | null }>(
    'select pocket_id as id, pocket_name as name from books.dim_pocket',
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function describe(
  { entityId, lab }: EntityWhatIf,
  otherwise: RuleSettings,
  names: PocketNames,
): string {
  if (lab === null) return `${entityId}: nothing has been loaded yet`;
  const { range, breaksBefore, breaksAfter, changes } = lab;
  const words = [...otherwise].map(([name, value]) => `${name}=${value}`).join(' ');
  const head = `${entityId}, ${range.from} to ${range.to}, with ${words}: ${breaksAfter} ${breaksAfter === 1 ? 'break' : 'breaks'}, with those that others explain, instead of ${breaksBefore}`;
  if (changes.length === 0) return `${head}; none differs. Nothing was written.`;
  return [
    `${head}. Nothing was written.`,
    '',
    renderTable(['rule', 'appear', 'vanish', 'change'], byRule(changes), [
      'appear',
      'vanish',
      'change',
    ]),
    '',
    renderTable(
      ['', 'rule', 'day', 'pocket', 'CUSIP', 'item', 'difference', 'would be', 'what else'],
      changes.map((change) => rowOf(change, names)),
      ['difference', 'would be'],
    ),
  ].join('\n');
}

function byRule(changes: readonly BreakChange[]): (string | number)[][] {
  const rules = [...new Set(changes.map((change) => subjectOf(change).rule))];
  return rules.map((rule) => {
    const ofRule = changes.filter((change) => subjectOf(change).rule === rule);
    const count = (kind: BreakChange['kind']) => ofRule.filter((one) => one.kind === kind).length;
    return [rule, count('appears'), count('vanishes'), count('changes')];
  });
}

function rowOf(change: BreakChange, names: PocketNames): (string | null)[] {
  const { rule, businessDate, pocketId, cusip, item } = subjectOf(change);
  return [
    change.kind,
    rule,
    businessDate,
    pocketId === null ? 'all' : (names.get(pocketId) ?? pocketId),
    cusip,
    item,
    change.before?.difference ?? null,
    change.after?.difference ?? null,
    change.kind === 'changes' ? differencesOf(change.before, change.after) : '',
  ];
}

function subjectOf({ before, after }: BreakChange): LabBreak {
  const seen = before ?? after;
  if (seen === null) throw new TypeError('a change of no break');
  return seen;
}

function differencesOf(before: LabBreak, after: LabBreak): string {
  const words: string[] = [];
  if (before.cause !== after.cause) words.push(`cause '${after.cause}' for '${before.cause}'`);
  if (before.lastSeenOn !== after.lastSeenOn) words.push(`last seen on ${after.lastSeenOn}`);
  if (before.rootBreakId !== after.rootBreakId) words.push(rootWords(after.rootBreakId));
  return words.join(', ');
}

function rootWords(rootBreakId: string | null): string {
  return rootBreakId === null
    ? 'a break of its own'
    : `a consequence of ${rootBreakId.slice(0, 8)}`;
}
