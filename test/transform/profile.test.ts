import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/domain/errors.ts';
import { headerKey, parseProfile } from '../../src/transform/profile.ts';
import { jiko, jikoWith, jikoYaml } from './support/profile.ts';

function complaintOf(yaml: string): string {
  try {
    parseProfile(yaml, 'p.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('expected a refusal');
}

function changed(from: string, to: string): string {
  expect(jikoYaml).toContain(from);
  return jikoYaml.replace(from, to);
}

const lineOf = (text: string) => jikoYaml.split('\n').findIndex((line) => line.includes(text)) + 1;

test('the built-in profile is read', () => {
  expect(jiko.name).toBe('jiko');
  expect(jiko.reports.BANK_STATEMENT_REPORT).toEqual({
    type: 'BANK_STATEMENT_REPORT',
    format: 'CAMT053',
    reader: 'camt053',
    account: 'BANK',
  });
  expect(
    jiko.csv.TRADE_REPORT.layouts.map(({ format, header, delimiter }) => [
      format,
      header,
      delimiter,
    ]),
  ).toEqual([
    ['CSV', true, [',', ';']],
    ['KYRIBA_CSV', false, [';', ',']],
  ]);
});

test('a word that stands alone is a list of one', () => {
  expect(jiko.api.request.fields.id).toEqual(['id']);
  const alone = jikoWith({ 'running: [PENDING, PROCESSING]': 'running: PENDING' });
  expect(alone.api.request.running).toEqual(['PENDING']);
});

test('what only the sandbox needs is left out', () => {
  expect(jiko).not.toHaveProperty('sandbox');
  expect(parseProfile(changed('position_basis: trade_date', 'anything: 1'), 'p.yaml')).toEqual(
    jiko,
  );
});

test('aliases that multiply are a complaint like any other', () => {
  const ten = (item: string) => `[${Array<string>(10).fill(item).join(', ')}]`;
  const bomb = `a: &a ${ten('x')}\nb: &b ${ten('*a')}\nc: &c ${ten('*b')}\nd: ${ten('*c')}`;
  expect(complaintOf(bomb)).toBe(
    'p.yaml:1 Excessive alias count indicates a resource exhaustion attack',
  );
});

describe('a wrong profile is refused with file, line, key and what was expected', () => {
  test.each([
    ['limit: 100', 'limit: x', 'limit: 100', 'api.page.limit: expected number, received string'],
    [
      '/api/v1/trades/',
      'api/v1/trades/',
      'trades: /api',
      'api.paths.trades: expected a path that begins with /',
    ],
    [
      'delimiter: [";", ","]',
      'delimiter: [";", ";;"]',
      'delimiter: [";", ","]',
      'csv.TRADE_REPORT.layouts.1.delimiter.1: expected one character that is no quote and no blank',
    ],
    [
      'DD/MM/YYYY',
      'DD/MM/YY',
      'DD/MM/YYYY',
      'csv.TRADE_REPORT.layouts.1.date_format: expected YYYY, MM and DD, each once, as in DD/MM/YYYY',
    ],
    [
      'amount: [Amount]',
      'amount: [Price]',
      'amount: [Amount]',
      "csv.TRADE_REPORT.layouts.0.columns.amount: expected 'Price' to name one column, it names price and amount",
    ],
    [
      'BANK: "B{pocket}"',
      'BANK: "B"',
      'BANK: "B{pocket}"',
      'camt053.account_id.BANK: expected a text that holds {pocket} once',
    ],
    [
      'version: "001.08"',
      'version: 1.08',
      'version: "001.08"',
      'camt053.version: expected string, received number',
    ],
    [
      'trade_amount: cash',
      'trade_amount: maybe',
      'trade_amount: cash',
      'csv.TRADE_REPORT.trade_amount: expected one of "cash"|"face"|"infer"',
    ],
    [
      'account: BROKERAGE',
      'account: BANK',
      'account: BROKERAGE',
      'reports.BROKERAGE_STATEMENT_REPORT.account: expected "BROKERAGE"',
    ],
  ])('%s as %s', (from, to, line, complaint) => {
    expect(complaintOf(changed(from, to))).toBe(`p.yaml:${lineOf(line)} ${complaint}`);
  });

  test('an unknown key and a missing one, both of them', () => {
    const complaints = complaintOf(changed('ready: [', 'readyy: [')).split('\n');
    expect(complaints).toEqual([
      expect.stringContaining('api.request.ready: expected a word or a list of words'),
      expect.stringContaining('api.request: expected no key readyy'),
    ]);
  });

  test('an unknown key is named with those nearest to it, on its own line', () => {
    expect(complaintOf(changed('total_words: [total]', 'total_word: [total]')).split('\n')).toEqual(
      [
        expect.stringContaining('csv.POSITION_SUMMARY_REPORT.total_words: '),
        `p.yaml:${lineOf('total_words:')} csv.POSITION_SUMMARY_REPORT: expected no key total_word (nearest: total_words, layouts, cash_cusip)`,
      ],
    );
  });

  test('an unknown key of one layout among several', () => {
    const yaml = changed('marker: TR', 'markr: TR');
    expect(complaintOf(yaml)).toBe(
      `p.yaml:${lineOf('marker: TR')} csv.TRADE_REPORT.layouts.1: expected no key markr (nearest: marker, header, format)`,
    );
  });

  test('a report that is asked for in a format that no layout has', () => {
    const yaml = changed(
      'format: CSV\n    reader: trade-csv',
      'format: XLSX\n    reader: trade-csv',
    );
    expect(complaintOf(yaml)).toBe(
      `p.yaml:${lineOf('trade_amount: cash') + 1} csv.TRADE_REPORT.layouts: expected a layout of the format XLSX, which is asked for`,
    );
  });

  test('a column that the reader cannot do without', () => {
    const complaint = complaintOf(
      changed('columns: [marker, provider, cusip,', 'columns: [marker, provider,'),
    );
    expect(complaint).toContain('csv.SECURITY_PRICE_REPORT.layouts.0.columns: expected also cusip');
  });

  test.each([
    ['name: [', 'p.yaml:1 Flow sequence'],
    ['name: a\nname: b', 'p.yaml:2 Map keys must be unique'],
    ['', 'p.yaml:1 expected object, received null'],
    ['[]', 'p.yaml:1 expected object, received array'],
  ])('%j', (yaml, complaint) => {
    expect(complaintOf(yaml)).toContain(complaint.trim());
  });
});

test('headers are compared without case, blanks and underscores', () => {
  expect(headerKey(' Settlement_Date ')).toBe(headerKey('settlement date'));
  expect(headerKey('Settlement Date')).not.toBe(headerKey('Settle Date'));
});
