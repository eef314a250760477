// The programs that stand in for Espressif's compiler and idf.py, with programs that write down how they are called.
import type { ExecutionContext } from "ava";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { fakeProgram, writesArguments } from "../../support/fake-program.js";
import { peerTest } from "../../support/peer.js";
import { standIn } from "../../support/stand-in.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = join(projectFolder, "tools/esp32/stand-in");
const before = join(folder, "include/before.h");

function lines(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").slice(0, -1);
}

/** How the distribution's compiler is called where Espressif's is called with `args`. */
function called(t: ExecutionContext, kind: "gcc" | "g++", args: readonly string[]): string[] {
  const bin = temporaryFolder(t);
  fakeProgram(bin, `riscv64-unknown-elf-${kind}`, writesArguments(join(bin, "called.txt")));
  const { status, stderr } = spawnSync(
    "/usr/bin/python3",
    ["-S", join(folder, "compiler.py"), kind, ...args],
    { cwd: bin, encoding: "utf8", env: { PATH: bin, MESH_STAND_IN_LIBRARY: "/libraries" } },
  );
  t.is(status, 0, stderr);
  return lines(join(bin, "called.txt"));
}

const compile = ["-c", "a.c", "-o", "a.o"];

/** Arguments of a compilation in C, and what is passed on of them. */
const passed: readonly (readonly [args: readonly string[], expected: readonly string[]])[] = [
  [["-std=gnu23"], ["-std=gnu2x"]],
  [["-std=gnu++26"], ["-std=gnu++17"]],
  [["-std=c99"], ["-std=gnu2x"]],
  [["-std=gnu17"], ["-std=gnu17"]],
  [["-specs=nano.specs"], []],
  [["--specs=picolibc.specs"], []],
  [["-mtune=esp-base"], []],
  [["-fno-malloc-dce"], []],
  [["-Wno-error=unterminated-string-initialization"], []],
  [["-march=rv32imc_zicsr_zifencei"], ["-march=rv32imc_zicsr_zifencei"]],
  [
    ['-DTEXT="a b"', "-I/a b"],
    ['-DTEXT="a b"', "-I/a b"],
  ],
];

for (const [args, expected] of passed)
  peerTest(
    [standIn],
    `of ${args.join(" ")} is passed on: ${expected.join(" ") || "nothing"}`,
    (t) => {
      const march = args.some((word) => word.startsWith("-march=")) ? [] : ["-march=rv32imc"];
      t.deepEqual(called(t, "gcc", [...args, ...compile]), [
        ...["-specs=picolibc.specs", "-mabi=ilp32", ...march, `-I${folder}/include`],
        ...[...expected, ...compile],
        ...["-Wno-error", "-include", before],
      ]);
    },
  );

peerTest([standIn], "an ABI that is named is not named again", (t) => {
  const args = called(t, "gcc", ["-mabi=ilp32f", ...compile]);
  t.deepEqual(
    args.filter((word) => word.startsWith("-mabi=")),
    ["-mabi=ilp32f"],
  );
});

/** The instruction set at linking: the libraries are there for few. */
for (const [given, linked] of [
  [undefined, "-march=rv32im"],
  ["-march=rv32imc_zicsr_zifencei", "-march=rv32im"],
  ["-march=rv32imac_zicsr_zifencei", "-march=rv32imac"],
] as const)
  peerTest([standIn], `${given ?? "no instruction set"} is linked as ${linked}`, (t) => {
    const args = called(t, "gcc", [...(given ? [given] : []), "a.o", "-o", "a.elf"]);
    t.deepEqual(
      args.filter((word) => word.startsWith("-march=")),
      [linked],
    );
    t.true(args.includes("-L/libraries"));
    t.deepEqual(args.slice(-3), ["a.o", "-o", "a.elf"]);
    for (const never of ["-Wno-error", "-include", `-I${folder}/include`])
      t.false(args.includes(never), never);
  });

peerTest([standIn], "what is assembled or only preprocessed has no C before it", (t) => {
  for (const args of [
    ["-c", "a.S", "-o", "a.o"],
    ["-E", "-P", "a.ld.in"],
    ["-S", "a.c"],
  ]) {
    const words = called(t, "gcc", args);
    t.false(words.includes(before), args.join(" "));
    t.false(words.includes("-L/libraries"), args.join(" "));
    t.true(words.includes(`-I${folder}/include`), args.join(" "));
  }
});

peerTest(
  [standIn],
  "arguments in a file are read, quotes and all, and translated; a file that is none stays",
  (t) => {
    const file = join(temporaryFolder(t), "flags.txt");
    writeFileSync(file, `-std=gnu23 "-DA=b c"\n-mtune=esp -Dd='e f'`);
    const args = called(t, "gcc", [`@${file}`, "@none", ...compile]);
    const start = args.indexOf("-std=gnu2x");
    t.deepEqual(args.slice(start, start + 4), ["-std=gnu2x", "-DA=b c", "-Dd=e f", "@none"]);
    t.false(args.some((word) => word.startsWith("-mtune")));
  },
);

