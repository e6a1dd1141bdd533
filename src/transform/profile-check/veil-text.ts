const TYPES = /\b(Cd|CdtDbtInd|CpyDupInd|RvslInd)$/;

/** The text with every letter and figure replaced: its shape is left, and nothing that it says. */
export function veiled(text: string): string {
  return text
    .replace(/\p{Lu}/gu, 'X')
    .replace(/\p{L}/gu, (letter) => (letter === 'X' ? letter : 'x'))
    .replace(/\p{N}/gu, '0');
}

const LINES_MAX = 20;

/**
 * The first lines of a CSV file, veiled; its header is left as it is. A first line with a figure in it is no header: a name
 * stands there only in a file whose columns are known by their order, and such a row has dates and prices.
 */
export function veiledCsv(text: string): string {
  const lines = text.split(/(?<=\n)/).slice(0, LINES_MAX);
  const [first = '', ...rest] = lines;
  const isHeader = !/\d/.test(first);
  return [isHeader ? first : veiled(first), ...rest.map(veiled)].join('');
}

/** An XML file, veiled but for names, namespaces, currencies and codes. Comments and instructions are left out. */
export function veiledXml(text: string): string {
  let element = '';
  return text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<\?(?!xml\s)[\s\S]*?\?>/g, '')
    .replace(/<!DOCTYPE[^>]*>/gi, '')
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, content: string) => veiled(content))
    .replace(/<[^>]*>|[^<]+/g, (piece) => {
      if (!piece.startsWith('<')) return TYPES.test(element) ? piece : veiled(piece);
      if (!TAG.test(piece)) return veiled(piece);
      element = piece.startsWith('</') ? '' : (/^<([^\s/>]+)/.exec(piece)?.[1] ?? '');
      return veiledTag(piece);
    });
}

/** What is cut or crooked is no tag, and may be anything. */
const TAG = /^<[/?]?[\w:.-]+(\s+[\w:.-]+\s*=\s*("[^"]*"|'[^']*'))*\s*[/?]?>$/;
const OPEN_ATTRIBUTE = /^(xmlns(:.*)?|version|encoding|Ccy|xsi:.*)$/;

function veiledTag(tag: string): string {
  return tag.replace(
    /([\w:.-]+)(\s*=\s*)("[^"]*"|'[^']*')/g,
    (whole, name: string, equals: string, value: string) =>
      OPEN_ATTRIBUTE.test(name) ? whole : `${name}${equals}${veiled(value)}`,
  );
}
