import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/cli/config.ts';
import { openClientAlone } from '../../src/cli/open-job.ts';
import { recordingLog } from '../extract/support/client.ts';
import { newKey } from '../extract/support/simulated-auth.ts';
import { makeTestFolder } from '../support/test-folder.ts';

test('files come from the hosts that JIKO_FILE_HOSTS names, and the refusal of another names that setting', async () => {
  const home = await makeTestFolder('open-job');
  const keyFile = join(home, 'key.pem');
  await writeFile(keyFile, newKey().privateKeyPem, { mode: 0o600 });
  const clientWith = async (hosts: string) => {
    const settings = readSettings({
      POCKETBOOK_HOME: home,
      JIKO_API_URL: 'https://api.invalid',
      JIKO_CLIENT_ID: 'a',
      JIKO_PRIVATE_KEY_FILE: keyFile,
      JIKO_KEY_ALG: 'EdDSA',
      JIKO_FILE_HOSTS: hosts,
    });
    const [entity] = settings.entities;
    if (entity === undefined) throw new TypeError('the environment speaks of one entity');
    return openClientAlone(settings, entity, recordingLog());
  };
  const fetchWith = async (hosts: string) =>
    (await clientWith(hosts)).fetchFile('https://127.0.0.1/file');
  await expect(fetchWith('')).rejects.toThrow(/127\.0\.0\.1; .*JIKO_FILE_HOSTS/);
  // Nobody listens there, but somebody was looked for.
  await expect(fetchWith('127.0.0.1')).rejects.not.toMatchObject({ code: 'DOWNLOAD_INVALID' });
});
