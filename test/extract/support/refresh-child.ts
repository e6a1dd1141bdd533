import { readFileSync } from 'node:fs';
import { createJikoClient } from '../../../src/extract/jiko-client.ts';
import { createLanding } from '../../../src/extract/landing.ts';
import { loadPrivateKey } from '../../../src/extract/private-key.ts';
import { createTokenVault } from '../../../src/extract/token-vault.ts';
import { parseProfile } from '../../../src/transform/profile.ts';
import { recordingLog } from './client.ts';
import { realClock } from './clocks.ts';

/** A process of its own that asks for the pockets by the sign-in of a person, and prints how it went. */
const [url = '', folder = '', keyPem = '', clientId = ''] = process.argv.slice(2);
const profileFile = new URL('../../../profiles/jiko.yaml', import.meta.url);
const key = loadPrivateKey(keyPem);
const clock = realClock;
const vault = createTokenVault({
  folder,
  entityId: 'main',
  clientId,
  authUrl: url,
  keys: [key],
  clock,
});
const client = createJikoClient({
  apiUrl: url,
  authUrl: url,
  clientId,
  key,
  vault,
  scope: 'pockets.read',
  profile: parseProfile(readFileSync(profileFile, 'utf8'), 'jiko.yaml'),
  landing: await createLanding({ folder: `${folder}/landing`, clock }),
  clock,
  log: recordingLog(),
});
try {
  process.stdout.write(`${(await client.listPockets()).length} pockets\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
}
