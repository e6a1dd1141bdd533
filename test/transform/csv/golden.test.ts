import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ReportType } from '../../../src/domain/report.ts';
import { readReport } from '../../../src/transform/read-report.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { jiko } from '../support/profile.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/csv', import.meta.url));

test.each<[string, ReportType]>([
  ['trades.csv', 'TRADE_REPORT'],
  ['positions.csv', 'POSITION_SUMMARY_REPORT'],
  ['prices.csv', 'SECURITY_PRICE_REPORT'],
])('%s', async (name, reportType) => {
  const bytes = readFileSync(`${FOLDER}/${name}`);
  const report = readReport(reportType, bytesOf(bytes, 50), name, jiko);
  const rows = await collect<unknown>(report.reading.rows);
  const amounts = report.kind === 'trades' ? report.reading.amountMeaning() : undefined;
  const golden = { kind: report.kind, rows, problems: report.reading.problems, amounts };
  await expect(`${JSON.stringify(golden, exactly, 2)}\n`).toMatchFileSnapshot(
    `${FOLDER}/${name}.expected.json`,
  );
});

function exactly(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
