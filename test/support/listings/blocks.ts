/** A block of code of a page. */
export interface Block {
  /** The page's path. */
  readonly page: string;
  /** The line of the page that begins it, from 1. */
  readonly line: number;
  /** The word after the three marks; "" for none. */
  readonly language: string;
  readonly text: string;
  /** The last line of text before it; "" at the beginning of a page. */
  readonly before: string;
}

/** The blocks of code of a page, in their order. */
export function blocksOf(page: string, content: string): Block[] {
  const lines = content.split("\n");
  const blocks: Block[] = [];
  let before = "";
  for (let i = 0; i < lines.length; i++) {
    const [, indent, language] = /^( *)```(\S*)/.exec(lines[i]!) ?? [];
    if (indent === undefined) {
      if (lines[i]!.trim() !== "") before = lines[i]!.trim();
      continue;
    }
    const end = lines.indexOf(`${indent}\`\`\``, i + 1);
    if (end < 0) throw new Error(`${page}:${i + 1}: the block of code does not end`);
    const text = lines
      .slice(i + 1, end)
      .map((line) => line.slice(indent.length))
      .join("\n");
    blocks.push({ page, line: i + 1, language: language!, text, before });
    before = "";
    i = end;
  }
  return blocks;
}

/**
 * The name of the file that a block is: on the first line of a program (`// lamp.ts`), or before a
 * block of JSON, at the end of the line (`manifest.json`:). Undefined if it is no file.
 */
export function fileOf({ before, language, text }: Block): string | undefined {
  if (language === "ts" || language === "js") return /^\/\/ ([\w./-]+\.[jt]s)\n/.exec(text)?.[1];
  if (language === "json") return /`([\w./-]+\.json)`:$/.exec(before)?.[1];
  return undefined;
}

/** The commands of a block of shell, without comments and prompts. */
export function commandsOf(text: string): string[] {
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) =>
      line
        .replace(/(^|\s)#.*/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line !== "");
}

/** A line with what differs from run to run left out: figures of three digits or more, and spaces. */
function comparable(line: string): string {
  return line
    .replace(/\d[\d,.]*\d|\d/g, (figure) => (/[.,]|\d{3}/.test(figure) ? "#" : figure))
    .replace(/-{4,}/g, "----")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Compares the output that a page shows with that of the command. A line `...` stands for any
 * number of lines. Returns the first line that the output does not have; undefined if it has all.
 */
export function missingLine(shown: string, output: string): string | undefined {
  const real = output
    .split("\n")
    .map(comparable)
    .filter((line) => line !== "");
  let at = 0;
  let anywhere = true;
  for (const line of shown.split("\n")) {
    if (line.trim() === "") continue;
    if (line.trim() === "...") {
      anywhere = true;
      continue;
    }
    const found = anywhere
      ? real.indexOf(comparable(line), at)
      : real[at] === comparable(line)
        ? at
        : -1;
    if (found < 0) return line;
    at = found + 1;
    anywhere = false;
  }
  return undefined;
}
