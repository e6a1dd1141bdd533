import { ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { Account } from '../../domain/report.ts';
import { pocketOfAccount } from '../camt053/account-pattern.ts';
import { categoriser } from '../camt053/categorise-entry.ts';
import { readCamt053 } from '../camt053/read-camt053.ts';
import type { StatementEntry, StatementEvent } from '../camt053/statement-event.ts';
import type { Profile } from '../profile.ts';
import { lastFour, redacted } from './redact.ts';
import type { AccountCheck, BalanceCheck, CamtCheck, EntryCheck } from './sample-check.ts';

const ACCOUNTS: readonly Account[] = ['BANK', 'BROKERAGE'];

/** What was found, and what the profile would need. */
export interface CamtFindings {
  readonly check: CamtCheck;
  readonly needs: readonly string[];
}

/** Counts what the statements of a sample are made of. Throws `ParseError` for what is no camt.053. */
export async function checkCamt053(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
): Promise<CamtFindings> {
  const tally = new CamtTally(profile);
  for await (const events of readCamt053(bytes, fileName)) {
    for (const event of events) tally.add(event);
  }
  return tally.findings();
}

class CamtTally {
  readonly #profile: Profile;
  readonly #categorise: Readonly<Record<Account, ReturnType<typeof categoriser>>>;
  readonly #accounts = new Map<string, Account | null>();
  readonly #balances = new Map<string, number>();
  readonly #entries = new Map<string, { entry: Omit<EntryCheck, 'count'>; count: number }>();
  #version: string | null = null;
  #statements = 0;
  #side: Account | null = null;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#categorise = {
      BANK: categoriser(profile, 'BANK'),
      BROKERAGE: categoriser(profile, 'BROKERAGE'),
    };
  }

  add(event: StatementEvent): void {
    switch (event.kind) {
      case 'document':
        this.#version = event.version;
        return;
      case 'start':
        this.#statements++;
        this.#addAccount(event.header.account?.id ?? '');
        return;
      case 'balance': {
        const code = event.code ?? '';
        this.#balances.set(code, (this.#balances.get(code) ?? 0) + 1);
        return;
      }
      case 'entry':
        this.#addEntry(event);
        return;
      case 'remark':
      case 'end':
        return;
      default:
        event satisfies never;
    }
  }

  findings(): CamtFindings {
    const accounts = [...this.#accounts].map(([id, side]) => ({ account: lastFour(id), side }));
    const balances = [...this.#balances].map(([code, count]) => {
      return { code, count, meaning: this.#meaningOf(code) };
    });
    const entries = [...this.#entries.values()].map(({ entry, count }) => ({ ...entry, count }));
    const check = {
      version: this.#version,
      statements: this.#statements,
      accounts,
      balances,
      entries,
    };
    const needs = [
      ...accountNeeds(accounts),
      ...this.#balanceNeeds(balances),
      ...entryNeeds(entries),
    ];
    return { check, needs };
  }

  #addAccount(id: string): void {
    const patterns = this.#profile.camt053.account_id;
    this.#side = ACCOUNTS.find((account) => fitsPattern(id, patterns[account])) ?? null;
    this.#accounts.set(id, this.#side);
  }

  #addEntry(event: StatementEntry): void {
    const side = this.#side;
    const code = redacted(event.proprietaryCode ?? '');
    const category = side === null ? 'unclassified' : this.#categorise[side](event);
    const key = JSON.stringify([side, code, category]);
    const known = this.#entries.get(key);
    if (known === undefined) this.#entries.set(key, { entry: { side, code, category }, count: 1 });
    else known.count++;
  }

  #meaningOf(code: string): BalanceCheck['meaning'] {
    const { opening, closing } = this.#profile.camt053;
    if (opening.includes(code)) return 'opening';
    return closing.includes(code) ? 'closing' : 'none';
  }

  #balanceNeeds(balances: readonly BalanceCheck[]): string[] {
    const codes = balances.filter(({ meaning }) => meaning === 'none').map(({ code }) => code);
    const candidates = codes.length === 0 ? 'the sample has none' : `one of ${codes.join(', ')}`;
    return (['opening', 'closing'] as const)
      .filter((wanted) => !balances.some(({ meaning }) => meaning === wanted))
      .map((wanted) => `camt053.${wanted}: add the code of that balance: ${candidates}`);
  }
}

function fitsPattern(id: string, pattern: string): boolean {
  try {
    pocketOfAccount(id, pattern);
    return true;
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}

function accountNeeds(accounts: readonly AccountCheck[]): string[] {
  return accounts
    .filter(({ side }) => side === null)
    .map(({ account }) => `camt053.account_id: no pattern fits the account ${account}`);
}

function entryNeeds(entries: readonly EntryCheck[]): string[] {
  return entries
    .filter(({ side, category }) => side !== null && category === 'unclassified')
    .map(({ side, code, count }) =>
      code === ''
        ? `camt053.keywords.${side}: add a word for ${count} entries without a code`
        : `camt053.codes.${side}: add ${JSON.stringify(code)} to a category (${count} entries)`,
    );
}
