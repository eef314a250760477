// The package as npm publishes it, on each version of Node.js that it is for.
import test from "ava";
import { readFileSync } from "node:fs";
import { exampleScripts } from "../support/example-scripts.js";
import { nodeVersion } from "../support/node-versions.js";
import { installedPackage, type InstalledPackage } from "../support/packed-package.js";
import { peerTest } from "../support/peer.js";

let user: InstalledPackage;
test.before(async () => {
  user = await installedPackage();
  user.write("two-lights.js", readFileSync(new URL("two-lights.js", import.meta.url), "utf8"));
});
test.after.always(() => user?.remove());

for (const major of [20, 22, 24]) {
  const version = nodeVersion(major);
  peerTest(
    [version],
    `an installed package runs a provisioner and two lights on Node.js ${major}`,
    async (t) => {
      t.regex(await user.run(version.program, "--version"), new RegExp(`^v${major}\\.`));
      t.is(
        await user.run(version.program, "two-lights.js"),
        "hall true\nthe light at 0003 answers true\n",
      );
    },
  );
}

// It runs TypeScript as it is.
const newest = nodeVersion(24);
for (const { file, prints } of exampleScripts)
  peerTest([newest], `examples/${file} runs with an installed package`, async (t) => {
    user.write(file, readFileSync(new URL(`../../examples/${file}`, import.meta.url), "utf8"));
    t.regex(await user.run(newest.program, file), prints);
  });

test("the program of two lights is some thirty lines", (t) => {
  const text = readFileSync(new URL("two-lights.js", import.meta.url), "utf8");
  t.true(text.trim().split("\n").length <= 32);
});
