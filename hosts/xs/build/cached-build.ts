import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, extname, join } from "node:path";

/** Something that a build needs is not on this machine; the message says what to install. */
export class MissingPrerequisite extends Error {}

/** A C file and the flags it is compiled with. */
export interface Unit {
  readonly source: string;
  readonly flags: readonly string[];
  /** Files and folders of headers that it includes. It is compiled again after a change of one. */
  readonly headers: readonly string[];
}

/** A program made of C files. */
export interface Recipe {
  /** The compiler, which links too. */
  readonly compiler: string;
  readonly units: readonly Unit[];
  /** Where objects and the output go: safe to delete. */
  readonly folder: string;
  /** Extension of the output, with its dot. */
  readonly extension: string;
  /**
   * What the build lacks on this machine, with the command that installs it; undefined if nothing.
   * Called only when the output is not up to date.
   */
  missing(): string | undefined;
  /** Arguments of the linker before the objects. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function run(compiler: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(compiler, args, { stdio: ["ignore", "ignore", "pipe"] });
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
    child.on("error", () => reject(new MissingPrerequisite(`${compiler} is missing`)));
    child.on("close", (status) => {
      if (status === 0 && complaints) process.stderr.write(complaints);
      if (status === 0) resolve();
      else reject(new Error(`${compiler} failed:\n${complaints}`));
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

function hashOfHeaders(headers: readonly string[]): string {
  const hash = createHash("sha256");
  for (const header of headers) {
    const files = header.endsWith(".h")
      ? [header]
      : readdirSync(header)
          .filter((name) => name.endsWith(".h"))
          .sort()
          .map((name) => join(header, name));
    for (const file of files) hash.update(basename(file)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Builds the output unless its sources and flags are unchanged. Returns its path. */
export async function cachedBuild(recipe: Recipe): Promise<string> {
  const { compiler, folder, extension } = recipe;
  mkdirSync(folder, { recursive: true });
  const objects = recipe.units.map(({ source, flags, headers }) => {
    const hash = createHash("sha256").update(JSON.stringify(flags)).update(readFileSync(source));
    hash.update(hashOfHeaders(headers));
    // with the folder: files in several folders have the same name
    const name = `${basename(dirname(source))}-${basename(source, ".c")}`;
    return { source, flags, object: join(folder, `${name}-${hash.digest("hex").slice(0, 16)}.o`) };
  });
  const { before, after } = recipe;
  const all = createHash("sha256").update(
    JSON.stringify([before, after, objects.map(({ object }) => object)]),
  );
  const output = join(folder, `${all.digest("hex").slice(0, 16)}${extension}`);
  if (existsSync(output)) return output;
  const missing = recipe.missing();
  if (missing !== undefined) throw new MissingPrerequisite(missing);
  // a file gets its name only when it is complete
  const own = (file: string): string => `${file}.${process.pid}.part`;
  await inParallel(
    objects
      .filter(({ object }) => !existsSync(object))
      .map(({ source, flags, object }) => async () => {
        await run(compiler, [...flags, "-c", source, "-o", own(object)]);
        renameSync(own(object), object);
      }),
  );
  await run(compiler, [
    ...before,
    ...objects.map(({ object }) => object),
    ...after,
    "-o",
    own(output),
  ]);
  renameSync(own(output), output);
  const kept = new Set(
    [output, ...objects.map(({ object }) => object)].map((file) => basename(file)),
  );
  for (const name of readdirSync(folder))
    if (!kept.has(name) && [".o", ".part", extension].includes(extname(name)))
      rmSync(join(folder, name), { force: true });
  return output;
}

/** Milliseconds between two updates of a lock file, which show that the lock is held. */
const sign = 10_000;
const abandoned = 180_000;

/** Whether the process in a lock file still holds it; another process may have its number now. */
function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) < abandoned;
}

function touch(lock: string): void {
  try {
    utimesSync(lock, new Date(), new Date());
  } catch {
    // The file was removed by hand.
  }
}

/**
 * Runs `work` in one thread and process at a time. `lock` is a file; one that was left by a
 * process that died is taken over.
 */
export async function locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(lock), { recursive: true });
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
  // A build may take long on a busy machine.
  const signs = setInterval(() => touch(lock), sign);
  try {
    return await work();
  } finally {
    clearInterval(signs);
    rmSync(lock, { force: true });
  }
}
