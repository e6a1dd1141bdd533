import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { findAsset } from './asset.ts';
import { EVENT_KINDS } from './model/events.ts';

/** Of a list of words the sandbox writes the first. */
const word = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((words) => (typeof words === 'string' ? words : (words[0] ?? '')));

type WireFields = Readonly<
  Record<string, string | { readonly at: string; readonly fields: WireFields }>
>;
/** A dot leads into an object, a `^` to the one around the list; `at` says where a list of rows stands. */
const wireFields: z.ZodType<WireFields> = z.lazy(() =>
  z.record(z.string(), z.union([word, z.object({ at: word, fields: wireFields })])),
);

const report = z.object({ type: z.string(), format: z.string() });

const csvLayout = z.object({
  format: z.string(),
  delimiter: word,
  header: z.boolean(),
  date_format: z.string().default('YYYY-MM-DD'),
  columns: z.union([z.array(z.string()), z.record(z.string(), word)]),
  marker: z.string().optional(),
});

const wirePeriods = z.object({
  parameter: z.string(),
  from_parameter: z.string(),
  to_parameter: z.string(),
  words: z.object({
    all_time: z.string(),
    ytd: z.string(),
    mtd: z.string(),
    wtd: z.string(),
    range: z.string(),
  }),
});

const profileSchema = z.object({
  name: z.string(),
  api: z.object({
    paths: z
      .object({
        report_requests: z.string(),
        report_request: z.string(),
        report: z.string(),
        report_download: z.string(),
        pockets: z.string(),
        trades: z.string(),
        events: z.string(),
        subscriptions: z.string(),
        subscription: z.string(),
        trades_csv: z.string(),
        transactions: z.string(),
        transactions_csv: z.string(),
      })
      .catchall(z.string()),
    page: z.object({
      items: word,
      next: word,
      cursor_parameter: z.string(),
      limit_parameter: z.string(),
    }),
    create: z.object({
      fields: z.object({
        report_type: z.string(),
        output_formats: z.string(),
        pocket_ids: z.string(),
        date: z.string(),
        date_from: z.string(),
        date_to: z.string(),
        date_filter_type: z.string(),
      }),
      date_filter: z.object({
        trade_date: z.string(),
        settlement_date: z.string(),
        book_date: z.string(),
      }),
      window_days_max: z.number().int().positive(),
    }),
    request: z.object({
      fields: z.object({
        id: word,
        report_type: word,
        pocket_ids: word,
        date: word,
        date_from: word,
        date_to: word,
        status: word,
        reports: word,
        report_id: word,
        report_format: word,
        error: word,
        created_at: word,
      }),
      ready: word,
      failed: word,
      // The first is the one before work begins, the last the one while it is done.
      running: z.array(z.string()).min(1),
    }),
    list: z.object({ created_from_parameter: z.string(), created_to_parameter: z.string() }),
    download: z.object({ url: word, expires_at: word }),
    pocket: z.object({ fields: z.object({ id: word, name: word, status: word }) }),
    trade: z.object({
      fields: z.object({
        id: word,
        pocket_id: word,
        activity: word,
        cusip: word,
        quantity: word,
        price: word,
        notional: word,
        trade_datetime: word,
        book_date: word,
        settlement_date: word,
        maturity_date: word,
        reference: word,
      }),
      activities: z.object({ BUY: word, SELL: word, MATURITY: word }),
      settled_from_parameter: z.string(),
      settled_to_parameter: z.string(),
      traded_from_parameter: z.string(),
      traded_to_parameter: z.string(),
    }),
    transaction: z.object({
      fields: z.object({
        id: word,
        transaction_id: word,
        pocket_id: word,
        type: word,
        direction: word,
        amount: word,
        description: word,
        title: word,
        counterparty_name: word,
        wire_id: word,
        trace_number: word,
        reference: word,
        time_booked: word,
        time_settled: word,
        status: word,
      }),
      directions: z.object({ DEBIT: word, CREDIT: word }),
      types: z.record(z.string(), word),
      booked_from_parameter: z.string(),
      booked_to_parameter: z.string(),
      filters: z.object({
        pocket: z.string(),
        type: z.string(),
        direction: z.string(),
        amount_from: z.string(),
        amount_to: z.string(),
        order: z.string(),
      }),
    }),
    event: z.object({
      fields: z.object({
        id: word,
        type: word,
        occurred_at: word,
        payload: word,
        customer_id: word,
        wire_id: word,
        on_us_id: word,
        transaction_id: word,
        receiving_pocket_id: word,
      }),
      types: z.record(z.enum(EVENT_KINDS), word),
      list: z.object({
        event: word,
        attempts: word,
        attempt_id: word,
        subscription_id: word,
        success: word,
        response_code: word,
        response_message: word,
        called_at: word,
        subscription_parameter: z.string(),
        after_parameter: z.string(),
      }),
    }),
    subscription: z.object({
      fields: z.object({
        id: word,
        description: word,
        events: word,
        url: word,
        status: word,
        shared_secret: word,
        created_at: word,
        updated_at: word,
        retry_policy: word,
        retry_on_status_codes: word,
        backoff_coefficient: word,
        maximum_attempts: word,
        initial_interval_seconds: word,
        maximum_interval_seconds: word,
      }),
      enabled: word,
      disabled: word,
    }),
    webhook: z.object({
      signature: z.object({
        header: z.string(),
        encoding: z.enum(['base64', 'hex']),
        prefix: z.string(),
      }),
    }),
  }),
  resources: z.object({
    ignored: word,
    kinds: z.record(
      z.string(),
      z.object({
        since: z.string().optional(),
        list: word.optional(),
        periods: wirePeriods.optional(),
        delimiter: word.optional(),
        fields: wireFields,
      }),
    ),
  }),
  reports: z.object({
    BANK_STATEMENT_REPORT: report,
    BROKERAGE_STATEMENT_REPORT: report,
    TRADE_REPORT: report,
    POSITION_SUMMARY_REPORT: report,
    SECURITY_PRICE_REPORT: report,
  }),
  camt053: z.object({
    // 001.01 names its root differently and is written by nobody.
    version: z.string().regex(/^001\.(0[2-9]|1[0-4])$/),
    account_id: z.object({ BANK: z.string(), BROKERAGE: z.string() }),
    opening: word,
    closing: word,
    codes: z.object({
      BANK: z.record(z.string(), word),
      BROKERAGE: z.record(z.string(), word),
    }),
  }),
  csv: z.object({
    TRADE_REPORT: z.object({
      layouts: z.array(csvLayout.extend({ sides: z.object({ BUY: word, SELL: word }) })),
    }),
    POSITION_SUMMARY_REPORT: z.object({ cash_cusip: word, layouts: z.array(csvLayout) }),
    SECURITY_PRICE_REPORT: z.object({ layouts: z.array(csvLayout) }),
    TRADE_LIST: z.object({ layouts: z.array(csvLayout) }),
    TRANSACTION_LIST: z.object({
      directions: z.object({ DEBIT: word, CREDIT: word }),
      layouts: z.array(csvLayout),
    }),
  }),
  sandbox: z.object({
    position_basis: z.enum(['trade_date', 'settlement_date']),
    balance_includes_residual_cash: z.boolean(),
    trade_amount: z.enum(['cash', 'face']),
    problem_shape: z.enum(['plain', 'with_input']),
  }),
});

