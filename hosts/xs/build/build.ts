import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachedBuild, locked, type Recipe, type Unit } from "./cached-build.js";
import { buildFolder, nativeFolder, xsFolder } from "./folders.js";
import { peerFolder } from "./peer.js";
import { type XsSources, xsSources } from "./xs-sources.js";

export { MissingPrerequisite } from "./cached-build.js";

/** What can be built: the addon for this process, or the plain executable with the chip's word size. */
export type Target = "addon" | "runner32";

/** What the engine is compiled with, whatever it runs on. */
export const engineDefines = [
  "-DINCLUDE_XSPLATFORM",
  '-DXSPLATFORM="platform.h"',
  "-DmxRun=1",
  "-DmxParse=1",
  "-DmxNoConsole=1",
  "-DmxBoundsCheck=1",
  "-DmxMinusZero=1",
];

const defines = [
  ...engineDefines,
  "-DmxMetering=1",
  "-DmxMultipleThreads=1",
  "-DmxRegExpUnicodePropertyEscapes=1",
  "-DmxStringNormalize=1",
];
const common = ["-O2", "-fno-common", "-fvisibility=hidden", "-pthread"];
export const warnings = ["-Wall", "-Wextra", "-std=gnu11"];

/** Of hosts/xs, what every machine consists of. */
export const machineFiles = [
  "platform.c",
  "stack.c",
  "petrify.c",
  "root.c",
  "machine.c",
  "machine-entry.c",
  "failure.c",
  "natives.c",
  "trace.c",
];

/** Of hosts/native, what runs on every machine. */
export const nativeFiles = ["crypto.c", "keys.c", "network-cipher.c", "packet-filter.c"];

/** Of both, what runs only where the host has services (GATT, Wi-Fi, HTTP), with MESH_SERVICES defined. */
export const serviceFiles = {
  xs: ["natives-services.c"],
  native: ["session-crypto.c", "modular.c", "octet-text.c"],
};

/** The engine's files with these flags; `platformHeaders`: what XSPLATFORM names, and what that includes. */
export function engineUnits(
  xs: XsSources,
  flags: readonly string[],
  platformHeaders: readonly string[],
): Unit[] {
  return readdirSync(xs.sources)
    .filter((name) => name.endsWith(".c") && name !== "xsSnapshot.c")
    .map((name) => ({
      source: join(xs.sources, name),
      headers: platformHeaders,
      flags:
        name === "xsDefaults.c"
          ? [...flags, "-w", "-DfxCaptureErrorStack=meshCaptureErrorStack"]
          : [...flags, "-w"],
    }));
}

function units(target: Target): Unit[] {
  const xs = xsSources();
  const includes = [xsFolder, xs.includes, xs.platforms, xs.sources].map((folder) => `-I${folder}`);
  const machine = target === "addon" ? ["-fPIC"] : ["-m32", "-msse2", "-mfpmath=sse"];
  const base = [...common, ...machine, ...defines, "-DMESH_SERVICES=1", ...includes];
  // the engine's headers are not clean at this level of warnings, our files are
  const ours = [...base, ...warnings].map((flag) =>
    flag.startsWith(`-I${dirname(xs.sources)}`) ? flag.replace("-I", "-isystem") : flag,
  );
  const headers = peerFolder("node-api-headers");
  const ends = target === "addon" ? ["addon.c", "addon-values.c"] : ["runner.c", "runner-linux.c"];
  const files = [
    ...[...machineFiles, ...serviceFiles.xs, "parser.c", "meter.c", ...ends].map((name) =>
      join(xsFolder, name),
    ),
    ...[...nativeFiles, ...serviceFiles.native, "platform-linux.c"].map((name) =>
      join(nativeFolder, name),
    ),
  ];
  return [
    ...engineUnits(xs, base, [join(xsFolder, "platform.h")]),
    ...files.map((source) => ({
      source,
      flags: [...ours, "-isystem", join(headers, "include")],
      headers: [xsFolder, nativeFolder],
    })),
  ];
}

const crypto32 = ["/usr/lib/i386-linux-gnu", "/lib/i386-linux-gnu"];

/** Debian installs no headers or links beside a foreign architecture's library: it is named by its file. */
function library32(): string | undefined {
  for (const folder of crypto32) {
    const name = existsSync(folder)
      ? readdirSync(folder).find((file) => /^libmbedcrypto\.so\.\d+$/.test(file))
      : undefined;
    if (name !== undefined) return join(folder, name);
  }
  return undefined;
}

function linkFlags(target: Target): string[] {
  return target === "addon"
    ? ["-shared", "-lmbedcrypto", "-lm"]
    : ["-m32", library32() ?? "-lmbedcrypto", "-lm"];
}

/** What a build of `target` lacks on this machine, with the command that installs it; undefined when nothing. */
export function missingFor(target: Target): string | undefined {
  const probe = (flags: string[], source: string): boolean =>
    spawnSync("gcc", [...flags, "-fsyntax-only", "-x", "c", "-"], { input: source }).status === 0;
  if (!probe([], "#include <stdio.h>\n")) return "gcc is missing: apt-get install gcc libc6-dev";
  if (!probe([], "#include <psa/crypto.h>\n"))
    return "Mbed TLS is missing: apt-get install libmbedtls-dev";
  if (target === "addon") return undefined;
  if (!probe(["-m32"], "#include <stdio.h>\n"))
    return "gcc has no 32-bit part: apt-get install gcc-multilib";
  if (library32() === undefined)
    return (
      "the 32-bit libmbedcrypto is missing: dpkg --add-architecture i386 && apt-get update && " +
      "apt-get install libmbedcrypto7:i386 (libmbedcrypto7t64:i386 on Ubuntu 24.04)"
    );
  return undefined;
}

function recipe(target: Target): Recipe {
  return {
    compiler: "gcc",
    units: units(target),
    folder: join(buildFolder, target),
    extension: target === "addon" ? ".node" : ".exe",
    missing: () => missingFor(target),
    before: ["-pthread"],
    after: linkFlags(target),
  };
}

const builds = new Map<Target, Promise<string>>();

/**
 * Builds a target, or finds it built: its path. Throws MissingPrerequisite when
 * this machine lacks something.
 */
export function buildEngine(target: Target): Promise<string> {
  let promise = builds.get(target);
  if (!promise) {
    promise = locked(join(buildFolder, `${target}.pid`), () => cachedBuild(recipe(target)));
    promise.catch(() => builds.delete(target));
    builds.set(target, promise);
  }
  return promise;
}
