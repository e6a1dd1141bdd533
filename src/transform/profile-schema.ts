import { z } from 'zod';
import { PATH_NAMES, type PathName } from '../domain/endpoint.ts';
import { CASH_CATEGORIES } from '../domain/ledger-row.ts';
import { event, subscription, webhook } from './profile-webhook.ts';
import { text, type Words, words } from './profile-words.ts';
import { resourceSchema } from './resource/resource-schema.ts';

export type { Words };

/*
 * The keys are those of the YAML file, so that what an error message names is what stands in the file.
 */

const path = z.string().regex(/^\//, { error: 'expected a path that begins with /' });

const api = z.strictObject({
  paths: z.strictObject(
    Object.fromEntries(PATH_NAMES.map((name) => [name, path])) as Record<PathName, typeof path>,
  ),
  page: z.strictObject({
    items: words,
    next: words,
    cursor_parameter: text,
    limit_parameter: text,
    limit: z.int().positive(),
  }),
  create: z.strictObject({
    fields: z.strictObject({
      report_type: text,
      output_formats: text,
      pocket_ids: text,
      date: text,
      date_from: text,
      date_to: text,
      date_filter_type: text,
    }),
    date_filter: z.strictObject({ trade_date: text, settlement_date: text, book_date: text }),
    window_days_max: z.int().positive(),
  }),
  request: z.strictObject({
    fields: z.strictObject({
      id: words,
      report_type: words,
      pocket_ids: words,
      date: words,
      date_from: words,
      date_to: words,
      status: words,
      reports: words,
      report_id: words,
      report_format: words,
      error: words,
      created_at: words,
    }),
    ready: words,
    failed: words,
    running: words,
  }),
  list: z.strictObject({ created_from_parameter: text, created_to_parameter: text }),
  download: z.strictObject({ url: words, expires_at: words }),
  pocket: z.strictObject({ fields: z.strictObject({ id: words, name: words, status: words }) }),
  trade: z.strictObject({
    fields: z.strictObject({
      id: words,
      pocket_id: words,
      activity: words,
      cusip: words,
      quantity: words,
      price: words,
      notional: words,
      trade_datetime: words,
      book_date: words,
      settlement_date: words,
      maturity_date: words,
      reference: words,
    }),
    activities: z.strictObject({ BUY: words, SELL: words, MATURITY: words }),
    settled_from_parameter: text,
    settled_to_parameter: text,
    traded_from_parameter: text,
    traded_to_parameter: text,
  }),
  transaction: z.strictObject({
    fields: z.strictObject({
      id: words,
      transaction_id: words,
      pocket_id: words,
      type: words,
      direction: words,
      amount: words,
      description: words,
      title: words,
      counterparty_name: words,
      wire_id: words,
      on_us_id: words,
      trace_number: words,
      reference: words,
      time_booked: words,
      time_settled: words,
      status: words,
    }),
    directions: z.strictObject({ DEBIT: words, CREDIT: words }),
    /** Other words are kept as they come. */
    types: z.record(text, words),
    booked_from_parameter: text,
    booked_to_parameter: text,
    filters: z.strictObject({
      pocket: text,
      type: text,
      direction: text,
      amount_from: text,
      amount_to: text,
      order: text,
    }),
  }),
  event,
  subscription,
  webhook,
});

const csvReport = <Reader extends string>(reader: Reader) =>
  z.strictObject({ type: text, format: text, reader: z.literal(reader) });

const camtReport = <Account extends string>(account: Account) =>
  z.strictObject({
    type: text,
    format: text,
    reader: z.literal('camt053'),
    account: z.literal(account),
  });

const reports = z.strictObject({
  BANK_STATEMENT_REPORT: camtReport('BANK'),
  BROKERAGE_STATEMENT_REPORT: camtReport('BROKERAGE'),
  TRADE_REPORT: csvReport('trade-csv'),
  POSITION_SUMMARY_REPORT: csvReport('position-csv'),
  SECURITY_PRICE_REPORT: csvReport('price-csv'),
});

const CSV_REPORTS = ['TRADE_REPORT', 'POSITION_SUMMARY_REPORT', 'SECURITY_PRICE_REPORT'] as const;

const category = z.enum(CASH_CATEGORIES);
const codes = z.partialRecord(category, words);
const keywords = z.array(z.strictObject({ word: text, category }));

const accountPattern = z
  .string()
  .regex(/^[^{}]*\{pocket\}[^{}]*$/, { error: 'expected a text that holds {pocket} once' });

const camt053 = z.strictObject({
  version: z.string().regex(/^001\.\d{2}$/, { error: 'expected a version as "001.08", in quotes' }),
  account_id: z.strictObject({ BANK: accountPattern, BROKERAGE: accountPattern }),
  opening: words,
  closing: words,
  codes: z.strictObject({ BANK: codes, BROKERAGE: codes }),
  keywords: z.strictObject({ BANK: keywords, BROKERAGE: keywords }),
});

const delimiter = z
  .string()
  .regex(/^[^\s"]$|^\t$/, { error: 'expected one character that is no quote and no blank' });

const dateFormat = z.string().refine(isDateFormat, {
  error: 'expected YYYY, MM and DD, each once, as in DD/MM/YYYY',
});

const delimiters = z
  .union([z.string(), z.tuple([z.string()], z.string())], {
    error: 'expected a delimiter or a list of them',
  })
  .transform((given): Words => (typeof given === 'string' ? [given] : given))
  .pipe(z.tuple([delimiter], delimiter));

/** The layouts of one report: columns are found by name (`header: true`) or by their order (`header: false`). */
const csvLayouts = <Name extends string, Rest extends z.ZodRawShape>(
  names: readonly [Name, ...Name[]],
  needed: readonly Name[],
  rest: Rest,
) => {
  const name = z.enum(names);
  const byName = z.strictObject({
    /** The wire format that brings this layout, for people: files are known by their content. */
    format: text,
    delimiter: delimiters,
    header: z.literal(true),
    columns: z.partialRecord(name, words).superRefine((columns, context) => {
      refuseMissing(needed, Object.keys(columns), context);
      refuseSharedHeaders(columns, context);
    }),
    required: z.array(name),
    ...rest,
  });
  const byOrder = z.strictObject({
    format: text,
    delimiter: delimiters,
    header: z.literal(false),
    columns: z
      .array(z.enum([...names, 'marker', 'ignored']))
      .superRefine((columns, context) => refuseMissing(needed, columns, context)),
    /** What stands in the column called `marker`, in every row. */
    marker: text.optional(),
    /** A file without a byte is a report without rows, where this format was asked for. */
    may_be_empty: z.boolean().optional(),
    ...rest,
  });
  const layout = z.discriminatedUnion('header', [byName, byOrder]);
  return z.array(layout).min(1, { error: 'expected at least one layout' });
};

export const TRADE_COLUMNS = [
  'pocket_id',
  'pocket_name',
  'cusip',
  'issuer',
  'issue_date',
  'maturity_date',
  'transaction_code',
  'custodian',
  'custodian_account',
  'side',
  'trade_date',
  'settlement_date',
  'book_date',
  'price',
  'amount',
  'quantity',
  'trade_id',
  'reference',
] as const;

export const POSITION_COLUMNS = [
  'pocket_id',
  'pocket_name',
  'cusip',
  'quantity',
  'market_price',
  'market_value',
  'cost_value',
] as const;

export const PRICE_COLUMNS = ['provider', 'cusip', 'pricing_date', 'price'] as const;

export const TRADE_LIST_COLUMNS = [
  'id',
  'pocket_id',
  'activity',
  'cusip',
  'quantity',
  'price',
  'amount',
  'amount_cents',
  'currency',
  'trade_datetime',
  'book_date',
  'settlement_date',
  'maturity_date',
  'reference',
  'status',
] as const;

export const TRANSACTION_COLUMNS = [
  'id',
  'pocket_id',
  'type',
  'direction',
  'amount',
  'amount_cents',
  'currency',
  'description',
  'transaction_id',
  'title',
  'counterparty_name',
  'wire_id',
  'on_us_id',
  'trace_number',
  'reference',
  'booked_at',
  'settled_at',
  'status',
] as const;

const csv = z.strictObject({
  TRADE_REPORT: z.strictObject({
    trade_amount: z.enum(['cash', 'face', 'infer']),
    layouts: csvLayouts(
      TRADE_COLUMNS,
      ['pocket_id', 'cusip', 'side', 'trade_date', 'price', 'amount'],
      {
        date_format: dateFormat,
        sides: z.strictObject({ BUY: words, SELL: words, MATURITY: words.optional() }),
      },
    ),
  }),
  POSITION_SUMMARY_REPORT: z.strictObject({
    cash_cusip: words,
    /** How the CUSIP or the first cell of a row of totals begins, without regard to case. */
    total_words: z.array(text),
    layouts: csvLayouts(
      POSITION_COLUMNS,
      ['pocket_id', 'cusip', 'quantity', 'market_price', 'market_value', 'cost_value'],
      {},
    ),
  }),
  SECURITY_PRICE_REPORT: z.strictObject({
    layouts: csvLayouts(PRICE_COLUMNS, PRICE_COLUMNS, { date_format: dateFormat }),
  }),
  TRADE_LIST: z.strictObject({
    layouts: csvLayouts(
      TRADE_LIST_COLUMNS,
      ['id', 'pocket_id', 'activity', 'cusip', 'quantity', 'price', 'trade_datetime'],
      { date_format: dateFormat },
    ),
  }),
  TRANSACTION_LIST: z.strictObject({
    directions: z.strictObject({ DEBIT: words, CREDIT: words }),
    layouts: csvLayouts(
      TRANSACTION_COLUMNS,
      ['id', 'pocket_id', 'type', 'direction', 'booked_at', 'status'],
      {},
    ),
  }),
});

export const profileSchema = z.strictObject({
  name: text,
  api,
  resources: resourceSchema(words),
  reports,
  camt053,
  csv,
  sandbox: z.unknown().optional(),
});

/** The same, with what sections must agree on. */
export const checkedProfileSchema = profileSchema.superRefine((given, context) => {
  for (const report of CSV_REPORTS) {
    const { format } = given.reports[report];
    const formats = given.csv[report].layouts.map((layout) => layout.format);
    if (formats.includes(format)) continue;
    const message = `expected a layout of the format ${format}, which is asked for`;
    context.addIssue({ code: 'custom', path: ['csv', report, 'layouts'], message });
  }
});

/** What Jiko's words are. The only place that knows them; see `profiles/jiko.yaml` for what each key means. */
export type Profile = Omit<z.output<typeof profileSchema>, 'sandbox'>;

export type CsvProfile = Profile['csv'];
export type TradeColumn = (typeof TRADE_COLUMNS)[number];
export type PositionColumn = (typeof POSITION_COLUMNS)[number];
export type PriceColumn = (typeof PRICE_COLUMNS)[number];
export type TradeListColumn = (typeof TRADE_LIST_COLUMNS)[number];
export type TransactionColumn = (typeof TRANSACTION_COLUMNS)[number];

/** Headers match without regard to case, blanks and underscores. */
export function headerKey(header: string): string {
  return header.replace(/[\s_]+/g, '').toLowerCase();
}

function isDateFormat(format: string): boolean {
  const rest = format.replace('YYYY', '').replace('MM', '').replace('DD', '');
  return rest.length === format.length - 8 && !/[0-9A-Za-z]/.test(rest);
}

function refuseMissing(
  needed: readonly string[],
  given: readonly string[],
  context: z.RefinementCtx,
): void {
  const missing = needed.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    context.addIssue({ code: 'custom', message: `expected also ${missing.join(', ')}` });
  }
}

function refuseSharedHeaders(
  columns: Readonly<Record<string, readonly string[] | undefined>>,
  context: z.RefinementCtx,
): void {
  const owners = new Map<string, string>();
  for (const [column, headers = []] of Object.entries(columns)) {
    for (const header of headers) {
      const owner = owners.get(headerKey(header));
      if (owner !== undefined && owner !== column) {
        const message = `expected '${header}' to name one column, it names ${owner} and ${column}`;
        context.addIssue({ code: 'custom', path: [column], message });
      }
      owners.set(headerKey(header), column);
    }
  }
}
