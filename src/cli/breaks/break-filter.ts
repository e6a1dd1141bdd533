import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BusinessDate } from '../../domain/business-date.ts';
import { CAUSES } from '../../reconcile/cause/break-case.ts';
import { dateOption, entityOption, numberOption } from '../options.ts';

/** Which breaks; what is left out, or null, does not matter. */
export interface BreakFilter {
  readonly entityId?: string | null;
  readonly rule?: string | null;
  /** id, or name in any case */
  readonly pocket?: string | null;
  /** in any case */
  readonly cusip?: string | null;
  readonly cause?: string | null;
  readonly severity?: string | null;
  readonly assignee?: string | null;
  /** those that nobody works on */
  readonly isUnassigned?: boolean;
  /** business days */
  readonly ageMin?: number | null;
  /** dollars, decimal text */
  readonly amountMin?: string | null;
  /** the day on which it began */
  readonly from?: BusinessDate | null;
  readonly to?: BusinessDate | null;
  /** left out: all, or with `isOpenOnly` those that are open, assigned or explained */
  readonly statuses?: readonly BreakStatus[] | null;
  readonly isOpenOnly: boolean;
}

export const BREAK_STATUSES = ['open', 'assigned', 'explained', 'resolved', 'cleared'] as const;
export type BreakStatus = (typeof BREAK_STATUSES)[number];

/** As Commander hands the flags over, but for the last day, whose flag has not the same name everywhere. */
export interface FilterFlags {
  readonly entity?: string;
  readonly rule?: string;
  readonly pocket?: string;
  readonly cusip?: string;
  readonly cause?: string;
  readonly severity?: string;
  readonly assignee?: string;
  readonly unassigned?: boolean;
  readonly minAge?: number;
  readonly minAmount?: string;
  readonly from?: BusinessDate;
  readonly status?: readonly BreakStatus[];
}

/** `lastDay` names the flag for the last day: `assign --to` is somebody. */
export function addFilterOptions(
  command: Command,
  lastDay: '--to' | '--through' = '--to',
): Command {
  return command
    .option('--rule <name>', 'only the breaks of this rule')
    .option('--pocket <id>', 'only those of this pocket, by id, or by name in any case')
    .option('--cusip <cusip>', 'only those about this bill')
    .addOption(
      new Option('--cause <cause>', "only those with this cause, such as 'late report'").argParser(
        (text: string) => {
          if (CAUSES.some((cause) => cause === text)) return text;
          throw new InvalidArgumentError(`expected ${CAUSES.join(', ')}, got '${text}'.`);
        },
      ),
    )
    .addOption(
      new Option('--severity <word>', 'only those as severe').choices([
        'warning',
        'error',
        'critical',
      ]),
    )
    .addOption(statusOption())
    .option('--assignee <name>', 'only those that this person works on')
    .option('--unassigned', 'only those that nobody works on')
    .addOption(numberOption('--min-age <days>', 'only those so many business days old or older', 0))
    .addOption(amountOption('--min-amount <dollars>', 'only those with so much or more at stake'))
    .addOption(dateOption('--from <date>', 'only those that began on this day or later'))
    .addOption(dateOption(`${lastDay} <date>`, 'only those that began on this day or earlier'))
    .addOption(entityOption());
}

function statusOption(): Option {
  return new Option(
    '--status <status>',
    `only those that are ${BREAK_STATUSES.join(', ')}; may be repeated`,
  ).argParser((text: string, given: readonly BreakStatus[] | undefined) => {
    const status = BREAK_STATUSES.find((one) => one === text);
    if (status !== undefined) return [...(given ?? []), status];
    throw new InvalidArgumentError(`expected ${BREAK_STATUSES.join(', ')}, got '${text}'.`);
  });
}

function amountOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (/^\d{1,15}(\.\d{1,8})?$/.test(text)) return text;
    throw new InvalidArgumentError(`expected dollars such as 1000 or 0.01, got '${text}'.`);
  });
}

export function filterOf(flags: FilterFlags, lastDay?: BusinessDate): BreakFilter {
  return {
    entityId: flags.entity ?? null,
    rule: flags.rule ?? null,
    pocket: flags.pocket ?? null,
    cusip: flags.cusip ?? null,
    cause: flags.cause ?? null,
    severity: flags.severity ?? null,
    assignee: flags.assignee ?? null,
    isUnassigned: flags.unassigned === true,
    ageMin: flags.minAge ?? null,
    amountMin: flags.minAmount ?? null,
    from: flags.from ?? null,
    to: lastDay ?? null,
    statuses: flags.status ?? null,
    isOpenOnly: flags.status === undefined,
  };
}

/** Does it leave anything out but by entity? */
export function isNarrow(filter: BreakFilter): boolean {
  const { entityId: _, isOpenOnly: __, isUnassigned, ...others } = filter;
  return isUnassigned === true || Object.values(others).some((value) => value !== null);
}
