export const POCKET = '0194d1c2-a3b4-4c5d-8e6f-708192a3b4c5';

export const TRADE_HEADER = [
  'Pocket ID',
  'Pocket',
  'CUSIP',
  'Issuer',
  'Issue Date',
  'Maturity Date',
  'Transaction Code',
  'Custodian',
  'Custodian Account',
  'Buy/Sell',
  'Trade Date',
  'Settlement Date',
  'Book Date',
  'Price',
  'Amount',
  'Reference',
] as const;

export type TradeHeader = (typeof TRADE_HEADER)[number];

export type TradeCells = Readonly<Record<TradeHeader, string>>;

export const trade: TradeCells = {
  'Pocket ID': POCKET,
  Pocket: 'Operating',
  CUSIP: '912797HF7',
  Issuer: 'United States Treasury',
  'Issue Date': '2026-07-02',
  'Maturity Date': '2026-12-31',
  'Transaction Code': 'TBILL',
  Custodian: 'Jiko Securities',
  'Custodian Account': 'A-1',
  'Buy/Sell': 'BUY',
  'Trade Date': '2026-10-01',
  'Settlement Date': '2026-10-02',
  'Book Date': '2026-10-01',
  Price: '98.612361',
  Amount: '986.12',
  Reference: 'R-1',
};

export function tradeCsv(
  trades: readonly Partial<TradeCells>[],
  header: readonly string[] = TRADE_HEADER,
): string {
  const rows = trades.map((changes) => {
    const cells: Readonly<Record<string, string>> = { ...trade, ...changes };
    return header.map((name) => quoted(cells[name] ?? '')).join(',');
  });
  return `${[header.join(','), ...rows].join('\n')}\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
