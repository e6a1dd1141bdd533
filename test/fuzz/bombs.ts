import type { ReportType } from '../../src/domain/report.ts';

/** A file made to exhaust whoever reads it, written while it is read. */
export interface Bomb {
  readonly reader: ReportType | 'inspect';
  pieces(): Iterable<string>;
}

const PIECE = 65_536;
const GIGABYTE = 1_073_741_824;

const TAIL = '</Stmt></BkToCstmrStmt></Document>';
const HEAD = `<Document><BkToCstmrStmt><Stmt><Id>S</Id>
<Acct><Id><Othr><Id>B0194d1c2a3b44c5d8e6f708192a3b4c5</Id></Othr></Id><Ccy>USD</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">0</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>`;

const BALANCE = (code: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="USD">1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>`;

const TRADES =
  'Pocket ID,Pocket,CUSIP,Issuer,Issue Date,Maturity Date,Transaction Code,Custodian,Custodian Account,Buy/Sell,Trade Date,Settlement Date,Book Date,Price,Amount,Reference\n';

/** Entities that name one another: whoever resolves them holds 10^9 times the text. */
const LAUGHS = Array.from(
  { length: 9 },
  (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
).join('');

export const BOMBS = {
  'billion laughs': xml(`<!DOCTYPE d [<!ENTITY l0 "lol">${LAUGHS}]>${HEAD}`, '&l9;', 1),
  'quadratic blow-up': xml(
    `<!DOCTYPE d [<!ENTITY a "${'a'.repeat(50_000)}">]>${HEAD}<AddtlStmtInf>`,
    '&a;',
    50_000,
  ),
  '200,000 nested tags': xml(HEAD, '<a>', 200_000),
  '200,000 nested tags, each with a namespace': xml(HEAD, '<a xmlns:b="c">', 200_000),
  '200,000 nested tags before the message': xml('', '<a>', 200_000),
  '1,000,000 attributes': {
    reader: 'BANK_STATEMENT_REPORT',
    *pieces() {
      yield `${HEAD}<AddtlStmtInf`;
      for (let index = 0; index < 1_000_000; index++) yield ` a${index}="x"`;
      yield `/>${TAIL}`;
    },
  },
  '1 GB of text': xml(`${HEAD}<AddtlStmtInf>`, 'x'.repeat(PIECE), GIGABYTE / PIECE),
  '1 GB of text outside of all that is read': xml(
    `${HEAD}<Else>`,
    'x'.repeat(PIECE),
    GIGABYTE / PIECE,
  ),
  '1 GB of white space before the root': xml('', ' '.repeat(PIECE), GIGABYTE / PIECE),
  '1 GB of white space after the root': xml(`${HEAD}${TAIL}`, '\n'.repeat(PIECE), GIGABYTE / PIECE),
  '1 GB of a comment': xml(`${HEAD}<!--`, 'x'.repeat(PIECE), GIGABYTE / PIECE),
  '1 GB of a name': xml(`${HEAD}<`, 'x'.repeat(PIECE), GIGABYTE / PIECE),
  '1 GB of an amount': xml(`${HEAD}<Ntry><Amt>`, '9'.repeat(PIECE), GIGABYTE / PIECE),
  '1,000,000 ampersands in a text': xml(`${HEAD}<AddtlStmtInf>`, '&amp;', 1_000_000),
  '1,000,000 ampersands in texts of 1,000': xml(
    HEAD,
    `<AddtlStmtInf>${'&amp;'.repeat(1_000)}</AddtlStmtInf>`,
    1_000,
    TAIL,
  ),
  '1,000,000 comments': xml(HEAD, '<!-- x -->', 1_000_000, TAIL),
  '1,000,000 processing instructions': xml(HEAD, '<?x y?>', 1_000_000, TAIL),
  '1 GB of text in sections of CDATA': xml(
    `${HEAD}<Ntry><AddtlNtryInf>`,
    `<![CDATA[${'x'.repeat(PIECE - 12)}]]>`,
    GIGABYTE / PIECE,
  ),
  '1 GB of an identifier between comments': xml(
    `${HEAD}<Ntry><AddtlNtryInf>`,
    `${'x'.repeat(PIECE - 7)}<!---->`,
    GIGABYTE / PIECE,
  ),
  '1,000,000 statements': inspected('<Document><BkToCstmrStmt>', '<Stmt/>', 1_000_000),
  '1,000,000 namespaces before the message': {
    reader: 'inspect',
    *pieces() {
      yield '<Envelope>';
      for (let index = 0; index < 1_000_000; index++) yield `<a xmlns:b${index}="c"/>`;
    },
  },
  '1,000,000 balances': xml(HEAD, BALANCE('X'), 1_000_000, TAIL),
  '1,000,000 balances of codes that differ': {
    reader: 'BANK_STATEMENT_REPORT',
    *pieces() {
      yield HEAD;
      for (let index = 0; index < 1_000_000; index++) yield BALANCE(`${index}`);
      yield TAIL;
    },
  },
  '1 GB of remittance in one entry': xml(
    `${HEAD}<Ntry><NtryDtls><TxDtls><RmtInf>`,
    `<Ustrd>${'x'.repeat(140)}</Ustrd>`,
    GIGABYTE / 156,
  ),
  '200,000 transactions in one entry': xml(
    `${HEAD}<Ntry><Amt Ccy="USD">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><NtryDtls>`,
    '<TxDtls><Refs><EndToEndId>E</EndToEndId></Refs><Amt Ccy="USD">1</Amt></TxDtls>',
    200_000,
  ),
  '1 GB of a cell': csv(TRADES, 'x'.repeat(PIECE), GIGABYTE / PIECE),
  '1 GB behind a quote': csv(`${TRADES}"`, `${'x,'.repeat(99)}\n`, GIGABYTE / 199),
  '1 GB of quotes': csv(`${TRADES}"`, '""'.repeat(PIECE / 2), GIGABYTE / PIECE),
  '1,000,000 columns': csv('', 'x,', 1_000_000),
  '1,000,000 columns that differ': {
    reader: 'TRADE_REPORT',
    *pieces() {
      for (let index = 0; index < 1_000_000; index++) yield `column${index},`;
      yield `\n`;
    },
  },
  '100,000 columns that differ, and a line end': {
    reader: 'TRADE_REPORT',
    *pieces() {
      for (let index = 0; index < 100_000; index++) yield `c${index},`;
      yield `\n`;
    },
  },
  '10,000,000 empty lines': csv(TRADES, '\n', 10_000_000),
  '10,000,000 empty lines and a row': csv(TRADES, '\n', 10_000_000, 'x\n'),
  '10,000,000 empty lines and no header': csv('', '\n', 10_000_000),
  '10,000,000 carriage returns': csv(TRADES, '\r', 10_000_000),
  'JSON nested 1,000,000 deep': json('', '[', 1_000_000),
  'JSON nested 1,000,000 deep, and whole': json('', '[', 1_000_000, ']'.repeat(1_000_000)),
  'JSON objects nested 1,000,000 deep': json('[', '{"a":', 1_000_000),
  '1 GB of JSON': json('[{"items":[', '{"id":"x","quantity":1},', GIGABYTE / 24),
  '1 GB of a JSON text': json('["', 'x'.repeat(PIECE), GIGABYTE / PIECE),
  '1 GB of JSON lists': json('[', '[],', GIGABYTE / 3),
  '30 MB of JSON lists': json('[', '[],', 10_000_000, '[]]'),
  '30 MB of fields that differ': {
    reader: 'TRADE_LIST',
    *pieces() {
      yield '[{"a":1';
      for (let index = 0; index < 2_500_000; index++) yield `,"${index}":1`;
      yield '}]';
    },
  },
} as const satisfies Readonly<Record<string, Bomb>>;

