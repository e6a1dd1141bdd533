import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';

/** One line of a password file of libpq, which psql and every other client of it understand. */
export interface PassEntry {
  readonly host: string;
  readonly port: number;
  /** `*` stands for every database. */
  readonly database: string;
  readonly role: string;
  readonly password: string;
}

/** None when there is no such file. */
export async function readPassFile(file: string): Promise<PassEntry[]> {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseLine);
}

/** Replaces the file at once: a reader sees the old or the new one. Mode 0600, without which libpq ignores it. */
export async function writePassFile(file: string, entries: readonly PassEntry[]): Promise<void> {
  const draft = `${file}.new-${process.pid}`;
  await writeFile(draft, entries.map(formatLine).join(''), { mode: 0o600 });
  await keepOwner(file, draft);
  await rename(draft, file);
}

/** When root works in the home of a plain user, the user must be able to go on. */
async function keepOwner(file: string, draft: string): Promise<void> {
  const owner = await stat(file).catch(() => null);
  if (owner !== null && process.getuid?.() === 0) await chown(draft, owner.uid, owner.gid);
}

function parseLine(line: string): PassEntry {
  const fields = (line.match(/(?:\\.|[^:\\])+/g) ?? []).map((field) =>
    field.replace(/\\(.)/g, '$1'),
  );
  const [host = '', port = '', database = '', role = '', password = ''] = fields;
  return { host, port: Number(port), database, role, password };
}

function formatLine({ host, port, database, role, password }: PassEntry): string {
  const fields = [host, String(port), database, role, password];
  return `${fields.map((field) => field.replace(/[\\:]/g, '\\$&')).join(':')}\n`;
}
