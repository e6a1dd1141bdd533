import { expect, test } from 'vitest';
import { withoutSecrets } from '../../src/extract/without-secrets.ts';

const names = { secret: ['pdf'], known: ['callback'] };

function kept(text: string): string {
  return Buffer.from(withoutSecrets(Buffer.from(text), names)).toString();
}

test.each([
  ['{"pdf":"x"}', '{"pdf":null}'],
  ['{"p\\u0064f" : "x"}', '{"p\\u0064f" : null}'],
  ['{"new":"https://a.test/f?sig=1"}', '{"new":null}'],
  ['{"new":"HTTPS:\\/\\/a.test\\/f?sig=1"}', '{"new":null}'],
  ['{"new":["https://a.test/f?sig=1",2]}', '{"new":[null,2]}'],
])('of %s nothing secret is kept, under whatever word', (text, expected) => {
  expect(kept(text)).toBe(expected);
});

test.each([
  '{"callback":"https://a.test/f?own=1"}',
  '{"new":"https://a.test/f"}',
  '{"https://a.test/f?x=1":{"b":2}}',
  '{"new":"see https://a.test/f?x=1"}',
  '["a", ":", "\\"pdf\\":", {"b" :"c"}, 1.50, "\\\\"]',
])('%s stays byte for byte', (text) => {
  expect(kept(text)).toBe(text);
});
