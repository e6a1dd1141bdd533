import { formatCents, formatPrice } from '../model/money.ts';
import type { Trade } from '../model/records.ts';
import { tradesSoFar, type World } from '../model/world.ts';
import type { Profile } from '../profile.ts';
import { writePdf } from '../render/pdf.ts';
import { statementPdf } from '../resources/statements.ts';
import type { ApiContext, Guard, Routing } from './app.ts';
import type { FileLinks } from './file-links.ts';
import { notFound } from './problem.ts';

export const PAPERS_FOLDER = 'papers';

export interface PaperRouteParts {
  readonly profile: Profile;
  readonly world: World;
  readonly links: FileLinks;
  /** The temporary address of a file. */
  link(file: string): string;
}

const TRADES: Guard = { group: 'trades', anyOf: ['transfers.read', 'pockets.read'] };

/** PDFs by temporary addresses, and the way to the one that confirms a trade. */
export function addPaperRoutes(routing: Routing, parts: PaperRouteParts): void {
  const { app, guarded, open } = routing;
  const path = parts.profile.api.paths['trade_confirmation'];
  if (path === undefined) throw new Error('the profile has no path for trade_confirmation');
  app.get(
    path.replace(/\{(\w+)\}/g, ':$1'),
    guarded('confirmation', TRADES, (context) => {
      const places: Readonly<Record<string, string>> = context.req.param();
      const { account_id: pocketId, trade_id: tradeId = '' } = places;
      const trade = tradeOf(parts.world, tradeId);
      // A maturity is confirmed by nothing.
      const isConfirmed = trade?.pocketId === pocketId && trade?.activity !== 'MATURITY';
      if (!isConfirmed) throw notFound('Trade');
      return context.redirect(parts.link(`confirmation:${tradeId}`), 307);
    }),
  );
  app.get(
    `/${PAPERS_FOLDER}/:name`,
    open('paper', (context) => paper(parts, context)),
  );
}

function paper({ links, world }: PaperRouteParts, context: ApiContext): Response {
  const authorization = context.req.header('Authorization');
  const file = links.resolve(context.req.param('name') ?? '', authorization);
  const [kind = '', id = ''] = file.split(':');
  const bytes = kind === 'statement' ? statementPdf(world, id) : confirmationPdf(world, id);
  if (bytes === undefined) throw notFound('File');
  return context.body(new Uint8Array(bytes), 200, {
    'Content-Type': 'application/pdf',
    'Content-Length': String(bytes.length),
  });
}

function tradeOf(world: World, tradeId: string): Trade | undefined {
  return world.pockets
    .flatMap((pocket) => tradesSoFar(world, pocket))
    .find(({ id }) => id === tradeId);
}

function confirmationPdf(world: World, tradeId: string): Buffer | undefined {
  const trade = tradeOf(world, tradeId);
  if (trade === undefined) return undefined;
  const { activity, bill, quantity, price, cash } = trade;
  return writePdf([
    `Trade confirmation ${trade.reference}`,
    `${activity} ${quantity} of ${bill.cusip} at ${formatPrice(price)}: USD ${formatCents(cash)}`,
    `traded ${trade.tradeDate}, settles ${trade.settlementDate}`,
  ]);
}
