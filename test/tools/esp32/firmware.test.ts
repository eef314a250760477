import test from "ava";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildFaults, firmwares } from "../../../tools/esp32/firmware.js";

test("each firmware has a manifest, and no two a name", (t) => {
  for (const { name, folder } of firmwares) t.true(existsSync(join(folder, "manifest.json")), name);
  t.is(new Set(firmwares.map(({ name }) => name)).size, firmwares.length);
});

const logs: readonly (readonly [what: string, log: string, faults: readonly string[]])[] = [
  [
    "symbols that nothing defines, each once, in order, whatever else there is",
    `a.c:(.text+0x2): undefined reference to \`nvs_open'
b.c:(.text+0x4): undefined reference to \`esp_bt_init'
b.c:3:1: error: something else
b.c:(.text+0x8): undefined reference to \`nvs_open'
collect2: error: ld returned 1 exit status
`,
    ["nothing defines esp_bt_init, nvs_open"],
  ],
  [
    "what CMake says in the lines after",
    `-- Configuring
CMake Error at tools/cmake/build.cmake:328 (message):
  Failed to resolve component 'nimble'

Call Stack:
  unrelated
-- done
`,
    [
      "CMake Error at tools/cmake/build.cmake:328 (message):",
      "  Failed to resolve component 'nimble'",
      "Call Stack:",
      "  unrelated",
    ],
  ],
  [
    "errors of the compiler, each once",
    `[1/2] Building C
a.c:1:10: fatal error: psa/crypto.h: No such file or directory
a.c:1:10: fatal error: psa/crypto.h: No such file or directory
a.c:2:1: warning: unused
b.c:2:1: error: expected ';'
ninja: build stopped
`,
    [
      "a.c:1:10: fatal error: psa/crypto.h: No such file or directory",
      "b.c:2:1: error: expected ';'",
    ],
  ],
  ["how it ended, where it says no error", "one\ntwo\n\nkilled\n\n", ["one", "two", "", "killed"]],
];

for (const [what, log, faults] of logs)
  test(`of a build's log is told: ${what}`, (t) => {
    t.deepEqual(buildFaults(log), faults);
  });

test("of a long log the last twenty lines are told, of errors the last twenty", (t) => {
  const many = Array.from({ length: 50 }, (_, index) => `line ${index}`);
  t.deepEqual(buildFaults(many.join("\n")), many.slice(-20));
  const errors = many.map((line) => `a.c: error: ${line}`);
  t.deepEqual(buildFaults([...errors, ...many].join("\n")), errors.slice(-20));
});
