import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Image, readImage } from "./image.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** mcconfig starts the compiler for each file; the native compiler takes a tenth of the time. */
const compiler = join(project, "node_modules/typescript-7/bin");

/** The version of ESP-IDF that the SDK builds with. */
const idfVersion = "v6.0";

/** An error of an SDK tool, with the last lines of its output; `log` contains all lines. */
export class SdkError extends Error {
  readonly log: string;

  constructor(message: string, log = message) {
    super(message);
    this.log = log;
  }

  override get name(): string {
    return "SdkError";
  }
}

export interface SdkOptions {
  /** The SDK's folder: MODDABLE. */
  readonly folder: string;
  /** The output folder of builds. */
  readonly output: string;
  /** ESP-IDF's folder. Default: IDF_PATH, or else an empty repository with the right version. */
  readonly idf?: string;
  /** Environment variables for the SDK's programs, in addition to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Moddable's SDK, for the checks and the simulation. */
export class Sdk {
  readonly folder: string;
  readonly #output: string;
  readonly #given: string | undefined;
  readonly #environment: Readonly<Record<string, string>>;
  #idf: string | undefined;

  /** Throws SdkError if the folder contains no tools. */
  constructor({ folder, output, idf, environment = {} }: SdkOptions) {
    this.folder = folder;
    this.#output = output;
    this.#given = idf ?? process.env.IDF_PATH;
    this.#environment = environment;
    if (!existsSync(join(this.tools, "mcconfig")))
      throw new SdkError(`${folder} has no mcconfig: build the SDK's tools first`);
    mkdirSync(output, { recursive: true });
  }

  /** ESP-IDF's folder, or that of its substitute. Throws SdkError for another version. */
  get idf(): string {
    return this.#idfFolder();
  }

  /** The folder of the SDK's programs for this computer. */
  get tools(): string {
    return join(this.folder, "build/bin/lin/release");
  }

  /** Builds a manifest for a desktop platform. Throws SdkError. */
  buildDesktop(platform: "lin" | "x-cli-lin", manifest: string, name: string): Build {
    // The target `build`: other targets start programs, or end running ones.
    this.#mcconfig(["-m", "-p", platform, "-t", "build"], manifest, name);
    const intermediate = platform === "lin" ? "tmp/lin/mc/release" : "tmp/lin/release";
    return this.#result(join(this.#output, name), intermediate, manifest);
  }

  /** Generates the project for a chip, without building it. Throws SdkError. */
  generateChip(platform: string, manifest: string, name: string): Build {
    this.#mcconfig(["-p", platform], manifest, name);
    return this.#result(join(this.#output, name), `tmp/${platform}/release`, manifest);
  }

  /**
   * Generates the project for a chip, compiles its modules and links them with xsl, without the
   * steps that need Espressif's compiler. Throws SdkError.
   */
  linkChip(platform: string, manifest: string, name: string): Build {
    const build = this.generateChip(platform, manifest, name);
    this.#link(build.folder, platform, name);
    return build;
  }

  /** Runs make in a generated project; returns its output. Throws SdkError. */
  make(build: Build, args: readonly string[]): string {
    return this.#run("make", ["-f", join(build.folder, "makefile"), ...args], build.name);
  }

