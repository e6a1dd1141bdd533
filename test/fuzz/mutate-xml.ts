import type { Random } from './random.ts';
import { anyWord, CURRENCIES, STATUSES, wordLike } from './words.ts';
import { type Element, elementsIn, localName } from './xml-elements.ts';

type XmlMutation = (xml: string, random: Random) => string;

/** Changes that know what XML and a statement are. Each leaves the text as it was where it does not apply. */
export const XML_MUTATIONS: Readonly<Record<string, XmlMutation>> = {
  'another text': onLeaf((xml, leaf, random) =>
    retext(xml, leaf, wordLike(content(xml, leaf), random)),
  ),
  'another amount': onNamed(
    ['Amt', 'Sum', 'TtlNetNtryAmt', 'Rate', 'NbOfNtries'],
    (xml, leaf, random) => retext(xml, leaf, wordLike('1.00', random)),
  ),
  'another indicator': onNamed(['CdtDbtInd', 'RvslInd'], (xml, leaf, random) =>
    retext(xml, leaf, wordLike(random.pick(['CRDT', 'BOOK', 'x']), random)),
  ),
  'another status': onNamed(['Sts'], (xml, element, random) => {
    const word = random.pick(STATUSES);
    return retext(xml, element, random.pick([word, `<Cd>${word}</Cd>`, `<Prtry>${word}</Prtry>`]));
  }),
  'another date': onNamed(['Dt', 'DtTm', 'FrDtTm', 'ToDtTm', 'CreDtTm'], (xml, leaf, random) =>
    retext(xml, leaf, wordLike('2026-10-01', random)),
  ),
  'another currency': (xml, random) =>
    replaceOne(xml, /Ccy="[^"]*"|<Ccy>[^<]*/g, random, (found) =>
      found.startsWith('<')
        ? `<Ccy>${random.pick(CURRENCIES)}`
        : `Ccy="${random.pick(CURRENCIES)}"`,
    ),
  'the other direction': onNamed(['CdtDbtInd'], (xml, leaf) =>
    retext(xml, leaf, content(xml, leaf).includes('CRDT') ? 'DBIT' : 'CRDT'),
  ),
  'drop an element': onElement((xml, { start, end }) => spliced(xml, start, end, '')),
  'drop two tags': onElement((xml, element) =>
    spliced(xml, element.start, element.end, content(xml, element)),
  ),
  'empty an element': onElement((xml, element, random) =>
    random.oneIn(2)
      ? retext(xml, element, '')
      : spliced(xml, element.start, element.end, `<${element.name}/>`),
  ),
  'repeat an element': onElement((xml, { start, end }, random) =>
    spliced(xml, end, end, xml.slice(start, end).repeat(random.oneIn(10) ? 40 : 1)),
  ),
  'move an element': onTwo((xml, from, to) =>
    spliced(xml, to.contentStart, to.contentStart, xml.slice(from.start, from.end)),
  ),
  'swap two elements': onTwo((xml, one, other) => {
    const [first, second] = one.start < other.start ? [one, other] : [other, one];
    if (second.start < first.end) return xml;
    const between = xml.slice(first.end, second.start);
    const swapped =
      xml.slice(second.start, second.end) + between + xml.slice(first.start, first.end);
    return spliced(xml, first.start, second.end, swapped);
  }),
  'rename an element': onTwo((xml, element, other, random) => {
    const name = random.pick([other.name, other.name, ...NAMES]);
    const inside = xml.slice(element.start, element.end);
    const opened = inside.replace(`<${element.name}`, `<${name}`);
    const whole = random.oneIn(8) ? opened : opened.replace(/<\/[^<>]*>$/, `</${name}>`);
    return spliced(xml, element.start, element.end, whole);
  }),
  'a snippet': onNamed(['Ntry', 'Stmt', 'TxDtls', 'NtryDtls', 'Bal'], (xml, element, random) => {
    const place = random.oneIn(2) ? element.contentStart : element.contentEnd;
    return spliced(xml, place, place, random.pick(SNIPPETS));
  }),
  'an aside': (xml, random) => {
    const place = placeBetween(xml, random);
    return spliced(xml, place, place, random.pick(ASIDES));
  },
  'an aside in a text': onLeaf((xml, leaf, random) => {
    const text = content(xml, leaf);
    const place = random.below(text.length + 1);
    return retext(xml, leaf, text.slice(0, place) + random.pick(ASIDES) + text.slice(place));
  }),
  'text as CDATA': onLeaf((xml, leaf) => retext(xml, leaf, `<![CDATA[${content(xml, leaf)}]]>`)),
  'text as references': onLeaf((xml, leaf, random) => {
    const isHex = random.oneIn(2);
    const reference = (code: number) => (isHex ? `&#x${code.toString(16)};` : `&#${code};`);
    return retext(
      xml,
      leaf,
      content(xml, leaf).replace(/[^&;]/g, (one) => reference(one.charCodeAt(0))),
    );
  }),
  'white space around a text': onLeaf((xml, leaf, random) =>
    retext(
      xml,
      leaf,
      `\n\t ${content(xml, leaf)}${random.pick([' ', '\r\n', '\u00a0', '\u3000'])}`,
    ),
  ),
  'an attribute': onElement((xml, { name, start }, random) => {
    const place = start + 1 + name.length;
    return spliced(xml, place, place, attributes(random));
  }),
  'a deep nest': onElement((xml, element, random) => {
    const depth = random.pick([5, 48, 60, 70, 300]);
    const nest = `${'<a>'.repeat(depth)}${random.oneIn(3) ? content(xml, element) : ''}${'</a>'.repeat(depth)}`;
    return spliced(xml, element.contentStart, element.contentStart, nest);
  }),
  'a document type': (xml, random) => {
    const place = Math.max(0, xml.indexOf('?>') + 2);
    return spliced(xml, place, place, random.pick(DOCTYPES));
  },
  'another declaration': (xml, random) => {
    const rest = xml.replace(/^\ufeff?<\?xml[^>]*\?>/, '');
    return `${random.pick(DECLARATIONS)}${rest}`;
  },
  'another namespace': (xml, random) =>
    replaceOne(xml, /camt\.053\.001\.\d\d/g, random, () => random.pick(MESSAGES)),
  'another prefix': (xml, random) => {
    const prefix = random.pick(['n', 'camt', 'Ntry', 'xml', '\u00e9', 'a:b']);
    const prefixed = xml.replace(/<(\/?)(?=[A-Za-z])/g, `<$1${prefix}:`);
    return prefixed.replace('xmlns=', `xmlns:${prefix}=`);
  },
  'another line end': (xml, random) =>
    xml.replace(/\r?\n/g, random.pick(['\r\n', '\r', '', '\n\n', '\u2028'])),
  'another message': (xml, random) =>
    xml.replaceAll(
      'BkToCstmrStmt',
      random.pick(['BkToCstmrStmtV01', 'BkToCstmrAcctRpt', 'Bktocstmrstmt']),
    ),
};

