// Loads a module of a Moddable host on Node.js, with stand-ins for the SDK's modules.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** Name of the global object with the stand-ins, by specifier. */
const global = "xsMeshStandIns";

let count = 0;

/**
 * The exports of a module, given by its path in the project. `standIns`: the default exports of
 * the SDK's modules, by specifier. `replaced`: other paths for modules of the project.
 */
export async function loadModdable<T>(
  path: string,
  standIns: Readonly<Record<string, unknown>>,
  replaced: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { outputFiles } = await build({
    entryPoints: [join(project, path)],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "stand-ins",
        setup(plugin) {
          plugin.onResolve({ filter: /.*/ }, ({ path: wanted, resolveDir }) => {
            if (wanted in standIns) return { path: wanted, namespace: "stand-in" };
            const own = join(resolveDir, wanted).replace(/\.js$/, "").slice(project.length);
            const other = replaced[own];
            return other === undefined ? undefined : { path: join(project, other) };
          });
          plugin.onLoad({ filter: /.*/, namespace: "stand-in" }, ({ path: wanted }) => ({
            contents: `export default globalThis.${global}[${JSON.stringify(wanted)}];`,
          }));
        },
      },
    ],
  });
  (globalThis as unknown as Record<string, unknown>)[global] = standIns;
  // The number: a module that was loaded before is evaluated again.
  const source = `${outputFiles[0]!.text}\n// ${++count}`;
  const url = `data:text/javascript;base64,${Buffer.from(source).toString("base64")}`;
  return (await import(url)) as T;
}
