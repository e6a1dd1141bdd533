/** How files begin that people hand in by mistake. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['504b0304', 'a ZIP archive'],
  ['504b0506', 'a ZIP archive'],
  ['1f8b', 'a gzip file'],
  ['425a68', 'a bzip2 file'],
  ['fd377a585a00', 'an xz file'],
  ['377abcaf271c', 'a 7-Zip archive'],
  ['28b52ffd', 'a Zstandard file'],
  ['25504446', 'a PDF file'],
  ['d0cf11e0', 'an old Office document'],
  ['89504e47', 'a PNG image'],
  ['ffd8ff', 'a JPEG image'],
];

/** What the first bytes of a file say that it is, where it is no text at all; else null. */
export function binaryFormat(head: Uint8Array): string | null {
  const start = Buffer.from(head.subarray(0, 8)).toString('hex');
  return MAGIC.find(([magic]) => start.startsWith(magic))?.[1] ?? null;
}

/** What a text is that is no XML, or XML that is a web page; else null. `start` is its beginning, without blanks. */
export function otherText(start: string): string | null {
  if (/^<!doctype\s+html/i.test(start)) return 'an HTML page';
  if (start === '' || start.startsWith('<')) return null;
  if (/^(?:\{1:|:20:)/.test(start)) return 'an MT940 statement';
  return /^[{[]/.test(start) ? 'JSON' : 'text that is no XML';
}
