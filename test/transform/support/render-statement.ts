import type { Decimal } from '../../../src/domain/decimal.ts';
import type { EntryDetail, StatementSummary } from '../../../src/domain/ledger-row.ts';

/** Of camt.053: 1 is 001.01, 14 is 001.14. */
export type Version = number;

export type DetailModel = Omit<EntryDetail, 'locator'>;

export interface EntryModel {
  readonly amount: Decimal;
  readonly status: 'BOOK' | 'PDNG' | 'INFO';
  readonly isReversal: boolean;
  readonly bookedOn: string | null;
  readonly valueOn: string | null;
  readonly servicerReference: string | null;
  readonly proprietaryCode: string;
  readonly batchTransactions: number | null;
  /** Signed; null where only details tell charges. */
  readonly charges: Decimal | null;
  readonly details: readonly DetailModel[];
  readonly additionalInformation: string | null;
}

export interface StatementModel {
  readonly id: string;
  readonly sequenceNumber: string | null;
  readonly account: string;
  readonly opening: Decimal;
  readonly closing: Decimal;
  readonly summary: StatementSummary | null;
  readonly entries: readonly EntryModel[];
}

const CURRENCY = 'USD';

/** Versions differ in names, order and nesting; each is rendered as its schema wants it. */
export function renderStatement(model: StatementModel, version: Version): string {
  const number = `00${version}`.slice(-2);
  const message = version === 1 ? 'BkToCstmrStmtV01' : 'BkToCstmrStmt';
  const group = el('GrpHdr', el('MsgId', 'MSG-1') + el('CreDtTm', '2026-10-02T06:00:00Z'));
  const body = el(message, group + statement(model, version));
  const namespace = `urn:iso:std:iso:20022:tech:xsd:camt.053.001.${number}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">${body}</Document>\n`;
}

function statement(model: StatementModel, version: Version): string {
  return el(
    'Stmt',
    [
      textEl('Id', model.id),
      textEl('ElctrncSeqNb', model.sequenceNumber),
      el('CreDtTm', '2026-10-02T06:00:00Z'),
      el('Acct', el('Id', accountId(model.account, version)) + el('Ccy', CURRENCY)),
      balance('OPBD', model.opening, version),
      balance('CLBD', model.closing, version),
      model.summary === null ? '' : summary(model.summary, version),
      ...model.entries.map((entry) => entryEl(entry, version)),
    ].join(''),
  );
}

function accountId(id: string, version: Version): string {
  if (isIban(id)) return el('IBAN', id);
  return version === 1 ? el('PrtryAcct', textEl('Id', id)) : el('Othr', textEl('Id', id));
}

function isIban(id: string): boolean {
  return /^[A-Z]{2}\d{2}/.test(id);
}

function balance(code: string, amount: Decimal, version: Version): string {
  const type = version === 1 ? el('Cd', code) : el('CdOrPrtry', el('Cd', code));
  return el('Bal', el('Tp', type) + money(amount) + el('Dt', el('Dt', '2026-10-01')));
}

function summary(told: StatementSummary, version: Version): string {
  const total = [
    numberEl('NbOfNtries', told.entries),
    told.net === null ? '' : net(told.net, version),
  ].join('');
  return el(
    'TxsSummry',
    el('TtlNtries', total) +
      sumEl('TtlCdtNtries', told.creditEntries, told.credits) +
      sumEl('TtlDbtNtries', told.debitEntries, told.debits),
  );
}

function net(amount: Decimal, version: Version): string {
  const direction = el('CdtDbtInd', directionOf(amount));
  if (version < 4) return el('TtlNetNtryAmt', unsigned(amount)) + direction;
  return el('TtlNetNtry', el('Amt', unsigned(amount)) + direction);
}

function sumEl(name: string, entries: number | null, sum: Decimal | null): string {
  return el(name, numberEl('NbOfNtries', entries) + (sum === null ? '' : el('Sum', sum)));
}

function entryEl(entry: EntryModel, version: Version): string {
  const details = entry.details.map((detail) => detailEl(detail, version)).join('');
  const batch =
    entry.batchTransactions === null
      ? ''
      : el('Btch', numberEl('NbOfTxs', entry.batchTransactions));
  return el(
    'Ntry',
    [
      money(entry.amount),
      el('RvslInd', String(entry.isReversal)),
      el('Sts', version < 7 ? entry.status : el('Cd', entry.status)),
      entry.bookedOn === null ? '' : el('BookgDt', el('Dt', entry.bookedOn)),
      entry.valueOn === null ? '' : el('ValDt', el('DtTm', `${entry.valueOn}T23:59:59-05:00`)),
      textEl('AcctSvcrRef', entry.servicerReference),
      el('BkTxCd', el('Prtry', textEl('Cd', entry.proprietaryCode))),
      version === 1 ? batch : '',
      entry.charges === null ? '' : charges(entry.charges, version),
      version === 1 ? details : entryDetails(batch + details),
      textEl('AddtlNtryInf', entry.additionalInformation),
    ].join(''),
  );
}

