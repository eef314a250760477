import anyTest, { type ExecutionContext } from "ava";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CheckFailed } from "../../../tools/esp32/check-failed.js";
import {
  chips,
  type Distribution,
  isXtensa,
  type Toolchain,
  toolchainFor,
} from "../../../tools/esp32/toolchain.js";
import { fakeProgram, writesArguments } from "../../support/fake-program.js";
import { standIn } from "../../support/stand-in.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

// PATH is one for the process
const test = anyTest.serial;

const wanted = "esp-15.2.0_20251204";

interface Machine {
  readonly idf: string;
  readonly output: string;
  readonly bin: string;
}

/** A machine with ESP-IDF, and nothing in PATH but what a test puts into `bin`. */
function machine(t: ExecutionContext): Machine {
  const folder = temporaryFolder(t);
  const bin = join(folder, "bin");
  mkdirSync(join(folder, "idf/tools"), { recursive: true });
  const tools = ["xtensa-esp-elf", "riscv32-esp-elf"].map((name) => ({
    name,
    versions: [
      { name: "esp-16.1.0_20260101", status: "supported" },
      { name: wanted, status: "recommended" },
    ],
  }));
  writeFileSync(join(folder, "idf/tools/tools.json"), JSON.stringify({ tools }));
  const path = process.env.PATH;
  process.env.PATH = bin;
  t.teardown(() => {
    process.env.PATH = path;
  });
  return { idf: join(folder, "idf"), output: join(folder, "output"), bin };
}

const nothing: Distribution = { parts: [], pythons: [] };

test("which chips have an Xtensa", (t) => {
  t.deepEqual(chips.filter(isXtensa), ["esp32", "esp32s3"]);
});

test("with no compiler at all it is said which were looked for", (t) => {
  const { idf, output } = machine(t);
  const said = Object.fromEntries(chips.map((chip) => [chip, toolchainFor(chip, idf, output)]));
  const riscv = "neither riscv32-esp-elf-gcc nor riscv64-unknown-elf-gcc is in PATH";
  t.deepEqual(said, {
    esp32: "xtensa-esp32-elf-gcc is not in PATH, and the distribution has none",
    esp32s3: "xtensa-esp32s3-elf-gcc is not in PATH, and the distribution has none",
    esp32c3: riscv,
    esp32c6: riscv,
    esp32h2: riscv,
  });
});

for (const [chip, name, tool] of [
  ["esp32", "xtensa-esp32-elf-gcc", "xtensa-esp-elf"],
  ["esp32s3", "xtensa-esp32s3-elf-gcc", "xtensa-esp-elf"],
  ["esp32c3", "riscv32-esp-elf-gcc", "riscv32-esp-elf"],
  ["esp32c6", "riscv32-esp-elf-gcc", "riscv32-esp-elf"],
] as const) {
  test(`${chip}: Espressif's compiler of the recommended version is taken as it is`, (t) => {
    const { idf, output, bin } = machine(t);
    const first = `${name} (crosstool-NG ${wanted}) 15.2.0`;
    fakeProgram(bin, name, `echo "${first}"; echo "Copyright"`);
    fakeProgram(bin, "riscv64-unknown-elf-gcc", "exit 1");
    t.deepEqual(toolchainFor(chip, idf, output), {
      description: first,
      environment: {},
      settings: [],
    });
  });

  test(`${chip}: Espressif's compiler of another version is refused, with what to do`, (t) => {
    const { idf, output, bin } = machine(t);
    const path = fakeProgram(bin, name, `echo "${name} (crosstool-NG esp-16.1.0_20260101) 16.1.0"`);
    t.throws(() => toolchainFor(chip, idf, output), {
      instanceOf: CheckFailed,
      message:
        `${path} is esp-16.1.0_20260101, this ESP-IDF builds with ${wanted}: ` +
        `idf_tools.py install ${tool}, then export.sh anew`,
    });
  });
}

test("a compiler of somebody else's making under Espressif's name is taken", (t) => {
  const { idf, output, bin } = machine(t);
  fakeProgram(bin, "riscv32-esp-elf-gcc", 'echo "riscv32-esp-elf-gcc (own) 14.2.0"');
  const found = toolchainFor("esp32c3", idf, output) as Toolchain;
  t.is(found.description, "riscv32-esp-elf-gcc (own) 14.2.0");
});

