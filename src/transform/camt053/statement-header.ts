import type { Decimal } from '../../domain/decimal.ts';
import type { StatementSummary } from '../../domain/ledger-row.ts';
import type { StatementHeader, StatementPage } from './statement-event.ts';
import { GROUP, STATEMENT } from './statement-layout.ts';
import type { StatementScope } from './statement-scope.ts';
import { directed } from './xml-amount.ts';
import { booleanOf, countOf, dateOf } from './xml-text.ts';

/** What a statement has said of itself by now. `group` is the header of its message. */
export function headerOf(scope: StatementScope, group: StatementScope | null): StatementHeader {
  return {
    line: scope.place.line,
    column: scope.place.column,
    locator: `Stmt[${scope.index}]`,
    id: scope.get(STATEMENT.id),
    sequenceNumber: scope.get(STATEMENT.electronicSequence) ?? scope.get(STATEMENT.legalSequence),
    page: pageOf(scope, STATEMENT) ?? (group === null ? null : pageOf(group, GROUP)),
    account: accountOf(scope),
    currency: scope.get(STATEMENT.currency),
    fromDate: dateOf(scope.get(STATEMENT.from)),
    toDate: dateOf(scope.get(STATEMENT.to)),
    summary: summaryOf(scope),
  };
}

function accountOf(scope: StatementScope): StatementHeader['account'] {
  const iban = scope.get(STATEMENT.iban);
  if (iban !== null) return { kind: 'IBAN', id: iban };
  const id = scope.get(STATEMENT.accountId);
  return id === null ? null : { kind: 'OTHER', id };
}

function pageOf(
  scope: StatementScope,
  slots: { readonly page: number; readonly isLastPage: number },
): StatementPage | null {
  const number = scope.get(slots.page);
  const isLast = booleanOf(scope.get(slots.isLastPage));
  return number === null && isLast === null ? null : { number, isLast };
}

function summaryOf(scope: StatementScope): StatementSummary | null {
  const summary: StatementSummary = {
    entries: countOf(scope.get(STATEMENT.totalEntries)),
    net: netOf(scope),
    creditEntries: countOf(scope.get(STATEMENT.creditEntries)),
    credits: scope.get(STATEMENT.credits) as Decimal | null,
    debitEntries: countOf(scope.get(STATEMENT.debitEntries)),
    debits: withoutSign(scope.get(STATEMENT.debits) as Decimal | null),
  };
  return Object.values(summary).every((value) => value === null) ? null : summary;
}

/** Some banks sign it, the schema has an indicator for it; null where neither tells the direction of an amount. */
function netOf(scope: StatementScope): Decimal | null {
  const net = scope.get(STATEMENT.totalNet) as Decimal | null;
  const direction = scope.get(STATEMENT.totalDirection);
  if (net === null || net.startsWith('-')) return direction === 'CRDT' ? null : net;
  if (direction === 'CRDT' || direction === 'DBIT') return directed(net, direction);
  return /[1-9]/.test(net) ? null : net;
}

/** A sum of debits has no need of a sign; some banks give it one. */
function withoutSign(amount: Decimal | null): Decimal | null {
  return amount === null ? null : (amount.replace('-', '') as Decimal);
}
