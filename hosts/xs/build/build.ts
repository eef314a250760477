import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { buildFolder, nativeFolder, xsFolder } from "./folders.js";
import { xsSources } from "./xs-sources.js";

/** What can be built: the addon for this process, or the plain executable with the chip's word size. */
export type Target = "addon" | "runner32";

/** Something that a build needs is not on this machine; the message says what to install. */
export class MissingPrerequisite extends Error {}

interface Unit {
  readonly source: string;
  readonly flags: readonly string[];
}

const engineDefines = [
  "-DINCLUDE_XSPLATFORM",
  '-DXSPLATFORM="platform.h"',
  "-DmxRun=1",
  "-DmxParse=1",
  "-DmxNoConsole=1",
  "-DmxBoundsCheck=1",
  "-DmxMetering=1",
  "-DmxMultipleThreads=1",
  "-DmxMinusZero=1",
  "-DmxRegExpUnicodePropertyEscapes=1",
  "-DmxStringNormalize=1",
];

const common = ["-O2", "-fno-common", "-fvisibility=hidden", "-pthread"];
const warnings = ["-Wall", "-Wextra", "-std=gnu11"];

function units(target: Target): Unit[] {
  const xs = xsSources();
  const includes = [xsFolder, xs.includes, xs.platforms, xs.sources].map((folder) => `-I${folder}`);
  const machine = target === "addon" ? ["-fPIC"] : ["-m32", "-msse2", "-mfpmath=sse"];
  const base = [...common, ...machine, ...engineDefines, ...includes];
  const engine = readdirSync(xs.sources)
    .filter((name) => name.endsWith(".c") && name !== "xsSnapshot.c")
    .map((name) => ({
      source: join(xs.sources, name),
      flags:
        name === "xsDefaults.c"
          ? [...base, "-w", "-DfxCaptureErrorStack=meshCaptureErrorStack"]
          : [...base, "-w"],
    }));
  // the engine's headers are not clean at this level of warnings, our files are
  const ours = [...base, ...warnings].map((flag) =>
    flag.startsWith(`-I${dirname(xs.sources)}`) ? flag.replace("-I", "-isystem") : flag,
  );
  const headers = dirname(createRequire(import.meta.url).resolve("node-api-headers/package.json"));
  const folders = [
    ["platform.c", "stack.c", "root.c", "machine.c", "failure.c", "natives.c", "trace.c"].map(
      (name) => join(xsFolder, name),
    ),
    ["crypto.c", "keys.c", "network-cipher.c", "packet-filter.c", "platform-linux.c"].map((name) =>
      join(nativeFolder, name),
    ),
    [join(xsFolder, target === "addon" ? "addon.c" : "runner.c")],
  ];
  return [
    ...engine,
    ...folders.flat().map((source) => ({
      source,
      flags: [...ours, "-isystem", join(headers, "include")],
    })),
  ];
}

/** Everything our own C files may include: a change in one of them compiles all of ours again. */
function ownHeaders(): string {
  const hash = createHash("sha256");
  for (const folder of [xsFolder, nativeFolder])
    for (const name of readdirSync(folder).sort())
      if (name.endsWith(".h")) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}

function compile(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("gcc", args, { stdio: ["ignore", "ignore", "pipe"] });
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
    child.on("error", () =>
      reject(new MissingPrerequisite("gcc is missing: apt-get install gcc libc6-dev")),
    );
    child.on("close", (status) => {
      if (status === 0 && complaints) process.stderr.write(complaints);
      if (status === 0) resolve();
      else reject(new Error(`gcc failed:\n${complaints}`));
    });
  });
}

async function inParallel(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...jobs];
  async function work(): Promise<void> {
    for (let job = queue.shift(); job; job = queue.shift()) await job();
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
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

/** The file of a target that was built before, when its sources and flags are unchanged. */
async function build(target: Target): Promise<string> {
  const list = units(target);
  const headers = ownHeaders();
  const folder = join(buildFolder, target);
  mkdirSync(folder, { recursive: true });
  const objects = list.map(({ source, flags }) => {
    const hash = createHash("sha256").update(JSON.stringify(flags)).update(readFileSync(source));
    hash.update(headers);
    const name = basename(source, ".c");
    return { source, flags, object: join(folder, `${name}-${hash.digest("hex").slice(0, 16)}.o`) };
  });
  const all = createHash("sha256").update(JSON.stringify(objects.map(({ object }) => object)));
  const output = join(
    folder,
    `${all.digest("hex").slice(0, 16)}.${target === "addon" ? "node" : "exe"}`,
  );
  if (existsSync(output)) return output;
  const missing = missingFor(target);
  if (missing !== undefined) throw new MissingPrerequisite(missing);
  // a file appears under its name only when it is whole
  const own = (file: string): string => `${file}.${process.pid}.part`;
  await inParallel(
    objects
      .filter(({ object }) => !existsSync(object))
      .map(({ source, flags, object }) => async () => {
        await compile([...flags, "-c", source, "-o", own(object)]);
        renameSync(own(object), object);
      }),
  );
  await compile([
    "-pthread",
    ...objects.map(({ object }) => object),
    ...linkFlags(target),
    "-o",
    own(output),
  ]);
  renameSync(own(output), output);
  const kept = new Set(
    [output, ...objects.map(({ object }) => object)].map((file) => basename(file)),
  );
  for (const name of readdirSync(folder))
    if (!kept.has(name) && /\.(o|node|exe|part)$/.test(name))
      rmSync(join(folder, name), { force: true });
  return output;
}

/** Whether the process that wrote its number into a lock is still there, and not at it for ever. */
function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 180_000;
}

/** One build at a time of a target, whichever thread or process asks. A lock left by one that died is taken over. */
async function locked(target: Target, work: (target: Target) => Promise<string>): Promise<string> {
  mkdirSync(buildFolder, { recursive: true });
  const lock = join(buildFolder, `${target}.pid`);
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (isHeld(lock)) await new Promise((resolve) => setTimeout(resolve, 50));
      else rmSync(lock, { force: true });
    }
  }
  try {
    return await work(target);
  } finally {
    rmSync(lock, { force: true });
  }
}

const builds = new Map<Target, Promise<string>>();

/**
 * Builds a target, or finds it built: its path. Throws MissingPrerequisite when
 * this machine lacks something.
 */
export function buildEngine(target: Target): Promise<string> {
  let promise = builds.get(target);
  if (!promise) {
    promise = locked(target, build);
    promise.catch(() => builds.delete(target));
    builds.set(target, promise);
  }
  return promise;
}
