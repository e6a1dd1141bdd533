/** One element as it stands in a text: `[start, end)`, and the content between its tags. */
export interface Element {
  readonly name: string;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
  readonly hasElements: boolean;
}

const TAG = /<(\/?)([A-Za-z_][\w.:-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*?)(\/?)>/g;

/** The elements of a text that may be broken: tags that have no partner are passed over. */
export function elementsIn(xml: string): Element[] {
  const found: Element[] = [];
  const open: { name: string; start: number; contentStart: number; hasElements: boolean }[] = [];
  for (const match of xml.matchAll(TAG)) {
    const [tag, slash, name = '', , empty] = match;
    const start = match.index;
    const end = start + tag.length;
    const parent = open.at(-1);
    if (slash === '') {
      if (parent !== undefined) parent.hasElements = true;
      if (empty === '') open.push({ name, start, contentStart: end, hasElements: false });
      else found.push({ name, start, contentStart: end, contentEnd: end, end, hasElements: false });
    } else if (parent?.name === name) {
      open.pop();
      found.push({ ...parent, contentEnd: start, end });
    }
  }
  return found;
}

export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
