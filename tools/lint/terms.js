// The project's vocabulary: terms.json lists the field's terms, and names and phrases to avoid,
// each with its replacement. Names and comments of TypeScript and JavaScript are checked by an
// ESLint rule, pages and C by check-words.js.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const { avoid } = JSON.parse(readFileSync(new URL("terms.json", import.meta.url), "utf8"));

/**
 * Pattern of the characters between two words of a phrase, which may continue in the next line of
 * a comment.
 */
const gap = String.raw`[\s*/]+`;

/** A message about `found`, with the `use` and `why` of an entry. */
function message(found, { use, why }) {
  return `"${found}": ${use}. ${why}.`;
}

function expressions(key, make) {
  return avoid.filter((entry) => entry[key]).map((entry) => ({ entry, test: make(entry[key]) }));
}

const names = expressions("name", (pattern) => new RegExp(`^(?:${pattern})$`));
const files = expressions("file", (pattern) => new RegExp(`^(?:${pattern})$`));
const words = expressions(
  "word",
  (pattern) => new RegExp(String.raw`\b(?:${pattern.replaceAll(" ", gap)})\b`, "gi"),
);

/** The error in an identifier, including its `#` if it has one; undefined: none. */
export function badName(name) {
  const found = names.find(({ test }) => test.test(name));
  return found && message(name, found.entry);
}

/** The error in a file's name; undefined: none. */
export function badFile(path) {
  const found = files.find(({ test }) => test.test(basename(path)));
  return found && message(basename(path), found.entry);
}

/** The errors in prose: messages in the order of their index in `text`. */
export function badWords(text) {
  const found = [];
  for (const { entry, test } of words)
    for (const match of text.matchAll(test))
      found.push({
        index: match.index,
        message: message(match[0].split(/[\s*/]+/).join(" "), entry),
      });
  return found.sort((a, b) => a.index - b.index);
}

/** Groups comments: successive lines of `//` are one text. */
function paragraphs(comments) {
  const groups = [];
  for (const comment of comments) {
    const last = groups.at(-1)?.at(-1);
    const goesOn =
      last?.type === "Line" &&
      comment.type === "Line" &&
      comment.loc.start.line === last.loc.start.line + 1 &&
      comment.loc.start.column === last.loc.start.column;
    if (goesOn) groups.at(-1).push(comment);
    else groups.push([comment]);
  }
  return groups;
}

/** An ESLint rule that checks a file's name, its identifiers and its comments. */
export const terms = {
  meta: { type: "suggestion", schema: [] },
  create(context) {
    const { sourceCode } = context;
    function name(node, text) {
      const bad = badName(text);
      if (bad) context.report({ node, message: bad });
    }
    return {
      Program(node) {
        const bad = badFile(context.filename);
        if (bad) context.report({ node, message: bad });
        for (const group of paragraphs(sourceCode.getAllComments())) {
          const start = group[0].range[0];
          const text = sourceCode.text.slice(start, group.at(-1).range[1]);
          for (const { index, message } of badWords(text))
            context.report({ loc: sourceCode.getLocFromIndex(start + index), message });
        }
      },
      Identifier: (node) => name(node, node.name),
      PrivateIdentifier: (node) => name(node, `#${node.name}`),
    };
  },
};