export type Profile = z.infer<typeof profileSchema>;
export type CsvLayout = z.infer<typeof csvLayout>;
export type ReportType = keyof Profile['reports'];

export const REPORT_TYPES = [
  'BANK_STATEMENT_REPORT',
  'BROKERAGE_STATEMENT_REPORT',
  'TRADE_REPORT',
  'POSITION_SUMMARY_REPORT',
  'SECURITY_PRICE_REPORT',
] as const satisfies readonly ReportType[];

export function readProfile(file: string = findAsset('profiles/jiko.yaml')): Profile {
  const result = profileSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!result.success) throw new Error(`${file}: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** All formats that a report can be had in: one for a statement, one a layout for a CSV file. */
export function formatsOf(profile: Profile, reportType: ReportType): string[] {
  const { format } = profile.reports[reportType];
  if (reportType === 'BANK_STATEMENT_REPORT' || reportType === 'BROKERAGE_STATEMENT_REPORT') {
    return [format];
  }
  return profile.csv[reportType].layouts.map((layout) => layout.format);
}

export function layoutOf<Layout extends CsvLayout>(
  { layouts }: { readonly layouts: readonly Layout[] },
  format: string,
): Layout {
  const layout = layouts.find((candidate) => candidate.format === format);
  if (layout === undefined) throw new Error(`the profile lays out no report as ${format}`);
  return layout;
}
