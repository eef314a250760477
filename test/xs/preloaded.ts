import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(project, "build/xs-tests");

/**
 * A module that imports what a suite imports of `modules/`, directly or not: it is
 * evaluated in the frozen root, as a chip has it preloaded, and not with the suite.
 */
export async function preloaded(suite: string): Promise<string> {
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
  const text = Object.keys(metafile.inputs)
    // What a chip has in C it does not have in JavaScript: those keep tables that they write to.
    .filter((file) => file.startsWith("modules/") && !file.startsWith("modules/crypto/js-"))
    .sort()
    .map((file) => `import ${JSON.stringify(join(project, file))};\n`)
    .join("");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const file = join(folder, `${hash}.ts`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, text);
  return file;
}
