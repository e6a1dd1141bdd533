/** Files repeat few dates, CUSIPs and pockets many times: each is parsed once, up to this many. */
const REMEMBERED_MAX = 10_000;

export type Parse<Value> = (text: string) => Value;

/** `parse` that answers from memory what it was asked before; what throws is not remembered. */
export function remembering<Value>(parse: Parse<Value>): Parse<Value> {
  const remembered = new Map<string, Value>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const value = parse(text);
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(text, value);
    return value;
  };
}
