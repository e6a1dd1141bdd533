import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** How a run of the program ended, and all that it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningPocketbook {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves with the match as soon as stdout has one; rejects when the program ends without it. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** What stdout had so far. */
  output(): string;
  /** Closes our end of stdout, as `head` does. */
  stopReading(): void;
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<Ended>;
}

const PROGRAM = fileURLToPath(new URL('../../../bin/pocketbook.js', import.meta.url));
/** A program that hangs is killed, so that its test fails with what it said so far. */
const PATIENCE_MS = 150_000;

type Settings = Readonly<Record<string, string>>;

/** Starts the program as a user would, with these settings and nothing else of our environment that matters to it. */
export function startPocketbook(args: readonly string[], settings: Settings): RunningPocketbook {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: tmpdir(),
    env: { PATH, HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearTimeout(patience);
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout);
          if (match !== null) resolve(match);
        };
        look();
        child.stdout.on('data', look);
        ended.then(
          (end) => reject(new Error(`ended without ${pattern}: ${JSON.stringify(end)}`)),
          reject,
        );
      }),
    output: () => stdout,
    stopReading: () => child.stdout.destroy(),
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

export function pocketbook(args: readonly string[], settings: Settings): Promise<Ended> {
  return startPocketbook(args, settings).ended;
}

/** The one JSON document that stdout holds; throws where it holds anything else. */
export function documentOf({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): unknown {
  try {
    return JSON.parse(stdout);
  } catch (error) {
    throw new Error(`expected one JSON document, got '${stdout}' and '${stderr}'`, {
      cause: error,
    });
  }
}
