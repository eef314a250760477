import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Peer } from "./peer.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** A version of Node.js to run programs with. */
export interface NodeVersion extends Peer {
  /** Its program. */
  readonly program: string;
}

/**
 * Node.js of this major version: the one that runs, or the one that npm's package for this
 * platform brings, which is fetched into the build folder once.
 */
export function nodeVersion(major: number): NodeVersion {
  const name = `Node.js ${major}`;
  const folder = join(project, "build/node", String(major));
  const platformPackage = `node-${process.platform}-${process.arch}`;
  const install = ["install", "--prefix", folder, "--silent", `${platformPackage}@${major}`];
  const hint = `npm ${install.join(" ")}`;
  if (process.versions.node.startsWith(`${major}.`))
    return { name, program: process.execPath, missing: undefined, hint };
  const program = join(folder, "node_modules", platformPackage, "bin/node");
  if (!existsSync(program)) spawnSync("npm", install, { cwd: project });
  const missing = existsSync(program) ? undefined : "npm cannot fetch it";
  return { name, program, missing, hint };
}
