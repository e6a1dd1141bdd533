import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '../domain/errors.ts';
import { nearestTexts } from './csv/nearest-texts.ts';
import { checkedProfileSchema, headerKey, type Profile, profileSchema } from './profile-schema.ts';

export {
  type CsvProfile,
  headerKey,
  POSITION_COLUMNS,
  type PositionColumn,
  PRICE_COLUMNS,
  type PriceColumn,
  type Profile,
  TRADE_COLUMNS,
  TRADE_LIST_COLUMNS,
  TRANSACTION_COLUMNS,
  type TradeColumn,
  type TradeListColumn,
  type TransactionColumn,
  type Words,
} from './profile-schema.ts';

/**
 * Reads a wire profile from YAML. A word that stands alone becomes a list of one.
 * Throws `ConfigError` naming every place that is wrong: `jiko.yaml:12 api.page.limit: expected number, received string`.
 */
export function parseProfile(yamlText: string, fileName: string): Profile {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new ConfigError(`${fileName}:${line} ${firstLine(broken.message)}`);
  }
  const parsed = checkedProfileSchema.safeParse(resolved(document, fileName));
  if (parsed.success) {
    const { sandbox: _, ...known } = parsed.data;
    return known;
  }
  const complaints = parsed.error.issues.map(
    (issue) => `${fileName}:${lineOf(issue, document, lines)} ${describe(issue)}`,
  );
  throw new ConfigError(complaints.join('\n'));
}

/** Throws `ConfigError` for aliases and merge keys that only turn out to be wrong when they are resolved. */
function resolved(document: ReturnType<typeof parseDocument>, fileName: string): unknown {
  try {
    const value: unknown = document.toJS();
    return value;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${fileName}:1 ${firstLine(message)}`, error);
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const key = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${prefixed(key)}expected no key ${issue.keys.map((name) => withNearest(name, issue.path)).join(', ')}`;
  }
  return `${prefixed(key)}${issue.message.replace(/^Invalid (input|option): /, '')}`;
}

function prefixed(key: string): string {
  return key === '' ? '' : `${key}: `;
}

function withNearest(key: string, path: readonly PropertyKey[]): string {
  const known = [...new Set(keysAt(profileSchema, path))];
  const near = nearestTexts([headerKey(key)], known, headerKey);
  return near.length === 0 ? key : `${key} (nearest: ${near.join(', ')})`;
}

/** The keys that the schema knows at this place; those of all branches where it has several. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => keysAt(option, path));
  const [key, ...rest] = path;
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest);
  if (!(inner instanceof z.ZodObject)) return [];
  return key === undefined ? Object.keys(inner.shape) : keysAt(inner.shape[String(key)], rest);
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}

function lineOf(
  issue: z.core.$ZodIssue,
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
): number {
  const own = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return lineOfKey(document, lines, [...issue.path, ...own]);
}

/** The line of the key, or of the nearest parent that exists where the key is missing. */
function lineOfKey(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  keys: readonly PropertyKey[],
): number {
  for (let length = keys.length; length > 0; length--) {
    const node = keyNode(document, keys.slice(0, length));
    if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** The key itself in a map: what stands under it may begin on a later line. */
function keyNode(
  document: ReturnType<typeof parseDocument>,
  keys: readonly PropertyKey[],
): unknown {
  const parent = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
  const last = keys.at(-1);
  if (!isMap(parent)) return document.getIn(keys, true);
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
  return pair?.key;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
