/** How the text of an element is read before it is kept. */
export type FieldKind = 'text' | 'amount' | 'number' | 'direction';

/** What becomes of the text of an element. */
export interface Field {
  /** Where it is kept among the values of its scope; the currency of an amount right after it. */
  readonly slot: number;
  readonly kind: FieldKind;
  /** A second one in the same scope refuses the file, is added after a blank, or is passed over. */
  readonly again: 'refuse' | 'add' | 'pass';
  /** An empty one counts as absent, instead of as something that cannot be read. */
  readonly mayBeEmpty: boolean;
  /** A figure beside the booked truth: one that cannot be read is told and counts as absent, instead of refusing the file. */
  readonly isAside: boolean;
  /** Free text may hold comments; in amounts, codes and ids they could hide something from a human reader. */
  readonly isFree: boolean;
}

export type Scope =
  | 'group'
  | 'statement'
  | 'balance'
  | 'entry'
  | 'transaction'
  | 'charge'
  | 'reference';

/** One element that we look into. Whatever is not here is passed over unread. */
export interface Layout {
  readonly path: string;
  readonly scope: Scope | null;
  readonly field: Field | null;
  readonly children: ReadonlyMap<string, Layout>;
}

interface Rule extends Omit<Field, 'slot'> {
  /** One for each shape that a version, or a bank, gives it. */
  readonly paths: readonly string[];
}

const TEXT = {
  kind: 'text',
  again: 'refuse',
  mayBeEmpty: true,
  isAside: false,
  isFree: false,
} as const;

function once(...paths: string[]): Rule {
  return { ...TEXT, paths };
}

/** The first of several counts. */
function first(...paths: string[]): Rule {
  return { ...TEXT, again: 'pass', paths };
}

/** All of several, joined by blanks. */
function all(...paths: string[]): Rule {
  return { ...TEXT, again: 'add', paths };
}

function free(...paths: string[]): Rule {
  return { ...TEXT, again: 'add', isFree: true, paths };
}

function amount(...paths: string[]): Rule {
  return { ...TEXT, kind: 'amount', mayBeEmpty: false, paths };
}

/** What an entry can do without: an empty one says nothing. */
function asideAmount(...paths: string[]): Rule {
  return { ...TEXT, kind: 'amount', isAside: true, paths };
}

/** A decimal without a currency, where the schema allows a sign. */
function number(...paths: string[]): Rule {
  return { ...TEXT, kind: 'number', isAside: true, paths };
}

function direction(...paths: string[]): Rule {
  return { ...TEXT, kind: 'direction', mayBeEmpty: false, paths };
}

function asideDirection(...paths: string[]): Rule {
  return { ...TEXT, kind: 'direction', isAside: true, paths };
}

function party(path: string): Rule {
  return first(`${path}/Nm`, `${path}/Pty/Nm`, `${path}/Agt/FinInstnId/Nm`);
}

function otherAccount(path: string): Rule {
  const ids = ['Othr/Id', 'BBAN', 'UPIC', 'PrtryAcct/Id'];
  return first(...ids.map((id) => `${path}/${id}`));
}

/** Of 001.01 stands one alone or in `CmbndId`; BIC was called BICFI later. */
function agent(path: string, ...ids: string[]): Rule {
  return first(
    ...ids.flatMap((id) => [`${path}/FinInstnId/${id}`, `${path}/FinInstnId/CmbndId/${id}`]),
  );
}

const GROUP_RULES = {
  page: once('MsgPgntn/PgNb'),
  isLastPage: once('MsgPgntn/LastPgInd'),
};

const STATEMENT_RULES = {
  id: once('Id'),
  electronicSequence: once('ElctrncSeqNb'),
  legalSequence: once('LglSeqNb'),
  page: once('StmtPgntn/PgNb'),
  isLastPage: once('StmtPgntn/LastPgInd'),
  from: once('FrToDt/FrDtTm', 'FrToDt/FrDt'),
  to: once('FrToDt/ToDtTm', 'FrToDt/ToDt'),
  iban: once('Acct/Id/IBAN'),
  accountId: once('Acct/Id/Othr/Id', 'Acct/Id/BBAN', 'Acct/Id/UPIC', 'Acct/Id/PrtryAcct/Id'),
  currency: once('Acct/Ccy'),
  totalEntries: once('TxsSummry/TtlNtries/NbOfNtries'),
  // 001.01 to .03 have amount and indicator beside the number, later ones below TtlNetNtry.
  totalNet: number('TxsSummry/TtlNtries/TtlNetNtryAmt', 'TxsSummry/TtlNtries/TtlNetNtry/Amt'),
  totalDirection: once('TxsSummry/TtlNtries/CdtDbtInd', 'TxsSummry/TtlNtries/TtlNetNtry/CdtDbtInd'),
  creditEntries: once('TxsSummry/TtlCdtNtries/NbOfNtries'),
  credits: number('TxsSummry/TtlCdtNtries/Sum'),
  debitEntries: once('TxsSummry/TtlDbtNtries/NbOfNtries'),
  debits: number('TxsSummry/TtlDbtNtries/Sum'),
};

