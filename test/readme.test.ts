import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import test from "ava";
import { silentProgress } from "../tools/cli/progress.js";
import { succeeded } from "../tools/simulate/report.js";
import type { Node } from "../modules/node/node.js";
import { Simulation } from "../tools/simulate/simulation.js";
import type { Simulation as VirtualSimulation } from "../tools/simulation/simulation.js";

const project = fileURLToPath(new URL("..", import.meta.url));
// Inside the project: there "xs-mesh" is the project itself.
const folder = join(project, "build/readme");
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const readme = readFileSync(join(project, "README.md"), "utf8");

function firmwareOfReadme(): string {
  return /```ts\n([^]*?)```/.exec(readme)![1]!;
}

function programOfReadme(): string {
  return /```js\n([^]*?)```/.exec(readme)![1]!;
}

for (const host of ["xs", "node"] as const)
  test.serial(`the firmware in the README runs as it stands there, on ${host}`, async (t) => {
    mkdirSync(folder, { recursive: true });
    const firmware = join(folder, "my-light.ts");
    writeFileSync(firmware, firmwareOfReadme());
    const capture = join(folder, "run.pcapng");
    const options = { nodes: 2, seed: "1", air: "kind", provisioner: "own" } as const;
    const simulation = new Simulation({ ...options, host, firmware, capture }, silentProgress);
    t.true(succeeded(await simulation.run()));
  });

test("the firmware in the README is the example of two sockets, word for word", (t) => {
  const example = readFileSync(join(project, "examples/two-sockets/main.ts"), "utf8");
  t.is(firmwareOfReadme(), example.replace(/^(\/\/.*\n)+\n/, ""));
});

test("the firmware in the README is some twenty lines", (t) => {
  const lines = firmwareOfReadme().trim().split("\n");
  t.true(lines.length <= 24, `${lines.length} lines`);
});

test.serial("the program for Node.js in the README runs as it stands there", async (t) => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "program.mjs");
  writeFileSync(file, `${programOfReadme()}\nexport { address, lamp, simulation };\n`);
  const { address, lamp, simulation } = (await import(pathToFileURL(file).href)) as {
    readonly address: number;
    readonly lamp: Node;
    readonly simulation: VirtualSimulation;
  };
  t.is(lamp.address, address);
  t.true(lamp.provisioned);
  t.true(simulation.clock.now() > 0);
});

test("the program for Node.js in the README is some fifteen lines", (t) => {
  const lines = programOfReadme().trim().split("\n");
  t.true(lines.length <= 16, `${lines.length} lines`);
});

test("the README is read in five minutes: no more than 1,200 words", (t) => {
  const words = readme.split(/\s+/).length;
  t.true(words <= 1200, `${words} words`);
});
