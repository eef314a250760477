import test from "ava";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { GeneratedProject, includeFolders, words } from "../../../tools/moddable/generated.js";
import type { Build, Sdk } from "../../../tools/moddable/sdk.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const lines: readonly (readonly [line: string, expected: readonly string[]])[] = [
  ["", []],
  ["  gcc   -c\ta.c ", ["gcc", "-c", "a.c"]],
  [`-DA="b c"`, ["-DA=b c"]],
  [`-DA='b c'`, ["-DA=b c"]],
  [String.raw`-DA=\"b\"`, [`-DA="b"`]],
  [String.raw`-DA="\"b c\""`, [`-DA="b c"`]],
  [String.raw`-DA='"b c"'`, [`-DA="b c"`]],
  [String.raw`-DA='b\c'`, [String.raw`-DA=b\c`]],
  [String.raw`-DA="b\\c"`, [String.raw`-DA=b\c`]],
  // within double quotes a backslash stands for itself but before a few
  [String.raw`-DA="b\c"`, [String.raw`-DA=b\c`]],
  [String.raw`a\ b c`, ["a b", "c"]],
  [`"a"'b'c`, ["abc"]],
  [`"it's" 'say "x"'`, ["it's", `say "x"`]],
  [`-DEMPTY= "" ''`, ["-DEMPTY=", "", ""]],
];

for (const [line, expected] of lines)
  test(`a command of the shell as words: ${line}`, (t) => {
    t.deepEqual(words(line), expected);
  });

test("folders of headers, in one word or two, system's too", (t) => {
  const command = [
    "gcc",
    "-I/a",
    "-I",
    "/b",
    "-isystem",
    "/c",
    "-iquote",
    "/d",
    "-c",
    "a.c",
    "-I/e f",
  ];
  t.deepEqual(includeFolders(command), ["/a", "/b", "/c", "/e f"]);
  t.deepEqual(includeFolders(["gcc", "a.c"]), []);
});

/** What make is asked for, and answers. */
class FakeSdk {
  asked: readonly string[] = [];
  readonly answer: string;

  constructor(answer: string) {
    this.answer = answer;
  }

  make(_build: Build, args: readonly string[]): string {
    this.asked = args;
    return this.answer;
  }
}

const own = join(projectFolder, "hosts/native/keys.c");

test("of a generated project: flags, partitions, components, and how our C is compiled", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, "makefile"),
    `ESP32_SUBCLASS = esp32c3
C_FLAGS = $(C_COMMON_FLAGS) -Ia
PARTITIONS_FILE = /project/partitions.csv
SDKCONFIG_H = $(IDF_BUILD_DIR)/config/sdkconfig.h
$(TMP_DIR)/keys.c.o: ${own} $(HEADERS)
\t@echo "# cc keys.c"
$(TMP_DIR)/modTimer.c.o: /sdk/modules/modTimer.c $(HEADERS)
`,
  );
  writeFileSync(join(folder, "xs_idf_deps.txt"), "set(ESP_COMPONENTS mbedtls bt efuse )\n");
  const sdk = new FakeSdk(
    [
      `riscv32-esp-elf-gcc -DA="b c" -c ${own} -o ${folder}/keys.c.o`,
      `riscv32-esp-elf-gcc -c /sdk/modules/modTimer.c -o ${folder}/modTimer.c.o`,
      `echo riscv32-esp-elf-gcc ${own}`,
    ].join("\n"),
  );
  const build: Build = { folder, output: folder, name: "light" };
  const project = new GeneratedProject(sdk as unknown as Sdk, build);
  t.is(project.flags, "$(C_COMMON_FLAGS) -Ia");
  t.is(project.partitions, "/project/partitions.csv");
  t.deepEqual(project.dependencies, ["mbedtls", "bt", "efuse"]);
  t.deepEqual(project.compileCommands(), [
    {
      source: own,
      command: ["riscv32-esp-elf-gcc", "-DA=b c", "-c", own, "-o", `${folder}/keys.c.o`],
    },
  ]);
  // nothing is built, ESP-IDF's settings are not made, and only our objects are asked for
  const header = join(folder, "xsProj-esp32c3/build/config/sdkconfig.h");
  t.deepEqual(sdk.asked, ["-n", "-B", "-o", header, join(folder, "keys.c.o")]);
});

test("of a generated project that sets nothing there are no flags and no components", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "makefile"), "all:\n");
  const build: Build = { folder, output: folder, name: "light" };
  const project = new GeneratedProject(new FakeSdk("") as unknown as Sdk, build);
  t.is(project.flags, undefined);
  t.deepEqual(project.dependencies, []);
  t.deepEqual(project.compileCommands(), []);
  t.throws(() => project.partitions, { message: /names no partition table/ });
});
