import { ParseError, ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { peek } from '../peek.ts';
import { textOfBytes } from '../text-of-bytes.ts';
import type { StatementEvent } from './statement-event.ts';
import { StatementHandler } from './statement-handler.ts';
import { StrictXml } from './strict-xml.ts';
import { XML_HEAD_BYTES, xmlEncoding } from './xml-encoding.ts';

const BATCH_EVENTS = 1_000;

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
): AsyncGenerator<readonly StatementEvent[]> {
  const handler = new StatementHandler(fileName);
  const xml = new StrictXml(fileName, handler);
  let waiting: StatementEvent[] = [];
  try {
    for await (const text of textOfXml(bytes)) {
      if (xml.isAtStart()) refuseOtherThanXml(text, xml);
      xml.write(text);
      waiting = waiting.concat(handler.take());
      if (waiting.length >= BATCH_EVENTS) {
        yield waiting;
        waiting = [];
      }
    }
    if (xml.isAtStart()) xml.fail('expected a camt.053 statement, got an empty file');
    xml.close();
    handler.finish(xml.place());
  } catch (error) {
    yield waiting.concat(handler.take());
    if (error instanceof ValueError) throw placed(error, fileName, xml, handler);
    throw error;
  }
  yield waiting;
}

async function* textOfXml(bytes: Bytes): AsyncGenerator<string> {
  const { head, all } = await peek(bytes, XML_HEAD_BYTES);
  yield* textOfBytes(all, xmlEncoding(head));
}

function refuseOtherThanXml(text: string, xml: StrictXml): void {
  const what = otherThanXml(text.trimStart().slice(0, 64));
  if (what !== null) xml.fail(`expected a camt.053 statement, got ${what}`);
}

function otherThanXml(start: string): string | null {
  if (/^<!doctype\s+html/i.test(start)) return 'an HTML page';
  if (start === '' || start.startsWith('<')) return null;
  return /^[{[]/.test(start) ? 'JSON' : 'text that is no XML';
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
