// Tests of a firmware in a World, as a user of the package writes them, in three test runners.
import test from "ava";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installedPackage, type InstalledPackage } from "../support/packed-package.js";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
const lamp = readFileSync(new URL("../tools/simulation/firmware/lamp.ts", import.meta.url), "utf8");

/** What differs between the runners: the imports, a comparison, and the command. */
interface Runner {
  readonly name: string;
  readonly imports: string;
  /** The text of a comparison of two expressions. */
  readonly equal: (actual: string, expected: string) => string;
  readonly command: (file: string) => readonly string[];
}

const runners: readonly Runner[] = [
  {
    name: "node:test",
    imports: 'import assert from "node:assert/strict";\nimport test from "node:test";',
    equal: (actual, expected) => `assert.equal(${actual}, ${expected})`,
    command: (file) => ["--test", file],
  },
  {
    name: "ava",
    imports: 'import test from "ava";',
    equal: (actual, expected) => `t.is(${actual}, ${expected})`,
    command: (file) => ["node_modules/ava/entrypoints/cli.mjs", "--timeout=2m", file],
  },
  {
    name: "vitest",
    imports: 'import { expect, test } from "vitest";',
    equal: (actual, expected) => `expect(${actual}).toBe(${expected})`,
    command: (file) => ["node_modules/vitest/vitest.mjs", "run", "--testTimeout=120000", file],
  },
];

/** A test file of a runner: a lamp for an hour of virtual time, on both hosts. */
const anHour = ({ equal, imports }: Runner) => `${imports}
import { World } from "xs-mesh/simulation";

for (const host of ["node", "xs"])
  test(\`an hour of a lamp on \${host}\`, async (t) => {
    const world = new World({ host, seed: "an hour" });
    try {
      const lamp = await world.add("lamp", { firmware: new URL("talking-lamp.ts", import.meta.url) });
      await world.provisionAll();
      ${equal("lamp.address", "2")};
      await lamp.press();
      ${equal("lamp.isOn", "true")};
      await lamp.restart();
      await world.expect("the lamp comes up lit", () => lamp.isOn, { within: 100 });
      await world.pass(3_600_000);
      const { present } = await world.run(
        world.network.onOff.get({ dst: lamp.address, appKeyIndex: 0 }),
      );
      ${equal("present", "true")};
      ${equal("lamp.log.at(-1).text", '"it is on"')};
    } finally {
      world.close();
    }
  });
`;

/** A test file of a runner that fails: the group has no lamp. */
const failing = ({ imports }: Runner) => `${imports}
import { World } from "xs-mesh/simulation";

test("the group is switched", async (t) => {
  const world = new World({ network: { groups: ["all"] } });
  const lamp = await world.add("lamp", { firmware: "talking-lamp.ts" });
  await world.provisionAll();
  const dst = world.network.names.address("all");
  world.network.onOff.setUnacknowledged(true, { dst, appKeyIndex: 0 });
  await world.expect("the lamp is on", () => lamp.isOn, { within: 2000 });
});
`;

let user: InstalledPackage;
test.before(async () => {
  user = await installedPackage();
  mkdirSync(join(user.folder, "node_modules"), { recursive: true });
  for (const name of ["ava", "vitest", "esbuild", "node-api-headers"])
    symlinkSync(join(modules, name), join(user.folder, "node_modules", name));
  user.write("talking-lamp.ts", lamp);
});
test.after.always(() => user?.remove());

test.serial(
  "the program of docs/simulation.md runs, and writes capture, keys and page",
  async (t) => {
    const page = readFileSync(new URL("../../docs/simulation.md", import.meta.url), "utf8");
    for (const name of ["lamp", "house"]) {
      const [, program] = new RegExp(`^\`\`\`ts\\n// ${name}\\.ts\\n([^]*?)^\`\`\`$`, "m").exec(
        page,
      )!;
      user.write(`${name}.ts`, program!);
    }
    const tsx = import.meta.resolve("tsx");
    const { stderr, stdout } = await user.outcome(process.execPath, "--import", tsx, "house.ts");
    t.is(stderr, "");
    t.is(stdout, "the hall is lit\n");
    const file = (name: string) => readFileSync(join(user.folder, "build", name), "utf8");
    const { netKeys } = JSON.parse(file("house.keys.json")) as { readonly netKeys: string[] };
    t.is(netKeys.length, 1);
    t.true(file("house.html").includes("<h1>Two lamps</h1>"));
    t.true(existsSync(join(user.folder, "build/house.wireshark")));
    t.true(file("house.pcapng").includes("kitchen"), "the names are in it");
  },
);

for (const runner of runners) {
  const { command, name } = runner;
  const file = `${name.replace(":", "-")}.test.js`;

  test.serial(
    `${name} runs an hour of a firmware in virtual time, on XS and Node.js`,
    async (t) => {
      user.write(file, anHour(runner));
      const { status, stderr, stdout } = await user.outcome(process.execPath, ...command(file));
      t.is(status, 0, stdout + stderr);
      t.regex(stdout + stderr, /an hour of a lamp on xs/);
    },
  );

  test.serial(`${name} shows why an expectation does not hold`, async (t) => {
    const failed = `failing-${file}`;
    user.write(failed, failing(runner));
    const { status, stderr, stdout } = await user.outcome(process.execPath, ...command(failed));
    t.not(status, 0);
    const said = stdout + stderr;
    t.regex(said, /not so within 2000 ms: the lamp is on/);
    t.regex(
      said,
      /no node took Generic OnOff Set Unacknowledged from provisioner \(0001\) to group "\w+" \(c000\): no model of any node subscribes to it/,
    );
  });
}
