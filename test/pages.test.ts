// The pages of the project: each relative link leads to a file, and to a heading of it.
import test from "ava";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { anchors, links } from "./support/markdown.js";

const project = fileURLToPath(new URL("..", import.meta.url));

/** Folders of the project's own; what a build makes is not among them. */
const apart = new Set([".git", "node_modules", "build", "dist"]);

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return apart.has(entry.name) ? [] : pagesIn(path);
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
    for (const { target } of links(text)) t.is(broken(page, target), undefined);
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
