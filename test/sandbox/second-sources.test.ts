import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Client, connect } from './client.ts';

let sandbox: Sandbox;
let client: Client;
let pocket: string;

beforeAll(async () => {
  sandbox = await startSandbox({ from: '2026-09-01', to: '2026-10-29', keyAlgorithm: 'EdDSA' });
  client = await connect(sandbox);
  pocket = `/api/v2/pockets/${sandbox.truth().pockets[0]?.id}/`;
});
afterAll(() => sandbox.stop());

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const reply = await client.call('GET', path);
  return { status: reply.status, body: await reply.json() };
}

describe('the earnings of a pocket', () => {
  test('are those of all time where nothing is asked', async () => {
    const { body } = await get(`${pocket}earnings/`);
    expect(body).toMatchObject({
      earnings: { currency: 'USD' },
      date_from: null,
      date_to: '2026-10-29',
      pricing_timestamp: '2026-10-29T21:00:00.000000Z',
    });
  });

  test.each([
    ['ytd', '2026-01-01'],
    ['mtd', '2026-10-01'],
    // Thursday 29 October: the week began on the 26th.
    ['wtd', '2026-10-26'],
  ])('%s begin on %s', async (period, from) => {
    const { body } = await get(`${pocket}earnings/?period=${period}`);
    expect(body).toMatchObject({ date_from: from, date_to: '2026-10-29' });
  });

  test('of a range end today at the latest', async () => {
    const { body } = await get(
      `${pocket}earnings/?period=range&date_from=2026-10-01&date_to=2026-10-31`,
    );
    expect(body).toMatchObject({ date_from: '2026-10-01', date_to: '2026-10-29' });
  });

  test.each([
    ['a range without its days', 'period=range', 'date_from'],
    ['a range without an end', 'period=range&date_from=2026-10-01', 'date_to'],
    ['no date', 'period=range&date_from=2026-10-01&date_to=2026-13-01', 'date_to'],
    ['a range that ends early', 'period=range&date_from=2026-10-02&date_to=2026-10-01', 'date_to'],
    ['an unknown period', 'period=decade', 'period'],
  ])('are refused for %s', async (_, query, parameter) => {
    const { status, body } = await get(`${pocket}earnings/?${query}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ detail: [{ loc: ['query', parameter] }] });
  });

  test('add up: two months are the sum of each', async () => {
    const earned = async (from: string, to: string) => {
      const { body } = await get(`${pocket}earnings/?period=range&date_from=${from}&date_to=${to}`);
      return (body as { earnings: { value: number } }).earnings.value;
    };
    const [both, one, other] = [
      await earned('2026-09-01', '2026-10-29'),
      await earned('2026-09-01', '2026-09-30'),
      await earned('2026-10-01', '2026-10-29'),
    ];
    expect(both).toBe(one + other);
    expect(both).toBeGreaterThan(0);
  });
});

describe('a pocket by itself', () => {
  test('tells its portfolio as of the end of the last day, securities of both kinds', async () => {
    const { body } = await get(pocket);
    const { portfolio } = body as { portfolio: { securities: { type: string }[] } };
    expect(body).toMatchObject({ status: 'OPEN', object_type: 'Item' });
    expect(portfolio).toMatchObject({ pricing_timestamp: '2026-10-29T21:00:00.000000Z' });
    expect(new Set(portfolio.securities.map(({ type }) => type))).toEqual(
      new Set(['FIXED_INCOME', 'OTHER']),
    );
  });

  test('is not found under another id', async () => {
    expect(await get('/api/v2/pockets/nobody/')).toMatchObject({ status: 404 });
    expect(await get('/api/v2/pockets/nobody/earnings/')).toMatchObject({ status: 404 });
  });
});
