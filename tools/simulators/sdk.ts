import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Sdk } from "../moddable/sdk.js";

/** Moddable's desktop platforms: windows of its simulator, or plain executables. */
export type SimulatorKind = "mcsim" | "x-cli-lin";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** The SDK in MODDABLE. Throws if it is not set, or if the SDK lacks what `kind` needs. */
export function findSdk(kind: SimulatorKind): Sdk {
  const folder = process.env["MODDABLE"];
  if (!folder)
    throw new Error(`--host ${kind} needs Moddable's SDK: set MODDABLE to the folder it is in`);
  // Each SDK has its own output folder, since the files of one are not valid for another.
  const key = createHash("sha256").update(folder).digest("hex").slice(0, 8);
  const sdk = new Sdk({ folder, output: join(project, "build/simulators", key) });
  if (kind === "mcsim" && !existsSync(mcsim(sdk)))
    throw new Error(
      `${folder} has no mcsim: make it with mcconfig -m -p x-lin ${folder}/tools/mcsim/manifest.json`,
    );
  return sdk;
}

/** The path of the SDK's simulator. */
export function mcsim(sdk: Sdk): string {
  return join(sdk.tools, "mcsim");
}

/**
 * Builds a firmware for a desktop platform, if it has changed. `entry` is its main module, with
 * its manifest next to it. Returns the path of the built file. Throws SdkError with the last
 * output of mcconfig.
 */
export function buildFirmware(sdk: Sdk, kind: SimulatorKind, entry: string): string {
  const manifest = join(dirname(resolve(entry)), "manifest.json");
  if (!existsSync(manifest))
    throw new Error(`--firmware: ${entry} has no manifest.json beside it, which mcconfig needs`);
  try {
    if (kind === "mcsim") {
      const { name, output } = sdk.buildDesktop("lin", manifest, "lin");
      return join(output, "bin/lin/mc/release", name, "mc.so");
    }
    const { name, output } = sdk.buildDesktop("x-cli-lin", manifest, "x-cli-lin");
    return join(output, "bin/lin/release", name);
  } finally {
    sdk.close();
  }
}
