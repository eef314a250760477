import { ShellError } from "./shell-error.js";

/** A word of a command line, without its quotes. */
export interface Word {
  readonly text: string;
  /** Index of its first character in the line. */
  readonly start: number;
}

/** The words of a line, and what is at its end. */
export interface Line {
  readonly words: readonly Word[];
  /** The quote that has no end; undefined if all have one. */
  readonly open: string | undefined;
  /** Whether another character would belong to the last word. */
  readonly unfinished: boolean;
}

/**
 * Splits a line into words. Quotes, double or single, keep spaces; a backslash keeps the next
 * character, except between single quotes; "#" at the start of a word begins a comment.
 */
export function splitLine(line: string): Line {
  const words: Word[] = [];
  let text = "";
  let start = -1;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!;
    if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else if (letter === "\\" && quote === '"' && at + 1 < line.length) text += line[++at]!;
      else text += letter;
    } else if (/\s/.test(letter)) {
      if (start >= 0) words.push({ text, start });
      text = "";
      start = -1;
    } else if (letter === "#" && start < 0) {
      return { words, open: undefined, unfinished: false };
    } else {
      if (start < 0) start = at;
      if (letter === '"' || letter === "'") quote = letter;
      else if (letter === "\\" && at + 1 < line.length) text += line[++at]!;
      else text += letter;
    }
  }
  if (start >= 0) words.push({ text, start });
  return { words, open: quote, unfinished: start >= 0 };
}

/** The words of a whole line. Throws ShellError for a quote without end. */
export function wordsOf(line: string): string[] {
  const { open, words } = splitLine(line);
  if (open !== undefined) throw new ShellError(`the quote ${open} has no end`);
  return words.map(({ text }) => text);
}

/** A word as it is written in a line: in quotes if it has to be. */
export function quoted(text: string): string {
  if (/^[^\s"'\\#]+$/.test(text)) return text;
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
