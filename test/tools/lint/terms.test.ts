import test from "ava";
import { spawnSync } from "node:child_process";
import { Linter } from "eslint";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";
import { commentsOfC, textOfMarkdown } from "../../../tools/lint/prose.js";
import { badFile, badName, badWords, terms } from "../../../tools/lint/terms.js";

const folder = fileURLToPath(new URL("../../../tools/lint/", import.meta.url));

interface Term {
  readonly term: string;
  readonly meaning: string;
  readonly source: string;
}

interface Avoided {
  readonly name?: string;
  readonly file?: string;
  readonly word?: string;
  readonly use: string;
  readonly why: string;
}

const list = JSON.parse(readFileSync(join(folder, "terms.json"), "utf8")) as {
  readonly use: readonly Term[];
  readonly avoid: readonly Avoided[];
};

test("each term has a meaning and a source, and is in the list once", (t) => {
  for (const { term, meaning, source } of list.use)
    t.true(term !== "" && meaning !== "" && source !== "", term);
  t.is(new Set(list.use.map(({ term }) => term)).size, list.use.length);
});

test("what is not used is a name, a file or a word, with what to use and why, and is in the list once", (t) => {
  const patterns = list.avoid.map((entry) => {
    const { name, file, word, use, why } = entry;
    const given = [name, file, word].filter((pattern) => pattern !== undefined);
    t.is(given.length, 1, JSON.stringify(entry));
    t.true(use !== "" && why !== "", given[0]);
    return given[0];
  });
  t.is(new Set(patterns).size, patterns.length);
});

test("no term, and nothing that is to be used, is a word not to use", (t) => {
  for (const { term, meaning } of list.use) t.deepEqual(badWords(`${term}: ${meaning}`), [], term);
  for (const { use, why } of list.avoid) t.deepEqual(badWords(`${use}. ${why}.`), [], use);
});

for (const name of ["OwnLink", "Refresh", "JoinedNode", "#offer", "#rejoin", "rejoin", "Incoming"])
  test(`refused as a name: ${name}`, (t) => {
    t.true(badName(name)?.startsWith(`"${name}": `));
  });

for (const name of ["KeyRefresh", "refresh", "IncomingMessage", "offer", "settled", "spare"])
  test(`allowed as a name: ${name}`, (t) => {
    t.is(badName(name), undefined);
  });

test("a file's name counts without its folders", (t) => {
  t.truthy(badFile("/a/b/unfinished.ts"));
  t.is(badFile("/unfinished.ts/a.ts"), undefined);
});

const prose: readonly (readonly [text: string, found: readonly string[]])[] = [
  ["It is started anew.", ["anew"]],
  ["Anew, it is told.", ["Anew", "is told"]],
  ["a phrase over two lines: at\n * hand", ["at hand"]],
  ["and of line comments: in\n// vain", ["in vain"]],
  ["you are told, they are told", ["are told"]],
  ["no more than ten", []],
  ["a renewal, mending, in vainer, hand-made", ["mending"]],
];

for (const [text, found] of prose)
  test(`in prose: ${JSON.stringify(text)}`, (t) => {
    t.deepEqual(
      badWords(text).map(({ message }) => /^"(.*?)": /.exec(message)?.[1]),
      [...found],
    );
  });

/** What the rule says of a program: line, and the word. */
function lint(text: string, file = "a.ts"): string[] {
  const messages = new Linter().verify(
    text,
    [
      {
        files: ["**/*.ts"],
        languageOptions: { parser: tseslint.parser },
        plugins: { words: { rules: { terms } } },
        rules: { "words/terms": "error" },
      },
    ],
    file,
  );
  return messages.map(({ line, message }) => `${line} ${/^"(.*?)": /.exec(message)?.[1]}`);
}

const programs: readonly (readonly [what: string, text: string, found: readonly string[]])[] = [
  ["a class", "export class JoinedNode {}", ["1 JoinedNode"]],
  [
    "a private member, where it is made and used",
    "class A {\n #offer = 1; b = this.#offer;\n}",
    ["2 #offer", "2 #offer"],
  ],
  ["a type's member", "interface A {\n heeds: number }", ["2 heeds"]],
  ["a comment of one line", "\nconst a = 1; // made anew", ["2 anew"]],
  ["a phrase in two comments of one line each", "const a = 1;\n// it is\n// told", ["2 is told"]],
  ["comments that do not follow each other", "// it is\nconst a = 1;\n// told", []],
  ["a docstring, at the line of the word", "/**\n * One.\n * Anew.\n */\nconst a = 1;", ["3 Anew"]],
  ["texts of the program", 'const a = "anew"; const b = `is told`;', []],
];

for (const [what, text, found] of programs)
  test(`the rule over ${what}`, (t) => {
    t.deepEqual(lint(text), [...found]);
  });

test("the rule over a file's name", (t) => {
  t.deepEqual(lint("", "unfinished.ts"), ["1 unfinished.ts"]);
});

test("of C the comments alone are read, at their places", (t) => {
  const text = 'int anew; /* one\n * two */ char *a = "/* b */ \\" // c"; // three\nint d;';
  const comments = commentsOfC(text);
  t.is(comments.length, text.length);
  t.is(comments.replace(/ +/g, " "), " /* one\n * two */ // three\n ");
});

test("of Markdown the text alone is read, at its place", (t) => {
  const text = "One `anew` two.\n\n```c\nanew\n```\n\n  ~~~\n  anew\n  ~~~\n``a ` anew`` three\n";
  const page = textOfMarkdown(text);
  t.is(page.length, text.length);
  t.is(page.replace(/ +/g, " ").replace(/\s*\n\s*/g, "\n"), "One two.\nthree\n");
});

test("the checker prints file, line, word and what to use, of pages, C and headers, and fails", (t) => {
  const root = mkdtempSync(join(tmpdir(), "words-"));
  try {
    const files = {
      "a.md": "# A\n\nIt is built anew.\n",
      "b/b.c": "int a;\n/* in vain */\n",
      "b/b.h": "// at hand\n",
      "b/good.c": "int anew;\n",
      "node_modules/c.md": "anew\n",
      "d.ts": "// ESLint reads it: anew\n",
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const check = (...paths: readonly string[]) =>
      spawnSync(process.execPath, [join(folder, "check-words.js"), ...paths], {
        cwd: root,
        encoding: "utf8",
      });
    const { status, stderr } = check(root);
    t.is(status, 1);
    const lines = stderr.trimEnd().split("\n").sort();
    t.deepEqual(
      lines.map((line) => /^(.*?:\d+): "(.*?)": .*\.$/.exec(line)?.slice(1)),
      [
        ["a.md:3", "anew"],
        ["b/b.c:2", "in vain"],
        ["b/b.h:1", "at hand"],
      ],
    );
    t.is(check(join(root, "b", "good.c")).status, 0);
  } finally {
    rmSync(root, { recursive: true });
  }
});
