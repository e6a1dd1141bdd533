import { ParseError, ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { peek } from '../peek.ts';
import { textOfBytes } from '../text-of-bytes.ts';
import { binaryFormat, otherText } from './other-format.ts';
import type { StatementEvent } from './statement-event.ts';
import { StatementHandler } from './statement-handler.ts';
import { StrictXml } from './strict-xml.ts';
import { XML_HEAD_BYTES, xmlEncoding } from './xml-encoding.ts';

/** Entries and transactions: more of them live long enough to be copied by the garbage collector, and cost 70 MB more. */
const BATCH_EVENTS = 400;

/** Four times the largest file that we were told of; whoever downloads files has a smaller limit. */
const FILE_BYTES_MAX = 4 * 1_024 ** 3;

export interface Camt053Options {
  /** A file of more bytes is refused. */
  readonly bytesMax?: number;
}

/**
 * The statements of a camt.053 file of any version, as they are read, in batches, in bounded memory.
 *
 * Throws `ParseError` for what is not well-formed, is another message or holds an unreadable amount; everything read up
 * to there has been handed out by then, and is worth nothing. Comments and processing instructions inside amounts, codes
 * and ids are refused too: a person would not read `12<!-- -->34` as 1234.
 */
export async function* readCamt053(
  bytes: Bytes,
  fileName: string,
  { bytesMax = FILE_BYTES_MAX }: Camt053Options = {},
): AsyncGenerator<readonly StatementEvent[]> {
  const handler = new StatementHandler(fileName);
  const xml = new StrictXml(fileName, handler);
  const waiting = new WaitingEvents();
  try {
    for await (const text of textOfXml(atMost(bytes, bytesMax))) {
      if (xml.isAtStart()) refuseOtherThanXml(text, xml);
      xml.write(text);
      waiting.add(handler.take());
      if (waiting.weight >= BATCH_EVENTS) yield waiting.take();
    }
    if (xml.isAtStart()) xml.fail('expected a camt.053 statement, got an empty file');
    xml.close();
    handler.finish(xml.place());
  } catch (error) {
    waiting.add(handler.take());
    yield waiting.take();
    if (error instanceof ValueError) throw placed(error, fileName, xml, handler);
    throw error;
  }
  yield waiting.take();
}

/** A batch is weighed with the transactions in it, of which an entry may have very many. */
class WaitingEvents {
  weight = 0;
  #events: StatementEvent[] = [];

  add(events: readonly StatementEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.weight += event.kind === 'entry' ? 1 + event.details.length : 1;
    }
  }

  take(): readonly StatementEvent[] {
    const taken = this.#events;
    this.#events = [];
    this.weight = 0;
    return taken;
  }
}

async function* atMost(bytes: Bytes, bytesMax: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > bytesMax)
      throw new ValueError(`a file of at most ${bytesMax} bytes`, 'a larger one');
    yield piece;
  }
}

async function* textOfXml(bytes: Bytes): AsyncGenerator<string> {
  const { head, all } = await peek(bytes, XML_HEAD_BYTES);
  const format = binaryFormat(head);
  if (format !== null) throw new ValueError('a camt.053 statement', format);
  yield* textOfBytes(all, xmlEncoding(head));
}

function refuseOtherThanXml(text: string, xml: StrictXml): void {
  const what = otherText(text.trimStart().slice(0, 64));
  if (what !== null) xml.fail(`expected a camt.053 statement, got ${what}`);
}

function placed(
  error: ValueError,
  file: string,
  xml: StrictXml,
  handler: StatementHandler,
): ParseError {
  const place = { file, ...xml.place(), locator: handler.locator() };
  return new ParseError(place, error.message, error);
}
