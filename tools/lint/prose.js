// The prose of files that ESLint does not read: comments of C, and Markdown. All else is
// replaced by blanks, so that what is found stands at its place in the file.

const blank = (text) => text.replace(/[^\n]/g, " ");

/** Keeps the comments of C, without what looks like one in a string. */
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

/** Keeps the text of a page, without its code, which says what programs say. */
export function textOfMarkdown(text) {
  return text.replace(/^( *)(```+|~~~+)[^]*?^\1\2.*$|(`+)(?!`)[^]*?[^`]\3(?!`)/gm, blank);
}