test("packages that the distribution's compiler needs are named, those that are there not", (t) => {
  const { idf, output, bin } = machine(t);
  fakeProgram(bin, "riscv64-unknown-elf-gcc", "exit 0");
  const there = join(idf, "tools/tools.json");
  const parts = [
    [join(bin, "none.h"), "first-package"],
    [there, "second-package"],
    [join(bin, "cmake"), "third-package"],
  ] as const;
  t.throws(() => toolchainFor("esp32c6", idf, output, { ...nothing, parts }), {
    instanceOf: CheckFailed,
    message:
      "to link with riscv64-unknown-elf-gcc packages are missing: apt-get install first-package third-package",
  });
  t.false(existsSync(output));
});

test("a Python without ESP-IDF's packages is passed over, and with no other it is said", (t) => {
  const { idf, output, bin } = machine(t);
  fakeProgram(bin, "riscv64-unknown-elf-gcc", "exit 0");
  const python = fakeProgram(bin, "python", "exit 1");
  t.throws(() => toolchainFor("esp32c6", idf, output, { parts: [], pythons: ["python", python] }), {
    instanceOf: CheckFailed,
    message: /^no python has kconfgen, rich and esptool: run ESP-IDF's install\.sh and export\.sh/,
  });
});

/** A made-up compiler of the distribution: it says its version, and makes what it is asked for. */
function distribution(bin: string): void {
  const makes = `[ "$1" = --version ] && { echo "riscv64-unknown-elf-gcc 12.2.0"; exit 0; }
while [ $# -gt 0 ]; do [ "$1" = -o ] && : > "$2"; shift; done`;
  for (const name of ["gcc", "g++"]) fakeProgram(bin, `riscv64-unknown-elf-${name}`, makes);
  fakeProgram(bin, "riscv64-unknown-elf-ar", ': > "$2"');
}

/** Declares a test that runs the stand-in; skipped by name where what that runs on is not here. */
function standInTest(title: string, implementation: (t: ExecutionContext) => void): void {
  const { missing, hint } = standIn;
  if (missing === undefined) test(title, implementation);
  else test.skip(`${title} (needs ${missing}; ${hint})`, implementation);
}

standInTest("the distribution's compiler stands in under Espressif's names", (t) => {
  const { idf, output, bin } = machine(t);
  distribution(bin);
  fakeProgram(bin, "python3", "exit 0");
  const found = toolchainFor("esp32c3", idf, output, { parts: [], pythons: ["python", "python3"] });
  const { description, environment, settings } = found as Toolchain;
  t.regex(description, /^riscv64-unknown-elf-gcc 12\.2\.0 in place of Espressif's.*indicative/);
  t.deepEqual(settings, ["CONFIG_LIBC_NEWLIB=n", "CONFIG_LIBC_PICOLIBC=y"]);
  const programs = join(output, "stand-in/bin");
  t.is(environment.PATH, `${programs}:${bin}`);
  t.is(environment.MESH_STAND_IN_LIBRARY, join(output, "stand-in/lib"));
  const names = readdirSync(programs);
  for (const tool of ["gcc", "g++", "ar", "ranlib", "objcopy", "objdump", "nm", "size"])
    t.true(names.includes(`riscv32-esp-elf-${tool}`), tool);
  for (const name of ["python", "python3", "idf.py"]) t.true(names.includes(name), name);
  t.deepEqual(readdirSync(join(output, "stand-in/lib")).sort(), [
    "libstdc++.a",
    "libsupc++.a",
    "runtime.o",
  ]);
  // a tool is called with the arguments as they are
  fakeProgram(bin, "riscv64-unknown-elf-nm", writesArguments(join(output, "nm.txt")));
  spawnSync(join(programs, "riscv32-esp-elf-nm"), ["-S", "a b.o"], { env: environment });
  t.is(readFileSync(join(output, "nm.txt"), "utf8"), "-S\na b.o\n");
});

standInTest("idf.py that is in PATH is used, and a compiler that fails is told", (t) => {
  const { idf, output, bin } = machine(t);
  distribution(bin);
  fakeProgram(bin, "python3", "exit 0");
  fakeProgram(bin, "idf.py", "exit 0");
  const have = { parts: [], pythons: ["python3"] };
  toolchainFor("esp32c3", idf, output, have);
  t.false(existsSync(join(output, "stand-in/bin/idf.py")));
  fakeProgram(bin, "riscv64-unknown-elf-g++", 'echo "no such option" >&2; exit 1');
  t.throws(() => toolchainFor("esp32c3", idf, output, have), {
    instanceOf: CheckFailed,
    message: "riscv32-esp-elf-g++ failed:\nno such option\n",
  });
});
