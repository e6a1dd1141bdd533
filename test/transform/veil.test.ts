import { describe, expect, test } from 'vitest';
import { parseExactJson } from '../../src/transform/json/exact-json.ts';
import { veiledJson } from '../../src/transform/profile-check/veil-json.ts';
import { veiledCsv, veiledXml } from '../../src/transform/profile-check/veil-text.ts';

describe('JSON', () => {
  test('keeps names, types, sizes of numbers, and the words of open fields', () => {
    const text =
      '{"id":"3f2a-9","status":"OPEN","note":"OPEN","n":-1234.50,"none":null,"ok":true,"deep":[{"name":"Élan AG"}]}';
    expect(veiledJson(parseExactJson(text), new Set(['status']))).toBe(
      '{"id":"0x0x-0","status":"OPEN","note":"XXXX","n":-1111.11,"none":null,"ok":true,"deep":[{"name":"Xxxx XX"}]}',
    );
  });

  test('does not take what has figures or blanks for a word', () => {
    const text = '{"status":"Acct 4711","kind":["ach","x9"]}';
    expect(veiledJson(parseExactJson(text), new Set(['status', 'kind']))).toBe(
      '{"status":"Xxxx 0000","kind":["ach","x0"]}',
    );
  });

  test('keeps three items of a list, and veils names that hold an id', () => {
    expect(veiledJson(parseExactJson('{"p-48151":[1,2,3,4,5]}'), new Set())).toBe(
      '{"x-00000":[1,1,1]}',
    );
  });
});

describe('CSV', () => {
  test('keeps the header, and the shape of the rows', () => {
    expect(veiledCsv('Pocket ID,Price\r\nabc-1,"98.50"\r\n')).toBe(
      'Pocket ID,Price\r\nxxx-0,"00.00"\r\n',
    );
  });

  test('has no header where the first line holds a figure', () => {
    expect(veiledCsv('SE;JIKO;912797HF7\n')).toBe('XX;XXXX;000000XX0\n');
  });
});

describe('XML', () => {
  test('keeps elements, namespaces, currencies and codes', () => {
    const text =
      '<?xml version="1.0"?><D xmlns="urn:iso"><Amt Ccy="USD" Id="A1">12.50</Amt><Cd>BOOK</Cd><Nm>Acme</Nm></D>';
    expect(veiledXml(text)).toBe(
      '<?xml version="1.0"?><D xmlns="urn:iso"><Amt Ccy="USD" Id="X0">00.00</Amt><Cd>BOOK</Cd><Nm>Xxxx</Nm></D>',
    );
  });

  test.each([
    '<a><!-- Acme --></a>',
    '<a><![CDATA[Acme]]></a>',
    '<a><?note Acme?></a>',
    '<a><!-- Acme <b></a>',
    '<a b="x>Acme"/>',
    '<a Acme></a>',
    '<a><Cd>BOOK</Cd>Acme</a>',
    '<a>Acme',
  ])('says nothing: %s', (text) => {
    expect(veiledXml(text)).not.toMatch(/Acme/);
  });
});
