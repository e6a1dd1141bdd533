/** Files repeat few dates, CUSIPs and pockets many times: each is parsed once, up to this many. */
const REMEMBERED_MAX = 10_000;

/** Shorter parts are copies already. */
const SHARED_MIN = 13;

export type Parse<Value> = (text: string) => Value;

/** `parse` that answers from memory what it was asked before; what throws is not remembered. */
export function remembering<Value>(parse: Parse<Value>): Parse<Value> {
  const remembered = new Map<string, Value>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const own = copyOf(text);
    const value = parse(own);
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(own, value);
    return value;
  };
}

/** V8 lets a longer part of a text hold on to the whole of it: what is remembered must not keep the file in memory. */
function copyOf(text: string): string {
  return text.length < SHARED_MIN ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
