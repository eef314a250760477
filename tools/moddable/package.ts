import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack } from "../build/pack.js";
import { type Sdk, SdkError } from "./sdk.js";

/** The main module of a project that installed the package with npm, and has no manifest. */
const main = `import { GenericOnOffServer, moddableHost, Node } from "xs-mesh";

const light = new GenericOnOffServer({ restore: true, onChange: (on) => trace(on ? "on" : "off") });
new Node({ host: moddableHost(), companyId: 0xffff, elements: [{ models: [light] }] });
`;

/**
 * Packs the package with npm, installs it in a new project and builds that with mcpack. Rejects
 * with SdkError, or with the output of npm.
 */
export async function buildWithPackage(sdk: Sdk, platforms: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-package-"));
  try {
    const installed = join(folder, "lamp/node_modules/xs-mesh");
    mkdirSync(installed, { recursive: true });
    const archive = await pack(folder);
    const { status, stderr } = spawnSync(
      "tar",
      ["xf", archive, "--strip-components=1", "-C", installed],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new SdkError(`tar failed: ${stderr}`);
    const lamp = join(folder, "lamp");
    writeFileSync(
      join(lamp, "package.json"),
      JSON.stringify({ name: "lamp", type: "module", main: "./main.js" }),
    );
    writeFileSync(join(lamp, "main.js"), main);
    for (const platform of platforms) {
      sdk.buildPackage(platform, lamp, `package-${platform.replace("/", "-")}`);
      console.log(`${platform}: a project builds with the package from npm`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
