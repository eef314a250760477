import test from "ava";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../tools/esp32/check.ts", import.meta.url));

function check(idf: string | undefined) {
  const env = { ...process.env };
  delete env.ESP_IDF;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import=tsx", program], {
    encoding: "utf8",
    env: idf === undefined ? env : { ...env, ESP_IDF: idf },
  });
  return { status, stdout, stderr };
}

test("without ESP-IDF the check says so and what it skips", (t) => {
  const { status, stdout } = check(undefined);
  t.is(status, 0);
  t.regex(stdout, /^Not checked: ESP_IDF is not set/);
});

test("a folder that is no ESP-IDF, one of another version, and one without its submodules", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-idf-"));
  try {
    const none = check(folder);
    t.is(none.status, 1);
    t.regex(none.stderr, /is no ESP-IDF/);
    mkdirSync(join(folder, "tools/cmake"), { recursive: true });
    const version = (major: number): void =>
      writeFileSync(
        join(folder, "tools/cmake/version.cmake"),
        `set(IDF_VERSION_MAJOR ${major})\nset(IDF_VERSION_MINOR 4)\nset(IDF_VERSION_PATCH 1)\n`,
      );
    version(5);
    const old = check(folder);
    t.is(old.status, 1);
    t.regex(old.stderr, /ESP-IDF 5\.4\.1 in .*: the project is made for 6/);
    version(6);
    const bare = check(folder);
    t.is(bare.status, 1);
    t.regex(bare.stderr, /git submodule update --init --recursive/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
