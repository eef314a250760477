// The pages of the project: each relative link leads to a file, and to a heading of it.
import test from "ava";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { anchors, codeSpans, links } from "./support/markdown.js";

const run = promisify(execFile);
const project = fileURLToPath(new URL("..", import.meta.url));

/** Folders that are not the project's own: what a build makes, also while it is replaced. */
const apart = /^(\..*|node_modules|build|dist(\..*)?)$/;

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return apart.test(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const pages = new Map(pagesIn(project).map((path) => [path, readFileSync(path, "utf8")]));

/** Why a link of a page leads nowhere; undefined where it does not, or leaves the project. */
function broken(page: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path = "", heading] = target.split("#");
  const file = path === "" ? page : join(dirname(page), decodeURIComponent(path));
  if (!existsSync(file)) return `${target}: there is no ${relative(project, file)}`;
  const text = pages.get(file);
  if (heading === undefined || text === undefined || anchors(text).includes(heading))
    return undefined;
  return `${target}: ${relative(project, file)} has no such heading`;
}

for (const [page, text] of pages)
  test(`each relative link of ${relative(project, page)} leads somewhere`, (t) => {
    const wrong = links(text).map(({ target }) => broken(page, target));
    t.deepEqual(
      wrong.filter((why) => why !== undefined),
      [],
    );
  });

test("what a wrong link is told", (t) => {
  const readme = join(project, "README.md");
  t.is(broken(readme, "docs/nowhere.md"), "docs/nowhere.md: there is no docs/nowhere.md");
  t.is(broken(readme, "#no-such-heading"), "#no-such-heading: README.md has no such heading");
  t.is(broken(readme, "https://example.org/"), undefined);
  t.is(broken(readme, "LICENSE"), undefined);
});

test("each page of docs/ is linked to from README.md", (t) => {
  const linked = links(pages.get(join(project, "README.md"))!).map(({ target }) => target);
  for (const page of pages.keys()) {
    const path = relative(project, page);
    if (path.startsWith("docs/")) t.true(linked.includes(path), path);
  }
});

test("links, headings and code of a page are told apart", (t) => {
  const page =
    "# A b: `c`!\n[x](y.md#z) ![p](q.svg) `[no](link)`\n```sh\n# no heading\n[no](one)\n```\n# A b c\n";
  t.deepEqual(links(page), [
    { text: "x", target: "y.md#z" },
    { text: "p", target: "q.svg" },
  ]);
  t.deepEqual(anchors(page), ["a-b-c", "a-b-c-1"]);
});

/** Where the names of files in ARCHITECTURE.md and CONTRIBUTING.md begin. */
const folders = ["", "modules", "hosts/esp32", "tools/lint"];

/** Every file of the project by its name alone. */
const names = new Map<string, string[]>();
for (const folder of ["modules", "hosts", "tools", "test", "examples"])
  for (const path of readdirSync(join(project, folder), { recursive: true, encoding: "utf8" })) {
    const name = basename(path);
    names.set(name, [...(names.get(name) ?? []), join(project, folder, path)]);
  }

/** What is wrong with a span of code that names a file of the project; undefined: nothing, or it names none. */
function missingFile(code: string): string | undefined {
  if (!/^[\w./-]+(\.(ts|js|mjs|c|h|json|md|svg)|\/[\w-]+)$/.test(code) || code.startsWith("@"))
    return undefined;
  if (!code.includes("/"))
    return names.has(code) || !/\.(ts|js|c|h)$/.test(code) ? undefined : code;
  const first = code.split("/")[0]!;
  const isPath = /\.\w+$/.test(code) || ["modules", "hosts", "tools", "test"].includes(first);
  if (!isPath || ["build", "dist"].includes(first)) return undefined;
  return folders.some((folder) => existsSync(join(project, folder, code))) ? undefined : code;
}

