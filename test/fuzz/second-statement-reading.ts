import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** Booked entries of one statement; sums in units of 10^-18. */
export interface SecondStatement {
  readonly entries: number;
  readonly credits: bigint;
  readonly debits: bigint;
  /** Every balance it states, signed. */
  readonly balances: ReadonlySet<bigint>;
}

type Node = Readonly<Record<string, unknown>>;

const SCALE = 18;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  ignorePiTags: true,
  cdataPropName: '#cdata',
});

/**
 * The statements of a camt.053 once more, with nothing of ours: another library, the whole document in memory, and the rules
 * of the standard written down a second time. Null where that library gives up on XML that is legal.
 */
export function secondStatements(bytes: Uint8Array): SecondStatement[] | null {
  const xml = decodeXml(bytes);
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true) throw new SyntaxError(verdict.err.msg);
  try {
    const root: Node[] = parser.parse(xml);
    return messagesIn(root).flatMap((message) => named(message, 'Stmt').map(statementOf));
  } catch (error) {
    // It knows neither names such as __proto__ nor the depth that we allow.
    if (error instanceof Error && /reserved|nested|restricted|security/i.test(error.message))
      return null;
    throw error;
  }
}

function decodeXml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff || second === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe || first === 0) return new TextDecoder('utf-16be').decode(bytes);
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const isLatin1 = /^\s*<\?xml[^>]*encoding\s*=\s*["'](iso-8859-1|latin1)/i.test(start);
  return isLatin1 ? Buffer.from(bytes).toString('latin1') : new TextDecoder().decode(bytes);
}

function messagesIn(nodes: readonly Node[]): Node[][] {
  return nodes.flatMap((node) => {
    const [name, content] = tagOf(node);
    if (content === null) return [];
    return name === 'BkToCstmrStmt' || name === 'BkToCstmrStmtV01'
      ? [content]
      : messagesIn(content);
  });
}

function statementOf(content: readonly Node[]): SecondStatement {
  const booked = named(content, 'Ntry').filter((entry) => statusOf(entry) === 'BOOK');
  const sum = (indicator: string) =>
    booked
      .filter((entry) => textAt(entry, 'CdtDbtInd') === indicator)
      .reduce((total, entry) => total + units(textAt(entry, 'Amt')), 0n);
  const balances = named(content, 'Bal').map((balance) => {
    const amount = units(textAt(balance, 'Amt'));
    return textAt(balance, 'CdtDbtInd') === 'DBIT' ? -amount : amount;
  });
  return {
    entries: booked.length,
    credits: sum('CRDT'),
    debits: sum('DBIT'),
    balances: new Set(balances),
  };
}

function statusOf(entry: readonly Node[]): string {
  const [status = []] = named(entry, 'Sts');
  const words = [textAt(status, 'Cd'), textAt(status, 'Prtry'), textOf(status)];
  return words.find((word) => word !== '') ?? 'BOOK';
}

function named(nodes: readonly Node[], wanted: string): Node[][] {
  return nodes.flatMap((node) => {
    const [name, content] = tagOf(node);
    return name === wanted && content !== null ? [content] : [];
  });
}

function tagOf(node: Node): [string, Node[] | null] {
  const [name = '#text'] = Object.keys(node).filter((key) => key !== ':@');
  return name.startsWith('#') || name.startsWith('?') ? [name, null] : [name, node[name] as Node[]];
}

function textAt(nodes: readonly Node[], name: string): string {
  return textOf(named(nodes, name)[0] ?? []);
}

function textOf(nodes: readonly Node[]): string {
  const parts = nodes.map((node) => {
    const text = node['#text'];
    if (typeof text === 'string') return unescaped(text);
    const cdata = node['#cdata'] as readonly Node[] | undefined;
    return cdata === undefined ? '' : cdata.map((part) => String(part['#text'])).join('');
  });
  return parts.join('').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) =>
    name === undefined
      ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
      : (NAMED[name] ?? ''),
  );
}

/** `12.5` in units of 10^-18. */
export function units(amount: string): bigint {
  const match = /^(-?)(\d*)\.?(\d*)$/.exec(amount);
  if (match === null || amount === '') throw new SyntaxError(`'${amount}' is no amount`);
  const [, sign = '', whole = '', fraction = ''] = match;
  return BigInt(`${sign}${whole}${fraction.padEnd(SCALE, '0')}`);
}
