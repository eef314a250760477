import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Moddable's desktop platforms: windows of its simulator, or plain executables. */
export type SimulatorKind = "mcsim" | "x-cli-lin";

const project = fileURLToPath(new URL("../..", import.meta.url));
const output = join(project, "build/simulators");
/** What mcconfig calls them. */
const platforms = { mcsim: "lin", "x-cli-lin": "x-cli-lin" } as const;
/** What it makes, below `output` and above the name of the manifest's folder. */
const results = { mcsim: "bin/lin/mc/release", "x-cli-lin": "bin/lin/release" } as const;
/** Lines of mcconfig's output that are kept to explain a failure. */
const KEPT = 15;

/** Where the SDK's programs are. Throws when MODDABLE does not name an SDK with what `kind` needs. */
export function sdkTools(kind: SimulatorKind): { readonly sdk: string; readonly tools: string } {
  const sdk = process.env["MODDABLE"];
  if (!sdk)
    throw new Error(`--host ${kind} needs Moddable's SDK: set MODDABLE to the folder it is in`);
  const tools = join(sdk, "build/bin/lin/release");
  if (!existsSync(join(tools, "mcconfig")))
    throw new Error(`MODDABLE: ${sdk} has no mcconfig: build the SDK's tools first`);
  if (kind === "mcsim" && !existsSync(join(tools, "mcsim")))
    throw new Error(
      `MODDABLE: ${sdk} has no mcsim: make it with mcconfig -m -p x-lin ${sdk}/tools/mcsim/manifest.json`,
    );
  return { sdk, tools };
}

/**
 * Builds a firmware for a desktop platform, as far as it has changed; `entry` is its
 * main module, beside which its manifest is. Answers the file that was made. Rejects
 * with the last that mcconfig said.
 */
export async function buildFirmware(kind: SimulatorKind, entry: string): Promise<string> {
  const { sdk, tools } = sdkTools(kind);
  const folder = dirname(resolve(entry));
  const manifest = join(folder, "manifest.json");
  if (!existsSync(manifest))
    throw new Error(`--firmware: ${entry} has no manifest.json beside it, which mcconfig needs`);
  mkdirSync(output, { recursive: true });
  // the target `build`: others start programs, or end those that run
  const words = ["-m", "-p", platforms[kind], "-t", "build", "-o", output, manifest];
  const path = [tools, join(project, "node_modules/.bin"), process.env["PATH"] ?? ""];
  const child = spawn(join(tools, "mcconfig"), words, {
    cwd: project,
    env: { ...process.env, MODDABLE: sdk, PATH: path.join(delimiter) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const status = await new Promise<number | null>((done, failed) => {
    child.once("error", failed);
    child.once("close", done);
  });
  if (status !== 0) {
    const last = said.join("").trimEnd().split("\n").slice(-KEPT).join("\n");
    throw new Error(`mcconfig failed for ${platforms[kind]}:\n${last}`);
  }
  const made = join(output, results[kind], basename(folder));
  return kind === "mcsim" ? join(made, "mc.so") : made;
}
