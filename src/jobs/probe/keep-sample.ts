import { RESOURCE_NAMES } from '../../domain/resource.ts';
import { veiledJson } from '../../transform/profile-check/veil-json.ts';
import { veiledCsv, veiledXml } from '../../transform/profile-check/veil-text.ts';
import type { WantedField } from '../../transform/wire-check/compare-fields.ts';
import { jsonOf } from './ask-endpoint.ts';
import type { ProbeTools } from './probe-tools.ts';
import { fieldsAt, fieldsOf, sectionOf } from './wanted-fields.ts';

/** Keeps what can be kept of a JSON answer: its structure, its types, and words of Jiko's such as states. */
export function keepJson({ keep, profile }: ProbeTools, name: string, bytes: Uint8Array): void {
  const body = jsonOf(bytes);
  if (body === undefined) return;
  keep({ name, extension: 'json', text: `${veiledJson(body, openNames(profile))}\n` });
}

/** Keeps the shape of a file: names of columns or elements, and nothing that they hold. */
export function keepFile({ keep }: ProbeTools, name: string, bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes);
  const isXml = /^[\s\uFEFF\0]*</.test(text);
  const extension = isXml ? 'xml' : 'csv';
  keep({ name, extension, text: isXml ? veiledXml(text) : veiledCsv(text) });
}

/** Names of fields that hold one word of a short list. */
function openNames(profile: ProbeTools['profile']): ReadonlySet<string> {
  const { request, create } = profile.api;
  const fields = [
    ...RESOURCE_NAMES.flatMap((name) => fieldsOf(profile, name)),
    ...fieldsAt('api.request.fields', request.fields),
    ...(['pockets', 'trades', 'transactions'] as const).flatMap(
      (path) => sectionOf(profile, path)?.fields ?? [],
    ),
  ];
  return new Set([
    create.fields.output_formats,
    ...profile.resources.ignored,
    ...fields.flatMap(wordNames),
  ]);
}

function wordNames({ kind, words, rows = [] }: WantedField): string[] {
  const own = kind === 'word' ? words.map((word) => word.slice(word.lastIndexOf('.') + 1)) : [];
  return [...own, ...rows.flatMap(wordNames)];
}
