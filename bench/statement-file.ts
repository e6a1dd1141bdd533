import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A made-up bank statement of one pocket and day, as Jiko is taken to write them. */
export interface MadeUpStatement {
  readonly pocketId: string;
  readonly day: string;
  readonly entries: number;
}

/** Writes it piece by piece: one of a million entries has 1.2 GB. */
export async function writeStatement(path: string, statement: MadeUpStatement): Promise<void> {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  const write = async (text: string) => {
    if (!file.write(text)) await once(file, 'drain');
  };
  await write(opening(statement));
  let piece = '';
  for (let index = 1; index <= statement.entries; index++) {
    piece += entry(statement, index);
    if (piece.length < 1 << 18) continue;
    await write(piece);
    piece = '';
  }
  await write(`${piece}    </Stmt>\n  </BkToCstmrStmt>\n</Document>\n`);
  file.end();
  await once(file, 'close');
}

export function statementText(statement: MadeUpStatement): string {
  let text = opening(statement);
  for (let index = 1; index <= statement.entries; index++) text += entry(statement, index);
  return `${text}    </Stmt>\n  </BkToCstmrStmt>\n</Document>\n`;
}

function opening({ pocketId, day, entries }: MadeUpStatement): string {
  let cents = 0;
  for (let index = 1; index <= entries; index++) cents += signedCents(index);
  const balance = (code: string, amount: number) => `
      <Bal>
        <Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>
        <Amt Ccy="USD">${dollars(Math.abs(amount))}</Amt>
        <CdtDbtInd>${amount < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>
        <Dt><Dt>${day}</Dt></Dt>
      </Bal>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>${pocketId}-${day}</MsgId><CreDtTm>${day}T23:59:00Z</CreDtTm></GrpHdr>
    <Stmt>
      <Id>${day}-${pocketId.slice(0, 8)}</Id>
      <CreDtTm>${day}T23:59:00Z</CreDtTm>
      <Acct><Id><Othr><Id>B${pocketId.replaceAll('-', '')}</Id></Othr></Id><Ccy>USD</Ccy></Acct>${balance('OPBD', 0)}${balance('CLBD', cents)}
`;
}

function entry({ day }: MadeUpStatement, index: number): string {
  const cents = signedCents(index);
  const amount = dollars(Math.abs(cents));
  const direction = cents < 0 ? 'DBIT' : 'CRDT';
  return `      <Ntry>
        <NtryRef>${index}</NtryRef>
        <Amt Ccy="USD">${amount}</Amt>
        <CdtDbtInd>${direction}</CdtDbtInd>
        <Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>${day}</Dt></BookgDt>
        <ValDt><Dt>${day}</Dt></ValDt>
        <AcctSvcrRef>ASR${String(index).padStart(10, '0')}</AcctSvcrRef>
        <BkTxCd><Prtry><Cd>${cents < 0 ? 'PAYMENT_OUT' : 'PAYMENT_IN'}</Cd></Prtry></BkTxCd>
        <NtryDtls>
          <TxDtls>
            <Refs>
              <EndToEndId>E2E-${String(index).padStart(12, '0')}</EndToEndId>
              <UETR>00000000-0000-4000-8000-${String(index).padStart(12, '0')}</UETR>
            </Refs>
            <Amt Ccy="USD">${amount}</Amt>
            <CdtDbtInd>${direction}</CdtDbtInd>
            <RltdPties>
              <Dbtr><Pty><Nm>Debtor number ${index % 1000} of the list</Nm></Pty></Dbtr>
              <DbtrAcct><Id><Othr><Id>${String(index % 100_000).padStart(12, '0')}</Id></Othr></Id></DbtrAcct>
              <Cdtr><Pty><Nm>Creditor number ${index % 997} of the list</Nm></Pty></Cdtr>
            </RltdPties>
            <RmtInf><Ustrd>Invoice ${index} of ${day}, thank you for your business</Ustrd></RmtInf>
          </TxDtls>
        </NtryDtls>
        <AddtlNtryInf>payment ${index}</AddtlNtryInf>
      </Ntry>
`;
}

function signedCents(index: number): number {
  const cents = ((index * 7919) % 1_000_000) + 1;
  return index % 2 === 0 ? -cents : cents;
}

function dollars(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
