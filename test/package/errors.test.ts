// The errors that docstrings name are exported, so that an application can tell each from the others.
import test from "ava";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as xsMesh from "xs-mesh";
import * as protocomm from "xs-mesh/protocomm";
import * as provisioner from "xs-mesh/provisioner";

const project = fileURLToPath(new URL("../..", import.meta.url));
const exported: Readonly<Record<string, unknown>> = { ...xsMesh, ...protocomm, ...provisioner };

/** Names of errors in docstrings of the stack, but for those of JavaScript. */
function documentedErrors(): string[] {
  const names = new Set<string>();
  const files = readdirSync(join(project, "modules"), { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const text = readFileSync(join(project, "modules", file), "utf8");
    for (const [comment] of text.matchAll(/\/\*\*[^]*?\*\//g))
      for (const [, name] of comment.matchAll(/\b([A-Z]\w*Error)\b/g)) names.add(name!);
  }
  return [...names].filter((name) => !(name in globalThis)).sort();
}

test("every error that a docstring names is exported, and is a MeshError", (t) => {
  const names = documentedErrors();
  t.true(names.length >= 15);
  for (const name of names) {
    const error = exported[name] as { readonly prototype: unknown } | undefined;
    t.truthy(error, name);
    t.true(name === "MeshError" || error?.prototype instanceof xsMesh.MeshError, name);
  }
});

test("every class of the stack that extends Error is exported", (t) => {
  const files = readdirSync(join(project, "modules"), { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const text = readFileSync(join(project, "modules", file), "utf8");
    for (const [, name] of text.matchAll(/export class (\w+) extends \w*Error\b/g))
      t.is(typeof exported[name!], "function", name);
  }
});
