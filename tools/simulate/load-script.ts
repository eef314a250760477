import { existsSync } from "node:fs";
import { loadModule } from "../simulation/load-firmware.js";
import type { Script } from "../simulation/script.js";

/** Loads a script of `xs-mesh simulate`. Rejects with Error if the file has none. */
export async function loadScript(file: string): Promise<Script> {
  if (!existsSync(file)) throw new Error(`--script: there is no ${file}`);
  const { default: script } = (await loadModule(file)) as { readonly default?: Script };
  if (script && typeof script === "object" && script.devices) return script;
  throw new Error(
    `--script: ${file} has no script: export default defineScript({ devices: { ... } })`,
  );
}
