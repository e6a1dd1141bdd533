import { XMLBuilder } from 'fast-xml-parser';
import type { IsoDate } from '../model/dates.ts';
import { type Cents, formatCents } from '../model/money.ts';
import type { Entry } from '../model/records.ts';
import type { Profile } from '../profile.ts';
import type { StatementView } from './views.ts';

type Xml = { readonly [tag: string]: string | Xml | readonly Xml[] };

// Where the message changed its shape: BIC became BICFI in 001.03, a plain status a choice in 001.07.
const BICFI_SINCE = 3;
const STATUS_CHOICE_SINCE = 7;
const NET_ENTRY_SINCE = 4;
const SERVICER_BIC = 'JIKOUS44';
const SERVICER_NAME = 'Jiko Bank';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  indentBy: ' ',
});

/**
 * One statement as a camt.053 document of the profile's version. The order of the elements is the schema's.
 * `previousDate` is the business day before, which a balance of the type PRCD speaks of.
 */
export function writeCamt053(profile: Profile, view: StatementView, previousDate: IsoDate): string {
  const version = Number(profile.camt053.version.slice(4));
  const document: Xml = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': `urn:iso:std:iso:20022:tech:xsd:camt.053.${profile.camt053.version}`,
      BkToCstmrStmt: {
        GrpHdr: { MsgId: `M${statementId(view)}`, CreDtTm: createdAt(view) },
        Stmt: {
          Id: statementId(view),
          CreDtTm: createdAt(view),
          FrToDt: { FrDtTm: `${view.date}T00:00:00`, ToDtTm: `${view.date}T23:59:59` },
          Acct: accountOf(profile, view, version),
          Bal: balancesOf(profile, view, previousDate),
          TxsSummry: summaryOf(view, version),
          Ntry: view.entries.map((entry, index) => entryOf(profile, view, entry, index, version)),
        },
      },
    },
  };
  return builder.build(document);
}

function accountOf(profile: Profile, view: StatementView, version: number): Xml {
  const pattern = profile.camt053.account_id[view.account];
  const bic = version >= BICFI_SINCE ? 'BICFI' : 'BIC';
  return {
    Id: { Othr: { Id: pattern.replace('{pocket}', view.pocket.id.replaceAll('-', '')) } },
    Ccy: 'USD',
    Nm: view.pocket.name,
    Svcr: { FinInstnId: { [bic]: SERVICER_BIC, Nm: SERVICER_NAME } },
  };
}

function balancesOf(profile: Profile, view: StatementView, previousDate: IsoDate): Xml[] {
  const { opening, closing } = profile.camt053;
  const openingDate = opening === 'PRCD' ? previousDate : view.date;
  return [
    balanceOf(opening, view.opening, openingDate),
    balanceOf(closing, view.closing, view.date),
  ];
}

function balanceOf(code: string, balance: Cents, date: IsoDate): Xml {
  return { Tp: { CdOrPrtry: { Cd: code } }, ...amountOf(balance), Dt: { Dt: date } };
}

/** How many entries there are, and what they come to. */
function summaryOf({ entries, summedUp = 0n }: StatementView, version: number): Xml {
  const net = entries.reduce((sum, { amount }) => sum + amount, summedUp);
  const magnitude = formatCents(net < 0n ? -net : net);
  const direction = { CdtDbtInd: net < 0n ? 'DBIT' : 'CRDT' };
  const number = { NbOfNtries: String(entries.length) };
  const total: Xml =
    version >= NET_ENTRY_SINCE
      ? { ...number, TtlNetNtry: { Amt: magnitude, ...direction } }
      : { ...number, TtlNetNtryAmt: magnitude, ...direction };
  return { TtlNtries: total };
}

function entryOf(
  profile: Profile,
  view: StatementView,
  entry: Entry,
  index: number,
  version: number,
): Xml {
  return {
    NtryRef: String(index + 1),
    ...amountOf(entry.amount),
    Sts: version >= STATUS_CHOICE_SINCE ? { Cd: 'BOOK' } : 'BOOK',
    BookgDt: { Dt: entry.bookedOn ?? view.date },
    ValDt: { Dt: entry.bookedOn ?? view.date },
    AcctSvcrRef: entry.reference,
    BkTxCd: { Prtry: { Cd: codeOf(profile, view, entry), Issr: 'JIKO' } },
    NtryDtls: { TxDtls: detailsOf(entry, version) },
    AddtlNtryInf: entry.text,
  };
}

/** Amount and side became mandatory in a transaction's details in 001.03, and are optional again. */
function detailsOf(entry: Entry, version: number): Xml {
  const refs: Xml = { Refs: { EndToEndId: entry.endToEndId } };
  return version >= BICFI_SINCE ? { ...refs, ...amountOf(entry.detailed ?? entry.amount) } : refs;
}

function codeOf(profile: Profile, view: StatementView, entry: Entry): string {
  const code = entry.code ?? profile.camt053.codes[view.account][entry.category];
  if (!code) throw new Error(`the profile has no ${view.account} code for ${entry.category}`);
  return code;
}

/** Amounts carry no sign in ISO 20022; zero counts as a credit. */
function amountOf(amount: Cents): Xml {
  const magnitude = amount < 0n ? -amount : amount;
  return {
    Amt: { '@Ccy': 'USD', '#text': formatCents(magnitude) },
    CdtDbtInd: amount < 0n ? 'DBIT' : 'CRDT',
  };
}

/** At most 34 characters, so that the message id with its one letter more stays within Max35Text. */
function statementId(view: StatementView): string {
  const letter = view.account === 'BANK' ? 'B' : 'S';
  const pocket = view.pocket.id.replaceAll('-', '').slice(0, 12);
  return `${letter}-${view.date.replaceAll('-', '')}-${pocket}`;
}

function createdAt(view: StatementView): string {
  return `${view.date}T23:30:00Z`;
}
