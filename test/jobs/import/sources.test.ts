import { createHash } from 'node:crypto';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runImport } from '../../../src/jobs/import/import-files.ts';
import { runRetry } from '../../../src/jobs/import/import-retry.ts';
import { save, saveAll } from '../../end-to-end/support/downloads.ts';
import { zipOf } from '../../support/zip.ts';
import {
  download,
  expectEmptyLedgers,
  folder,
  importFile,
  job,
  landed,
  outcomesOf,
  pockets,
  readQuarantine,
  textOf,
  useImports,
  warehouse,
} from './use-imports.ts';

useImports();

describe('what is found', () => {
  test('a folder is searched to its depth, in the order of names, without hidden files', async () => {
    const statement = download('BANK_STATEMENT_REPORT');
    await saveAll(join(folder, 'b', 'deeper'), [statement]);
    await save(folder, 'c.csv', download('SECURITY_PRICE_REPORT').bytes);
    await save(folder, '.DS_Store', 'hidden');
    await save(join(folder, '.git'), 'config', 'hidden');
    await symlink(folder, join(folder, 'a-circle'));
    const { files, run } = await runImport(job, [folder], { pocketIds: pockets });
    expect(files.map(({ name, outcome }) => [name, outcome])).toEqual([
      [`b/deeper/${statement.fileName}`, 'loaded'],
      ['c.csv', 'loaded'],
    ]);
    expect(run).toMatchObject({ outcome: 'green', apiCalls: 0 });
  });

  test('a path that is not there stops all before anything is landed', async () => {
    const path = await save(folder, 'statement.xml', textOf('BANK_STATEMENT_REPORT'));
    const told = { pocketIds: pockets };
    await expect(runImport(job, [path, join(folder, 'none.xml')], told)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/none\.xml: cannot be read \(ENOENT\)/),
    });
    await expectEmptyLedgers();
    const { rows } = await warehouse.pool.query('select from ops.run');
    expect(rows).toHaveLength(0);
  });

  test('a file is named without what could harm a terminal', async () => {
    const name = `\u001b[31mred\u202e${'x'.repeat(100)}.txt`;
    const [line] = await outcomesOf(importFile(name, 'nothing'));
    expect(line).toMatch(/^\?\[31mred\?x{100}\.txt refused/);
    expect(await readQuarantine()).toMatchObject([
      { file_name: `?[31mred?${'x'.repeat(100)}.txt` },
    ]);
  });
});

test('a file that cannot be read is told, and the others go on', async () => {
  await symlink(join(folder, 'gone.xml'), join(folder, '1-link.xml'));
  await writeFile(join(folder, '2-prices.csv'), textOf('SECURITY_PRICE_REPORT'));
  expect(await outcomesOf(runImport(job, [folder], {}))).toEqual([
    '1-link.xml refused 1-link.xml: cannot be read (ENOENT)',
    '2-prices.csv loaded',
  ]);
});