peerTest([standIn], "-c in a file of arguments makes it a compilation", (t) => {
  const file = join(temporaryFolder(t), "flags.txt");
  writeFileSync(file, "-c");
  t.true(called(t, "gcc", [`@${file}`, "a.c"]).includes(before));
});

peerTest([standIn], "C++ finds the headers of the library that Debian has for ARM", (t) => {
  const version = readdirSync("/usr/include/newlib/c++").sort().at(-1)!;
  const root = `/usr/include/newlib/c++/${version}`;
  const args = called(t, "g++", ["-c", "a.cc"]);
  for (const name of [root, `${root}/arm-none-eabi`, `${root}/backward`])
    t.is(args[args.indexOf(name) - 1], "-isystem", name);
  t.false(called(t, "gcc", compile).includes("-isystem"));
});

peerTest(
  [standIn],
  "a driver that this compiler does not know is compiled as an empty file",
  (t) => {
    const args = called(t, "gcc", ["-c", "/idf/components/parlio/parlio_rx.c", "-o", "a.o"]);
    t.false(args.some((word) => word.endsWith("parlio_rx.c")));
    const at = args.indexOf("/dev/null");
    t.deepEqual(args.slice(at - 2, at + 3), ["-x", "c", "/dev/null", "-o", "a.o"]);
  },
);

peerTest(
  [standIn],
  "one file of ESP-IDF names a parameter that this version of picolibc names otherwise",
  (t) => {
    t.true(called(t, "gcc", ["-c", "/idf/picolibc_init.c"]).includes("-Dptr=fd"));
    t.false(called(t, "gcc", compile).includes("-Dptr=fd"));
  },
);

interface Called {
  readonly status: number | null;
  readonly stderr: string;
  /** Working folder, then arguments; undefined where it was not called. */
  readonly cmake: string[] | undefined;
  readonly ninja: string[] | undefined;
  readonly folder: string;
}

/** Calls idf.py in an empty project; cmake and ninja end with `ends`. */
function idf(t: ExecutionContext, args: readonly string[], ends = 0): Called {
  const bin = temporaryFolder(t);
  const project = join(bin, "project");
  mkdirSync(project);
  for (const name of ["cmake", "ninja"])
    fakeProgram(
      bin,
      name,
      `{ pwd; printf '%s\\n' "$@"; } > "${join(bin, `${name}.txt`)}"; exit ${ends}`,
    );
  const { status, stderr } = spawnSync("/usr/bin/python3", [join(folder, "idf.py"), ...args], {
    cwd: project,
    encoding: "utf8",
    env: { PATH: bin },
  });
  const read = (name: string) => (existsSync(join(bin, name)) ? lines(join(bin, name)) : undefined);
  return { status, stderr, cmake: read("cmake.txt"), ninja: read("ninja.txt"), folder: project };
}

peerTest(
  [standIn],
  "idf.py reconfigure calls cmake in the build folder, with all definitions",
  (t) => {
    const args = ["-n", "-DA=1", "-D", "B=2 3", "reconfigure", "-D", "C=4"];
    const { status, cmake, ninja, folder: project } = idf(t, args);
    t.is(status, 0);
    t.is(ninja, undefined);
    t.deepEqual(cmake, [
      ...[join(project, "build"), "-G", "Ninja", "-DPYTHON_DEPS_CHECKED=1", "-DESP_PLATFORM=1"],
      ...["-DA=1", "-DB=2 3", "-DC=4", "-B", ".", "-S", project],
    ]);
  },
);

peerTest([standIn], "idf.py build calls ninja", (t) => {
  const { status, cmake, ninja, folder: project } = idf(t, ["-v", "-DA=1", "build"]);
  t.is(status, 0);
  t.is(cmake, undefined);
  t.deepEqual(ninja, [project, "-C", "build"]);
});

peerTest([standIn], "idf.py ends as what it calls does", (t) => {
  t.is(idf(t, ["reconfigure"], 3).status, 3);
  t.is(idf(t, ["build"], 4).status, 4);
});

for (const unknown of ["flash", "monitor", "--help"])
  peerTest([standIn], `idf.py refuses ${unknown}, and calls nothing`, (t) => {
    const { status, stderr, cmake, ninja } = idf(t, [unknown]);
    t.is(status, 1);
    t.regex(stderr, new RegExp(`idf\\.py ${unknown}: only reconfigure and build are known here`));
    t.is(cmake, undefined);
    t.is(ninja, undefined);
  });

for (const none of [[], ["-DA=1"]])
  peerTest([standIn], `idf.py ${none.join(" ")} without a command is refused`, (t) => {
    const { status, stderr, ninja } = idf(t, none);
    t.is(status, 1);
    t.regex(stderr, /only reconfigure and build are known here/);
    t.is(ninja, undefined);
  });