  /**
   * Builds the npm package in `folder` with mcpack: for a chip as `linkChip` does, otherwise for
   * a desktop platform. Throws SdkError.
   */
  buildPackage(platform: string, folder: string, name: string): void {
    const output = join(this.#output, name);
    mkdirSync(output, { recursive: true });
    const chip = platform.startsWith("esp32");
    const args = ["-p", platform, "-o", output, ...(chip ? [] : ["-m", "-t", "build"])];
    this.#run("mcpack", [join(folder, "package.json"), "mcconfig", ...args], name);
    if (chip) this.#link(join(output, `tmp/${platform}/release`, basename(folder)), platform, name);
  }

  /** Sizes of the linked image of a build. */
  image(build: Build): Image {
    return readImage(join(build.folder, "mc.xs.c"));
  }

  /** Removes the substitute for ESP-IDF, if this instance created one. */
  close(): void {
    if (this.#idf && !this.#given) rmSync(this.#idf, { recursive: true });
    this.#idf = undefined;
  }

  #link(folder: string, platform: string, name: string): void {
    const chip = platform.split("/")[1] ?? "esp32";
    const header = join(folder, `xsProj-${chip}/build/config/sdkconfig.h`);
    const image = join(folder, "mc.xs.c");
    const settings = join(folder, `xsProj-${chip}/sdkconfig.mc`);
    if (!readFileSync(settings, "utf8").includes("CONFIG_BT_NIMBLE_ENABLED=y"))
      throw new SdkError(`${name}: Bluetooth is off in ${settings}`);
    this.#run("make", ["-j2", "-f", join(folder, "makefile"), "-o", header, image], name);
  }

  #mcconfig(args: readonly string[], manifest: string, name: string): void {
    const output = join(this.#output, name);
    mkdirSync(output, { recursive: true });
    this.#run("mcconfig", [...args, "-o", output, manifest], name);
  }

  /** Runs a tool of the SDK. A warning of the linker is an error. */
  #run(command: string, args: readonly string[], name: string): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd: project,
      encoding: "utf8",
      // A bash whose input is a socket, as Node.js makes it, takes itself for a remote shell and
      // reads the user's .bashrc, which may put another python first in PATH.
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1 << 28,
      env: {
        ...process.env,
        MODDABLE: this.folder,
        IDF_PATH: this.#idfFolder(),
        MAKEFLAGS: process.env.MAKEFLAGS ?? "-j2",
        ...this.#environment,
        PATH: [this.tools, compiler, this.#environment.PATH ?? process.env.PATH ?? ""].join(
          delimiter,
        ),
      },
    });
    if (error) throw error;
    const lines = `${stdout}\n${stderr}`.split("\n");
    writeFileSync(join(this.#output, `${name}.log`), lines.join("\n"), { flag: "a" });
    const wrong = lines.filter((line) => line.includes("### "));
    const warnings = wrong.filter((line) => /### (warning|error)/.test(line));
    if (status !== 0)
      throw new SdkError(
        [`${name}: ${command} failed with ${status}`, ...lines.slice(-20)].join("\n"),
        lines.join("\n"),
      );
    if (warnings.length > 0)
      throw new SdkError([`${name}: ${command} warns`, ...warnings.slice(0, 20)].join("\n"));
    return stdout;
  }

  /** ESP-IDF's folder or, without one, an empty repository with the tag of its version. */
  #idfFolder(): string {
    if (this.#idf) return this.#idf;
    if (this.#given) return (this.#idf = checkedIdf(this.#given));
    const folder = mkdtempSync(join(tmpdir(), "xs-mesh-idf-"));
    const git = (...args: string[]) => {
      const identity = ["-c", "user.name=none", "-c", "user.email=none@localhost"];
      const { status } = spawnSync("git", ["-C", folder, ...identity, ...args], {
        stdio: "ignore",
      });
      if (status !== 0) throw new SdkError(`git ${args.join(" ")} failed in ${folder}`);
    };
    git("init", "--quiet");
    git("commit", "--quiet", "--allow-empty", "--message", "none");
    git("tag", idfVersion);
    return (this.#idf = folder);
  }

  #result(output: string, intermediate: string, manifest: string): Build {
    const name = basename(dirname(manifest));
    return { folder: join(output, intermediate, name), output, name };
  }
}

/** The folders of a build. */
export interface Build {
  /** Folder of the generated files: makefile, linked image, modules. */
  readonly folder: string;
  /** Folder of the built files, below `bin`. */
  readonly output: string;
  /** Name of the build; mcconfig takes it from the manifest's folder. */
  readonly name: string;
}

/** Throws SdkError with the required version. */
function checkedIdf(folder: string): string {
  const { stdout, status } = spawnSync(
    "git",
    ["-C", folder, "describe", "--always", "--abbrev=0"],
    {
      encoding: "utf8",
    },
  );
  const version = stdout?.trim();
  if (status !== 0) throw new SdkError(`IDF_PATH: ${folder} is no checkout of ESP-IDF`);
  if (!version.startsWith(idfVersion))
    throw new SdkError(`IDF_PATH: ${folder} is ESP-IDF ${version}, ${idfVersion} is needed`);
  return folder;
}