const NAMES = [
  'Amt',
  'CdtDbtInd',
  'Ntry',
  'Stmt',
  'Bal',
  'Sts',
  'Cd',
  'Dt',
  'TxDtls',
  'Document',
  '__proto__',
  'x',
] as const;

const SNIPPETS = [
  '<RvslInd>true</RvslInd>',
  '<RvslInd>1</RvslInd>',
  '<Sts><Cd>PDNG</Cd></Sts>',
  '<Sts>BOOK</Sts>',
  '<Amt Ccy="USD">1.00</Amt>',
  '<CdtDbtInd>DBIT</CdtDbtInd>',
  '<Chrgs><Rcrd><Amt Ccy="USD">0.10</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>',
  '<AmtDtls><InstdAmt><Amt Ccy="EUR">9.00</Amt></InstdAmt><TxAmt><Amt Ccy="USD">10.00</Amt></TxAmt></AmtDtls>',
  '<AmtDtls><CntrValAmt><Amt Ccy="EUR">9</Amt><CcyXchg><SrcCcy>EUR</SrcCcy><XchgRate>1.1</XchgRate></CcyXchg></CntrValAmt></AmtDtls>',
  '<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch><TxDtls><Amt Ccy="USD">1</Amt></TxDtls><TxDtls><Amt Ccy="USD">2</Amt></TxDtls></NtryDtls>',
  '<Ntry><Amt Ccy="USD">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts></Ntry>',
  '<Ntry><Amt>0</Amt></Ntry>',
  '<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>5000.00</Sum></TtlNtries></TxsSummry>',
  '<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>',
  '<CpyDplctInd>DUPL</CpyDplctInd>',
  '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">1</Amt><CdtDbtInd>DBIT</CdtDbtInd></Bal>',
  '<Acct><Id><IBAN>X</IBAN></Id><Ccy>EUR</Ccy></Acct>',
] as const;

