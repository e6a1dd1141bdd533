import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { renderNight } from '../../src/report/page/render-night.ts';
import { HOSTILE, nightReport, openBreak } from './support/night.ts';

const SECTIONS = [
  'changes',
  'breaks',
  'completeness',
  'holdings',
  'value',
  'sweeps',
  'restatements',
  'runs',
];

describe('the page of a night', () => {
  const page = renderNight(
    nightReport(),
    new Map([['position_value', 'value is price times units']]),
  );

  test('has every section, and leads to each', () => {
    for (const id of SECTIONS) {
      expect(page).toContain(`<section id="${id}">`);
      expect(page).toContain(`href="#${id}"`);
    }
  });

  test('says first whether the night is green, and why', () => {
    expect(page).toContain('<b>Not green</b><span>1 break is open, 1 business day old.</span>');
    const green = nightReport({ verdict: { state: 'green', sentence: 'Everything ties.' } });
    expect(renderNight(green)).toContain('<b>Green</b><span>Everything ties.</span>');
  });

  test('tells of a break what was expected, what came, the difference, the cause, evidence and place', () => {
    for (const told of [
      '1,234,567.89',
      '1,234,567.90',
      '+0.01',
      'per-lot rounding',
      '3 lots, each rounded up',
      '<code>12/line 17</code>, <code>13/line 4</code>',
      '2 more breaks',
      'value is price times units',
    ]) {
      expect(page).toContain(told);
    }
  });

  test('tells until when an explanation stands, and of what kind figures are that are no amounts', () => {
    const pageOf = (changes: Parameters<typeof openBreak>[0]) =>
      renderNight(
        nightReport({ breaks: { ...nightReport().breaks, shown: [openBreak(changes)] } }),
      );
    const explainedUntil = parseBusinessDate('2026-11-30');
    expect(pageOf({ status: 'explained', explainedUntil, assignee: 'jo' })).toContain(
      '<dt>status</dt><dd>explained until 2026-11-30, jo</dd>',
    );
    expect(pageOf({ status: 'explained' })).toContain('<dt>status</dt><dd>explained</dd>');
    expect(pageOf({ figures: 'other' })).toContain(
      '<dt>figures</dt><dd>neither amounts nor counts</dd>',
    );
    expect(pageOf({ figures: 'bills' })).toContain('<dt>figures</dt><dd>bills of 100 of face</dd>');
    expect(pageOf({ dueOn: explainedUntil })).toContain('<dt>due</dt><dd>2026-11-30</dd>');
  });

  test('says what it is compared with: a run, or the day before as it is known now', () => {
    expect(page).toContain(
      'What begins on this day, and what appeared or was cleared since the run',
    );
    const { changes } = nightReport();
    const early = nightReport({ changes: { ...changes, sinceRunAt: null } });
    expect(renderNight(early)).toContain(
      'Of the breaks that are open now, those that begin after Thursday, 29 October 2026.',
    );
    const none = nightReport({ changes: { ...changes, sinceRunAt: null, breaks: [] } });
    expect(renderNight(none)).toContain('none begins after Thursday, 29 October 2026.');
  });

  test('names the command that finds the rows where a break names none', () => {
    const { breaks } = nightReport();
    const report = nightReport({ breaks: { ...breaks, shown: [openBreak({ places: [] })] } });
    expect(renderNight(report)).toContain('pocketbook explain break:3f2a0000');
  });

  test('prints every figure whole: no digit is lost however large it is', () => {
    const large = '123456789012345678.91';
    const [holding] = nightReport().holdings.shown;
    if (holding === undefined) throw new Error('the night has a holding');
    const held = { ...holding, marketValue: large, costValue: `-${large}` };
    const text = renderNight(nightReport({ holdings: { all: 1, shown: [held] } }));
    expect(text).toContain('>123,456,789,012,345,678.91<');
    expect(text).toContain('>-123,456,789,012,345,678.91<');
  });

  test('shows what differs in a restatement, and what the rules made of it', () => {
    expect(page).toContain('amount -12.00 → <b>-13.00</b>');
    expect(page).toContain('added: -6041.89 fee');
    expect(page).toContain('<span class="tag good">cleared</span> <code>statement_balance</code>');
  });

  test('says beside each chart what it shows, and has its figures in a table', () => {
    for (const chart of ['ladder', 'value', 'sweeps']) {
      expect(page).toContain(`aria-labelledby="${chart}-title ${chart}-description"`);
      expect(page).toContain(`<title id="${chart}-title">`);
      expect(page).toContain(`<desc id="${chart}-description">`);
    }
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page).toContain('70,000.00');
  });

  test('is the same, byte for byte, however often it is made', () => {
    expect(renderNight(nightReport())).toBe(renderNight(nightReport()));
    expect(page).not.toMatch(/\bzr\d/);
  });

  test('needs nothing but itself: no script, no address, nothing that a policy would refuse', () => {
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|<object|@import|url\(|\son\w+=|javascript:/i,
    );
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg")/);
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src`);
  });

  test('has every tag closed, and every id once', () => {
    const open: string[] = [];
    const body = page.replace(/<style>[\s\S]*?<\/style>/, '');
    for (const [, end, name = '', rest = ''] of body.matchAll(
      /<(\/?)([a-zA-Z0-9]+)((?:"[^"]*"|[^">])*)>/g,
    )) {
      if (['meta', 'br'].includes(name) || rest.endsWith('/')) continue;
      if (end === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('whatever the bank writes', () => {
  /** The night with every text of the bank's replaced. */
  function hostileNight() {
    const text = JSON.stringify(nightReport(), (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    const names = [
      'Operating',
      'REF-1',
      'REF-2',
      '-13.00',
      'value differs from quantity times price',
      'Stmt[1]/Ntry[3]',
      '3 lots, each rounded up',
      '912797AB1',
    ];
    const replaced = names.reduce(
      (all, name) => all.replaceAll(name, JSON.stringify(HOSTILE).slice(1, -1)),
      text,
    );
    return JSON.parse(replaced, (key, value: unknown) =>
      key.endsWith('At') && typeof value === 'string' ? new Date(value) : value,
    ) as ReturnType<typeof nightReport>;
  }

  test('stays text, in tables, in attributes and in charts', () => {
    const page = renderNight(hostileNight());
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|\u202e/);
    expect(page.match(/<[a-z][^>]*\bon\w+=/gi)).toBeNull();
  });

  test('of no section is anything left where there is nothing to show', () => {
    const empty = nightReport({
      breaks: { open: 0, byRule: [], shown: [] },
      changes: {
        sinceRunAt: null,
        breaksSince: null,
        breaks: [],
        holdingsSince: null,
        holdings: [],
      },
      holdings: { all: 0, shown: [] },
      ladder: { by: 'day', steps: [] },
      values: [],
      sweeps: [],
      restatements: [],
      runs: [],
    });
    const page = renderNight(empty);
    expect(page.match(/class="none"/g)).toHaveLength(8);
    expect(page).not.toContain('<svg');
  });
});
