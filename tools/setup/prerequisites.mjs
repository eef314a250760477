// What the project needs beyond npm packages: a C compiler and Mbed TLS, to build
// the XS engine. Run by npm before `start` and `test`; needs nothing but Node.js.
//
//   node tools/setup/prerequisites.mjs          what start and test need
//   node tools/setup/prerequisites.mjs --all    also every optional peer of the tests
//
// As root on a system with apt it says what it will run to install what is missing, and runs
// it, unless the environment has XS_MESH_NO_INSTALL. Otherwise it prints the line to paste and
// exits with status 1.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Whether gcc compiles a source with these flags. */
function compiles(flags, source) {
  return (
    spawnSync("gcc", [...flags, "-fsyntax-only", "-x", "c", "-"], { input: source }).status === 0
  );
}

function inPath(program) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.some((folder) => existsSync(join(folder, program)));
}

function hasLibrary32() {
  const folder = "/usr/lib/i386-linux-gnu";
  return (
    existsSync(folder) && readdirSync(folder).some((name) => /^libmbedcrypto\.so\.\d+$/.test(name))
  );
}

/**
 * `packages` are alternatives, since distributions have different names for a library; the first
 * one that apt knows is installed.
 */
export const requirements = [
  {
    what: "a C compiler",
    packages: ["gcc"],
    present: () => compiles([], ""),
  },
  {
    what: "the C library's headers",
    packages: ["libc6-dev"],
    present: () => compiles([], "#include <stdio.h>\n"),
  },
  {
    what: "Mbed TLS with its headers",
    packages: ["libmbedtls-dev"],
    present: () => compiles([], "#include <psa/crypto.h>\n"),
  },
];

export const optional = [
  {
    what: "32-bit C, for memory figures as on the chip",
    packages: ["gcc-multilib"],
    present: () => compiles(["-m32"], "#include <stdio.h>\n"),
  },
  {
    what: "32-bit Mbed TLS, likewise",
    packages: ["libmbedcrypto16:i386", "libmbedcrypto7t64:i386", "libmbedcrypto7:i386"],
    architecture: "i386",
    present: hasLibrary32,
  },
  {
    what: "a compiler for the emulated chip",
    packages: ["gcc-riscv64-unknown-elf"],
    present: () => inPath("riscv64-unknown-elf-gcc"),
  },
  {
    what: "its C library",
    packages: ["picolibc-riscv64-unknown-elf"],
    present: () => existsSync("/usr/lib/picolibc/riscv64-unknown-elf"),
  },
  {
    what: "a C++ library, for Espressif's compiler that Debian's stands in for",
    packages: ["libstdc++-arm-none-eabi-dev"],
    present: () => existsSync("/usr/include/newlib/c++"),
  },
  {
    what: "its emulator",
    packages: ["qemu-system-misc"],
    present: () => inPath("qemu-system-riscv32"),
  },
  {
    what: "tools that unpack source packages: Mbed TLS is compiled for it",
    packages: ["dpkg-dev"],
    present: () => inPath("dpkg-source"),
  },
  {
    what: "tshark, which reads our captures",
    packages: ["tshark"],
    present: () => inPath("tshark"),
  },
  {
    what: "bluetooth-meshd, a mesh stack of others",
    packages: ["bluez-meshd"],
    present: () =>
      ["/usr/libexec/bluetooth/bluetooth-meshd", "/usr/lib/bluetooth/bluetooth-meshd"].some(
        existsSync,
      ),
  },
  {
    what: "D-Bus, by which it is driven",
    packages: ["dbus"],
    present: () => inPath("dbus-daemon"),
  },
  {
    what: "btvirt, emulated Bluetooth controllers of BlueZ",
    packages: ["bluez-test-tools"],
    present: () => inPath("btvirt"),
  },
  {
    what: "OpenSSL's headers, to build the harness of it",
    packages: ["libssl-dev"],
    present: () => compiles([], "#include <openssl/evp.h>\n"),
  },
  {
    what: "Chromium, which opens the report pages",
    packages: ["chromium"],
    present: () => inPath("chromium"),
  },
];

function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Whether apt can install a package of this name; its index may so far contain only this
 * computer's architecture.
 */
function known(name) {
  const names = [name, name.replace(/:.*/, "")];
  const shown = spawnSync("apt-cache", ["policy", ...names], { encoding: "utf8" }).stdout ?? "";
  return /Candidate: (?!\(none\))/.test(shown);
}

function chosen({ packages }) {
  return packages.length === 1 ? packages[0] : (packages.find(known) ?? packages.at(-1));
}

/** The commands to be run as root, each a list of words. */
function commands(missing) {
  const architectures = [...new Set(missing.flatMap(({ architecture }) => architecture ?? []))];
  return [
    ...architectures.map((architecture) => ["dpkg", "--add-architecture", architecture]),
    ["apt-get", "update"],
    ["apt-get", "install", "-y", ...missing.map(chosen), "--no-install-recommends"],
  ];
}

/** The commands as one line to paste into a shell. */
export function line(missing) {
  const root = process.getuid?.() === 0 ? "" : "sudo ";
  return commands(missing)
    .map((words) => root + words.join(" "))
    .join(" && ");
}

/** Runs the commands; returns whether the installation succeeded. */
function install(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  let last;
  // An index that cannot be updated (of the other architecture, for example) may not be needed;
  // the installation shows whether it is.
  for (const [program, ...words] of commands(missing))
    last = spawnSync(program, words, { encoding: "utf8", env });
  if (last.status === 0) return true;
  say(last.stderr ?? String(last.error));
  return false;
}

function names(list) {
  return list.map(({ what }) => what).join("; ");
}

function main() {
  const all = process.argv.includes("--all");
  const absent = (list) => list.filter(({ present }) => !present());
  const missing = absent(all ? [...requirements, ...optional] : requirements);
  if (missing.length === 0) return 0;
  say(`Missing: ${names(missing)}.`);
  const refused = (process.env.XS_MESH_NO_INSTALL ?? "") !== "";
  if (!refused && process.getuid?.() === 0 && inPath("apt-get")) {
    say("Installing it, as this is root (with XS_MESH_NO_INSTALL=1 in the environment it is not):");
    say(line(missing));
    const done = install(missing);
    const still = absent(missing);
    if (done && still.length === 0) {
      say(`Installed: ${missing.map(chosen).join(" ")}`);
      return 0;
    }
    say(`Still missing: ${names(still)}. Without it this does not go on. Install with:`);
    say(line(still.length > 0 ? still : missing));
    return 1;
  }
  say(`${refused ? "XS_MESH_NO_INSTALL is set: nothing was installed. " : ""}Install with:`);
  say(line(missing));
  return 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = main();
