// The folders of the project from the bottom up. A file may import from its own
// folder and from the folders before it, never from one that comes later; two
// folders of one table row (two models, two foundation pairs) not from each other.
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const moduleFolders = [
  "host",
  "base",
  "crypto",
  "bearer",
  "network",
  "transport",
  "access",
  "provisioning",
  "foundation",
  "models",
  "node",
  "provisioner",
  "espressif",
  "protocomm",
  "firmware",
].map((name) => `modules/${name}`);

const hostFolders = ["native", "moddable", "web", "node", "xs", "simulator", "board", "esp32"].map(
  (name) => `hosts/${name}`,
);

const order = [...moduleFolders, ...hostFolders, "tools", "examples", "test"];
const root = fileURLToPath(new URL("../..", import.meta.url));

function rank(path) {
  return order.findIndex((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** The model pair a file belongs to: the folder below modules/models or modules/foundation. */
function pair(path) {
  return /^modules\/(?:models|foundation|firmware)\/([^/]+)\//.exec(path)?.[0];
}

/** Why `file` may not import `target` (both relative to the root), or undefined. */
export function forbidden(file, target) {
  const from = rank(file);
  const to = rank(target);
  if (from < 0) return undefined;
  if (to < 0) return `${target} is in no known folder`;
  if (to > from) return `${order[from]} stands below ${order[to]}: imports point down only`;
  const own = pair(file);
  const other = pair(target);
  if (own && other && own !== other && from === to && !other.endsWith("/common/"))
    return `${own} and ${other} stand side by side: what they share belongs below them`;
  return undefined;
}

/** An ESLint rule over every relative import and export. */
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
