import { REPORT_NAMES } from '../domain/report-names.ts';
import { proposeReaskDays, type ReaskDays } from '../report/read-finality.ts';

/** Does POCKETBOOK_REASK_DAYS cover how long reports still change, as far as that has been seen? */
export function checkNights(
  reports: readonly ReaskDays[],
  reaskDays: number,
): { readonly isWell: boolean; readonly detail: string } {
  const proposed = proposeReaskDays(reports);
  const setting = `each day is asked ${reaskDays === 1 ? 'once' : `${reaskDays} nights`}`;
  if (proposed === null) {
    return { isWell: true, detail: `${setting}; how long reports still change is not known yet` };
  }
  const short = reports.filter(({ proposedDays }) => (proposedDays ?? 0) > Math.max(reaskDays, 1));
  if (short.length === 0) {
    return { isWell: true, detail: `${setting}, and reports need ${proposed} by what was seen` };
  }
  const names = short.map(({ reportType }) => REPORT_NAMES[reportType]).join(', ');
  const remedy = `set POCKETBOOK_REASK_DAYS=${proposed} (pocketbook restatements --curve)`;
  return { isWell: false, detail: `${setting}, and ${names} still change after that: ${remedy}` };
}

/** One line where what was seen asks for another setting, for more nights or for fewer; null where it does not, or cannot tell yet. */
export function proposeNights(reports: readonly ReaskDays[], reaskDays: number): string | null {
  const proposed = proposeReaskDays(reports);
  if (proposed === null || proposed === Math.max(reaskDays, 1)) return null;
  const why =
    proposed > reaskDays
      ? 'reports still change after that'
      : 'no report needs more, and each night less saves calls';
  return `POCKETBOOK_REASK_DAYS is ${reaskDays}, and by what was seen it should be ${proposed}: ${why} (pocketbook restatements --curve)`;
}
