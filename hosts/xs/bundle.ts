import type * as Esbuild from "esbuild";
import { SourceMap } from "node:module";
import { join, relative, resolve } from "node:path";
import { projectFolder, xsFolder } from "./build/folders.js";
import { requirePeer } from "./build/peer.js";
import { ownPackage } from "./own-package.js";

/** A firmware with its host code as one script. */
export interface Bundle {
  readonly source: string;
  /** Rewrites `firmware.js:line` in an error stack to files and lines of the sources. */
  mapStack(stack: string): string;
}

export interface BundleOptions {
  /** The module that exports `start` (modules/firmware/start.ts). */
  readonly entry: string;
  /** Files that replace modules. A key is an absolute path without extension, or a package. */
  readonly replace?: Readonly<Record<string, string>>;
  /** Whether the firmware may use GATT, Wi-Fi, HTTP and the crypto of protocomm. Default false. */
  readonly services?: boolean;
  /** Whether options and messages are checked (modules/checks), as in a simulation. Default false. */
  readonly checks?: boolean;
}

/** Matches `native("…").call(this, …)`, which becomes a direct call of the native function. */
const nativeCall = /native\("(xs_\w+)"\)\.call\(\s*this(?:,\s*)?/g;

/**
 * Bundles a firmware for XS 13.3. Rejects with Error if it exports no `start`, and with esbuild's
 * messages.
 */
export async function bundle(options: BundleOptions): Promise<Bundle> {
  const entry = resolve(options.entry);
  const replacements = new Map(Object.entries(options.replace ?? {}));
  if (options.services) replacements.set(join(xsFolder, "host"), join(xsFolder, "service-host.ts"));
  const { build } = requirePeer<typeof Esbuild>("esbuild");
  const withoutStart = new Error(`${entry} exports no start: export function start(host, board)`);
  const result = await build({
    entryPoints: [join(xsFolder, options.checks ? "main-checked.ts" : "main.ts")],
    absWorkingDir: projectFolder,
    outfile: "firmware.js",
    bundle: true,
    write: false,
    format: "iife",
    platform: "neutral",
    mainFields: ["module", "main"],
    // resolves "xs-mesh" to its TypeScript, in a checkout and in an installed package
    conditions: ["xs-mesh-source", "module"],
    target: "es2021",
    // given here, because esbuild does not read tsconfig.json in node_modules
    tsconfigRaw: {
      compilerOptions: { useDefineForClassFields: false, verbatimModuleSyntax: true },
    },
    // private members are not lowered to WeakMaps, which a frozen root cannot have; static fields
    // are lowered, because XS 13.3 fails on one that makes an instance of its own class
    supported: {
      "class-field": true,
      "class-private-field": true,
      "class-private-method": true,
      "class-private-static-method": true,
      "class-private-accessor": true,
      "class-private-brand-check": true,
    },
    sourcemap: "external",
    legalComments: "none",
    logLevel: "silent",
    plugins: [
      ownPackage(),
      {
        name: "replace",
        setup(plugin) {
          plugin.onResolve({ filter: /^firmware$/ }, () => ({ path: entry }));
          plugin.onResolve({ filter: /.*/ }, ({ path, resolveDir }) => {
            const relativePath = path.startsWith(".");
            const file = resolve(resolveDir, path).replace(/\.[jt]s$/, "");
            const replacement = replacements.get(relativePath ? file : path);
            return replacement ? { path: replacement } : undefined;
          });
        },
      },
    ],
  }).catch((error: unknown) => {
    throw isWithoutStart((error as Partial<Esbuild.BuildFailure>).errors) ? withoutStart : error;
  });
  if (isWithoutStart(result.warnings)) throw withoutStart;
  const text = result.outputFiles.find(({ path }) => path.endsWith(".js"))!.text;
  const map = result.outputFiles.find(({ path }) => path.endsWith(".map"))!.text;
  const names = new Set<string>();
  const called = text.replace(nativeCall, (_, name: string) => {
    names.add(name);
    return `${name}(`;
  });
  const constants = [...names].map((name) => `${name} = native("${name}")`).join(", ");
  // on the first line, so that line numbers do not change
  const source = `(() => { ${constants && `const ${constants}; `}${called}\n})();\n`;
  return { source, mapStack: stackMapper(called, map) };
}

/** Whether esbuild found that the main module imports a `start` that the firmware lacks. */
function isWithoutStart(messages: readonly Esbuild.Message[] = []): boolean {
  return messages.some(
    ({ location, text }) =>
      /^hosts\/xs\/main\.ts$/.test(location?.file ?? "") && /"start"/.test(text),
  );
}

function stackMapper(text: string, map: string): (stack: string) => string {
  let parsed: SourceMap | undefined;
  const lines = text.split("\n");
  return (stack) =>
    stack.replace(/firmware\.js:(\d+)/g, (place, digits: string) => {
      parsed ??= new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]);
      const line = Number(digits) - 1;
      const column = lines[line]?.search(/\S/) ?? 0;
      const found = parsed.findEntry(line, Math.max(0, column));
      if (!("originalSource" in found)) return place;
      const file = resolve(projectFolder, found.originalSource);
      const inside = relative(projectFolder, file);
      return `${inside.startsWith("..") ? file : inside}:${found.originalLine + 1}`;
    });
}
