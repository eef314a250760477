import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Build, type Sdk, SdkError } from "./sdk.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The command with which the generated makefile compiles one file: the compiler, then its
 * arguments.
 */
export interface CompileCommand {
  readonly source: string;
  readonly command: readonly string[];
}

/** The project that mcconfig generated from the manifests for a chip. */
export class GeneratedProject {
  readonly #sdk: Sdk;
  readonly #build: Build;
  readonly #makefile: string;

  constructor(sdk: Sdk, build: Build) {
    this.#sdk = sdk;
    this.#build = build;
    this.#makefile = readFileSync(join(build.folder, "makefile"), "utf8");
  }

  /** The ESP-IDF components with which the image is linked. */
  get dependencies(): readonly string[] {
    const file = join(this.#build.folder, "xs_idf_deps.txt");
    const found = existsSync(file)
      ? /set\(ESP_COMPONENTS ([^)]*)\)/.exec(readFileSync(file, "utf8"))
      : null;
    return found?.[1]!.trim().split(/\s+/) ?? [];
  }

  /**
   * The C flags that a manifest sets, unchanged; undefined if none sets any, so that the SDK's
   * apply.
   */
  get flags(): string | undefined {
    return /^C_FLAGS = (.*)$/m.exec(this.#makefile)?.[1];
  }

  /** Path of the partition table. Throws SdkError if the makefile does not name one. */
  get partitions(): string {
    const file = /^PARTITIONS_FILE *= *(.*)$/m.exec(this.#makefile)?.[1];
    if (file === undefined)
      throw new SdkError(
        `${this.#build.folder}/makefile names no partition table: another version of the SDK?`,
      );
    return file.trim();
  }

  /** The commands that compile the project's own C files, from a dry run of make. */
  compileCommands(): CompileCommand[] {
    const objects = [...this.#makefile.matchAll(/^(\$\(TMP_DIR\)\/\S+\.c\.o): (\S+\.c)\b/gm)]
      .filter(([, , source]) => source!.startsWith(project))
      .map(([, object]) => object!.replace("$(TMP_DIR)", this.#build.folder));
    if (objects.length === 0) return [];
    const header = /^SDKCONFIG_H = /m.test(this.#makefile) ? this.#sdkconfig() : [];
    const text = this.#sdk.make(this.#build, ["-n", "-B", ...header, ...objects]);
    const commands: CompileCommand[] = [];
    for (const line of text.split("\n")) {
      if (!/^\S*-elf-gcc /.test(line)) continue;
      const command = words(line);
      const source = command.find((word) => word.startsWith(project) && word.endsWith(".c"));
      if (source && objects.some((object) => basename(object) === `${basename(source)}.o`))
        commands.push({ source, command });
    }
    return commands;
  }

  /** The command that compiles a file of the engine, `xsRun.c` for example, from a dry run of make. */
  engineCommand(name: string): string[] {
    const header = /^SDKCONFIG_H = /m.test(this.#makefile) ? this.#sdkconfig() : [];
    // a folder of its own: the SDK's has what other projects compiled
    const folder = join(this.#build.folder, "engine");
    const object = join(folder, `${name}.o`);
    const text = this.#sdk.make(this.#build, ["-n", "-B", ...header, `LIB_DIR=${folder}`, object]);
    const commands = text.split("\n").filter((line) => /^\S*-elf-gcc /.test(line));
    const found = commands.map(words).find((command) => command.includes(object));
    if (!found) throw new SdkError(`make compiles no ${name}: another version of the SDK?`);
    return found;
  }

  /** Arguments for make, so that it does not build the settings header. */
  #sdkconfig(): string[] {
    const chip = /^ESP32_SUBCLASS = (\w+)$/m.exec(this.#makefile)?.[1] ?? "esp32";
    return ["-o", join(this.#build.folder, `xsProj-${chip}/build/config/sdkconfig.h`)];
  }
}

/**
 * Splits a shell command into words; the output of make contains no variables or substitutions.
 */
export function words(line: string): string[] {
  const found: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g))
    found.push(
      word.replace(
        /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
        (_, escaped?: string, double?: string, single?: string) =>
          escaped ?? double?.replace(/\\([\\"$`])/g, "$1") ?? single ?? "",
      ),
    );
  return found;
}

/** The include folders of a command. */
export function includeFolders(command: readonly string[]): string[] {
  return command.flatMap((word, index) => {
    if (word === "-I" || word === "-isystem") return [command[index + 1]!];
    return word.startsWith("-I") ? [word.slice(2)] : [];
  });
}
