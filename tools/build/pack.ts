import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, join } from "node:path";
import { locked } from "../../hosts/xs/build/cached-build.js";
import { outputFolder, projectFolder } from "../../hosts/xs/build/folders.js";

/** What the package is made of: its files, the sources of `dist`, and how that is built. */
const sources = ["docs", "hosts", "modules", "tools"];
const topFiles = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "package-lock.json",
  "package.json",
  "tsconfig.json",
];

/**
 * Packs the package into `folder` as npm publishes it, after building `dist`; resolves with the
 * archive's path. An archive of the same sources is kept and not made again. Only one process may
 * do so at a time, because each builds `dist`. Rejects with the output of npm.
 */
export function pack(folder: string): Promise<string> {
  const kept = join(outputFolder, "package");
  return locked(join(outputFolder, "package.pid"), () => {
    const made = join(kept, hashOfSources());
    if (!existsSync(made)) {
      rmSync(kept, { recursive: true, force: true });
      const part = `${made}.part`;
      mkdirSync(part, { recursive: true });
      const { status, stderr, stdout } = spawnSync(
        "npm",
        ["pack", "--silent", "--pack-destination", part],
        { cwd: projectFolder, encoding: "utf8" },
      );
      if (status !== 0) return Promise.reject(new Error(`npm pack failed: ${stdout}${stderr}`));
      // The folder gets its name only when the archive is complete.
      renameSync(part, made);
    }
    const archive = readdirSync(made).find((name) => name.endsWith(".tgz"));
    if (archive === undefined)
      return Promise.reject(new Error(`${made} has no archive: delete the folder`));
    copyFileSync(join(made, archive), join(folder, archive));
    return Promise.resolve(join(folder, archive));
  });
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const add = (name: string): void => {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(projectFolder, name)))
      .update("\0");
  };
  for (const name of topFiles) if (existsSync(join(projectFolder, name))) add(name);
  for (const folder of sources)
    for (const entry of readdirSync(join(projectFolder, folder), {
      recursive: true,
      withFileTypes: true,
    })
      .filter((found) => found.isFile() && basename(found.parentPath) !== "node_modules")
      .map(({ name, parentPath }) => join(parentPath, name))
      .sort())
      add(entry.slice(projectFolder.length).replace(/^\//, ""));
  return hash.digest("hex").slice(0, 16);
}