const BALANCE_RULES = {
  code: once('Tp/Cd', 'Tp/Prtry', 'Tp/CdOrPrtry/Cd', 'Tp/CdOrPrtry/Prtry'),
  amount: amount('Amt'),
  indicator: direction('CdtDbtInd'),
  date: once('Dt/Dt'),
  dateTime: once('Dt/DtTm'),
};

const ENTRY_RULES = {
  entryReference: once('NtryRef'),
  amount: amount('Amt'),
  indicator: direction('CdtDbtInd'),
  reversal: once('RvslInd'),
  statusWord: once('Sts'),
  status: once('Sts/Cd', 'Sts/Prtry'),
  bookedOn: once('BookgDt/Dt'),
  bookedAt: once('BookgDt/DtTm'),
  valueOn: once('ValDt/Dt'),
  valueAt: once('ValDt/DtTm'),
  servicerReference: once('AcctSvcrRef'),
  proprietaryCode: once('BkTxCd/Prtry/Cd'),
  domainCode: once('BkTxCd/Domn/Cd'),
  familyCode: once('BkTxCd/Domn/Fmly/Cd'),
  subFamilyCode: once('BkTxCd/Domn/Fmly/SubFmlyCd'),
  batchTransactions: all('Btch/NbOfTxs', 'NtryDtls/Btch/NbOfTxs'),
  instructedAmount: asideAmount('AmtDtls/InstdAmt/Amt'),
  counterAmount: asideAmount('AmtDtls/CntrValAmt/Amt'),
  transactionRate: number('AmtDtls/TxAmt/CcyXchg/XchgRate'),
  counterRate: number('AmtDtls/CntrValAmt/CcyXchg/XchgRate'),
  instructedRate: number('AmtDtls/InstdAmt/CcyXchg/XchgRate'),
  additionalInformation: free('AddtlNtryInf'),
};

const TRANSACTION_RULES = {
  amount: asideAmount('Amt'),
  indicator: asideDirection('CdtDbtInd'),
  instructedAmount: asideAmount('AmtDtls/InstdAmt/Amt'),
  transactionAmount: asideAmount('AmtDtls/TxAmt/Amt'),
  counterAmount: asideAmount('AmtDtls/CntrValAmt/Amt'),
  transactionRate: number('AmtDtls/TxAmt/CcyXchg/XchgRate'),
  counterRate: number('AmtDtls/CntrValAmt/CcyXchg/XchgRate'),
  instructedRate: number('AmtDtls/InstdAmt/CcyXchg/XchgRate'),
  endToEndId: first('Refs/EndToEndId'),
  transactionId: first('Refs/TxId'),
  instructionId: first('Refs/InstrId'),
  servicerReference: first('Refs/AcctSvcrRef'),
  uetr: first('Refs/UETR', 'UETR'),
  mandateId: first('Refs/MndtId'),
  debtorName: party('RltdPties/Dbtr'),
  debtorIban: first('RltdPties/DbtrAcct/Id/IBAN'),
  debtorAccount: otherAccount('RltdPties/DbtrAcct/Id'),
  creditorName: party('RltdPties/Cdtr'),
  creditorIban: first('RltdPties/CdtrAcct/Id/IBAN'),
  creditorAccount: otherAccount('RltdPties/CdtrAcct/Id'),
  ultimateDebtorName: party('RltdPties/UltmtDbtr'),
  ultimateCreditorName: party('RltdPties/UltmtCdtr'),
  debtorBic: agent('RltdAgts/DbtrAgt', 'BIC', 'BICFI'),
  debtorMember: agent('RltdAgts/DbtrAgt', 'ClrSysMmbId/MmbId', 'ClrSysMmbId/Id'),
  debtorAgentName: agent('RltdAgts/DbtrAgt', 'Nm', 'NmAndAdr/Nm'),
  creditorBic: agent('RltdAgts/CdtrAgt', 'BIC', 'BICFI'),
  creditorMember: agent('RltdAgts/CdtrAgt', 'ClrSysMmbId/MmbId', 'ClrSysMmbId/Id'),
  creditorAgentName: agent('RltdAgts/CdtrAgt', 'Nm', 'NmAndAdr/Nm'),
  remittance: free('RmtInf/Ustrd', 'RmtInf/Strd/AddtlRmtInf'),
  // Was called CdtrRef in 001.01.
  creditorReference: all('RmtInf/Strd/CdtrRefInf/Ref', 'RmtInf/Strd/CdtrRefInf/CdtrRef'),
  purpose: first('Purp/Cd', 'Purp/Prtry'),
  // Was called RtrRsn in 001.01.
  returnReason: first(
    'RtrInf/Rsn/Cd',
    'RtrInf/Rsn/Prtry',
    'RtrInf/RtrRsn/Cd',
    'RtrInf/RtrRsn/Prtry',
  ),
  additionalInformation: free('AddtlTxInf'),
};

