import { SaxesParser } from 'saxes';
import { afterEach, expect, test, vi } from 'vitest';
import { StrictXml } from '../../../src/transform/camt053/strict-xml.ts';

/** With an eighth listener V8 turns saxes' parser into a dictionary, and it is five times slower. */
const LISTENERS_MAX = 7;

afterEach(() => vi.restoreAllMocks());

test('the parser has no more listeners than it is fast with', () => {
  const on = vi.spyOn(SaxesParser.prototype, 'on');
  new StrictXml('x.xml', {
    open: () => {},
    text: () => {},
    close: () => {},
    aside: () => {},
    locator: () => '',
  });
  expect(new Set(on.mock.calls.map(([event]) => event)).size).toBeLessThanOrEqual(LISTENERS_MAX);
  expect(on.mock.calls.length).toBeGreaterThan(0);
});
