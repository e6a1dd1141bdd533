import type { CashCategory } from '../../domain/ledger-row.ts';
import type { Account } from '../../domain/report.ts';
import type { Profile } from '../profile.ts';
import type { StatementEntry } from './statement-event.ts';

type Categorise = (entry: StatementEntry) => CashCategory;

/** By the entry's proprietary code, then by the first keyword in its text, then `unclassified`. */
export function categoriser(profile: Profile, account: Account): Categorise {
  const byCode = categoriesByCode(profile, account);
  const keywords = profile.camt053.keywords[account].map(({ word, category }) => ({
    word: word.toLowerCase(),
    category,
  }));
  return (entry) => {
    const known = byCode.get(entry.proprietaryCode ?? '');
    if (known !== undefined) return known;
    const text = (entry.additionalInformation ?? '').toLowerCase();
    return keywords.find(({ word }) => text.includes(word))?.category ?? 'unclassified';
  };
}

function categoriesByCode(profile: Profile, account: Account): Map<string, CashCategory> {
  const byCode = new Map<string, CashCategory>();
  for (const [category, codes = []] of Object.entries(profile.camt053.codes[account])) {
    for (const code of codes) byCode.set(code, category as CashCategory);
  }
  return byCode;
}
