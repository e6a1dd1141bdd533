import { InvalidArgumentError, Option } from 'commander';
import { type BusinessDate, parseBusinessDate } from '../domain/business-date.ts';
import { ValueError } from '../domain/errors.ts';
import { parseReportType, REPORT_TYPES, type ReportType } from '../domain/report.ts';

/** `--flag <value>` for a command line: what is wrong is told in the terms of the flag. */
export function dateOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(orUsage(parseBusinessDate));
}

export function numberOption(flags: string, description: string, min: number): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (!/^\d+$/.test(text) || Number(text) < min) {
      throw new InvalidArgumentError(`expected a whole number of at least ${min}, got '${text}'.`);
    }
    return Number(text);
  });
}

export const jsonOption = () => new Option('--json', 'print one JSON document and nothing else');

export const entityOption = () =>
  new Option('--entity <id>', 'only this entity of POCKETBOOK_CONFIG');

export function reportOption(): Option {
  return new Option(
    '--report <type>',
    `only this report; may be repeated (${REPORT_TYPES.join(', ')})`,
  ).argParser((text: string, given: ReportType[] | undefined) => [
    ...(given ?? []),
    orUsage(parseReportType)(text),
  ]);
}

export function oneReportOption(): Option {
  return new Option(
    '--report <type>',
    `the files are of this report (${REPORT_TYPES.join(', ')})`,
  ).argParser(orUsage(parseReportType));
}

export function pocketOption(): Option {
  return new Option('--pocket <id>', 'only this pocket; may be repeated').argParser(
    (text: string, given: string[] | undefined) => [...(given ?? []), text],
  );
}

function orUsage<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof ValueError) throw new InvalidArgumentError(`${error.message}.`);
      throw error;
    }
  };
}

export type { BusinessDate };
