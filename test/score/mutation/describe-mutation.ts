import { renderTable } from '../../../src/cli/output.ts';
import { byClass } from './by-class.ts';
import type { Judgement } from './judge-mutants.ts';
import { classOf } from './mutant.ts';
import type { MutationOutcome } from './mutate-books.ts';

export function survivorsOf(judged: readonly Judgement[]): Judgement[] {
  return judged.filter(({ rules }) => rules.length === 0);
}

/** A line for each class of mutants, and each survivor with its row. */
export function describeMutation({ judged, total }: MutationOutcome): string {
  const classes = [...byClass(judged, ({ mutant }) => mutant)];
  const rows = classes
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, ofClass]) => {
      const survived = survivorsOf(ofClass).length;
      const rules = new Set(ofClass.flatMap((judgement) => judgement.rules));
      return [name, ofClass.length, ofClass.length - survived, survived, [...rules].join(' ')];
    });
  const survivors = survivorsOf(judged).map(
    ({ mutant }) => `  ${classOf(mutant)} on ${mutant.unit.businessDate}: ${mutant.row}`,
  );
  return [
    renderTable(['what', 'mutants', 'caught', 'survived', 'by'], rows, [
      'mutants',
      'caught',
      'survived',
    ]),
    '',
    ...(survivors.length > 0 ? ['survivors:', ...survivors, ''] : []),
    `${judged.length - survivors.length} of ${judged.length} mutants caught, ${survivors.length} survived; there are ${total}`,
  ].join('\n');
}
