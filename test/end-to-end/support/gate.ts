import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

/** A place in the database where whoever comes is held back, so that a test can end a process right there. */
export interface Gate {
  /** Resolves when somebody stands before it. */
  reached(): Promise<void>;
  /** Takes it away. Whoever stood before it is sent back: the server ends the statement as if it had never come. */
  remove(): Promise<void>;
}

export interface GatePlace {
  readonly before: 'insert' | 'update';
  readonly on: string;
  /** A condition on the row, such as `new.state = 'settled'`. */
  readonly when?: string;
}

const KEY = 7_031_969;

export async function closeGate(url: string, { before, on, when }: GatePlace): Promise<Gate> {
  const holder = new pg.Client({ connectionString: url, application_name: 'gate' });
  await holder.connect();
  await holder.query('select pg_advisory_lock($1)', [KEY]);
  await holder.query(`
    create function public.wait_at_gate() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(${KEY});
      return new;
    end $$;
    create trigger gate before ${before} on ${on}
    for each row ${when === undefined ? '' : `when (${when})`} execute function public.wait_at_gate()`);
  return {
    async reached() {
      while ((await waiting(holder)).length === 0) await sleep(10);
    },
    async remove() {
      for (const pid of await waiting(holder)) {
        await holder.query('select pg_terminate_backend($1, 5000)', [pid]);
      }
      // Whoever comes while the trigger is dropped must not wait for us, as we would for it.
      await holder.query('select pg_advisory_unlock($1)', [KEY]);
      await holder.query(`drop trigger gate on ${on}`);
      await holder.query('drop function public.wait_at_gate()');
      await holder.end();
    },
  };
}

async function waiting(holder: pg.Client): Promise<number[]> {
  const { rows } = await holder.query<{ pid: number }>(
    `select pid
     from pg_locks
     where locktype = 'advisory'
       and not granted
       and objid = $1
       and database = (select oid from pg_database where datname = current_database())`,
    [KEY],
  );
  return rows.map(({ pid }) => pid);
}