export type BombName = keyof typeof BOMBS;

/** A document type that asks for what is elsewhere, and an inclusion, which is no part of XML itself. */
export function requestingXml(what: 'entity' | 'parameter entity' | 'inclusion', url: string) {
  switch (what) {
    case 'entity':
      return `<!DOCTYPE d [<!ENTITY x SYSTEM "${url}">]>${HEAD}<AddtlStmtInf>&x;</AddtlStmtInf>${TAIL}`;
    case 'parameter entity':
      return `<!DOCTYPE d [<!ENTITY % x SYSTEM "${url}">%x;]>${HEAD}${TAIL}`;
    case 'inclusion':
      return `${HEAD}<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${url}" parse="text"/>${TAIL}`;
  }
}

function xml(start: string, piece: string, times: number, end = ''): Bomb {
  return bomb('BANK_STATEMENT_REPORT', start, piece, times, end);
}

function inspected(start: string, piece: string, times: number): Bomb {
  return bomb('inspect', start, piece, times, '');
}

function csv(start: string, piece: string, times: number, end = ''): Bomb {
  return bomb('TRADE_REPORT', start, piece, times, end);
}

function json(start: string, piece: string, times: number, end = ''): Bomb {
  return bomb('TRADE_LIST', start, piece, times, end);
}

function bomb(
  reader: Bomb['reader'],
  start: string,
  piece: string,
  times: number,
  end: string,
): Bomb {
  return {
    reader,
    *pieces() {
      yield start;
      for (let index = 0; index < times; index++) yield piece;
      yield end;
    },
  };
}

/** As a file comes: in pieces of 64 KB, whatever it is written in. */
export async function* inPieces(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  let waiting: string[] = [];
  let length = 0;
  for (const piece of texts) {
    waiting.push(piece);
    length += piece.length;
    if (length < PIECE) continue;
    yield Buffer.from(waiting.join(''));
    waiting = [];
    length = 0;
  }
  yield Buffer.from(waiting.join(''));
}