/** What is wrong with a span of code such as `Transport.receive`: modules/ or tools/ declare no such member. */
function missingMember(code: string): string | undefined {
  const [, type, member] = /^([A-Z][a-z]\w+)\.(#?\w+)$/.exec(code) ?? [];
  if (type === undefined) return undefined;
  const declares = new RegExp(`(class|interface) ${type}\\b`);
  const has = new RegExp(
    `^ +((readonly|static|async|get|protected|private) )*${member}\\??[<(:]`,
    "m",
  );
  return sources.some((text) => declares.test(text) && has.test(text)) ? undefined : code;
}

const sources = [...names.values()]
  .flat()
  .filter((path) => path.endsWith(".ts") && relative(project, path).startsWith("modules"))
  .map((path) => readFileSync(path, "utf8"));

for (const name of ["ARCHITECTURE.md", "CONTRIBUTING.md"])
  test(`the files, classes and methods that ${name} names are there`, (t) => {
    const spans = codeSpans(pages.get(join(project, name))!);
    t.true(spans.length > 50);
    const wrong = spans.flatMap((code) => [missingFile(code), missingMember(code)]);
    t.deepEqual(
      wrong.filter((code) => code !== undefined),
      [],
    );
  });

test("a file or a method that is not there is told", (t) => {
  t.is(missingFile("modules/network/nothing.ts"), "modules/network/nothing.ts");
  t.is(missingFile("nothing.ts"), "nothing.ts");
  t.is(missingFile("network/iv-update.ts"), undefined);
  t.is(missingMember("Transport.nothing"), "Transport.nothing");
  t.is(missingMember("Transport.#receiveAccess"), undefined);
});

/** Lines of shell in a page's code that begin with one of these words. */
function commandsOf(page: string, start: RegExp): string[] {
  const code = [...page.matchAll(/^ *```sh\n([^]*?)^ *```/gm)].flatMap(([, block]) =>
    block!.split("\n"),
  );
  return [...code, ...codeSpans(page)]
    .flatMap((line) => line.replace(/#.*/, "").split("&&"))
    .map((line) => line.trim())
    .filter((line) => start.test(line));
}

const allCommands = (start: RegExp) =>
  [...pages.values()].flatMap((text) => commandsOf(text, start));

test("each npm script that a page names is in package.json", (t) => {
  const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const named = allCommands(/^npm run /).map((line) => line.split(" ")[2]!);
  t.true(named.length > 20);
  t.deepEqual(
    named.filter((name) => scripts[name] === undefined),
    [],
  );
});

test("each test file that a page runs is there", (t) => {
  const paths = allCommands(/npx ava /).flatMap((line) => line.match(/test\/\S+/g) ?? []);
  t.true(paths.length > 5);
  for (const path of paths) {
    const name = new RegExp(`^${basename(path).replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
    const folder = join(project, dirname(path));
    t.true(existsSync(folder) && readdirSync(folder).some((entry) => name.test(entry)), path);
  }
});

test("each option of the simulation that a page names is one", async (t) => {
  const xsMesh = join(project, "tools/xs-mesh.mjs");
  for (const [command, start] of [
    ["simulate", /^(npm start --|npx xs-mesh simulate) /],
    ["air", /^npx xs-mesh air /],
  ] as const) {
    const { stdout } = await run(process.execPath, [xsMesh, command, "--help"]);
    const named = allCommands(start).flatMap((line) => line.match(/--[a-z][a-z-]*/g) ?? []);
    t.true(named.length > 3);
    for (const option of named) t.regex(stdout, new RegExp(`${option}(?![a-z-])`));
  }
});

test("each name that the changelog has in the place of another is there", (t) => {
  const page = pages.get(join(project, "CHANGELOG.md"))!;
  const rows = [...page.matchAll(/^\| before \| now .*\n\|[-|]+\n((?:\|.*\n)+)/gm)]
    .flatMap(([, table]) => table!.trim().split("\n"))
    .map((line) => codeSpans(line.split("|")[2]!));
  t.true(rows.length > 20);
  for (const name of rows.flat()) {
    const last = name.split(".").at(-1)!;
    const isFile = names.has(`${last}.ts`) || /[/…]/.test(name) || existsSync(join(project, name));
    const word = new RegExp(`\\b${last.replace(/\W/g, "\\$&")}\\b`);
    const isFolder = ["models", "addresses", "policy", "provisioner"].includes(name);
    t.true(isFile || isFolder || sources.some((text) => word.test(text)), name);
  }
});

test("the classes and methods in the picture of the layers are there", (t) => {
  const picture = readFileSync(join(project, "docs/layers.svg"), "utf8");
  const members = [...picture.matchAll(/>([A-Z][a-z]\w+\.\w+)</g)].map(([, name]) => name!);
  t.true(members.length >= 8);
  for (const name of members) t.is(missingMember(name), undefined);
});
