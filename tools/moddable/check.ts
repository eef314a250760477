// `npm run check:moddable`: with Moddable's SDK at hand (MODDABLE names its folder),
// mcconfig builds the light for its desktop platforms, and the one that is a plain
// executable is run.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NodeState } from "../../modules/node/node.js";

const project = fileURLToPath(new URL("../..", import.meta.url));
const output = join(project, "build/moddable");

/** How long the light runs, in milliseconds. */
const runTime = 3000;

interface Outcome {
  readonly passed: boolean;
  readonly text: string;
}

function failed(text: string): Outcome {
  return { passed: false, text };
}

/** Builds for one platform; what mcconfig says goes to the terminal. */
function build(sdk: string, platform: string): boolean {
  const tools = join(sdk, "build/bin/lin/release");
  mkdirSync(output, { recursive: true });
  const path = [tools, join(project, "node_modules/.bin"), process.env.PATH ?? ""].join(delimiter);
  // the target `build`: others start programs, or end those that run
  const args = ["-m", "-p", platform, "-t", "build", "-o", output, join(project, "manifest.json")];
  const { status } = spawnSync("mcconfig", args, {
    cwd: project,
    env: { ...process.env, MODDABLE: sdk, PATH: path },
    stdio: "inherit",
  });
  return status === 0;
}

/** Runs the light with a store of its own, and looks at the state that it prints. */
function run(): Outcome {
  const program = join(output, "bin/lin/release", basename(project.replace(/\/$/, "")));
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-moddable-"));
  try {
    const result = spawnSync(program, [String(runTime)], {
      cwd: folder,
      encoding: "utf8",
      timeout: 10 * runTime,
    });
    if (result.status !== 0)
      return failed(`the light ended with ${result.status ?? result.signal}: ${result.stderr}`);
    const state = JSON.parse(result.stdout) as Partial<NodeState>;
    if (!/^[0-9a-f]{32}$/.test(state.uuid ?? "") || state.address !== undefined)
      return failed(`the light's state is not that of a new one: ${result.stdout}`);
    return {
      passed: true,
      text: `the light ran for ${runTime} ms on x-cli-lin, and said ${result.stdout}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function check(): Outcome {
  const sdk = process.env.MODDABLE;
  if (!sdk)
    return {
      passed: true,
      text: "Not checked: MODDABLE is not set. Set it to the folder of Moddable's SDK, with its tools built.",
    };
  if (!existsSync(join(sdk, "build/bin/lin/release/mcconfig")))
    return failed(`${sdk} has no mcconfig: build the SDK's tools first`);
  for (const platform of ["x-cli-lin", "lin"])
    if (!build(sdk, platform)) return failed(`mcconfig failed for ${platform}`);
  return run();
}

const { passed, text } = check();
console.log(text.trimEnd());
process.exitCode = passed ? 0 : 1;
