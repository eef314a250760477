import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const simulator = fileURLToPath(new URL("fake-simulator.ts", import.meta.url));
const tsx = fileURLToPath(import.meta.resolve("tsx"));

/** Makes a folder that looks like Moddable's SDK, whose programs run lights on Node.js. */
export function makeFakeSdk(folder: string): string {
  const tools = join(folder, "build/bin/lin/release");
  mkdirSync(tools, { recursive: true });
  const run = `exec "${process.execPath}" --import "${tsx}" "${simulator}"\n`;
  // mcconfig -m -p <platform> -t build -o <output> <manifest>
  const build = `case "$3" in
lin) mkdir -p "$7/bin/lin/mc/release/light" && echo > "$7/bin/lin/mc/release/light/mc.so" ;;
x-cli-lin) mkdir -p "$7/bin/lin/release" && cp "${tools}/mcsim" "$7/bin/lin/release/light" ;;
esac
`;
  const fail = `[ -z "$FAKE_MCCONFIG_FAILS" ] || { echo "# tsc light.ts"; echo "### no such lamp" >&2; exit 2; }\n`;
  for (const [name, script] of [
    ["mcsim", run],
    ["mcconfig", fail + build],
  ] as const) {
    writeFileSync(join(tools, name), `#!/bin/sh\n${script}`);
    chmodSync(join(tools, name), 0o755);
  }
  return folder;
}

/** Starts a light as a process of its own that joins the air at `port`, with its store in `folder`. */
export function startFakeSimulator(name: string, port: number, folder: string): ChildProcess {
  return spawn(process.execPath, ["--import", tsx, simulator], {
    cwd: folder,
    env: { ...process.env, XS_MESH_NAME: name, XS_MESH_AIR: String(port) },
    stdio: "ignore",
  });
}
