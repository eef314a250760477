#!/usr/bin/env node
// The command line: in a checkout its TypeScript, which tsx reads as it is; in an installed
// package the JavaScript that was made of it.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What only the command line needs: an installed package is without it unless asked for. */
const packages = ["cli-progress", "commander", "qrcode-generator"];

const source = new URL("cli/main.ts", import.meta.url);
if (existsSync(fileURLToPath(source))) {
  const { register } = await import("tsx/esm/api");
  register();
  await import(source.href);
} else {
  try {
    await import(new URL("../dist/tools/cli/main.js", import.meta.url).href);
  } catch (error) {
    if (!packages.some((name) => error.message?.includes(`Cannot find package '${name}'`)))
      throw error;
    const { peerDependencies } = JSON.parse(
      readFileSync(new URL("../package.json", import.meta.url), "utf8"),
    );
    const list = packages.map((name) => `"${name}@${peerDependencies[name]}"`).join(" ");
    process.stderr.write(
      "xs-mesh: the command line needs packages that the library does without; install them with\n" +
        `  npm install --save-dev ${list}\n`,
    );
    process.exitCode = 1;
  }
}
