import test from "ava";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentProgress } from "../../../tools/cli/progress.js";
import { provisionSimulators } from "../../../tools/simulators/provisioning.js";
import { buildFirmware, findSdk } from "../../../tools/simulators/sdk.js";
import { makeFakeSdk } from "../../support/fake-sdk.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-fake-sdk-"));
const sdk = makeFakeSdk(join(directory, "sdk"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

/** Settings of the process for one test; the tests take turns. */
function settings(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
}

test.beforeEach(() =>
  settings({
    MODDABLE: sdk,
    DISPLAY: ":none",
    FAKE_SIMULATOR_FAILS: undefined,
    FAKE_MCCONFIG_FAILS: undefined,
  }),
);

for (const kind of ["mcsim", "x-cli-lin"] as const)
  test.serial(
    `two lights as processes are provisioned and switched, one restarts: ${kind}`,
    async (t) => {
      const { passed, report, text } = await provisionSimulators({
        kind,
        progress: silentProgress,
      });
      t.true(passed, text);
      t.is(report.lights.length, 2);
      t.is(new Set(report.lights.map(({ uuid }) => uuid)).size, 2);
      for (const { heap, log, messages, name, times } of report.lights) {
        const starts = log.filter(({ text }) => text === `${name} starts`);
        t.is(starts.length, name === report.restarted!.name ? 2 : 1, "the lines of each boot");
        t.true(times.on! > times.configured!, "when the lamp was switched");
        t.true(messages > 0);
        t.is(heap, undefined);
      }
      t.regex(text, /2 of 2 lights provisioned, 2 configured, 2 on/);
    },
  );

test.serial("a simulator that ends as it begins is told with what it said", async (t) => {
  settings({ FAKE_SIMULATOR_FAILS: "light-2" });
  await t.throwsAsync(provisionSimulators({ kind: "x-cli-lin", progress: silentProgress }), {
    message: /light-2 ended with status 3: out of lamps/,
  });
});

test.serial("a firmware that cannot be built", (t) => {
  const moddable = findSdk("mcsim");
  settings({ FAKE_MCCONFIG_FAILS: "1" });
  const light = "modules/firmware/light/main.ts";
  t.throws(() => buildFirmware(moddable, "mcsim", light), { message: /### no such lamp/ });
  t.throws(() => buildFirmware(moddable, "mcsim", join(directory, "main.ts")), {
    message: /--firmware: .* has no manifest\.json beside it/,
  });
});

test.serial("an SDK that lacks something", (t) => {
  rmSync(join(sdk, "build/bin/lin/release/mcsim"));
  t.throws(() => findSdk("mcsim"), { message: /has no mcsim: make it with mcconfig -m -p x-lin/ });
  t.is(findSdk("x-cli-lin").folder, sdk);
  settings({ MODDABLE: directory });
  t.throws(() => findSdk("x-cli-lin"), { message: /has no mcconfig/ });
  settings({ MODDABLE: undefined });
  t.throws(() => findSdk("mcsim"), { message: /--host mcsim needs Moddable's SDK: set MODDABLE/ });
});
