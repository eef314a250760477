import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { compile, missingCompiler, psaFlags, xsFlags } from "./compiler.js";
import { type Chip, header, settings, sdkconfigFolder } from "./sdkconfig.js";
import { chipSources } from "./sources.js";
import { type Peer, peerTest } from "../../support/peer.js";

const riscv: Peer = {
  name: "the chip's compiler",
  missing:
    missingCompiler() ??
    (existsSync("/usr/include/psa/crypto.h") ? undefined : "Mbed TLS is missing"),
  hint: "node tools/setup/prerequisites.mjs --all",
};

const objects = join(projectFolder, "build/test/esp32");
const declarations = join(projectFolder, "test/hosts/esp32/declarations");

function extra(sdkconfig: string): string[] {
  const folders = ["", "moddable", "toolchain"].map((name) => `-I${join(declarations, name)}`);
  return [`-I${sdkconfig}`, ...folders, ...psaFlags(), ...xsFlags()];
}

for (const chip of ["esp32", "esp32c3"] as const)
  peerTest(
    [riscv],
    `every C file compiles without a warning, with the settings of ${chip}`,
    (t) => {
      const folder = join(objects, chip);
      mkdirSync(folder, { recursive: true });
      const flags = extra(sdkconfigFolder(chip));
      let text = 0;
      let bss = 0;
      for (const source of chipSources) {
        const result = compile(source, join(folder, `${basename(source)}.o`), flags);
        t.is(result.complaints, "", source);
        text += result.text;
        bss += result.bss;
      }
      t.log(`${text} bytes of text, ${bss} of bss`);
    },
  );

/** The settings without one, or with another value for it. */
function withSetting(name: string, value: string | undefined, chip: Chip): string {
  const values = settings(chip);
  if (value === undefined) values.delete(name);
  else values.set(name, value);
  const folder = join(objects, "settings");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "sdkconfig.h"), header(values));
  return folder;
}

const wrong: readonly (readonly [string, string | undefined])[] = [
  ["CONFIG_BT_ENABLED", undefined],
  ["CONFIG_BT_NIMBLE_ENABLED", undefined],
  ["CONFIG_BT_NIMBLE_ROLE_BROADCASTER", undefined],
  ["CONFIG_BT_NIMBLE_ROLE_OBSERVER", undefined],
  ["CONFIG_BT_NIMBLE_ROLE_PERIPHERAL", undefined],
  ["CONFIG_BT_NIMBLE_DYNAMIC_SERVICE", undefined],
  ["CONFIG_BT_NIMBLE_HS_FLOW_CTRL", "y"],
  ["CONFIG_BT_NIMBLE_MAX_EXT_ADV_INSTANCES", "0"],
  ["CONFIG_MBEDTLS_THREADING_C", undefined],
  ["CONFIG_MBEDTLS_CMAC_C", undefined],
  ["CONFIG_MBEDTLS_CCM_C", undefined],
];

peerTest([riscv], "a setting that is missing stops the build, and is named", (t) => {
  for (const [name, value] of wrong) {
    const flags = extra(withSetting(name, value, "esp32c3"));
    const source = name.includes("MBEDTLS")
      ? "hosts/native/platform-esp32.c"
      : "hosts/esp32/radio/radio-port-esp32.c";
    const { complaints } = compile(source, join(objects, "wrong.o"), flags);
    t.regex(complaints, new RegExp(`#error "set ${name}=`), name);
  }
});

peerTest([riscv], "a chip without Bluetooth LE stops the build", (t) => {
  const folder = join(objects, "silent/soc");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "soc_caps.h"), "");
  const flags = [`-I${join(objects, "silent")}`, ...extra(sdkconfigFolder("esp32c3"))];
  const { complaints } = compile(
    "hosts/esp32/radio/radio-port-esp32.c",
    join(objects, "silent.o"),
    flags,
  );
  t.regex(complaints, /this chip has no Bluetooth LE/);
});