const ASIDES = [
  '<!-- x -->',
  '<!---->',
  '<!-- a -- b -->',
  '<?x y?>',
  '<?xml version="1.0"?>',
  '<![CDATA[]]>',
  '<![CDATA[7]]>',
  '<![CDATA[<Amt>7</Amt>]]>',
  '&amp;',
  '&#49;',
  '&#x31;',
  '&#xfffe;',
  '&xxe;',
  '&',
  '<',
  '>',
  ']]>',
  '7',
  '\0',
  '\u0001',
  '\ufffe',
  '\u0085',
  '\ufeff',
] as const;

const DOCTYPES = [
  '<!DOCTYPE Document>',
  '<!DOCTYPE Document [<!ENTITY x "1">]>',
  '<!DOCTYPE Document SYSTEM "file:///etc/passwd">',
  '<!doctype html>',
  '<!DOCTYPE',
  '<!ELEMENT x ANY>',
] as const;

const DECLARATIONS = [
  '',
  '<?xml version="1.0"?>',
  '<?xml version="1.1"?>',
  '<?xml version="2.0"?>',
  "<?xml version='1.0' encoding='utf-8' standalone='yes'?>",
  '<?xml version="1.0" encoding="UTF-16"?>',
  '<?xml version="1.0" encoding="ISO-8859-1"?>',
  '<?xml version="1.0" encoding="windows-1252"?>',
  '<?xml version="1.0" encoding="US-ASCII"?>',
  '<?xml version="1.0" encoding=""?>',
  '<?xml encoding="UTF-8"?>',
  ' <?xml version="1.0"?>',
  '<?XML version="1.0"?>',
] as const;

const MESSAGES = [
  'camt.053.001.01',
  'camt.053.001.02',
  'camt.053.001.08',
  'camt.053.001.14',
  'camt.053.001.99',
  'camt.052.001.08',
  'camt.054.001.08',
  'pain.001.001.03',
  'head.001.001.02',
  'camt.053',
] as const;

function attributes(random: Random): string {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ` a${index}="x"`).join('');
  return random.pick([
    ' Ccy="EUR"',
    ' Ccy="USD"',
    ' a="1" a="2"',
    ' xmlns="urn:x"',
    ' xmlns:p="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"',
    ' a="<"',
    ' a="&amp;&#10;"',
    ' a',
    ' a=b',
    " a='\"'",
    ' __proto__="x"',
    ' a="1"b="2"',
    many(64),
    many(65),
    ` a="${'x'.repeat(70_000)}"`,
    ` a="${anyWord(random)}"`,
  ]);
}

function onElement(
  change: (xml: string, element: Element, random: Random) => string,
  fits: (element: Element) => boolean = () => true,
): XmlMutation {
  return (xml, random) => {
    const element = random.pick(elementsIn(xml).filter(fits));
    return element === undefined ? xml : change(xml, element, random);
  };
}

function onLeaf(change: (xml: string, element: Element, random: Random) => string): XmlMutation {
  return onElement(change, ({ hasElements }) => !hasElements);
}

function onNamed(
  names: readonly string[],
  change: (xml: string, element: Element, random: Random) => string,
): XmlMutation {
  return onElement(change, ({ name }) => names.includes(localName(name)));
}

function onTwo(
  change: (xml: string, one: Element, other: Element, random: Random) => string,
): XmlMutation {
  return (xml, random) => {
    const elements = elementsIn(xml);
    const one = random.pick(elements);
    const other = random.pick(elements);
    return one === undefined || other === undefined ? xml : change(xml, one, other, random);
  };
}

function content(xml: string, { contentStart, contentEnd }: Element): string {
  return xml.slice(contentStart, contentEnd);
}

function retext(xml: string, { contentStart, contentEnd }: Element, text: string): string {
  return spliced(xml, contentStart, contentEnd, text);
}

function spliced(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

function replaceOne(
  text: string,
  pattern: RegExp,
  random: Random,
  by: (found: string) => string,
): string {
  const match = random.pick([...text.matchAll(pattern)]);
  if (match === undefined) return text;
  return spliced(text, match.index, match.index + match[0].length, by(match[0]));
}

function placeBetween(xml: string, random: Random): number {
  const found = xml.indexOf('>', random.below(xml.length));
  return found + 1;
}
