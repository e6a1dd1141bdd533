import { expect, test } from 'vitest';
import { inspectFile } from '../../../src/transform/inspect.ts';
import { jiko } from '../support/profile.ts';

/** A statement with one entry of 100.00, split by what the case gives. */
function statementWith(entryParts: string, summary = ''): string {
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
    <Id>S-1</Id><Acct><Id><Othr><Id>A-1</Id></Othr></Id><Ccy>USD</Ccy></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
    ${summary}
    <Ntry><Amt Ccy="USD">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>${entryParts}</Ntry>
  </Stmt></BkToCstmrStmt></Document>`;
}

async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

function inspect(text: string) {
  return inspectFile('statement.xml', bytesOf(text), jiko);
}

const detail = (parts: string) => `<NtryDtls><TxDtls>${parts}</TxDtls></NtryDtls>`;

test.each([
  ['a detail', detail('<Amt Ccy="USD">1,00</Amt>'), 'Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/Amt'],
  [
    'the direction of a detail',
    detail('<Amt Ccy="USD">100.00</Amt><CdtDbtInd>CREDIT</CdtDbtInd>'),
    'Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/CdtDbtInd',
  ],
  [
    'a charge',
    '<Chrgs><Rcrd><Amt Ccy="USD">about 5</Amt></Rcrd></Chrgs>',
    'Stmt[1]/Ntry[1]/Chrgs/Rcrd/Amt',
  ],
  [
    'an exchange rate',
    detail('<AmtDtls><TxAmt><CcyXchg><XchgRate>1,08</XchgRate></CcyXchg></TxAmt></AmtDtls>'),
    'Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/AmtDtls/TxAmt/CcyXchg/XchgRate',
  ],
])('what cannot be read in %s is told, and the entry stands', async (_, parts, locator) => {
  const found = await inspect(statementWith(parts));
  expect(found).toMatchObject({ accepted: true, error: null });
  expect(found.statements).toMatchObject([{ entries: 1, net: '100.00', balance_check: 'ties' }]);
  expect(found.problems).toMatchObject([
    { locator, message: expect.stringMatching(/^expected .*, got '.*': passed over$/) },
  ]);
});

test('a sum of the summary that cannot be read is not judged', async () => {
  const summary = '<TxsSummry><TtlCdtNtries><Sum>1.000,00</Sum></TtlCdtNtries></TxsSummry>';
  const found = await inspect(statementWith('', summary));
  expect(found).toMatchObject({ accepted: true, statements: [{ summary_check: 'unknown' }] });
  expect(found.problems).toHaveLength(1);
});

test('an amount that was booked cannot be passed over', async () => {
  const text = statementWith('').replace(
    '<Ntry><Amt Ccy="USD">100.00',
    '<Ntry><Amt Ccy="USD">1,00',
  );
  expect(await inspect(text)).toMatchObject({
    accepted: false,
    error: expect.stringContaining("Stmt[1]/Ntry[1]/Amt: expected a decimal amount, got '1,00'"),
  });
});
