import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeState } from "../../modules/node/node.js";
import { type Sdk, SdkError } from "./sdk.js";

/** How long the light runs, in milliseconds. */
const runTime = 3000;

/** Builds the light for x-cli-lin and runs it with a store of its own. Throws SdkError. */
export function runLight(sdk: Sdk, manifest: string): void {
  const built = sdk.buildDesktop("x-cli-lin", manifest, "x-cli-lin");
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-moddable-"));
  try {
    const program = join(built.output, "bin/lin/release", built.name);
    const { status, signal, stdout, stderr } = spawnSync(program, [String(runTime)], {
      cwd: folder,
      encoding: "utf8",
      timeout: 10 * runTime,
    });
    if (status !== 0) throw new SdkError(`the light ended with ${status ?? signal}: ${stderr}`);
    const state = JSON.parse(stdout) as Partial<NodeState>;
    if (!/^[0-9a-f]{32}$/.test(state.uuid ?? "") || state.address !== undefined)
      throw new SdkError(`the light's state is not that of a new one: ${stdout}`);
    console.log(`x-cli-lin: the light ran for ${runTime} ms, and said ${stdout.trimEnd()}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
