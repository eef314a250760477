import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { silentProgress } from "../tools/cli/progress.js";
import { succeeded } from "../tools/simulate/report.js";
import { Simulation } from "../tools/simulate/simulation.js";

const project = fileURLToPath(new URL("..", import.meta.url));
// Inside the project: there "xs-mesh" is the project itself.
const folder = join(project, "build/readme");
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

function firmwareOfReadme(): string {
  const readme = readFileSync(join(project, "README.md"), "utf8");
  return /```ts\n([^]*?)```/.exec(readme)![1]!;
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
