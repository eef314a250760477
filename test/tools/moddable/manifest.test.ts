import test from "ava";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../../../modules", import.meta.url));

/** For desktops only, and the package's own index at the top: no firmware uses them. */
const elsewhere = ["", "provisioner"];

function folders(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => folders(join(folder, name)));
  return entries.some(({ name }) => name.endsWith(".ts")) ? [folder, ...found] : found;
}

test("Moddable's manifest names every folder of modules/ that a firmware can use", (t) => {
  const manifest = JSON.parse(readFileSync(join(modules, "manifest.json"), "utf8")) as {
    modules: Record<string, string>;
  };
  const named = Object.values(manifest.modules)
    .filter((path) => path.endsWith("/*"))
    .map((path) => path.slice(2, -2));
  const expected = folders(modules)
    .map((folder) => relative(modules, folder))
    .filter((folder) => !elsewhere.includes(folder));
  t.deepEqual(named.sort(), expected.sort());
  for (const [specifier, path] of Object.entries(manifest.modules))
    if (path.endsWith("/*")) t.is(specifier, `modules/${path.slice(2)}`);
});
