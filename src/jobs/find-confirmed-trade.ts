import { addDays, type BusinessDate } from '../domain/business-date.ts';
import { ConfigError } from '../domain/errors.ts';
import type { JikoClient } from '../extract/jiko-client.ts';
import type { Queryable } from './owed-units.ts';

/** Whose confirmation is asked for. */
export interface ConfirmedTrade {
  readonly entityId: string;
  readonly pocketId: string;
  /** As the books call it: the id of Jiko, or the reference where the report tells no id. */
  readonly tradeId: string;
  readonly reference: string | null;
  readonly isFromListing: boolean;
  readonly side: string;
  readonly tradeDate: BusinessDate;
  readonly settlementDate: BusinessDate | null;
}

/**
 * The trade of the books that is named by its id, by its reference or by its row (`12/line 17`). Throws `ConfigError` where there
 * is none or more than one, and for a maturity, which nothing confirms.
 */
export async function findConfirmedTrade(
  database: Queryable,
  named: string,
  entityId: string | null,
): Promise<ConfirmedTrade> {
  const [, file = null, locator = null] = /^(\d{1,18})\/(.+)$/.exec(named) ?? [];
  const { rows } = await database.query<ConfirmedTrade>(
    `select distinct
       t.entity_id as "entityId", t.pocket_id as "pocketId", t.trade_id as "tradeId", t.reference,
       f.report_type = 'TRADE_LIST' as "isFromListing", t.side, t.trade_date as "tradeDate",
       t.settlement_date as "settlementDate"
     from books.fct_trade t
     join books.dim_report_file f using (entity_id, report_file_id)
     where case
         when $2::bigint is null then t.trade_id = $1 or t.reference = $1
         else t.report_file_id = $2 and t.locator = $3
       end
       and ($4::text is null or t.entity_id = $4)`,
    [named.replace(/^trade:/, ''), file, locator, entityId],
  );
  const [trade, another] = rows;
  if (trade === undefined) throw refused(named, 'the books have no such trade');
  if (another !== undefined) {
    throw refused(named, 'several trades are called so: name its row, as FILE/PLACE');
  }
  if (trade.side === 'MATURITY') throw refused(named, 'Jiko confirms no maturity, only trades');
  return trade;
}

/** How many days after the trade it may settle, where the report does not say when it did. */
const SETTLES_WITHIN_DAYS = 7;

/** The id that Jiko gave the trade; asked for where the books have none, as a trade report need not tell it. */
export async function findRemoteId(
  client: Pick<JikoClient, 'findTrades'>,
  trade: ConfirmedTrade,
): Promise<string> {
  const { tradeId, reference, pocketId, tradeDate, settlementDate } = trade;
  if (trade.isFromListing) return tradeId;
  const range = {
    from: settlementDate ?? tradeDate,
    to: settlementDate ?? addDays(tradeDate, SETTLES_WITHIN_DAYS),
  };
  const listed = (await client.findTrades(range)).filter(
    (one) =>
      one.pocketId === pocketId &&
      (one.id === tradeId || (reference !== null && one.reference === reference)),
  );
  const ids = [...new Set(listed.map(({ id }) => id))];
  const [id] = ids;
  if (id !== undefined && ids.length === 1) return id;
  const found = ids.length === 0 ? 'no trade' : `${ids.length} trades`;
  throw refused(tradeId, `${found} of that reference settled from ${range.from} to ${range.to}`);
}

function refused(named: string, why: string): ConfigError {
  return new ConfigError(`confirmation ${named}: ${why}`);
}
