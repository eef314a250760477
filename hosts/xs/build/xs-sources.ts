import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildFolder } from "./folders.js";

/** The npm package with the C sources of XS 13.3 from which the engine is built. */
const packageName = "@agoric/xsnap@0.15.0";
const integrity =
  "sha512-ZBm4DZxbtfacxMHVVdJjZi0Y8zOxN77vpu1WwI5RWfPkaRh0aHkz/dVdTGKXalDNzWfz183lljKxlxl3/h0n+A==";

/** The folders of the engine's sources, fetched once with npm into the build folder. */
export interface XsSources {
  readonly includes: string;
  readonly platforms: string;
  readonly sources: string;
}

function integrityOf(file: string): string {
  return `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
}

/** Downloads the package's tarball to a folder with npm; its name. Throws with npm's message. */
function fetchPackage(folder: string): string {
  try {
    const listed = execFileSync(
      "npm",
      ["pack", packageName, "--ignore-scripts", "--json", "--pack-destination", folder],
      { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    const [{ filename }] = JSON.parse(listed) as [{ filename: string }];
    return filename.replace(/^@/, "").replace("/", "-");
  } catch (error) {
    const { message, stderr = "" } = error as Error & { stderr?: string };
    const why = /^npm (?:error|ERR!) (.*)$/m.exec(stderr)?.[1] ?? message;
    throw new Error(`npm cannot fetch ${packageName}, the sources of XS: ${why}`, { cause: error });
  }
}

/** Downloads, checks and unpacks the sources, unless that was done before. Throws on failure. */
export function xsSources(): XsSources {
  const unpacked = join(buildFolder, "xsnap-0.15.0");
  if (!existsSync(unpacked)) {
    const working = join(buildFolder, `fetching-${process.pid}`);
    mkdirSync(working, { recursive: true });
    try {
      const tarball = join(working, fetchPackage(working));
      if (integrityOf(tarball) !== integrity)
        throw new Error(`${packageName} is not what it was: ${integrityOf(tarball)}`);
      execFileSync("tar", ["-xzf", tarball, "-C", working, "package/moddable/xs"]);
      try {
        renameSync(join(working, "package"), unpacked);
      } catch (error) {
        // another process has unpacked them meanwhile
        if (!existsSync(unpacked)) throw error;
      }
    } finally {
      rmSync(working, { recursive: true, force: true });
    }
  }
  const xs = join(unpacked, "moddable/xs");
  return {
    includes: join(xs, "includes"),
    platforms: join(xs, "platforms"),
    sources: join(xs, "sources"),
  };
}
