#!/usr/bin/env node
// The command line: in a checkout it runs the TypeScript sources with tsx, in an installed
// package the compiled JavaScript.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Packages that only the command line needs; an installed package contains them only on request.
 */
const packages = ["cli-progress", "commander", "qrcode-generator", "yaml", "zod"];

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
