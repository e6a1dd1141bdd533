import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { loadPrivateKey } from '../../src/extract/private-key.ts';

const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = (bits: number) => pem(generateKeyPairSync('rsa', { modulusLength: bits }).privateKey);
const ed25519 = pem(generateKeyPairSync('ed25519').privateKey);

it('takes RSA of 2048 bits for PS256 and Ed25519 for EdDSA', () => {
  expect(loadPrivateKey(rsa(2048), 'PS256').alg).toBe('PS256');
  expect(loadPrivateKey(ed25519, 'EdDSA').alg).toBe('EdDSA');
});

it.each([
  ['RSA of 1024 bits', rsa(1024), 'PS256', 'at least 2048 bits, got 1024'],
  [
    'Ed25519 for PS256',
    ed25519,
    'PS256',
    'expected an RSA key for PS256, got a key of type ed25519',
  ],
  ['RSA for EdDSA', rsa(2048), 'EdDSA', 'expected an Ed25519 key for EdDSA'],
  [
    'an elliptic curve',
    pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    'PS256',
    'type ec',
  ],
  [
    'RSA-PSS',
    pem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey),
    'PS256',
    'rsa-pss',
  ],
  [
    'a public key',
    generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    'EdDSA',
    "a broken 'PUBLIC KEY'",
  ],
  ['half a key', ed25519.slice(0, 60), 'EdDSA', "a broken 'PRIVATE KEY'"],
  ['something else', 'canary', 'EdDSA', 'without a PEM header'],
  ['nothing', '', 'EdDSA', '0 characters'],
] as const)('refuses %s and tells nothing of it (T11)', (_, text, alg, reason) => {
  const load = () => loadPrivateKey(text, alg);
  expect(load).toThrow(reason);
  expect(load).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('---'))) {
    expect(load).not.toThrow(line);
  }
});
