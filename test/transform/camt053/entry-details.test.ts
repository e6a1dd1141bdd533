import { expect, test } from 'vitest';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import { bytesOf, collect } from '../support/bytes.ts';

async function entryWith(content: string) {
  const xml = `<Document><BkToCstmrStmt><Stmt><Ntry>${content}</Ntry></Stmt></BkToCstmrStmt></Document>`;
  const events = await collect(readCamt053(bytesOf(xml), 'x.xml'));
  return events.find((event) => event.kind === 'entry');
}

const AMOUNT = '<Amt Ccy="USD">30.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>';
const booked = (amount: string, currency = 'USD') =>
  `<TxDtls><AmtDtls><TxAmt><Amt Ccy="${currency}">${amount}</Amt></TxAmt></AmtDtls></TxDtls>`;

test('details that stand before the amount of their entry take its direction and currency', async () => {
  const details = `<NtryDtls>${booked('10.00')}${booked('20.00')}${booked('9.00', 'EUR')}</NtryDtls>`;
  const entry = await entryWith(`${details}${AMOUNT}`);
  expect(entry?.details.map(({ amount }) => amount)).toEqual(['-10.00', '-20.00', null]);
});

test('what the entry tells of its amounts is told of its only transaction', async () => {
  const amounts =
    '<AmtDtls><InstdAmt><Amt Ccy="EUR">25.00</Amt><CcyXchg><XchgRate>1.2</XchgRate></CcyXchg></InstdAmt></AmtDtls>';
  const one = await entryWith(`${AMOUNT}${amounts}<NtryDtls>${booked('30.00')}</NtryDtls>`);
  expect(one?.details).toMatchObject([
    { instructedAmount: '25.00', instructedCurrency: 'EUR', exchangeRate: '1.2' },
  ]);
  const parts = `${booked('10.00')}${booked('20.00')}`;
  const two = await entryWith(`${AMOUNT}${amounts}<NtryDtls>${parts}</NtryDtls>`);
  expect(two?.details).toMatchObject([{ instructedAmount: null }, { instructedAmount: null }]);
});

test('an empty amount of a detail is none', async () => {
  const entry = await entryWith(`${AMOUNT}<NtryDtls><TxDtls><Amt Ccy="USD"/></TxDtls></NtryDtls>`);
  expect(entry).toMatchObject({ details: [{ amount: null }], detailAmount: null, residual: null });
});

test('an agent is its BIC, else its clearing number, else its name', async () => {
  const agent = (content: string) =>
    `${AMOUNT}<NtryDtls><TxDtls><RltdAgts><DbtrAgt><FinInstnId>${content}</FinInstnId></DbtrAgt></RltdAgts></TxDtls></NtryDtls>`;
  const [bic, member, name] = [
    '<BICFI>CHASUS33</BICFI>',
    '<ClrSysMmbId><MmbId>021000021</MmbId></ClrSysMmbId>',
    '<Nm>A bank</Nm>',
  ];
  const agentOf = async (content: string) =>
    (await entryWith(agent(content)))?.details[0]?.debtorAgent;
  expect(await agentOf(`${bic}${member}${name}`)).toBe('CHASUS33');
  expect(await agentOf(`${member}${name}`)).toBe('021000021');
  expect(await agentOf(name)).toBe('A bank');
});

test('a batch is counted by what the bank says, over all of its parts', async () => {
  const part = (count: string) => `<NtryDtls><Btch><NbOfTxs>${count}</NbOfTxs></Btch></NtryDtls>`;
  expect((await entryWith(`${AMOUNT}${part('3')}${part('4')}`))?.batchTransactions).toBe(7);
  expect((await entryWith(`${AMOUNT}${part('3')}${part('?')}`))?.batchTransactions).toBeNull();
});
