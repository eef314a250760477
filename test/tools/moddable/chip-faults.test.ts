import test from "ava";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chipFaults, idfHeaders, sdkFlags } from "../../../tools/moddable/chip-faults.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const components = ["bt", "nvs_flash", "mbedtls"];
const flags = (idf: string, end = "") =>
  idfHeaders.map(([, folder]) => `-I${idf}/components/${folder}${end}`).join(" ");

test("nothing is wrong with all folders and components, by variable or by path, with a slash or without", (t) => {
  for (const idf of ["$(IDF_PATH)", "/home/somebody/esp-idf"])
    for (const end of ["", "/"])
      t.deepEqual(chipFaults(`-O2 ${flags(idf, end)} -Wall`, [...components, "efuse"]), []);
});

for (const [header, folder] of idfHeaders)
  test(`${header} is said to be missing where its folder is no folder of headers`, (t) => {
    const all = flags("$(IDF_PATH)").split(" ");
    const named = `${header} is not found: -I$(IDF_PATH)/components/${folder} is missing in hosts/esp32/manifest-idf.json`;
    const without = all.filter((word) => !word.endsWith(`/${folder}`));
    t.deepEqual(chipFaults(without.join(" "), components), [named]);
    // a folder below it, and one that is only named
    for (const other of [`-I$(IDF_PATH)/components/${folder}/below`, `$(IDF_PATH)/${folder}`])
      t.deepEqual(chipFaults([...without, other].join(" "), components), [named]);
  });

for (const component of components)
  test(`${component} is said not to be linked`, (t) => {
    const others = components.filter((name) => name !== component);
    const faults = chipFaults(flags("$(IDF_PATH)"), [...others, `${component}_other`]);
    t.is(faults.length, 1);
    t.true(faults[0]!.startsWith(`${component} is not linked (`));
    t.regex(faults[0]!, /only under "platforms"/);
  });

test("without flags and components everything is said to be missing", (t) => {
  t.is(chipFaults("", []).length, idfHeaders.length + components.length);
});

/** A made-up SDK with this makefile. */
function sdkWith(folder: string, makefile: string): string {
  mkdirSync(join(folder, "tools/mcconfig"), { recursive: true });
  writeFileSync(join(folder, "tools/mcconfig/make.esp32.mk"), makefile);
  return folder;
}

test("the SDK's own flags are read over the lines that continue", (t) => {
  const makefile = "CC = gcc\nC_FLAGS ?= $(A) \\\n\t-Wno-x \\\n\t$(B)\n\nC_FLAGS_B = $(C)\n";
  t.is(sdkFlags(sdkWith(temporaryFolder(t), makefile)), "$(A) -Wno-x $(B)");
  t.is(sdkFlags(sdkWith(temporaryFolder(t), "C_FLAGS ?= $(A)\nB = 1\n")), "$(A)");
});

test("a makefile of an SDK that sets no flags is another version", (t) => {
  t.throws(() => sdkFlags(sdkWith(temporaryFolder(t), "C_FLAGS = -O2\n")), {
    message: /no C_FLAGS in make\.esp32\.mk: another version/,
  });
});
