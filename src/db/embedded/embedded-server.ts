import { rm } from 'node:fs/promises';

import { OWNER } from './data-folder.ts';
import { DATABASE, urlOf } from './owner-connection.ts';
import { type PassEntry, readPassFile, writePassFile } from './pass-file.ts';
import type { Place } from './place.ts';
import { stopPostmaster } from './postmaster.ts';
import { giveRolesPasswords, type WarehouseRole } from './role-passwords.ts';
import { HOST } from './server-port.ts';
import { withStartLock } from './start-lock.ts';
import { isStillUsed } from './using-processes.ts';

export interface EmbeddedServer {
  /** Of the database `pocketbook`, as superuser. Holds the password: never to be printed. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** In the format of libpq, mode 0600; holds the passwords of all roles that have one. */
  readonly passwordFile: string;
  /** Lets the roles that the migrations created log in. Safe to call again. */
  ensureRolePasswords(adminUrl?: string): Promise<void>;
  /** Of the database `pocketbook`, as one of the roles that `ensureRolePasswords` has let in. */
  roleUrl(role: WarehouseRole): Promise<string>;
  /** Replaces `passwordFile`. */
  writePassFile(entries: readonly PassEntry[]): Promise<void>;
  /** What a person types to look into the database. */
  psqlLine(role: WarehouseRole): string;
  /** Stops the server, unless another process still uses it. */
  close(): Promise<void>;
}

interface Opened {
  readonly place: Place;
  readonly port: number;
  readonly password: string;
  readonly passwordFile: string;
  readonly use: string;
}

export class OpenServer implements EmbeddedServer {
  readonly url: string;
  readonly host = HOST;
  readonly port: number;
  readonly database = DATABASE;
  readonly passwordFile: string;
  readonly #place: Place;
  readonly #use: string;
  #closing: Promise<void> | undefined;

  constructor({ place, port, password, passwordFile, use }: Opened) {
    this.url = urlOf(OWNER, password, port);
    this.port = port;
    this.passwordFile = passwordFile;
    this.#place = place;
    this.#use = use;
  }

  async ensureRolePasswords(adminUrl: string = this.url): Promise<void> {
    await giveRolesPasswords(adminUrl, this.passwordFile, this.port);
  }

  async roleUrl(role: WarehouseRole): Promise<string> {
    const entries = await readPassFile(this.passwordFile);
    const password = entries.find((entry) => entry.role === role)?.password ?? '';
    return urlOf(role, password, this.port);
  }

  async writePassFile(entries: readonly PassEntry[]): Promise<void> {
    await writePassFile(this.passwordFile, entries);
  }

  psqlLine(role: WarehouseRole): string {
    const file = quoteForShell(this.passwordFile);
    return `PGPASSFILE=${file} psql -h ${HOST} -p ${this.port} -U ${role} ${DATABASE}`;
  }

  async close(): Promise<void> {
    this.#closing ??= this.#leave();
    await this.#closing;
  }

  async #leave(): Promise<void> {
    const { control } = this.#place;
    await withStartLock(control, async () => {
      await rm(this.#use, { force: true });
      if (!(await isStillUsed(control))) await stopPostmaster(this.#place);
    });
  }
}

function quoteForShell(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
