import test from "ava";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  t.regex(stderr, /\nInstall with:\n/);
  const last = stderr.trimEnd().split("\n").at(-1)!;
  t.regex(last, /apt-get update && .*apt-get install -y gcc libc6-dev libmbedtls-dev gcc-multilib/);
});

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-prerequisites-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

/** As a user (0: root) with an apt that notes what it is asked, and has this status. */
function run(
  name: string,
  uid: number,
  options: { refuse?: string; status?: number; args?: readonly string[] } = {},
) {
  const { args = [], refuse, status: aptStatus = 0 } = options;
  const log = join(directory, `${name}.log`);
  const path = mkdtempSync(join(directory, "path-"));
  for (const program of ["apt-get", "dpkg"]) {
    const file = join(path, program);
    const script = `#!/bin/sh\necho "${program} $*" >> "${log}"\necho trouble >&2\nexit ${aptStatus}\n`;
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }
  const user = `data:text/javascript,process.getuid=()=>${uid}`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", user, script, ...args],
    {
      encoding: "utf8",
      env: { PATH: path, ...(refuse !== undefined && { XS_MESH_NO_INSTALL: refuse }) },
    },
  );
  const ran = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  return { ran, status, stderr, stdout };
}

const packages = "gcc libc6-dev libmbedtls-dev";

test("root is told what is run before it is, and how to refuse", (t) => {
  const { ran, status, stderr, stdout } = run("root", 0);
  t.deepEqual(ran, ["apt-get update", `apt-get install -y ${packages} --no-install-recommends`]);
  t.is(stdout, "");
  const [missing, announced, line] = stderr.split("\n");
  t.is(missing, "Missing: a C compiler; the C library's headers; Mbed TLS with its headers.");
  t.regex(announced!, /^Installing it, as this is root \(with XS_MESH_NO_INSTALL=1 /);
  t.is(line, ran.join(" && "), "what is announced is what is run");
  // This apt installs nothing.
  t.is(status, 1);
  t.regex(stderr, /\nStill missing: a C compiler; .* Install with:\napt-get update && /);
});

test("so it is with everything that the tests can use, another architecture as well", (t) => {
  const { ran, stderr } = run("all", 0, { args: ["--all"] });
  t.regex(ran.at(-1)!, /^apt-get install -y gcc .* --no-install-recommends$/);
  t.is(ran[0]!.startsWith("dpkg --add-architecture"), / libmbedcrypto\S*:i386 /.test(ran.at(-1)!));
  t.is(stderr.split("\n")[2], ran.join(" && "));
});

test("an apt that fails is heard of", (t) => {
  const { status, stderr } = run("fails", 0, { status: 100 });
  t.is(status, 1);
  t.regex(stderr, /\ntrouble\n/);
});

for (const [name, uid, refuse, why] of [
  [
    "root who refuses",
    0,
    "1",
    /\nXS_MESH_NO_INSTALL is set: nothing was installed. Install with:\n/,
  ],
  ["a user", 1000, undefined, /\.\nInstall with:\n/],
  [
    "a user who refuses",
    1000,
    "yes",
    /\nXS_MESH_NO_INSTALL is set: nothing was installed. Install/,
  ],
] as const)
  test(`nothing is installed for ${name}: it is told what is missing, and how to get it`, (t) => {
    const { ran, status, stderr, stdout } = run(name, uid, refuse ? { refuse } : {});
    t.deepEqual(ran, []);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(
      stderr,
      /^Missing: a C compiler; the C library's headers; Mbed TLS with its headers\.\n/,
    );
    t.regex(stderr, why);
    const root = uid === 0 ? "" : "sudo ";
    const last = stderr.trimEnd().split("\n").at(-1);
    t.is(
      last,
      `${root}apt-get update && ${root}apt-get install -y ${packages} --no-install-recommends`,
    );
  });

test("an empty XS_MESH_NO_INSTALL refuses nothing", (t) => {
  t.is(run("empty", 0, { refuse: "" }).ran.length, 2);
});
