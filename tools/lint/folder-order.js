// The order of the project's folders. A file may import from its own folder and from folders
// earlier in the order, but not from later ones. Two folders in one row of the table (two models,
// two foundation models) may not import from each other.
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const moduleFolders = [
  "host",
  "base",
  "crypto",
  "bearer",
  "network",
  "transport",
  "proxy",
  "access",
  "provisioning",
  "foundation",
  "models",
  "node",
  "provisioner",
  "espressif",
  "protocomm",
  "firmware",
  "checks",
].map((name) => `modules/${name}`);

/** Folders of models whose models extend those of others, or take their messages. Mesh Model 1.1. */
const extended = {
  "light-ctl": ["generic-level", "light-lightness"],
  "light-hsl": ["generic-level", "light-lightness"],
  "light-lc": ["generic-onoff", "light-lightness", "sensor"],
  "light-xyl": ["light-lightness"],
};

const hostFolders = [
  "native",
  "moddable",
  "web",
  "node",
  "hci",
  "xs",
  "simulator",
  "board",
  "esp32",
].map((name) => `hosts/${name}`);

const order = [...moduleFolders, ...hostFolders, "tools", "examples", "test"];
const root = fileURLToPath(new URL("../..", import.meta.url));

function rank(path) {
  return order.findIndex((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** The folder below modules/models or modules/foundation that a file is in. */
function pair(path) {
  return /^modules\/(?:models|foundation|firmware)\/([^/]+)\//.exec(path)?.[0];
}

/** Whether files of the folder `own` may import those of the folder `other`. */
function shared(own, other) {
  if (other.endsWith("/common/")) return true;
  const [name, base] = [own, other].map((path) => path.split("/").at(-2));
  return extended[name]?.includes(base) ?? false;
}

/**
 * The reason for which `file` may not import `target` (both relative to the root), or undefined.
 */
export function forbidden(file, target) {
  const from = rank(file);
  const to = rank(target);
  if (from < 0) return undefined;
  if (to < 0) return `${target} is in no known folder`;
  if (to > from) return `${order[from]} stands below ${order[to]}: imports point down only`;
  const own = pair(file);
  const other = pair(target);
  if (own && other && own !== other && from === to && !shared(own, other))
    return `${own} and ${other} stand side by side: what they share belongs below them`;
  return undefined;
}

/** An ESLint rule that checks every relative import and export. */
export const folderOrder = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const file = relative(root, context.filename);
    function check(node) {
      const specifier = node.source?.value;
      if (typeof specifier !== "string" || !specifier.startsWith(".")) return;
      const target = relative(root, resolve(dirname(context.filename), specifier));
      const message = forbidden(file, target);
      if (message) context.report({ node, message });
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