function entryDetails(content: string): string {
  return content === '' ? '' : el('NtryDtls', content);
}

function charges(amount: Decimal, version: Version): string {
  if (version === 1) return el('Chrgs', amountEl('Amt', unsigned(amount), CURRENCY));
  return el('Chrgs', version === 2 ? money(amount) : el('Rcrd', money(amount)));
}

function detailEl(detail: DetailModel, version: Version): string {
  return el(
    'TxDtls',
    [
      references(detail),
      version < 3 || detail.amount === null ? '' : money(detail.amount),
      amounts(detail, version),
      detail.charges === null ? '' : charges(detail.charges, version),
      parties(detail, version),
      agents(detail, version),
      optionalEl('Purp', textEl('Prtry', detail.purpose)),
      remittance(detail, version),
      returned(detail, version),
      textEl('AddtlTxInf', detail.additionalInformation),
    ].join(''),
  );
}

function references(detail: DetailModel): string {
  return optionalEl(
    'Refs',
    [
      textEl('AcctSvcrRef', detail.servicerReference),
      textEl('InstrId', detail.instructionId),
      textEl('EndToEndId', detail.endToEndId),
      textEl('UETR', detail.uetr),
      textEl('TxId', detail.transactionId),
      textEl('MndtId', detail.mandateId),
    ].join(''),
  );
}

/** Before 001.03 a transaction had no amount of its own. */
function amounts(detail: DetailModel, version: Version): string {
  const { instructedAmount, instructedCurrency, counterAmount, counterCurrency, amount } = detail;
  const rate = exchange(detail);
  const booked = version < 3 && amount !== null ? unsigned(amount) : null;
  return optionalEl(
    'AmtDtls',
    [
      valueEl('InstdAmt', instructedAmount, instructedCurrency, counterAmount === null ? rate : ''),
      valueEl('TxAmt', booked, CURRENCY, ''),
      valueEl('CntrValAmt', counterAmount, counterCurrency, rate),
    ].join(''),
  );
}

function exchange({ exchangeRate }: DetailModel): string {
  if (exchangeRate === null) return '';
  return el('CcyXchg', el('SrcCcy', 'EUR') + el('XchgRate', exchangeRate));
}

function valueEl(
  name: string,
  amount: string | null,
  currency: string | null,
  rate: string,
): string {
  return amount === null ? '' : el(name, amountEl('Amt', amount, currency ?? '') + rate);
}

function parties(detail: DetailModel, version: Version): string {
  return optionalEl(
    'RltdPties',
    [
      party('Dbtr', detail.debtorName, version),
      accountEl('DbtrAcct', detail.debtorAccount, version),
      party('UltmtDbtr', detail.ultimateDebtorName, version),
      party('Cdtr', detail.creditorName, version),
      accountEl('CdtrAcct', detail.creditorAccount, version),
      party('UltmtCdtr', detail.ultimateCreditorName, version),
    ].join(''),
  );
}

function party(name: string, called: string | null, version: Version): string {
  const content = textEl('Nm', called);
  return optionalEl(name, version < 7 ? content : optionalEl('Pty', content));
}

function accountEl(name: string, id: string | null, version: Version): string {
  return id === null ? '' : el(name, el('Id', accountId(id, version)));
}

function agents(detail: DetailModel, version: Version): string {
  return optionalEl(
    'RltdAgts',
    agent('DbtrAgt', detail.debtorAgent, version) + agent('CdtrAgt', detail.creditorAgent, version),
  );
}

function agent(name: string, bic: string | null, version: Version): string {
  return bic === null ? '' : el(name, el('FinInstnId', el(version < 3 ? 'BIC' : 'BICFI', bic)));
}

function remittance(detail: DetailModel, version: Version): string {
  const reference = textEl(version === 1 ? 'CdtrRef' : 'Ref', detail.creditorReference);
  return optionalEl(
    'RmtInf',
    textEl('Ustrd', detail.remittance) + optionalEl('Strd', optionalEl('CdtrRefInf', reference)),
  );
}

function returned(detail: DetailModel, version: Version): string {
  const reason = textEl('Cd', detail.returnReason);
  return optionalEl('RtrInf', optionalEl(version === 1 ? 'RtrRsn' : 'Rsn', reason));
}

function money(amount: Decimal): string {
  return amountEl('Amt', unsigned(amount), CURRENCY) + el('CdtDbtInd', directionOf(amount));
}

function amountEl(name: string, amount: string, currency: string): string {
  return `<${name} Ccy="${currency}">${amount}</${name}>`;
}

function unsigned(amount: Decimal): string {
  return amount.replace('-', '');
}

function directionOf(amount: Decimal): string {
  return amount.startsWith('-') ? 'DBIT' : 'CRDT';
}

function numberEl(name: string, value: number | null): string {
  return value === null ? '' : el(name, String(value));
}

function textEl(name: string, text: string | null): string {
  return text === null ? '' : el(name, escaped(text));
}

function optionalEl(name: string, content: string): string {
  return content === '' ? '' : el(name, content);
}

function el(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0)};`);
}
