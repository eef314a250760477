import test from "ava";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { sdkconfigFolder } from "../hosts/esp32/sdkconfig.js";

// Where NimBLE is not installed the program of the tests with it is compiled nevertheless,
// against this project's declarations of what it calls.
for (const chip of ["esp32", "esp32c3"] as const)
  test(`radio-host.c compiles without a warning, with the settings of ${chip}`, (t) => {
    const folders = ["test/hosts/esp32/declarations", "hosts/esp32/radio"].map((folder) =>
      join(projectFolder, folder),
    );
    const { status, stderr } = spawnSync(
      "gcc",
      [
        ...["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"],
        ...[sdkconfigFolder(chip), ...folders].map((folder) => `-I${folder}`),
        join(projectFolder, "test/interop/nimble/radio-host.c"),
      ],
      { encoding: "utf8" },
    );
    t.is(stderr, "");
    t.is(status, 0);
  });
