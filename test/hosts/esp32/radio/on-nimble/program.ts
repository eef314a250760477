import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { cachedBuild, locked, type Unit } from "../../../../../hosts/xs/build/cached-build.js";
import { projectFolder } from "../../../../../hosts/xs/build/folders.js";
import { radioSources } from "../../sources.js";
import { type Chip, sdkconfigFolder } from "../../sdkconfig.js";

/** Of a checkout of Apache's NimBLE: what its example for Linux is made of, and where its headers are. */
const sources = [
  ...["porting/nimble/src", "porting/npl/linux/src", "nimble/host/src", "nimble/host/util/src"],
  ...["nimble/host/services/gap/src", "nimble/host/services/gatt/src"],
  ...["nimble/transport/src", "nimble/transport/socket/src"],
];
const includes = [
  ...["porting/examples/linux/include", "porting/npl/linux/include", "porting/npl/linux/src"],
  ...[
    "porting/nimble/include",
    "nimble/include",
    "nimble/host/include",
    "nimble/host/util/include",
  ],
  ...["nimble/host/services/gap/include", "nimble/host/services/gatt/include"],
  ...["nimble/transport/include", "nimble/transport/socket/include"],
];
/** They are for a controller in the same program. */
const left = /^(hal_timer|os_cputime)/;
const commonSettings = {
  BLE_SOCK_TYPE__linux_tcp: 1,
  BLE_SOCK_TYPE__linux_blue: 0,
  BLE_SOCK_USE_TCP: 1,
  BLE_SM_LEGACY: 0,
  BLE_SM_SC: 0,
  BLE_MAX_CONNECTIONS: 2,
  BLE_ROLE_CENTRAL: 0,
  BLE_TRANSPORT_EVT_COUNT: 16,
  BLE_TRANSPORT_ACL_FROM_LL_COUNT: 12,
  MSYS_1_BLOCK_COUNT: 32,
};

/** A program of the chip's radio and NimBLE. */
export interface NimbleProgram {
  /** Of the folder of the build. */
  readonly name: string;
  /** C files, from the project's folder. */
  readonly sources: readonly string[];
  /** The chip whose settings the radio is compiled with. */
  readonly chip: Chip;
  /** Of NimBLE, beside HCI over TCP. */
  readonly settings: Readonly<Record<string, number>>;
}

const onNimble = "test/hosts/esp32/radio/on-nimble";

/** The whole radio, with a port that can be restarted. */
const wholeRadio: NimbleProgram = {
  name: "whole",
  sources: [...radioSources, `${onNimble}/program.c`, `${onNimble}/radio-port-linux.c`],
  chip: "esp32",
  settings: {},
};

/** Builds a program with the NimBLE of the folder `nimble`, or finds it built: its path. */
export async function radioOnNimble(
  nimble: string,
  program: NimbleProgram = wholeRadio,
): Promise<string> {
  const folder = join(projectFolder, "build/test/radio-on-nimble", program.name);
  const settings = { ...commonSettings, ...program.settings };
  const defines = Object.entries(settings).map(([name, value]) => `-DMYNEWT_VAL_${name}=${value}`);
  const common = ["-g", "-O1", "-pthread", "-D_GNU_SOURCE", ...defines].concat(
    includes.flatMap((path) => ["-isystem", join(nimble, path)]),
  );
  const theirs = sources.flatMap((path): Unit[] =>
    readdirSync(join(nimble, path))
      .filter((name) => /\.cc?$/.test(name) && !left.test(name))
      .map((name) => ({
        source: join(nimble, path, name),
        flags: ["-w", ...common],
        headers: [],
      })),
  );
  const radioFolder = join(projectFolder, "hosts/esp32/radio");
  const ours = [...program.sources, "hosts/native/packet-filter.c"]
    .map((path) => join(projectFolder, path))
    .map((source): Unit => ({
      source,
      flags: [
        ...["-Wall", "-Wextra", "-Werror", ...common],
        ...[
          "-include",
          join(projectFolder, onNimble, "nimble-more.h"),
          `-I${sdkconfigFolder(program.chip)}`,
        ],
        ...[`-I${radioFolder}`, "-idirafter"],
        join(projectFolder, "test/hosts/esp32/declarations"),
      ],
      headers: [
        radioFolder,
        ...["hosts/native", onNimble].map((path) => join(projectFolder, path)),
      ],
    }));
  return locked(`${folder}.pid`, () =>
    cachedBuild({
      compiler: "gcc",
      units: [...theirs, ...ours],
      folder,
      extension: ".exe",
      missing: () => undefined,
      before: ["-pthread"],
      after: ["-lrt", "-lstdc++"],
    }),
  );
}

/** The program while it runs, with a controller at a TCP port of this machine. */
export class RadioProcess {
  /** What it said, by lines; NimBLE's own log is not in it. */
  readonly lines: string[] = [];
  readonly #process: ChildProcess;
  #rest = "";
  #changed = () => undefined as void;

  constructor(program: string, port: number) {
    this.#process = spawn(program, [String(port)], { stdio: ["pipe", "pipe", "inherit"] });
    this.#process.stdout!.setEncoding("utf8").on("data", (text: string) => {
      const lines = (this.#rest + text).split("\n");
      this.#rest = lines.pop()!;
      this.lines.push(...lines.filter((line) => /^[a-z]+( [\da-f]+)*$/.test(line)));
      this.#changed();
    });
    this.#process.once("close", (status, signal) => {
      this.lines.push(`ended ${signal ?? status}`);
      this.#changed();
    });
  }

  tell(...lines: string[]): void {
    this.#process.stdin!.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Waits for a line, after what was waited for before; throws when the program ends without it. Gives back those before it. */
  async until(line: string): Promise<string[]> {
    for (;;) {
      const at = this.lines.indexOf(line);
      if (at >= 0) return this.lines.splice(0, at + 1).slice(0, -1);
      if (this.lines.at(-1)?.startsWith("ended"))
        throw new Error(`no "${line}" in ${this.lines.join("; ")}`);
      await new Promise<void>((resolve) => (this.#changed = () => resolve()));
    }
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}
