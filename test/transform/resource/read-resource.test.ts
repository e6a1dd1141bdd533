import { describe, expect, test } from 'vitest';
import type { ResourceName } from '../../../src/domain/resource.ts';
import { readResource } from '../../../src/transform/resource/read-resource.ts';
import { bytesOf } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';

async function read(name: ResourceName, text: string) {
  const listing = await readResource(bytesOf(text), 'listing', name, jiko);
  return {
    ...listing,
    contents: listing.items.map(({ content }) => JSON.parse(content) as Record<string, unknown>),
    messages: listing.problems.map(({ message }) => message),
  };
}

function page(...items: readonly string[]): string {
  return `{"items":[${items.join(',')}],"next_page":null,"object_type":"CursorList"}`;
}

const transfer = (more: string, id = 't1') => `{"id":"${id}",${more},"object_type":"Transfer"}`;

describe('an amount', () => {
  const amount = (value: string) => transfer(`"amount":${value}`);

  test.each([
    ['{"value":9007199254740993,"currency":"USD"}', '90071992547409.93'],
    ['{"value":-5,"currency":"USD","formatted":"$1,000.00"}', '-0.05'],
    ['{"value":0}', '0.00'],
  ])('%s is read to the cent', async (told, expected) => {
    const { contents } = await read('transfer_requests', `[${page(amount(told))}]`);
    expect(contents).toEqual([{ transfer_id: 't1', amount: expected, amount_currency: 'USD' }]);
  });

  test.each([
    '{"value":1e2,"currency":"USD"}',
    '{"value":12.0,"currency":"USD"}',
    '{"value":"12","currency":"USD"}',
    '{"currency":"USD"}',
    '{"value":null,"currency":"USD"}',
    '{"value":12,"currency":"EUR"}',
    '{"value":1234567890123456789,"currency":"USD"}',
    '12',
    '"12.00"',
    '[]',
  ])('%s refuses the listing and names its place', async (told) => {
    const text = `[${page(transfer('"status":"PENDING"', 't0'), amount(told))}]`;
    await expect(read('transfer_requests', text)).rejects.toThrow(
      /page\[1\]\.items\[2\]: expected amount as an amount, got/,
    );
  });

  test('inside of a row is read as strictly', async () => {
    const fee = (value: string) =>
      `[${page(transfer(`"fees":[{"type":"WIRE_FEE","amount":{"value":${value}},"object_type":"Fee"}]`))}]`;
    const { contents } = await read('transfer_requests', fee('2500'));
    expect(contents[0]?.['fees']).toEqual([
      { type: 'WIRE_FEE', amount: '25.00', amount_currency: 'USD' },
    ]);
    await expect(read('transfer_requests', fee('25.00'))).rejects.toThrow(/amount as an amount/);
  });
});

