/** Something that no file may bring about: a finding of the fuzzer. */
export class Flaw extends Error {
  override readonly name = 'Flaw';
}