const CHARGE_RULES = {
  amount: asideAmount('Amt'),
  indicator: asideDirection('CdtDbtInd'),
  isIncluded: once('ChrgInclInd'),
  total: asideAmount('TtlChrgsAndTaxAmt'),
};

const REFERENCE_RULES = { type: first('Tp'), reference: first('Ref') };

type Slots<Rules> = { readonly [Name in keyof Rules]: number };

export const GROUP = slotsOf(GROUP_RULES);
export const STATEMENT = slotsOf(STATEMENT_RULES);
export const BALANCE = slotsOf(BALANCE_RULES);
export const ENTRY = slotsOf(ENTRY_RULES);
export const TRANSACTION = slotsOf(TRANSACTION_RULES);
export const CHARGE = slotsOf(CHARGE_RULES);
export const REFERENCE = slotsOf(REFERENCE_RULES);

/** How many places the values of a scope take. */
export const SLOT_COUNTS: Readonly<Record<Scope, number>> = {
  group: countSlots(GROUP_RULES),
  statement: countSlots(STATEMENT_RULES),
  balance: countSlots(BALANCE_RULES),
  entry: countSlots(ENTRY_RULES),
  transaction: countSlots(TRANSACTION_RULES),
  charge: countSlots(CHARGE_RULES),
  reference: countSlots(REFERENCE_RULES),
};

interface Growing extends Layout {
  scope: Scope | null;
  field: Field | null;
  readonly children: Map<string, Growing>;
}

/**
 * The element `BkToCstmrStmt` of camt.053.001.01 to .14: one layout, since later versions added and renamed. Paths are
 * those below `Stmt`.
 */
export const MESSAGE_LAYOUT: Layout = grow();

function grow(): Layout {
  const message = branch('');
  const statement = branch('');
  message.children.set('Stmt', statement);
  plant(leafAt(message, 'GrpHdr'), 'group', GROUP_RULES, GROUP);
  plant(statement, 'statement', STATEMENT_RULES, STATEMENT);
  plant(leafAt(statement, 'Bal'), 'balance', BALANCE_RULES, BALANCE);
  const entry = leafAt(statement, 'Ntry');
  plant(entry, 'entry', ENTRY_RULES, ENTRY);
  plantCharges(entry);
  // 001.01 has its transactions directly below the entry.
  for (const path of ['TxDtls', 'NtryDtls/TxDtls']) {
    const transaction = leafAt(entry, path);
    plant(transaction, 'transaction', TRANSACTION_RULES, TRANSACTION);
    plantCharges(transaction);
    plant(leafAt(transaction, 'Refs/Prtry'), 'reference', REFERENCE_RULES, REFERENCE);
  }
  return message;
}

/** 001.01 and .02 repeat `Chrgs`, each with an amount; later versions have one with records. */
function plantCharges(parent: Growing): void {
  for (const path of ['Chrgs', 'Chrgs/Rcrd']) {
    plant(leafAt(parent, path), 'charge', CHARGE_RULES, CHARGE);
  }
}

function plant<Rules extends Readonly<Record<string, Rule>>>(
  root: Growing,
  scope: Scope,
  rules: Rules,
  slots: Slots<Rules>,
): void {
  root.scope = scope;
  for (const [name, { paths, ...rule }] of Object.entries(rules)) {
    const slot = slots[name] ?? 0;
    for (const path of paths) leafAt(root, path).field = { slot, ...rule };
  }
}

function leafAt(root: Growing, path: string): Growing {
  let layout = root;
  for (const name of path.split('/')) {
    const child = layout.children.get(name) ?? branch(joined(layout.path, name));
    layout.children.set(name, child);
    layout = child;
  }
  return layout;
}

function branch(path: string): Growing {
  return { path, scope: null, field: null, children: new Map() };
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

/** Numbers the fields of a scope; an amount takes two places, the second for its currency. */
function slotsOf<Rules extends Readonly<Record<string, Rule>>>(rules: Rules): Slots<Rules> {
  let next = 0;
  const entries = Object.entries(rules).map(([name, rule]) => {
    const slot = next;
    next += placesOf(rule);
    return [name, slot] as const;
  });
  return Object.fromEntries(entries) as Slots<Rules>;
}

function countSlots(rules: Readonly<Record<string, Rule>>): number {
  return Object.values(rules).reduce((places, rule) => places + placesOf(rule), 0);
}

function placesOf({ kind }: Rule): number {
  return kind === 'amount' ? 2 : 1;
}
