import test from "ava";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../../tools/setup/prerequisites.mjs", import.meta.url));

test("what is there is not complained about", (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  t.is(status, 0);
  t.is(stdout + stderr, "");
});

test("what is missing is named in one line to paste", (t) => {
  // a path with nothing in it: no compiler, and no apt to install one with
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--all"], {
    encoding: "utf8",
    env: { PATH: "/nonexistent" },
  });
  t.is(status, 1);
  t.is(stdout, "");
  t.regex(stderr, /^Missing: a C compiler; /);
  const last = stderr.trimEnd().split("\n").at(-1)!;
  t.regex(last, /apt-get update && .*apt-get install -y gcc libc6-dev libmbedtls-dev gcc-multilib/);
});