describe('what the profile does not know', () => {
  test('is kept as it came and told once', async () => {
    const items = ['a', 'b', 'c'].map((id) => transfer(`"colour":{"of":[1.50,"red"]}`, id));
    const { items: read1, messages } = await read('transfer_requests', `[${page(...items)}]`);
    expect(read1.map(({ extra }) => extra)).toEqual(
      Array(3).fill('{"colour":{"of":[1.50,"red"]}}'),
    );
    expect(messages).toEqual(['the field colour is not known to the profile, and kept as it came']);
  });

  test.each(['business_applications', 'user', 'members', 'member_details'] as const)(
    'is not kept of %s, which may tell of persons, and told once',
    async (name) => {
      const item = '{"id":"x","passport":"P-1"}';
      const text = name === 'members' ? `[{"member_groups":[{"members":[${item}]}]}]` : `[${item}]`;
      const { items, messages } = await read(
        name,
        name === 'business_applications' ? `[${page(item)}]` : text,
      );
      expect(items.map(({ extra }) => extra)).toEqual([null]);
      expect(messages).toContain('the field passport is not known to the profile, and not kept');
    },
  );

  test('of words is kept as well', async () => {
    const { contents, messages } = await read(
      'transfer_requests',
      `[${page(transfer('"status":"ON_THE_MOON"'))}]`,
    );
    expect(contents).toEqual([{ transfer_id: 't1', status: 'ON_THE_MOON' }]);
    expect(messages).toEqual([]);
  });

  test('of a row is kept in the row', async () => {
    const row = '{"type":"X","why":"because","object_type":"Fee"}';
    const { contents } = await read('transfer_requests', `[${page(transfer(`"fees":[${row}]`))}]`);
    expect(contents[0]?.['fees']).toEqual([{ type: 'X', other_fields: { why: 'because' } }]);
  });

  test('may be called __proto__', async () => {
    const { items } = await read('transfer_requests', `[${page(transfer('"__proto__":{"x":1}'))}]`);
    expect(items[0]?.extra).toBe('{"__proto__":{"x":1}}');
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});

test('an instant that is none is kept raw and told, and the rest of the item is read', async () => {
  const { items, contents, messages } = await read(
    'transfer_requests',
    `[${page(transfer('"created_at":"yesterday","status":"PENDING"'))}]`,
  );
  expect(contents).toEqual([{ transfer_id: 't1', status: 'PENDING' }]);
  expect(items[0]?.extra).toBe('{"created_at":"yesterday"}');
  expect(messages[0]).toMatch(/created_at is no instant and was kept as it came: .*'yesterday'/);
});

test.each([
  '2025-02-30T10:00:00Z',
  '0000-01-01T10:00:00Z',
  '2025-05-05T10:00:00+16:00',
  '2025-05-05T10:00:00-15:60',
  '2025-05-05T24:01:00Z',
  '2025-05-05T10:00:61Z',
])('the impossible instant %s is kept raw, as PostgreSQL would refuse it', async (told) => {
  const { items, contents } = await read(
    'transfer_requests',
    `[${page(transfer(`"created_at":"${told}"`))}]`,
  );
  expect(contents).toEqual([{ transfer_id: 't1' }]);
  expect(items[0]?.extra).toBe(`{"created_at":"${told}"}`);
});

test.each(['2025-05-05T10:00:00+15:59', '0001-01-01T00:00:00Z', '2024-02-29T23:59:59.999999-1200'])(
  'the instant %s is read',
  async (told) => {
    const { contents } = await read(
      'transfer_requests',
      `[${page(transfer(`"created_at":"${told}"`))}]`,
    );
    expect(contents[0]?.['created_at']).toBe(told);
  },
);

test('a day of the year 0 is kept raw', async () => {
  const { items, contents } = await read('agreements', '[{"release_date":"0000-02-29"}]');
  expect(contents).toEqual([{}]);
  expect(items[0]?.extra).toBe('{"release_date":"0000-02-29"}');
});

test('an item on two pages counts once, as it stood last', async () => {
  const [first, second] = ['PENDING', 'COMPLETED'].map((word) => transfer(`"status":"${word}"`));
  const { contents, itemsRead } = await read(
    'transfer_requests',
    `[${page(first ?? '')},${page(second ?? '')}]`,
  );
  expect(contents).toEqual([{ transfer_id: 't1', status: 'COMPLETED' }]);
  expect(itemsRead).toBe(2);
});

test('an item without that by which it is known refuses the listing', async () => {
  await expect(read('transfer_requests', `[${page('{"status":"X"}')}]`)).rejects.toThrow(
    /page\[1\]\.items\[1\]: expected transfer_id, by which it is known, got 'none'/,
  );
});

test('a list that goes on elsewhere is refused: its rest would be taken for gone', async () => {
  const list = (next: string) => `[{"portals":[{"id":"p1"}],"next_page":${next}}]`;
  await expect(read('portals_v1', list('"more"'))).rejects.toThrow(
    /page\[1\]: expected a list that is whole, got 'one of its pages'/,
  );
  expect((await read('portals_v1', list('null'))).itemsRead).toBe(1);
});

describe('text that PostgreSQL cannot hold', () => {
  test('is read with a sign in its place', async () => {
    const told = String.raw`"metadata_like":"a\u0000b","lone":"\ud800","fine":"\\u0000 \ud83d\ude00"`;
    const { items } = await read('transfer_requests', `[${page(transfer(told))}]`);
    expect(JSON.parse(items[0]?.extra ?? '')).toEqual({
      metadata_like: 'a\u2400b',
      lone: '\ufffd',
      fine: '\\u0000 \u{1f600}',
    });
  });
});

describe('an answer that is too much', () => {
  test.each([100, 5_000, 200_000])('of %i levels is refused', async (levels) => {
    const deep = '['.repeat(levels) + ']'.repeat(levels);
    await expect(
      read('transfer_requests', `[${page(transfer(`"deep":${deep}`))}]`),
    ).rejects.toMatchObject({ code: 'PARSE_INVALID' });
  });

  test('of more characters than are read is refused', async () => {
    const long = 'x'.repeat(33 * 1_048_576);
    await expect(
      read('transfer_requests', `[${page(transfer(`"description":"${long}"`))}]`),
    ).rejects.toThrow(/at most \d+ characters/);
  });
});

describe('a list', () => {
  const portal = '{"id":"p1","jiko_account_id":"a","status":"OPEN"}';

  test('stands under its key', async () => {
    const { contents } = await read('portals_v1', `[{"count":1,"portals":[${portal}]}]`);
    expect(contents).toEqual([{ portal_id: 'p1', pocket_id: 'a', status: 'OPEN' }]);
  });

  test('is refused where it is not there', async () => {
    await expect(read('portals_v1', `[[${portal}]]`)).rejects.toThrow(/a list called portals/);
    await expect(read('trading_strategies', '[{"items":[]}]')).rejects.toThrow(/a bare list/);
  });

  test('through lists gives an item what stands around it', async () => {
    const member = (id: string) => `{"id":"${id}","name":"N"}`;
    const group = (status: string, ...ids: string[]) =>
      `{"status":"${status}","members":[${ids.map(member).join(',')}]}`;
    const { contents, messages } = await read(
      'members',
      `[{"id":"team","member_groups":[${group('ACTIVE', 'm1', 'm2')},${group('INVITED')},${group('PENDING', 'm3')}]}]`,
    );
    expect(contents).toEqual([
      { member_id: 'm1', team_id: 'team', name: 'N', status: 'ACTIVE' },
      { member_id: 'm2', team_id: 'team', name: 'N', status: 'ACTIVE' },
      { member_id: 'm3', team_id: 'team', name: 'N', status: 'PENDING' },
    ]);
    expect(messages).toEqual([]);
  });
});

describe('a CSV', () => {
  test('is read by its headers, in any order, with empty cells left out', async () => {
    const { items, contents, messages } = await read(
      'audit_logs_csv',
      'Member ID,ID,Description,Mood,Timestamp\r\nm1,e1,"said ""no"", twice",,2025-05-05T10:00:00Z\r\n',
    );
    expect(contents).toEqual([
      {
        entry_id: 'e1',
        member_id: 'm1',
        description: 'said "no", twice',
        occurred_at: '2025-05-05T10:00:00Z',
      },
    ]);
    expect(items[0]?.locator).toBe('line 2');
    expect(messages).toEqual([]);
  });

  test.each([
    ['', /an empty file/],
    ['id;action\r\ne1\r\n', /:2:1: expected 2 cells, got 1/],
    ['id,ID\r\ne1,e2\r\n', /headers that differ, got 'id' twice/],
    ['<html>\n</html>\n', /:1:1: expected a column 'id', got none/],
  ])('%j is refused', async (text, reason) => {
    await expect(read('audit_logs_csv', text)).rejects.toThrow(reason);
  });
});

describe('what is about persons', () => {
  test('is never told in a message', async () => {
    const owner = '{"id":"o1","last_name":{"of":"Quist"},"date_of_birth":"Quist-day"}';
    const { messages } = await read('beneficial_owners', `[[${owner}]]`);
    expect(messages).toHaveLength(2);
    expect(messages.join()).not.toMatch(/Quist/);
    const wrong = '{"id":"o1","ownership_percentage":"Quist-percent"}';
    await expect(read('beneficial_owners', `[[${wrong}]]`)).rejects.toThrow(
      /ownership_percentage as a decimal, got 'something else'/,
    );
  });
});
