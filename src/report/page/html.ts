/** Text that is HTML already; everything else is escaped when it is put into a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | bigint | null | false | readonly Content[];

/** HTML with what is put in escaped: names and texts come from the bank. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(
    parts.reduce((text, part, index) => `${text}${render(contents[index - 1] ?? null)}${part}`),
  );
}

function render(content: Content): string {
  if (content === null || content === false) return '';
  if (content instanceof Html) return content.text;
  if (isMany(content)) return content.map(render).join('');
  return escapeHtml(String(content));
}

function isMany(content: Exclude<Content, null | false | Html>): content is readonly Content[] {
  return Array.isArray(content);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. What no page may hold becomes a replacement character. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
    .replaceAll(FORBIDDEN, '\uFFFD');
}

// Control characters, halves of characters, what is no character at all, and what turns the direction of the text that follows.
const FORBIDDEN =
  /(?![\t\n\r])\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}|[\u202A-\u202E\u2066-\u2069]/gu;
