/** Escapes text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** JSON of a value for a script element: no part of it ends the element or starts a comment. */
export function embeddedJson(value: unknown): string {
  // Times to a tenth of a millisecond and positions to a millimetre are exact enough.
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "number" ? Number(part.toFixed(3)) : part,
  );
  return text.replace(/[<>&\u2028\u2029]/g, (letter) => {
    const code = letter.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${code}`;
  });
}

export interface Column<Row> {
  readonly name: string;
  /** HTML. */
  readonly cell: (row: Row) => string;
  readonly numeric?: boolean;
  /** Not shown on a narrow page. */
  readonly wideOnly?: boolean;
}

/** A table whose first column has the row headers. */
export function htmlTable<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): string {
  const attributes = ({ numeric, wideOnly }: Column<Row>) => {
    const classes = [...(numeric ? ["number"] : []), ...(wideOnly ? ["wide-only"] : [])];
    return classes.length > 0 ? ` class="${classes.join(" ")}"` : "";
  };
  const head = columns.map(
    (column) => `<th scope="col"${attributes(column)}>${escapeHtml(column.name)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map((column, i) =>
      i === 0
        ? `<th scope="row"${attributes(column)}>${column.cell(row)}</th>`
        : `<td${attributes(column)}>${column.cell(row)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return [
    `<table><caption>${escapeHtml(caption)}</caption>`,
    `<thead><tr>${head.join("")}</tr></thead>`,
    `<tbody>\n${body.join("\n")}\n</tbody></table>`,
  ].join("\n");
}
