import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bytesOfFile } from '../../src/jobs/bytes-of-file.ts';

test('a file that is not there is an error for whoever reads it, and for nobody before', async () => {
  const bytes = bytesOfFile('/nowhere/at/all');
  // An error that nobody waits for would end the process here.
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  const reading = (async () => {
    for await (const _ of bytes) expect.unreachable();
  })();
  await expect(reading).rejects.toMatchObject({ code: 'ENOENT' });
});
