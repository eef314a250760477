import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachedBuild, locked, type Recipe, type Unit } from "./cached-build.js";
import { buildFolder, nativeFolder, xsFolder } from "./folders.js";
import { peerFolder } from "./peer.js";
import { type XsSources, xsSources } from "./xs-sources.js";

export { MissingPrerequisite } from "./cached-build.js";

/** Build targets: the addon for this process, or the executable with the chip's word size. */
export type Target = "addon" | "runner32";

/** Defines with which the engine is compiled for every platform. */
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

/** The files of hosts/xs that every machine needs. */
export const machineFiles = [
  "platform.c",
  "stack.c",
  "petrify.c",
  "aliases.c",
  "root.c",
  "machine.c",
  "machine-entry.c",
  "failure.c",
  "natives.c",
  "natives-advertising.c",
  "trace.c",
];

/** The files of hosts/native that every machine needs. */
export const nativeFiles = [
  "access-receiver.c",
  "access-receiver-xs.c",
  "access-sealer.c",
  "access-sealer-xs.c",
  "advertising-queue.c",
  "advertising-scheduler.c",
  "advertising-scheduler-xs.c",
  "aes-schedule.c",
  "beacon-counter.c",
  "crypto.c",
  "keys.c",
  "network-cipher.c",
  "network-pdu.c",
  "network-receiver.c",
  "network-receiver-xs.c",
  "network-relay.c",
  "packet-filter.c",
  "pdu-times.c",
  "pdu-times-xs.c",
  "replay-table.c",
  "replay-table-xs.c",
  "segment-receiver.c",
  "segment-receiver-xs.c",
];

/**
 * Further files for hosts with services (GATT, Wi-Fi, HTTP): `xs` with MESH_SERVICES defined;
 * `native`, of Wi-Fi provisioning alone, with MESH_SESSION_CRYPTO.
 */
export const serviceFiles = {
  xs: ["natives-services.c"],
  native: ["session-crypto.c", "modular.c", "octet-text.c"],
};

/** Keeps the state of the engine's loop in registers: for xsRun.c only. */
const runHeader = join(nativeFolder, "engine-run.h");

/**
 * Functions of the project (aliases.c, platform.c) that the engine calls in place of its own; and
 * what it omits before it sets a private field: it leaves the stack where a collection that this
 * causes does not find what was pushed since.
 */
const replaced: Readonly<Record<string, readonly string[]>> = {
  "xsAPI.c": ["-DfxShare=meshShare"],
  "xsDefaults.c": ["-DfxCaptureErrorStack=meshCaptureErrorStack"],
  "xsRun.c": [
    "-DsetPrivateProperty(a,b,c,d)=setPrivateProperty(({ mxSaveState; a; }),b,c,d)",
    ...["-include", runHeader],
  ],
  "xsType.c": ["-DfxDuplicateSlot=meshDuplicateSlot", "-DfxNewChunk=meshNewChunk"],
};

/** The engine's files with these flags. `platformHeaders`: XSPLATFORM's file and its includes. */
export function engineUnits(
  xs: XsSources,
  flags: readonly string[],
  platformHeaders: readonly string[],
): Unit[] {
  return readdirSync(xs.sources)
    .filter((name) => name.endsWith(".c") && name !== "xsSnapshot.c")
    .map((name) => ({
      source: join(xs.sources, name),
      headers: name === "xsRun.c" ? [...platformHeaders, runHeader] : platformHeaders,
      flags: [...flags, "-w", ...(replaced[name] ?? [])],
    }));
}

function units(target: Target): Unit[] {
  const xs = xsSources();
  const includes = [xsFolder, xs.includes, xs.platforms, xs.sources].map((folder) => `-I${folder}`);
  const machine = target === "addon" ? ["-fPIC"] : ["-m32", "-msse2", "-mfpmath=sse"];
  const base = [
    ...common,
    ...machine,
    ...defines,
    "-DMESH_SERVICES=1",
    "-DMESH_SESSION_CRYPTO=1",
    ...includes,
  ];
  // only for the project's files: the engine's headers cause warnings at this level
  const ours = [...base, ...warnings].map((flag) =>
    flag.startsWith(`-I${dirname(xs.sources)}`) ? flag.replace("-I", "-isystem") : flag,
  );
  const headers = peerFolder("node-api-headers");
  const ends =
    target === "addon"
      ? ["addon.c", "addon-bridge.c", "addon-group.c", "addon-values.c"]
      : ["runner.c", "runner-linux.c"];
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

/** The 32-bit library by its file: Debian has no headers or links for a foreign architecture. */
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

/** What a build of `target` lacks here, with the command that installs it; or undefined. */
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
 * Builds a target, unless it is up to date, and returns its path. Throws MissingPrerequisite when
 * something is not installed on this machine.
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
