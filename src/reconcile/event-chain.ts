import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';

/** Where the chain of an entity ended at some time. */
export interface ChainHead {
  readonly entityId: string;
  /** How many events there were. */
  readonly length: bigint;
  /** Of the last one, in hexadecimal. */
  readonly hash: string;
}

export interface ChainVerdict {
  readonly head: ChainHead;
  /** null: whole */
  readonly damage: string | null;
}

/**
 * Computes the chain of break events of an entity again, from its first event on, and says where it is damaged first: the
 * hashes are made here, not by the functions of the database, which whoever owns it can replace. `anchors` are heads that were
 * noted before: with them it also shows when the whole chain was written anew, or its end taken away.
 * In a transaction of isolation `repeatable read`: people go on adding events.
 */
export async function verifyEventChain(
  client: PoolClient,
  entityId: string,
  anchors: readonly ChainHead[] = [],
): Promise<ChainVerdict> {
  const anchored = anchors.filter((anchor) => anchor.entityId === entityId);
  let head: ChainHead = { entityId, length: 0n, hash: beginOf(entityId) };
  for await (const event of readEvents(client, entityId)) {
    const damage = damageOf(event, head) ?? missedAnchor(event, anchored);
    if (damage !== null) return { head, damage };
    head = { entityId, length: event.chainNo, hash: event.hash };
  }
  return { head, damage: damageOfEnd(head, await readHead(client, entityId), anchored) };
}

interface ChainedEvent {
  readonly chainNo: bigint;
  readonly eventId: bigint;
  readonly prevHash: string;
  readonly hash: string;
  /** All that is hashed, as text, in the order of `recon.chained_text`. */
  readonly fields: readonly (string | null)[];
}

function damageOf({ chainNo, prevHash, hash, fields }: ChainedEvent, head: ChainHead) {
  const next = head.length + 1n;
  if (chainNo > next) return `event ${next} is missing`;
  if (chainNo < next) return `event ${chainNo} is there more than once`;
  if (prevHash !== head.hash) return `event ${chainNo} does not follow the one before it`;
  if (hash !== hashOf(fields)) return `event ${chainNo} has been changed`;
  return null;
}

function missedAnchor({ chainNo, hash }: ChainedEvent, anchors: readonly ChainHead[]) {
  const isOther = anchors.some((one) => one.length === chainNo && one.hash !== hash);
  return isOther
    ? `event ${chainNo} is not the one that was anchored: the chain was rewritten`
    : null;
}

function damageOfEnd(
  head: ChainHead,
  kept: ChainHead,
  anchors: readonly ChainHead[],
): string | null {
  const longest = anchors.reduce((max, { length }) => (length > max ? length : max), kept.length);
  if (longest > head.length) return `the events from ${head.length + 1n} to ${longest} are missing`;
  if (kept.length < head.length) return `there are events after ${kept.length}, its end`;
  if (kept.hash !== head.hash) return 'its end is noted with another hash';
  return null;
}

/** As `recon.chained_field`: bytes, colon, text, comma. */
function hashOf(fields: readonly (string | null)[]): string {
  const sum = createHash('sha256');
  for (const field of fields) {
    sum.update(field === null ? '-,' : `${Buffer.byteLength(field)}:${field},`);
  }
  return sum.digest('hex');
}

/** As `recon.chain_begin`. */
function beginOf(entityId: string): string {
  return createHash('sha256').update(`pocketbook break events of ${entityId}`).digest('hex');
}

const EVENTS_AT_ONCE = 5_000;

async function* readEvents(client: PoolClient, entityId: string): AsyncGenerator<ChainedEvent> {
  let after: Pick<ChainedEvent, 'chainNo' | 'eventId'> = { chainNo: -1n, eventId: -1n };
  for (;;) {
    const { rows } = await client.query<ChainedEvent>(EVENTS, [
      entityId,
      after.chainNo,
      after.eventId,
      EVENTS_AT_ONCE,
    ]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

const EVENTS = `
  select
    chain_no as "chainNo", event_id as "eventId", encode(prev_hash, 'hex') as "prevHash",
    encode(hash, 'hex') as hash,
    array[
      'pocketbook break event 1', encode(prev_hash, 'hex'), entity_id, chain_no::text, event_id::text,
      break_id::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor,
      is_by_program::text, verb, status, difference::text, assignee,
      to_char(explained_until, 'YYYY-MM-DD'), note
    ] as fields
  from recon.break_event
  where entity_id = $1
    and (chain_no, event_id) > ($2, $3)
  order by chain_no, event_id
  limit $4`;

async function readHead(client: PoolClient, entityId: string): Promise<ChainHead> {
  const { rows } = await client.query<ChainHead>(
    `select entity_id as "entityId", length, encode(hash, 'hex') as hash
     from recon.event_chain
     where entity_id = $1`,
    [entityId],
  );
  return rows[0] ?? { entityId, length: 0n, hash: beginOf(entityId) };
}
