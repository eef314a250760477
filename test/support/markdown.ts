/** A link of a page: its text, and what it leads to. */
export interface Link {
  readonly text: string;
  readonly target: string;
}

/** A page without its blocks of code. */
function withoutBlocks(page: string): string {
  return page.replace(/^( *)```[^]*?^\1```/gm, "");
}

/** A page without its blocks and spans of code. */
function prose(page: string): string {
  return withoutBlocks(page).replace(/`[^`\n]*`/g, "");
}

/** The spans of code of a page, without its blocks. */
export function codeSpans(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
}

/** The links and pictures of a page, but for those in code. */
export function links(page: string): Link[] {
  return [...prose(page).matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, text, target]) => ({
    text: text!,
    target: target!,
  }));
}

/** The names of a page's headings as GitHub makes them for links. */
export function anchors(page: string): string[] {
  const headings = withoutBlocks(page).matchAll(/^#+ +(.+)$/gm);
  const seen = new Map<string, number>();
  return [...headings].map(([, heading]) => {
    const name = heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, "")
      .replaceAll(" ", "-");
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}-${times}`;
  });
}

/** The text below a heading, up to the next one of its level or above. */
export function section(page: string, heading: string): string {
  const lines = withoutBlocks(page).split("\n");
  const start = lines.findIndex((line) => line.replace(/^#+ /, "") === heading && line[0] === "#");
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const level = /^#+/.exec(lines[start]!)![0].length;
  const end = lines.findIndex((line, at) => {
    const marks = at > start ? /^(#+) /.exec(line) : null;
    return marks !== null && marks[1]!.length <= level;
  });
  return lines.slice(start + 1, end < 0 ? undefined : end).join("\n");
}

/** The rows of the first table in a section, without its head: the cells of each. */
export function tableRows(page: string, heading: string): string[][] {
  const lines = section(page, heading).split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const end = lines.findIndex((line, at) => at > first && !line.startsWith("|"));
  return lines
    .slice(first + 2, end < 0 ? undefined : end)
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf("|"))
        .split("|")
        .map((cell) => cell.trim()),
    );
}
