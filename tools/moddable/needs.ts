import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../find-program.js";
import { DISPLAY_HINT } from "../simulators/display.js";

/** Something that the check needs, and how to get it. */
export interface Need {
  readonly what: string;
  readonly how: string;
  /** Whether it is there. */
  readonly present: () => boolean;
}

/** The SDK's own programs that the check runs. */
const sdkPrograms = ["mcconfig", "mcpack", "mcrez", "xsc", "xsid", "xsl"];

const program = (name: string, how: string): Need => ({
  what: name,
  how,
  present: () => findProgram(name) !== undefined,
});

const packages = (...names: string[]): string =>
  `apt-get install --no-install-recommends ${names.join(" ")}`;

/** Whether gcc compiles and links a program with a header and a library. */
function links(header: string, ...flags: readonly string[]): boolean {
  const input = `#include <${header}>\nint main(void) { return 0; }\n`;
  const words = ["-x", "c", "-", "-o", "/dev/null", ...flags];
  return spawnSync("gcc", words, { input }).status === 0;
}

/** The C flags and libraries of a package of pkg-config; undefined if there is none. */
function packageFlags(name: string): string[] | undefined {
  const words = ["--cflags", "--libs", name];
  const { status, stdout } = spawnSync("pkg-config", words, { encoding: "utf8" });
  return status === 0 ? stdout.trim().split(/\s+/) : undefined;
}

/** What the check needs, with an SDK in this folder. Nothing is started but the compiler. */
export function needs(sdk: string): Need[] {
  const tools = join(sdk, "build/bin/lin/release");
  return [
    ...sdkPrograms.map((name) => ({
      what: `${name} of the SDK`,
      how: `build the tools of ${sdk}: make in build/makefiles/lin`,
      present: () => existsSync(join(tools, name)),
    })),
    {
      what: "mcsim of the SDK",
      how: `mcconfig -m -p x-lin ${join(sdk, "tools/mcsim/manifest.json")}`,
      present: () => existsSync(join(tools, "mcsim")),
    },
    program("make", packages("make")),
    program("gcc", packages("gcc", "libc6-dev")),
    program("git", packages("git")),
    program("tar", packages("tar")),
    program("pkg-config", packages("pkg-config")),
    program("python", packages("python-is-python3")),
    {
      what: "GIO's headers and library (gio-2.0)",
      how: packages("libglib2.0-dev"),
      present: () => {
        const flags = packageFlags("gio-2.0");
        return flags !== undefined && links("gio/gio.h", ...flags);
      },
    },
    {
      what: "Mbed TLS with its headers",
      how: packages("libmbedtls-dev"),
      present: () => links("psa/crypto.h", "-lmbedcrypto"),
    },
    {
      what: "a display for mcsim",
      how: DISPLAY_HINT,
      present: () => Boolean(process.env["DISPLAY"]) || findProgram("Xvfb") !== undefined,
    },
  ];
}

/** The needs that are missing as one text, each with how to get it; undefined if none is. */
export function missingNeeds(all: readonly Need[]): string | undefined {
  const missing = all.filter(({ present }) => !present());
  if (missing.length === 0) return undefined;
  const width = Math.max(...missing.map(({ what }) => what.length));
  const lines = missing.map(({ how, what }) => `  ${what.padEnd(width)}  ${how}`);
  return `Not checked: ${missing.length} of ${all.length} things that the check needs are missing.\n${lines.join("\n")}`;
}
