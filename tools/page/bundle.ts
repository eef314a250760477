import type * as Esbuild from "esbuild";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installed } from "../../hosts/xs/build/folders.js";
import { requirePeer } from "../../hosts/xs/build/peer.js";

/** What a page of HTML is made of, beside its elements. */
export interface PageParts {
  /** URL of the folder with `main.ts`, the script of the page, which ends with a slash. */
  readonly folder: URL;
  /** Names of its style sheets, without suffix, in their order; those of `shared` come first. */
  readonly styleSheets: readonly string[];
  /** Names of style sheets of `tools/page/browser`. */
  readonly shared: readonly string[];
}

/** The script of a page, with its imports, as one text; an installed package contains it. */
export function pageScript(folder: URL): string {
  if (installed) return readFileSync(new URL("page.js", folder), "utf8");
  const { buildSync } = requirePeer<typeof Esbuild>("esbuild");
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL("main.ts", folder))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2021",
    charset: "utf8",
  });
  return outputFiles[0]!.text;
}

/** The colours of a dark page, unless the reader has chosen a light one. */
function darkStyle(): string {
  const sheet = readFileSync(new URL("browser/dark.css", import.meta.url), "utf8");
  const chosen = (theme: string) => sheet.replace(":root", () => `:root${theme}`);
  return `@media screen and (prefers-color-scheme: dark) {
${chosen(':not([data-theme="light"])')}}
@media screen {
${chosen('[data-theme="dark"]')}}`;
}

function style(parts: readonly PageParts[]): string {
  const browser = new URL("browser/", import.meta.url);
  const shared = new Set(parts.flatMap((part) => part.shared));
  return [
    ...[...shared].map((name) => new URL(`${name}.css`, browser)),
    ...parts.flatMap(({ folder, styleSheets }) =>
      styleSheets.map((name) => new URL(`${name}.css`, folder)),
    ),
  ]
    .map((url) => readFileSync(url, "utf8"))
    .concat(darkStyle())
    .join("\n");
}

/** The head of a page: it refers to nothing outside. A fault of its script is in `data-failed`. */
export function pageHead(title: string, ...parts: readonly PageParts[]): string {
  return `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>
${style(parts)}</style>
<script>
addEventListener("error", ({ message }) => {
  document.documentElement.dataset.failed = message;
});
</script>`;
}
