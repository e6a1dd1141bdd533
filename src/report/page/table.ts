import { type Content, type Html, html } from './html.ts';

export interface Column {
  readonly name: Content;
  /** figures: right-aligned, digits of one width, never broken */
  readonly isFigure?: boolean;
  /** an id or a place in a file: in type of one width */
  readonly isCode?: boolean;
}

interface Table {
  /** What it shows, for those who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Content[])[];
  /** sums, at its foot */
  readonly foot?: readonly Content[];
}

export function table({ caption, columns, rows, foot }: Table): Html {
  return html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ name, isFigure }) => html`<th scope="col"${classOf({ name, ...(isFigure === true ? { isFigure } : {}) })}>${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`
<tr>${row.map((cell, index) => html`<td${classOf(columns[index])}>${cell}</td>`)}</tr>`,
  )}
</tbody>${
    foot !== undefined &&
    html`
<tfoot><tr>${foot.map((cell, index) => html`<td${classOf(columns[index])}>${cell}</td>`)}</tr></tfoot>`
  }
</table></div>`;
}

function classOf(column: Column | undefined): Content {
  if (column?.isFigure === true) return html` class="figure"`;
  return column?.isCode === true && html` class="code"`;
}
