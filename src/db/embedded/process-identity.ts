import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { InvariantError } from '../../domain/errors.ts';

const execute = promisify(execFile);

/**
 * What tells the process that has `pid` now from every other that had or will have the same pid; null when there is none.
 * A number alone is not enough: after a crash or a reboot it soon belongs to another program.
 */
export async function identifyProcess(pid: number): Promise<string | null> {
  const startedAt = await readStart(pid);
  return startedAt === null ? null : `${pid} ${startedAt}`;
}

export async function identifyOurselves(): Promise<string> {
  const identity = await identifyProcess(process.pid);
  if (identity === null) throw new InvariantError('this process does not find itself');
  return identity;
}

/** The command line of a process, blanks between the arguments; null when there is no such process. */
export async function readCommandLine(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return askPs(pid, 'args=');
  const text = await readOrNull(`/proc/${pid}/cmdline`);
  return text === null ? null : text.replaceAll('\0', ' ').trim();
}

async function readStart(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return askPs(pid, 'lstart=');
  const [stat, boot] = await Promise.all([
    readOrNull(`/proc/${pid}/stat`),
    readOrNull('/proc/sys/kernel/random/boot_id'),
  ]);
  if (stat === null) return null;
  // proc(5): the name stands in parentheses and may hold blanks; after it come the state and, 19 fields on, the start in ticks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isZombie = fields[0] === 'Z' || fields[0] === 'X';
  return isZombie ? null : `${fields[19]} ${boot?.trim()}`;
}

async function readOrNull(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

/**
 * There is no /proc on macOS. `ps` fails when there is no such process; it writes times for the zone and language of whoever
 * asks, and cuts long lines unless told twice that they may be wide.
 */
async function askPs(pid: number, column: string): Promise<string | null> {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = await execute('ps', ['-ww', '-o', column, '-p', String(pid)], { env }).catch(
    () => ({ stdout: '' }),
  );
  return stdout.trim() === '' ? null : stdout.trim();
}
