/** What becomes of the text of an element. */
export interface Field {
  readonly name: string;
  /** A second one in the same statement, balance or entry refuses the file, is added, or is passed over. */
  readonly again: 'refuse' | 'add' | 'pass';
  /** Free text may hold comments; in amounts, codes and ids they could hide something from a human reader. */
  readonly isFree: boolean;
}

export type Scope = 'statement' | 'balance' | 'entry' | 'transaction';

/** One element that we look into. Whatever is not here is passed over unread. */
export interface Layout {
  readonly path: string;
  readonly scope: Scope | null;
  readonly field: Field | null;
  readonly children: ReadonlyMap<string, Layout>;
}

const SCOPES: Readonly<Record<string, Scope>> = {
  '': 'statement',
  Bal: 'balance',
  Ntry: 'entry',
  // 001.01 has its transactions directly below the entry.
  'Ntry/TxDtls': 'transaction',
  'Ntry/NtryDtls/TxDtls': 'transaction',
};

const ONCE: Readonly<Record<string, string>> = {
  Id: 'id',
  'FrToDt/FrDtTm': 'from',
  'FrToDt/FrDt': 'from',
  'FrToDt/ToDtTm': 'to',
  'FrToDt/ToDt': 'to',
  'Acct/Id/IBAN': 'iban',
  'Acct/Id/Othr/Id': 'accountId',
  'Acct/Id/BBAN': 'accountId',
  'Acct/Id/UPIC': 'accountId',
  'Acct/Id/PrtryAcct/Id': 'accountId',
  'Acct/Ccy': 'currency',
  'Bal/Tp/Cd': 'code',
  'Bal/Tp/Prtry': 'code',
  'Bal/Tp/CdOrPrtry/Cd': 'code',
  'Bal/Tp/CdOrPrtry/Prtry': 'code',
  'Bal/Amt': 'amount',
  'Bal/CdtDbtInd': 'indicator',
  'Bal/Dt/Dt': 'date',
  'Bal/Dt/DtTm': 'dateTime',
  'Ntry/NtryRef': 'entryReference',
  'Ntry/Amt': 'amount',
  'Ntry/CdtDbtInd': 'indicator',
  'Ntry/RvslInd': 'reversal',
  'Ntry/Sts': 'statusWord',
  'Ntry/Sts/Cd': 'status',
  'Ntry/Sts/Prtry': 'status',
  'Ntry/BookgDt/Dt': 'bookedOn',
  'Ntry/BookgDt/DtTm': 'bookedAt',
  'Ntry/ValDt/Dt': 'valueOn',
  'Ntry/ValDt/DtTm': 'valueAt',
  'Ntry/AcctSvcrRef': 'servicerReference',
  'Ntry/BkTxCd/Prtry/Cd': 'proprietaryCode',
  'Ntry/BkTxCd/Domn/Cd': 'domainCode',
  'Ntry/BkTxCd/Domn/Fmly/Cd': 'familyCode',
  'Ntry/BkTxCd/Domn/Fmly/SubFmlyCd': 'subFamilyCode',
};

const FIRST: Readonly<Record<string, string>> = {
  'Ntry/TxDtls/Refs/EndToEndId': 'endToEndId',
  'Ntry/NtryDtls/TxDtls/Refs/EndToEndId': 'endToEndId',
};

const FREE: Readonly<Record<string, string>> = {
  'Ntry/AddtlNtryInf': 'additionalInformation',
  'Ntry/TxDtls/RmtInf/Ustrd': 'remittance',
  'Ntry/NtryDtls/TxDtls/RmtInf/Ustrd': 'remittance',
};

interface Growing extends Layout {
  field: Field | null;
  readonly children: Map<string, Growing>;
}

/** The element `Stmt` of camt.053.001.01 to .14: one layout, since later versions only added to it. */
export const STATEMENT_LAYOUT: Layout = grow();

function grow(): Layout {
  const root = branch('');
  plant(root, ONCE, { again: 'refuse', isFree: false });
  plant(root, FIRST, { again: 'pass', isFree: false });
  plant(root, FREE, { again: 'add', isFree: true });
  return root;
}

function plant(
  root: Growing,
  fields: Readonly<Record<string, string>>,
  rules: Omit<Field, 'name'>,
): void {
  for (const [path, name] of Object.entries(fields)) leafAt(root, path).field = { name, ...rules };
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
  return { path, scope: SCOPES[path] ?? null, field: null, children: new Map() };
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}
