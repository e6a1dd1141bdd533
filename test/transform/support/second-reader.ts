import { XMLParser, XMLValidator } from 'fast-xml-parser';

/*
 * An independent reader: another library, the whole document in memory, and nothing of ours. It knows what the standard
 * says and no more, and asks where its author and that of the first reader could have misread it in different ways.
 */

export interface SecondDetail {
  /** In 10^-18, signed, in the currency of the entry; null where there is none. */
  readonly amount: bigint | null;
  readonly endToEndId: string | null;
  readonly debtor: string | null;
  readonly creditor: string | null;
}

export interface SecondEntry {
  readonly amount: bigint;
  readonly status: string;
  readonly details: readonly SecondDetail[];
}

export interface SecondStatement {
  readonly id: string | null;
  readonly account: string | null;
  readonly balances: readonly (readonly [string | null, bigint])[];
  readonly entries: readonly SecondEntry[];
}

type Tree = string | { readonly [name: string]: Tree | readonly Tree[] };

const REPEATED = new Set(['Stmt', 'Ntry', 'Bal', 'NtryDtls', 'TxDtls']);

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10 ** 8 },
  isArray: (name) => REPEATED.has(name),
});

export function secondReading(bytes: Uint8Array): SecondStatement[] {
  const xml = textOf(bytes).replace(/\r\n?/g, '\n');
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new Error(JSON.stringify(validity));
  return messagesOf(parser.parse(xml))
    .flatMap((message) => childrenOf(message, 'Stmt'))
    .map(statementOf);
}

/** By the byte order mark or the zeros of UTF-16, else by the declaration. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const declared = /encoding=["']([\w-]+)/.exec(
    Buffer.from(bytes.subarray(0, 200)).toString('latin1'),
  );
  if (first === 0xff || second === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe || first === 0) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder(declared?.[1] ?? 'utf-8').decode(bytes);
}

/** Wherever it stands: alone, in a document or in an envelope. */
function messagesOf(tree: Tree): Tree[] {
  if (typeof tree === 'string') return [];
  return Object.entries(tree).flatMap(([name, value]) => {
    const children = (Array.isArray(value) ? value : [value]) as readonly Tree[];
    const isMessage = /^BkToCstmrStmt(V01)?$/.test(name);
    return isMessage ? [...children] : children.flatMap(messagesOf);
  });
}

function statementOf(statement: Tree): SecondStatement {
  return {
    id: textAt(statement, 'Id'),
    account: firstOf(
      ['IBAN', 'Othr/Id', 'BBAN', 'UPIC', 'PrtryAcct/Id'].map((id) =>
        textAt(statement, `Acct/Id/${id}`),
      ),
    ),
    balances: childrenOf(statement, 'Bal').map(balanceOf),
    entries: childrenOf(statement, 'Ntry').map(entryOf),
  };
}

function balanceOf(balance: Tree): readonly [string | null, bigint] {
  const codes = ['Cd', 'Prtry', 'CdOrPrtry/Cd', 'CdOrPrtry/Prtry'];
  const code = firstOf(codes.map((path) => textAt(balance, `Tp/${path}`)));
  return [code, signed(textAt(balance, 'Amt'), textAt(balance, 'CdtDbtInd'))];
}

function entryOf(entry: Tree): SecondEntry {
  const direction = textAt(entry, 'CdtDbtInd');
  const currency = textAt(entry, 'Amt/@_Ccy');
  const details = [entry, ...childrenOf(entry, 'NtryDtls')].flatMap((parent) =>
    childrenOf(parent, 'TxDtls'),
  );
  return {
    amount: signed(textAt(entry, 'Amt'), direction),
    status: firstOf(['Sts/Cd', 'Sts/Prtry', 'Sts'].map((path) => textAt(entry, path))) ?? 'BOOK',
    details: details.map((detail) => detailOf(detail, direction, currency)),
  };
}

function detailOf(detail: Tree, direction: string | null, currency: string | null): SecondDetail {
  const amounts = ['Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/CntrValAmt/Amt'].filter((path) => {
    const own = textAt(detail, `${path}/@_Ccy`);
    return textAt(detail, path) !== null && (own === null || own === currency);
  });
  const [path] = amounts;
  const id = textAt(detail, 'Refs/EndToEndId');
  return {
    amount:
      path === undefined
        ? null
        : signed(textAt(detail, path), textAt(detail, 'CdtDbtInd') ?? direction),
    endToEndId: id === 'NOTPROVIDED' ? null : id,
    debtor: partyAt(detail, 'RltdPties/Dbtr'),
    creditor: partyAt(detail, 'RltdPties/Cdtr'),
  };
}

function partyAt(detail: Tree, path: string): string | null {
  return firstOf(
    ['Nm', 'Pty/Nm', 'Agt/FinInstnId/Nm'].map((name) => textAt(detail, `${path}/${name}`)),
  );
}

function firstOf(texts: readonly (string | null)[]): string | null {
  return texts.find((text) => text !== null) ?? null;
}

function childrenOf(tree: Tree, name: string): readonly Tree[] {
  if (typeof tree === 'string') return [];
  const found = tree[name];
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found as Tree];
}

/** Null where there is no such element, or it is empty. */
function textAt(tree: Tree, path: string): string | null {
  let place: Tree | undefined = tree;
  for (const name of path.split('/')) {
    if (place === undefined) return null;
    place = childrenOf(place, name)[0];
  }
  const text = typeof place === 'object' ? place['#text'] : place;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}

function signed(text: string | null, direction: string | null): bigint {
  const [whole = '', fraction = ''] = (text ?? '').split('.');
  const amount = BigInt(`${whole}${fraction.padEnd(18, '0')}`);
  return direction === 'DBIT' ? -amount : amount;
}
