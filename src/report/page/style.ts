/** The looks of the page: light, dark and in print. No font, picture or script comes from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --card: #f6f7f9; --text: #1b2430; --soft: #5a6675; --line: #dde2e8; --link: #1f5fa8;
  --good: #12693a; --good-soft: #dff3e6; --warn: #865400; --warn-soft: #fdf0d3; --bad: #a3231b; --bad-soft: #fde4e1;
  --note: #1d5a93; --note-soft: #e0eefb;
  --s1: #2f6fb5; --s2: #2a9d8f; --s3: #c9852b; --s4: #8a5fb0; --s5: #c2506b; --s6: #6c8a2e; --s7: #8b97a5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #11161d; --card: #1a212b; --text: #e4e9f0; --soft: #9ba8b8; --line: #2d3744; --link: #7fb4f0;
    --good: #7fd6a2; --good-soft: #143524; --warn: #f0c069; --warn-soft: #3a2c10; --bad: #ff9c92; --bad-soft: #431b18;
    --note: #8ec3f5; --note-soft: #15304a;
    --s1: #5d9fe6; --s2: #45c2b2; --s3: #e2a85a; --s4: #b18ad6; --s5: #e47f97; --s6: #a0c157; --s7: #8794a3;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1 { font-size: 1.65rem; line-height: 1.2; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.15rem; margin: 0 0 0.25rem; }
h3 { font-size: 0.95rem; margin: 1.4rem 0 0.4rem; }
p { margin: 0.25rem 0 0.75rem; }
a { color: var(--link); }
section { margin-top: 2.75rem; }
header p { color: var(--soft); margin: 0.15rem 0 0; }
.lead, .none { color: var(--soft); max-width: 60rem; }
.verdict { margin: 1.25rem 0 0; padding: 0.9rem 1.1rem; border-radius: 0.5rem; display: flex; gap: 0.9rem; align-items: baseline; font-size: 1.05rem; border-left: 0.35rem solid; }
.verdict b { white-space: nowrap; }
.verdict.green { background: var(--good-soft); border-color: var(--good); } .verdict.green b { color: var(--good); }
.verdict.breaks, .verdict.unproven { background: var(--warn-soft); border-color: var(--warn); }
.verdict.breaks b, .verdict.unproven b { color: var(--warn); }
.verdict.missing { background: var(--bad-soft); border-color: var(--bad); } .verdict.missing b { color: var(--bad); }
nav { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; font-size: 0.9rem; }
nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0 0; }
.totals div { background: var(--card); border-radius: 0.5rem; padding: 0.7rem 0.9rem; }
.totals dt { color: var(--soft); font-size: 0.82rem; }
.totals dd { margin: 0.1rem 0 0; font-size: 1.12rem; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; margin: 0.5rem 0 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.87rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.8rem; vertical-align: bottom; }
th, td { padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
td { vertical-align: top; }
tfoot td { font-weight: 600; border-bottom: 0; border-top: 2px solid var(--line); }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.code, code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.92em; }
td.code { white-space: nowrap; }
.soft { color: var(--soft); }
.nowrap { white-space: nowrap; }
.tag { display: inline-block; padding: 0 0.45rem; border-radius: 0.75rem; font-size: 0.8rem; white-space: nowrap; background: var(--card); color: var(--soft); }
.tag.bad { background: var(--bad-soft); color: var(--bad); } .tag.warn { background: var(--warn-soft); color: var(--warn); }
.tag.good { background: var(--good-soft); color: var(--good); } .tag.note { background: var(--note-soft); color: var(--note); }
.calendar { width: auto; }
.calendar th, .calendar td { border: 0; padding: 1px; }
.calendar thead th { text-align: center; font-weight: 400; font-size: 0.72rem; line-height: 1.15; }
.calendar thead th.monday, .calendar td.monday { padding-left: 7px; }
.calendar tbody th { font-weight: 400; color: var(--text); padding-right: 1rem; white-space: nowrap; text-align: left; font-size: 0.85rem; }
.calendar tbody th.pocket { font-weight: 600; padding-top: 0.7rem; }
.unit { display: block; width: 1.55rem; height: 1.3rem; line-height: 1.3rem; text-align: center; border-radius: 3px; font-size: 0.75rem; font-weight: 600; }
.unit.loaded { background: var(--good-soft); color: var(--good); }
.unit.empty { background: var(--card); color: var(--soft); }
.unit.restated { background: var(--note-soft); color: var(--note); }
.unit.waiting { background: var(--warn-soft); color: var(--warn); }
.unit.missing { background: var(--bad-soft); color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; font-size: 0.82rem; color: var(--soft); margin: 0.6rem 0 0; padding: 0; list-style: none; }
.legend li { display: flex; align-items: center; gap: 0.4rem; }
.swatch { width: 0.8rem; height: 0.8rem; border-radius: 2px; display: inline-block; }
.s1 { background: var(--s1); } .s2 { background: var(--s2); } .s3 { background: var(--s3); } .s4 { background: var(--s4); }
.s5 { background: var(--s5); } .s6 { background: var(--s6); } .s7 { background: var(--s7); }
figure { margin: 0.75rem 0 0; }
figure svg { display: block; width: 100%; height: auto; }
figure svg text { font-family: inherit; font-variant-numeric: tabular-nums; }
details { margin-top: 0.6rem; } summary { cursor: pointer; color: var(--link); font-size: 0.87rem; }
.breaks tbody { break-inside: avoid; }
.breaks tbody tr:first-child td { border-bottom: 0; padding-bottom: 0.1rem; padding-top: 0.6rem; }
.breaks .why td { color: var(--text); padding-bottom: 0.6rem; overflow-wrap: anywhere; }
.facts { margin: 0.15rem 0 0; display: flex; flex-wrap: wrap; gap: 0.1rem 1.4rem; }
.facts div { display: flex; gap: 0.4rem; } .facts dt { color: var(--soft); flex: none; } .facts dd { margin: 0; }
.differences { margin: 0.2rem 0 0; padding-left: 1.1rem; overflow-wrap: anywhere; }
footer { margin-top: 3rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.82rem; }
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --card: #f4f5f7; --text: #000000; --soft: #444c56; --line: #c9ced6; --link: #000000;
    --good: #12693a; --good-soft: #dff3e6; --warn: #865400; --warn-soft: #fdf0d3; --bad: #a3231b; --bad-soft: #fde4e1;
    --note: #1d5a93; --note-soft: #e0eefb;
    --s1: #2f6fb5; --s2: #2a9d8f; --s3: #c9852b; --s4: #8a5fb0; --s5: #c2506b; --s6: #6c8a2e; --s7: #8b97a5;
  }
  @page { size: A4 landscape; margin: 12mm; }
  html { font-size: 12px; }
  body { max-width: none; padding: 0; font-size: 1rem; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, details { display: none; }
  section { margin-top: 1.8rem; }
  h2, h3, .lead, thead, .breaks tbody tr:first-child { break-after: avoid; }
  .lead, .none { max-width: none; }
  p, tr, figure, .totals, .verdict, .calendar, .legend { break-inside: avoid; }
  thead { display: table-header-group; } tfoot { display: table-row-group; break-before: avoid; }
  .why, .breaks tbody:first-of-type { break-before: avoid; }
  .totals { grid-template-columns: repeat(6, auto); }
  .scroll { overflow: visible; }
}
`;
