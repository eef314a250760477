// Extracts the prose of files that ESLint does not read: comments of C, and Markdown. All other
// text is replaced by blanks, so that the prose keeps its position in the file.

const blank = (text) => text.replace(/[^\n]/g, " ");

/** Keeps the comments of C; comment characters in strings are not comments. */
export function commentsOfC(text) {
  let prose = "";
  let end = 0;
  const tokens = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[^]*?\*\/|\/\/[^\n]*/g;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    prose += blank(text.slice(end, index));
    prose += token.startsWith("/") ? token : blank(token);
    end = index + token.length;
  }
  return prose + blank(text.slice(end));
}

/**
 * Keeps the text of a Markdown page without code blocks and inline code, which contain names and
 * output of programs.
 */
export function textOfMarkdown(text) {
  return text.replace(/^( *)(```+|~~~+)[^]*?^\1\2.*$|(`+)(?!`)[^]*?[^`]\3(?!`)/gm, blank);
}
