import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(project, "build/xs-tests");

export interface Preloaded {
  /**
   * A module that imports what the suite imports of `modules/`, directly or not: it is
   * evaluated in the frozen root, as a chip has it preloaded, and not with the suite.
   */
  readonly file: string;
  /**
   * Whether the suite uses fast-check, which takes more stack to be loaded than a chip
   * has, and keeps tables that it writes to: it cannot be in the root.
   */
  readonly fastCheck: boolean;
}

/** What a suite has in the frozen root. */
export async function preloaded(suite: string): Promise<Preloaded> {
  const { metafile } = await build({
    entryPoints: [suite],
    absWorkingDir: project,
    bundle: true,
    write: false,
    metafile: true,
    platform: "neutral",
    mainFields: ["module", "main"],
    external: ["ava", "node:*"],
    logLevel: "silent",
  });
  const inputs = Object.keys(metafile.inputs);
  const text = inputs
    // What a chip has in C it does not have in JavaScript: those keep tables that they write to.
    .filter((file) => file.startsWith("modules/") && !file.startsWith("modules/crypto/js-"))
    .sort()
    .map((file) => `import ${JSON.stringify(join(project, file))};\n`)
    .join("");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const file = join(folder, `${hash}.ts`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, text);
  return { file, fastCheck: inputs.some((input) => input.includes("node_modules/fast-check/")) };
}
