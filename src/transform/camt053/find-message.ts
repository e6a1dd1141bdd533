import { ValueError } from '../../domain/errors.ts';

/** The element below `Document`, without the version that its name ended with at first, and what message it makes. */
const OTHER_MESSAGES: Readonly<Record<string, string>> = {
  BkToCstmrAcctRpt: 'camt.052 account report',
  BkToCstmrDbtCdtNtfctn: 'camt.054 notification',
  AcctRptgReq: 'camt.060 request',
  FIToFIPmtCxlReq: 'camt.056 cancellation',
  RsltnOfInvstgtn: 'camt.029 resolution',
  BkSvcsBllgStmt: 'camt.086 billing statement',
  CstmrCdtTrfInitn: 'pain.001 credit transfer',
  CstmrPmtStsRpt: 'pain.002 status report',
  CstmrPmtRvsl: 'pain.007 reversal',
  CstmrDrctDbtInitn: 'pain.008 direct debit',
  FIToFIPmtStsRpt: 'pacs.002 status report',
  FIToFICstmrDrctDbt: 'pacs.003 direct debit',
  PmtRtr: 'pacs.004 return',
  FIToFICstmrCdtTrf: 'pacs.008 credit transfer',
  FICdtTrf: 'pacs.009 credit transfer',
};

/** `BkToCstmrStmtV01` is the name in 001.01 only. */
const MESSAGES: ReadonlySet<string> = new Set(['BkToCstmrStmt', 'BkToCstmrStmtV01']);

const MESSAGE_NAME = /([a-z]{4}\.\d{3})\.(\d{3}\.\d{2})$/;

/** Prefixes declared before the message; an envelope has a handful. */
const PREFIXES_MAX = 1_000;

/**
 * Looks for the statement message among the elements around it: alone, in a `Document`, or in an envelope with a
 * business header. Throws `ValueError` on an element that says that this is something else.
 */
export class MessageFinder {
  readonly #namespaces = new Map<string, string>();
  #rootName: string | null = null;
  #version: string | null = null;
  #isBelowDocument = false;

  /** Null until the message is found. */
  version(): string | null {
    return this.#version;
  }

  /** True when this element is the statement message. */
  open(name: string, attributes: Readonly<Record<string, string>>, prefix: string): boolean {
    this.#rootName ??= refuseHtml(name);
    this.#declare(attributes);
    if (name === 'Document') this.#identify(prefix);
    else if (MESSAGES.has(name)) return this.#found(prefix);
    else if (this.#isBelowDocument)
      throw otherMessage(OTHER_MESSAGES[name.replace(/V\d\d$/, '')] ?? name);
    this.#isBelowDocument = name === 'Document';
    return false;
  }

  /** What the file is instead, when it has ended without a statement message. */
  missing(): ValueError {
    return otherMessage(`<${this.#rootName ?? ''}>`);
  }

  #found(prefix: string): true {
    if (this.#version === null) this.#identify(prefix);
    this.#isBelowDocument = false;
    return true;
  }

  /** Later declarations hide earlier ones; a sibling's would too, but no envelope redeclares the prefix of its document. */
  #declare(attributes: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'xmlns') this.#namespaces.set('', value);
      else if (name.startsWith('xmlns:')) this.#namespaces.set(name.slice(6), value);
    }
    if (this.#namespaces.size > PREFIXES_MAX) {
      throw new ValueError(`at most ${PREFIXES_MAX} namespace prefixes`, 'more');
    }
  }

  #identify(prefix: string): void {
    const [, message, version] = MESSAGE_NAME.exec(this.#namespaces.get(prefix) ?? '') ?? [];
    if (message === undefined || version === undefined) return;
    // An envelope that wraps a statement without a namespace lends it its own: that says nothing.
    if (message.startsWith('head')) return;
    if (message !== 'camt.053') throw otherMessage(`${message}.${version}`);
    this.#version = version;
  }
}

function refuseHtml(rootName: string): string {
  if (rootName.toLowerCase() === 'html') throw otherMessage('an HTML page');
  return rootName;
}

function otherMessage(what: string): ValueError {
  return new ValueError('a camt.053 statement', what);
}
