import { expect, test } from 'vitest';
import { joinConcerns } from '../../src/domain/concerns.ts';
import { concernsOf } from '../../src/receive/concerns.ts';
import { readEnvelope } from '../../src/receive/envelope.ts';
import { WORDS } from './words.ts';

const read = (text: string | Uint8Array) => readEnvelope(Buffer.from(text), WORDS.jiko);

test('an event is known by its id, its type and its time, in the words of the profile', () => {
  const time = '2026-01-30T16:09:35.775108Z';
  const told = {
    eventId: 'e-1',
    eventType: 'transfers.wire.in.success',
    occurredAt: new Date('2026-01-30T16:09:35.775Z'),
  };
  const jiko = {
    event_id: 'e-1',
    event_type: told.eventType,
    timestamp: time,
    payload: {},
    new: 1,
  };
  expect(read(JSON.stringify(jiko))).toEqual(told);
  const other = { happening_id: 'e-1', happening: told.eventType, happened_at: time };
  expect(readEnvelope(Buffer.from(JSON.stringify(other)), WORDS.alternate)).toEqual(told);
});

test.each([
  ['', 'JSON'],
  ['{', 'JSON'],
  ['\u{feff}x', 'JSON'],
  [Buffer.from([0x22, 0xff, 0x22]), 'JSON'],
  ['[]', 'an object'],
  ['null', 'an object'],
  ['"secret"', 'an object'],
  ['{"event_type": "t"}', 'an id in event_id'],
  ['{"event_id": null, "event_type": "t"}', 'an id in event_id'],
  ['{"event_id": {"a": 1}, "event_type": "t"}', 'an id in event_id'],
  ['{"event_id": "", "event_type": "t"}', 'an id in event_id'],
  ['{"event_id": "a\\u0000b", "event_type": "t"}', 'an id in event_id'],
  ['{"event_id": 1.5, "event_type": "t"}', 'an id in event_id'],
  ['{"event_id": 12345678901234567890, "event_type": "t"}', 'an id in event_id'],
  [`{"event_id": "${'x'.repeat(201)}", "event_type": "t"}`, 'an id in event_id'],
  ['{"__proto__": {"event_id": "e", "event_type": "t"}}', 'an id in event_id'],
  ['{"event_id": "e"}', 'a type in event_type'],
  ['{"event_id": "e", "event_type": "drop table\\n"}', 'a type in event_type'],
])('what is no event is refused, and nothing of it repeated: %s', (text, expected) => {
  expect(() => read(text)).toThrow(new RegExp(`^event: expected ${expected}$`));
});

test.each([
  ['{"event_id": 7, "event_type": "t"}', { eventId: '7', occurredAt: null }],
  ['{"event_id": "a", "event_id": "b", "event_type": "t"}', { eventId: 'b', occurredAt: null }],
  ['{"event_id": "e", "event_type": "t", "timestamp": 5}', { occurredAt: null }],
  [
    '{"event_id": "e", "event_type": "t", "timestamp": "2026-01-30T16:09:35"}',
    { occurredAt: null },
  ],
  [
    '{"event_id": "e", "event_type": "t", "timestamp": "2026-13-30T16:09:35Z"}',
    { occurredAt: null },
  ],
  [
    '{"event_id": "e", "event_type": "t", "timestamp": "2026-01-30T16:09:35+09:00"}',
    { occurredAt: new Date('2026-01-30T07:09:35Z') },
  ],
  [`{"deep": ${'['.repeat(50_000)}${']'.repeat(50_000)}, "event_id": "e", "event_type": "t"}`, {}],
])('what is odd about an event does not stop it: %.90s', (text, expected) => {
  expect(read(text)).toMatchObject({ eventType: 't', ...expected });
});

test('a transfer concerns transactions and transfer requests, and an unknown type everything', () => {
  for (const words of Object.values(WORDS)) {
    for (const [word] of Object.values(words.event.types)) {
      expect(concernsOf(word, words)).toEqual(['transactions', 'transfer_requests']);
    }
    for (const word of ['transfers.wire', 'bills.matured', 'constructor', '']) {
      expect(concernsOf(word, words)).toBe('everything');
    }
  }
  expect(concernsOf('remittance-left', WORDS.jiko)).toBe('everything');
  expect(joinConcerns(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'c']);
  expect([joinConcerns('everything', ['a']), joinConcerns(['a'], 'everything')]).toEqual([
    'everything',
    'everything',
  ]);
});
