import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { locked } from "../../hosts/xs/build/cached-build.js";
import { outputFolder, projectFolder } from "../../hosts/xs/build/folders.js";

/**
 * Packs the package into `folder` as npm publishes it, after building `dist`; resolves with the
 * archive's path. Only one process may do so at a time, because each builds `dist`. Rejects with
 * the output of npm.
 */
export function pack(folder: string): Promise<string> {
  return locked(join(outputFolder, "package.pid"), () => {
    const { status, stderr, stdout } = spawnSync(
      "npm",
      ["pack", "--silent", "--pack-destination", folder],
      { cwd: projectFolder, encoding: "utf8" },
    );
    if (status !== 0) return Promise.reject(new Error(`npm pack failed: ${stdout}${stderr}`));
    return Promise.resolve(join(folder, stdout.trim().split("\n").at(-1)!));
  });
}