describe('archives', () => {
  test('the files of a zip archive are imported under its name, whatever it calls them', async () => {
    const archive = zipOf([
      { name: '../../outside.xml', bytes: textOf('BANK_STATEMENT_REPORT') },
      { name: 'folder/', bytes: '' },
      { name: '__MACOSX/._prices.csv', bytes: 'hidden' },
      { name: 'folder/prices.csv', bytes: download('SECURITY_PRICE_REPORT').bytes },
      { name: 'notes.txt', bytes: 'call the bank' },
    ]);
    const { files } = await importFile('may.zip', archive);
    expect(files.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['may.zip:../../outside.xml', 'loaded'],
      ['may.zip:folder/prices.csv', 'loaded'],
      ['may.zip:notes.txt', 'refused'],
    ]);
    const sha256 = createHash('sha256').update(textOf('BANK_STATEMENT_REPORT')).digest('hex');
    expect(files[0]?.sha256, 'landed as the API would have it').toBe(sha256);
  });

  const zeros = Buffer.alloc(200 * 1024 ** 2);
  test.each([
    [
      'an encrypted file',
      [{ name: 'a.xml', bytes: 'x', isEncrypted: true }],
      /encrypted: unpack it/,
    ],
    ['a wrong checksum', [{ name: 'a.xml', bytes: 'x', checksum: 1 }], /checksum does not fit/],
    ['a bomb', [{ name: 'a.xml', bytes: zeros }], /unpacks to more than/],
    [
      'an archive in it',
      [{ name: 'a.zip', bytes: zipOf([{ name: 'b', bytes: '' }]) }],
      /an archive in an archive/,
    ],
    ['a packed file in it', [{ name: 'a.xml.gz', bytes: gzipSync('x') }], /archive in an archive/],
    ['an office document', [{ name: '[Content_Types].xml', bytes: 'x' }], /save it as CSV/],
    ['nothing in it', [], /expected a file in it, got none/],
  ])('of a zip archive with %s the archive is kept', async (_what, members, reason) => {
    const archive = zipOf(members);
    const { files } = await importFile('may.zip', archive);
    expect(files).toMatchObject([{ outcome: 'refused', reason: expect.stringMatching(reason) }]);
    const [kept] = await readQuarantine();
    expect(kept).toMatchObject({ origin: 'import', reason: expect.stringMatching(reason) });
    expect((await landed(kept?.['sha256'])).equals(archive)).toBe(true);
    const left = await readdir(join(warehouse.home, 'landing'));
    expect(left.filter((name) => name.startsWith('.incoming'))).toEqual([]);
    await expectEmptyLedgers();
    const retried = await runRetry(job, [], {});
    expect(retried.files, 'the reason stays').toMatchObject([
      { outcome: 'refused', reason: kept?.['reason'] },
    ]);
  });

  test('a zip archive that was cut anywhere is refused, and never stops the others', async () => {
    const archive = zipOf([{ name: 'a.xml', bytes: textOf('BANK_STATEMENT_REPORT') }]);
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      const cut = archive.subarray(0, archive.length * part);
      const [line] = await outcomesOf(importFile('cut.zip', cut));
      expect(line).toMatch(/^cut\.zip refused cut\.zip: it cannot be unpacked/);
    }
    await expectEmptyLedgers();
  });

  test('a gzip file is imported as what it holds', async () => {
    const text = textOf('BANK_STATEMENT_REPORT');
    const inTwo = Buffer.concat([gzipSync(text.slice(0, 500)), gzipSync(text.slice(500))]);
    expect(await outcomesOf(importFile('a.xml.gz', gzipSync(text)))).toEqual(['a.xml.gz loaded']);
    expect(await outcomesOf(importFile('b.gz', inTwo))).toEqual(['b.gz there']);
  });

  test.each([
    [
      'is cut',
      (packed: Buffer) => packed.subarray(0, -9),
      /cannot be unpacked: unexpected end of file/,
    ],
    [
      'goes on',
      (packed: Buffer) => Buffer.concat([packed, Buffer.from('more')]),
      /cannot be unpacked: incorrect header check/,
    ],
    ['is padded', (packed: Buffer) => Buffer.concat([packed, Buffer.alloc(9)]), /got more/],
    [
      'is padded for long',
      (packed: Buffer) => Buffer.concat([packed, Buffer.alloc(1_000_000)]),
      /got more/,
    ],
    [
      'was changed',
      (packed: Buffer) => Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]),
      /cannot be unpacked: incorrect data check/,
    ],
    ['is a bomb', () => gzipSync(zeros), /unpacks to more than/],
    ['holds another', (packed: Buffer) => gzipSync(packed), /archive in an archive/],
  ])('a gzip file that %s is refused and kept', async (_what, change, reason) => {
    const packed = change(gzipSync(textOf('BANK_STATEMENT_REPORT')));
    const { files } = await importFile('statement.xml.gz', packed);
    expect(files).toMatchObject([{ outcome: 'refused', reason: expect.stringMatching(reason) }]);
    const [kept] = await readQuarantine();
    expect((await landed(kept?.['sha256'])).equals(packed)).toBe(true);
    await expectEmptyLedgers();
  });
});
