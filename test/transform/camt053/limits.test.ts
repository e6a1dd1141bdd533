import { expect, test } from 'vitest';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';

const START = '<Document><BkToCstmrStmt><Stmt>';
const END = '</Stmt></BkToCstmrStmt></Document>';

async function* endless(start: string, piece: string, pieces: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start);
  for (let index = 0; index < pieces; index++) yield Buffer.from(piece);
}

const read = (bytes: AsyncIterable<Uint8Array>) => collect(readCamt053(bytes, 'x.xml'));

test('64 levels are read, 65 are not', async () => {
  const nested = (levels: number) =>
    `${START}${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}${END}`;
  await read(bytesOf(nested(61)));
  expect(await refusalOf(read(bytesOf(nested(62))))).toContain('at most 64 levels');
});

test('a million levels are refused at the 65th', async () => {
  const refusal = await refusalOf(read(endless(START, '<a>'.repeat(10_000), 100)));
  expect(refusal).toBe('x.xml:1:218 Stmt[1]: expected at most 64 levels of elements');
});

test('64 KB of text are read, one character more is not', async () => {
  const withText = (length: number) =>
    `${START}<AddtlStmtInf>${'x'.repeat(length)}</AddtlStmtInf>${END}`;
  await read(bytesOf(withText(65_536)));
  expect(await refusalOf(read(bytesOf(withText(65_537))))).toContain(
    'expected text of at most 65536 characters',
  );
});

test.each([
  ['text', `${START}<Id>`, 'x'],
  ['a comment', `${START}<!--`, 'x'],
  ['an attribute', `${START}<Id a="`, 'x'],
  ['a name', `${START}<`, 'x'],
  ['a start tag', `${START}<Id `, 'abcd="1" '],
])('%s without an end is refused long before the memory is full', async (_, start, piece) => {
  const refusal = await refusalOf(read(endless(start, piece.repeat(10_000), 100_000)));
  expect(refusal).toMatch(/at most 65536 characters|duplicate attribute/);
});

test('free text of one entry is bounded, however many elements it comes in', async () => {
  const remittance = `<Ustrd>${'x'.repeat(1_000)}</Ustrd>`.repeat(10);
  const start = `${START}<Ntry><NtryDtls><TxDtls><RmtInf>`;
  expect(await refusalOf(read(endless(start, remittance, 1_000)))).toContain(
    'at most 65536 characters of free text',
  );
});

test('an entry of very many transactions keeps them all', async () => {
  const events = await read(bytesOf(batch(20_000)));
  expect(events.find((event) => event.kind === 'entry')?.details).toHaveLength(20_000);
});

test('more transactions than the memory is meant for are refused', async () => {
  expect(await refusalOf(read(bytesOf(batch(100_001))))).toContain(
    'expected at most 100000 transactions of one entry',
  );
});

test('a file of more bytes than allowed is refused, wherever it stands', async () => {
  const file = bytesOf(batch(1));
  const refusal = refusalOf(collect(readCamt053(file, 'x.xml', { bytesMax: 100 })));
  expect(await refusal).toContain('expected a file of at most 100 bytes');
});

test('a thousand charges of one entry are read, one more is not', async () => {
  const charged = (charges: number) =>
    `${START}<Ntry><Amt>1</Amt><CdtDbtInd>CRDT</CdtDbtInd>${'<Chrgs><Amt>1</Amt></Chrgs>'.repeat(charges)}</Ntry>${END}`;
  await read(bytesOf(charged(1_000)));
  expect(await refusalOf(read(bytesOf(charged(1_001))))).toContain('at most 1000 charges');
});

function batch(transactions: number): string {
  const payment =
    '<TxDtls><Refs><EndToEndId>E</EndToEndId></Refs><RmtInf><Ustrd>u</Ustrd></RmtInf></TxDtls>';
  const details = `<NtryDtls>${payment.repeat(transactions)}</NtryDtls>`;
  return `${START}<Ntry><Amt>1</Amt><CdtDbtInd>CRDT</CdtDbtInd>${details}</Ntry>${END}`;
}
