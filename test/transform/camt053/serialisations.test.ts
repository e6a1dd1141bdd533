import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../src/domain/errors.ts';
import { readStatement } from '../../../src/transform/camt053/read-statement.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { fixture } from '../support/camt053-fixtures.ts';
import { jiko } from '../support/profile.ts';

const NAMES = [
  'plain.xml',
  'details.xml',
  'details-of-001-01.xml',
  'batch-with-charges.xml',
  'foreign-currency.xml',
  'pages.xml',
  'pending.xml',
  'summary.xml',
];

/** A text between two tags, without references: `>12.50</`. */
const TEXT = />([^<>&\s][^<>&]*)<\//g;
const DECLARATION = /^<\?xml[^>]*\?>\n/;

/** The same document, written down in another way. */
const VARIANTS: Readonly<Record<string, (xml: string) => string | Uint8Array>> = {
  'carriage returns and line feeds': (xml) => xml.replaceAll('\n', '\r\n'),
  'carriage returns': (xml) => xml.replaceAll('\n', '\r'),
  'a byte order mark': (xml) => `\uFEFF${xml}`,
  'UTF-16, little end first': (xml) => Buffer.from(`\uFEFF${declared(xml, 'UTF-16')}`, 'utf16le'),
  'UTF-16, big end first': (xml) => bigEndFirst(`\uFEFF${declared(xml, 'UTF-16')}`),
  'UTF-16 without a mark': (xml) => bigEndFirst(declared(xml, 'UTF-16BE')),
  'ISO-8859-1': (xml) => Buffer.from(declared(xml, 'ISO-8859-1'), 'latin1'),
  'windows-1252': (xml) => Buffer.from(declared(xml, 'windows-1252'), 'latin1'),
  'US-ASCII': (xml) => declared(xml, 'us-ascii'),
  'no declaration': (xml) => xml.replace(DECLARATION, ''),
  'declaration in other quotes': (xml) =>
    xml.replace(DECLARATION, "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>"),
  'no namespace': (xml) => xml.replace(/ xmlns="[^"]*"/, ''),
  prefixes: (xml) => xml.replace(/<(\/?)(?=[A-Z])/g, '<$1c:').replace(' xmlns="', ' xmlns:c="'),
  'one line': (xml) => xml.replace(/>\s+</g, '><'),
  'a line and blanks for each tag': (xml) => xml.replace(/>\s*</g, '>\n\t  <'),
  'blanks around texts': (xml) => xml.replace(TEXT, '> \n$1\t</'),
  'blanks in tags': (xml) =>
    xml.replace(/<(\/?[A-Z]\w*)/g, '<$1 ').replace(/<(\/\w+) +>/g, '<$1\n>'),
  'attributes in single quotes': (xml) => xml.replace(/="([^"]*)"/g, "='$1'"),
  'CDATA sections': (xml) => xml.replace(TEXT, '><![CDATA[$1]]></'),
  'broken CDATA sections': (xml) => xml.replace(TEXT, (_, text: string) => `>${inParts(text)}</`),
  'decimal references': (xml) =>
    xml.replace(TEXT, (_, text: string) => `>${references(text, 10)}</`),
  'hexadecimal references': (xml) =>
    xml.replace(TEXT, (_, text: string) => `>${references(text, 16)}</`),
  'comments between tags': (xml) => xml.replace(/>\n/g, '><!-- <Amt>1</Amt> -->\n'),
  'instructions around it': (xml) =>
    `${xml.replace('<Document', '<?style sheet?><Document')}<?done?>\n<!-- -->\n`,
  'an envelope': (xml) =>
    `<Envelope><Header><From>B</From></Header><Body>${xml.replace(DECLARATION, '')}</Body></Envelope>`,
};

describe.each(NAMES)('%s has the same rows', (name) => {
  const xml = Buffer.from(fixture('accepted', name).bytes).toString('utf8');
  test.each(Object.entries(VARIANTS))('with %s', async (_, vary) => {
    const varied = vary(xml);
    if (varied === xml) throw new InvariantError('the variant is no other one');
    const rows = await rowsOf(xml);
    expect(rows.length).toBeGreaterThan(0);
    expect(await rowsOf(varied)).toEqual(rows);
    expect(await rowsOf(varied, 7)).toEqual(rows);
  });
});

async function rowsOf(xml: string | Uint8Array, size?: number) {
  const bytes = bytesOf(xml, size);
  return collect(readStatement(bytes, 's.xml', { profile: jiko, account: 'BANK' }).rows);
}

function declared(xml: string, encoding: string): string {
  return xml.replace('encoding="UTF-8"', `encoding="${encoding}"`);
}

function bigEndFirst(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16();
}

function inParts(text: string): string {
  return `<![CDATA[${text.slice(0, 1)}]]>${text.slice(1)}`;
}

function references(text: string, radix: 10 | 16): string {
  const mark = radix === 16 ? '#x' : '#';
  return [...text].map((each) => `&${mark}${each.codePointAt(0)?.toString(radix)};`).join('');
}
