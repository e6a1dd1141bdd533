import type { Random } from './random.ts';

/** What a field may be replaced by: things that banks wrote, and things that break readers. */

type Words = readonly [string, ...string[]];

export const AMOUNTS: Words = [
  '0',
  '0.00',
  '-0.00',
  '1',
  '1.00',
  '0.01',
  '2500.00',
  '2500.01',
  '000012.50',
  '12.',
  '.50',
  '.',
  '-5.00',
  '+5.00',
  '5.00-',
  '(12.00)',
  '1,00',
  '1.234,56',
  '1,234.56',
  '1 234.56',
  "1'234.56",
  '1\u00a0234.56',
  '1e3',
  '1E400',
  '-1e-3',
  '0x10',
  '0b1',
  '1_000',
  '٣.٠٠',
  '１２.００',
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  '',
  ' ',
  ' 1.00 ',
  '\t1.00\n',
  '1.005',
  '1.123456',
  '0.123456789012345678',
  '0.1234567890123456789',
  '9007199254740993.01',
  '999999999999999999.99',
  '9999999999999999999',
  '1234567890123456789012345678901234567890',
  '$5',
  'USD 5',
  '5\0',
  '12\u200b.00',
  '1.0.0',
  '--1',
  '=1+1',
];

export const INDICATORS: Words = [
  'CRDT',
  'DBIT',
  'crdt',
  'C',
  'D',
  '',
  ' CRDT ',
  'CREDIT',
  'CRDT\u00a0',
  'RVSL',
];

export const STATUSES: Words = [
  'BOOK',
  'PDNG',
  'INFO',
  'FUTR',
  'book',
  '',
  'BOOKED',
  ' BOOK ',
  '\u0412OOK',
];

export const DATES: Words = [
  '2026-10-01',
  '2026-10-02',
  '2026-02-29',
  '2026-02-30',
  '2026-13-01',
  '0000-01-01',
  '9999-12-31',
  '99999-01-01',
  '2026-10-01Z',
  '2026-10-01+02:00',
  '2026-10-01T23:30:00+02:00',
  '2026-10-01T00:00:00',
  '2026-1-1',
  '01/10/2026',
  '10/01/2026',
  '01.10.2026',
  '2026/10/01',
  '20261001',
  '2026-10-0１',
  '',
  ' 2026-10-01',
  'today',
];

export const CURRENCIES: Words = [
  'USD',
  'EUR',
  'usd',
  '',
  'JPY',
  'XXX',
  'US',
  'USDX',
  ' USD',
  'U$D',
];

export const TEXTS: Words = [
  '',
  ' ',
  'x',
  'fee',
  'Sweep to brokerage',
  'Zoë Ünal',
  '💵',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ufffd',
  '\u0007',
  '\0',
  '\\.',
  '=HYPERLINK("http://x")',
  '@SUM(A1)',
  "'; drop table x; --",
  '<b>',
  '&',
  '&amp;',
  '&amp;amp;',
  '&lt;Amt&gt;',
  '&#65;',
  '&#x41;',
  '&#0;',
  '&#xD800;',
  '&#xFFFFFFFF;',
  '&nope;',
  ']]>',
  '<![CDATA[x]]>',
  '<!-- x -->',
  '<?x y?>',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'true',
  '0',
  '1e999',
  '\r\n',
  '\n',
  '"',
  '""',
  ',',
  ';',
  '\t',
  '912797HF7',
  '912797E61',
  '912796RF6',
  '0194d1c2-a3b4-4c5d-8e6f-708192a3b4c5',
  'BUY',
  'SELL',
  'MATURITY',
  'CASH',
];

/** Any word that fits, or one that does not, or a long one. */
export function anyWord(random: Random): string {
  if (random.oneIn(12))
    return random
      .pick(['x', '9', ' ', '&amp;', 'é', '\n'])
      .repeat(random.pick([300, 5_000, 70_000]));
  return random.pick(random.pick([AMOUNTS, INDICATORS, STATUSES, DATES, CURRENCIES, TEXTS, TEXTS]));
}

/** Mostly a word of the kind that the text looks like. */
export function wordLike(text: string, random: Random): string {
  const trimmed = text.trim();
  if (random.oneIn(6)) return anyWord(random);
  if (/^-?\d+(\.\d+)?$/.test(trimmed))
    return random.oneIn(2) ? digitChanged(text, random) : random.pick(AMOUNTS);
  if (/^(CRDT|DBIT)$/.test(trimmed)) return random.pick(INDICATORS);
  if (/^(BOOK|PDNG|INFO|FUTR)$/.test(trimmed)) return random.pick(STATUSES);
  if (/\d{2}[-/.]\d{2}/.test(trimmed)) return random.pick(DATES);
  if (/^[A-Z]{3}$/.test(trimmed)) return random.pick(CURRENCIES);
  return random.pick(TEXTS);
}

/** Still an amount, and another one. */
function digitChanged(text: string, random: Random): string {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
  const place = random.pick(places) ?? 0;
  return `${text.slice(0, place)}${random.below(10)}${text.slice(place + 1)}`;
}
