// Reports files that import themselves through other files, type imports included: such files can
// only be understood, moved and tested together.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The project's file that `specifier` refers to in `file`; undefined for a package, and for other
 * files than sources.
 */
function target(file, specifier) {
  if (!specifier.startsWith(".")) return undefined;
  const path = resolve(dirname(file), specifier);
  for (const candidate of [path.replace(/\.js$/, ".ts"), path])
    if (/\.[jt]s$/.test(candidate) && existsSync(candidate)) return candidate;
  return undefined;
}

/**
 * Cached imports of each file; read again after a change, since an editor keeps this process
 * running.
 */
const known = new Map();

/** The files that `file` imports or exports from, types included. Absolute paths. */
function importsOf(file) {
  const { mtimeMs } = statSync(file);
  const before = known.get(file);
  if (before?.mtimeMs === mtimeMs) return before.imports;
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  const imports = new Set();
  for (const { fileName } of importedFiles) {
    const path = target(file, fileName);
    if (path) imports.add(path);
  }
  known.set(file, { mtimeMs, imports });
  return imports;
}

/**
 * The shortest chain of imports from `file` through `first`, which it imports, back to `file`, as
 * absolute paths that include both; undefined if there is none. `imports`: returns the imports of
 * a file.
 */
export function circle(file, first, imports = importsOf) {
  const from = new Map([[first, file]]);
  for (const at of from.keys()) {
    if (at === file) {
      const way = [file];
      for (let back = from.get(file); back !== file; back = from.get(back)) way.unshift(back);
      return [file, ...way];
    }
    for (const next of imports(at)) if (!from.has(next)) from.set(next, at);
  }
  return undefined;
}

/** An ESLint rule that checks every relative import and export. */
export const importCircles = {
  meta: { type: "problem", schema: [] },
  create(context) {
    function check(node) {
      const specifier = node.source?.value;
      if (typeof specifier !== "string") return;
      const first = target(context.filename, specifier);
      const way = first && circle(context.filename, first);
      if (!way) return;
      const names = way.map((path) => relative(root, path)).join(" → ");
      context.report({
        node,
        message: `a circle of imports: ${names}. Move what both need to where it belongs.`,
      });
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
