import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSignatureShaped, isSigned, sign } from '../../src/receive/signature.ts';
import { WORDS } from './words.ts';

const BASE64 = WORDS.jiko.webhook.signature;
const HEX = WORDS.alternate.webhook.signature;
/** Test case 2 of RFC 4231. */
const KEY = createSecretKey('Jefe', 'utf8');
const BODY = Buffer.from('what do ya want for nothing?');
const IN_HEX = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
const IN_BASE64 = Buffer.from(IN_HEX, 'hex').toString('base64');
const OTHER = createSecretKey('another secret of enough characters', 'utf8');

test('a signature is the HMAC-SHA256 of the standard, written as the profile says', () => {
  expect(BASE64.header).toBe('x-jiko-signature');
  expect(sign(BODY, KEY, BASE64)).toBe(IN_BASE64);
  expect(HEX.header).toBe('x-house-seal');
  expect(sign(BODY, KEY, HEX)).toBe(`v1=${IN_HEX}`);
  expect(isSigned(BODY, IN_BASE64, [KEY], BASE64)).toBe(true);
  expect(isSigned(BODY, `v1=${IN_HEX}`, [KEY], HEX)).toBe(true);
});

test('either of two secrets will do, in either place, and none is nobody', () => {
  expect(isSigned(BODY, IN_BASE64, [OTHER, KEY], BASE64)).toBe(true);
  expect(isSigned(BODY, IN_BASE64, [KEY, OTHER], BASE64)).toBe(true);
  expect(isSigned(BODY, IN_BASE64, [OTHER], BASE64)).toBe(false);
  expect(isSigned(BODY, IN_BASE64, [], BASE64)).toBe(false);
});

test.each([
  ['nothing', ''],
  ['one character less', IN_BASE64.slice(0, -1)],
  ['one character more', `${IN_BASE64}=`],
  ['two of them', `${IN_BASE64}, ${IN_BASE64}`],
  ['upper case', IN_BASE64.toUpperCase()],
  ['lower case', IN_BASE64.toLowerCase()],
  ['the alphabet for URLs', Buffer.from(IN_HEX, 'hex').toString('base64url')],
  ['hexadecimal digits', IN_HEX],
  ['a blank before it', ` ${IN_BASE64}`],
  ['characters that are no ASCII', 'é'.repeat(IN_BASE64.length)],
  ['another body', sign(Buffer.from('{}'), KEY, BASE64)],
])('a signature in base64 is not taken as %s', (_, given) => {
  expect(isSigned(BODY, given, [KEY], BASE64)).toBe(false);
});

test.each([
  ['without its prefix', IN_HEX],
  ['with another prefix', `v2=${IN_HEX}`],
  ['in upper case', `v1=${IN_HEX.toUpperCase()}`],
  ['in base64', `v1=${IN_BASE64}`],
])('a signature in hexadecimal digits is not taken %s', (_, given) => {
  expect(isSigned(BODY, given, [KEY], HEX)).toBe(false);
});

test('a body that differs in one bit, or was written anew, is not signed', () => {
  const body = Buffer.from('{"event_id": "1",  "amount": 1.0}');
  const given = sign(body, KEY, BASE64);
  expect(isSigned(body, given, [KEY], BASE64)).toBe(true);
  const anew = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
  expect(isSigned(anew, given, [KEY], BASE64)).toBe(false);
  for (let bit = 0; bit < body.length * 8; bit++) {
    const flipped = Buffer.from(body);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(isSigned(flipped, given, [KEY], BASE64)).toBe(false);
  }
});

test('what cannot be a signature is known by its length', () => {
  expect(isSignatureShaped(IN_BASE64, BASE64)).toBe(true);
  expect(isSignatureShaped(`v1=${IN_HEX}`, HEX)).toBe(true);
  for (const given of [undefined, '', IN_HEX, `${IN_BASE64}=`]) {
    expect(isSignatureShaped(given, BASE64)).toBe(false);
  }
});
