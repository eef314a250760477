import type { Command } from "commander";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { xsMeshProgram } from "../../../tools/cli/program.js";

const project = fileURLToPath(new URL("../../..", import.meta.url));

const { devDependencies, peerDependencies, scripts } = JSON.parse(
  readFileSync(join(project, "package.json"), "utf8"),
) as Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Targets of Moddable's SDK 8.2 for `mcconfig -p` that the pages name. */
const targets = [
  ...["esp32", "esp32/esp32c3", "esp32/esp32c6", "esp32/esp32h2", "esp32/esp32s3"],
  ...["esp32/esp32c3_cdc", "esp32/esp32c6_cdc", "esp32/esp32h2_cdc", "esp32/esp32s3_cdc"],
  ...["esp32/xiao_esp32c3", "lin"],
];

/** The words of a command line, without quotes. */
export function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) =>
    word.replace(/^(["'])(.*)\1$/, "$2"),
  );
}

/** The arguments of `xs-mesh` in a command line; undefined if it is another program. */
export function xsMeshArguments(command: string): string[] | undefined {
  // What a shell does with input and output is no argument.
  const words = wordsOf(command.replace(/ [<>] \S+/g, ""));
  if (words[0] === "npx" && words[1] === "xs-mesh") return words.slice(2);
  if (words[0] === "npm" && words[1] === "start")
    return ["simulate", ...(words[2] === "--" ? words.slice(3) : [])];
  return undefined;
}

/** What is wrong with arguments of xs-mesh, by the tables of its own options; undefined: nothing. */
export async function wrongArguments(args: readonly string[]): Promise<string | undefined> {
  const program = await xsMeshProgram();
  const prepare = (command: Command): void => {
    command
      .exitOverride()
      .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    // A group of commands prints its help, unless it does something by itself.
    const { _actionHandler: acts } = command as unknown as { readonly _actionHandler: unknown };
    if (acts) command.action(() => undefined);
    for (const inner of command.commands) prepare(inner);
  };
  prepare(program);
  try {
    await program.parseAsync([...args], { from: "user" });
    return undefined;
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: string };
    return code === "commander.helpDisplayed" ? undefined : message;
  }
}

/** Says what is wrong with the words after a program's name; undefined: nothing. `folder`: of the page. */
type Check = (words: readonly string[], folder: string) => string | undefined;

function wrongMcconfig(words: readonly string[], folder: string): string | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "-p") {
      const target = words[++i];
      if (!targets.includes(target!)) return `no target ${target}`;
    } else if (word === "-t") {
      if (!["build", "clean", "deploy", "xsbug"].includes(words[++i]!)) return `no -t ${words[i]}`;
    } else if (/^-/.test(word)) {
      if (!/^-(d[lnx]?|i|m)$/.test(word)) return `mcconfig has no option ${word}`;
    } else if (!/^\w+=/.test(word)) {
      const path = [resolve(folder, word), join(project, word)].find(existsSync);
      if (!path) return `there is no ${word}`;
    }
  }
  return undefined;
}

function wrongInstall(words: readonly string[]): string | undefined {
  const known = { ...devDependencies, ...peerDependencies };
  for (const word of words) {
    const name = word.replace(/(?<=.)@.*$/, "");
    if (/^--(save-dev|silent)$/.test(word) || /^(\.\.\/[\w./-]+\.tgz|xs-mesh|vitest)$/.test(name))
      continue;
    if (known[name] === undefined) return `${name} is no package that xs-mesh knows`;
  }
  return undefined;
}

/** Programs that the test of the pages does not run, with what it checks of them. */
const notRun: Readonly<Record<string, Check>> = {
  // The SDKs and hardware.
  mcconfig: wrongMcconfig,
  mcpack: ([name, ...words], folder) =>
    name === "mcconfig" ? wrongMcconfig(words, folder) : "mcpack mcconfig",
  "esptool.py": ([name]) =>
    /^(erase_flash|erase_region|flash_id)$/.test(name!) ? undefined : `no command ${name}`,
  "idf.py": ([name]) => (name === "monitor" ? undefined : `no command ${name}`),
  // The user's computer.
  cd: () => undefined,
  mkdir: () => undefined,
  export: ([assignment]) => (/^\w+=/.test(assignment!) ? undefined : "export NAME=value"),
  ls: () => undefined,
  sudo: ([program]) =>
    /^(adduser|apt-get|udevadm)$/.test(program!) ? undefined : `sudo ${program}`,
  // What installs: test/package runs it with the packed package.
  "npm ci": () => undefined,
  "npm init": () => undefined,
  "npm install": wrongInstall,
  "npm pack": () => undefined,
  "npm pkg": ([word]) => (word === "set" ? undefined : `npm pkg ${word}`),
  "npm test": () => undefined,
  "npm run": ([name]) => (scripts![name!] === undefined ? `no script ${name}` : undefined),
  "npx xs-dev": ([word]) => (word === "setup" ? undefined : `xs-dev ${word}`),
  "npx ava": (words) => missingTest(words),
  git: () => undefined,
  // Programs of others that read what a run has written.
  wireshark: () => undefined,
  tshark: () => undefined,
};

function missingTest(words: readonly string[]): string | undefined {
  const path = words.find((word) => word.startsWith("test/"));
  if (path === undefined) return "no test";
  const folder = join(project, path.includes("*") ? dirname(path) : path);
  return existsSync(folder) ? undefined : `there is no ${path}`;
}

/**
 * Checks a command that the tests do not run: what is wrong with it, "unknown" if there is no rule
 * for its program, or undefined.
 */
export async function wrongCommand(command: string, folder: string): Promise<string | undefined> {
  for (const part of command.split("&&")) {
    const words = wordsOf(part).filter((word, i, all) => !isAssignment(word, i, all));
    const args = xsMeshArguments(words.join(" "));
    const two = words.slice(0, 2).join(" ");
    const check = notRun[two] ?? notRun[words[0]!];
    const rest = words.slice(notRun[two] ? 2 : 1);
    const wrong = args
      ? await wrongArguments(args)
      : check
        ? check(rest, folder)
        : `unknown: "${two}" has no rule in test/support/listings/commands.ts`;
    if (wrong !== undefined) return `${part.trim()}: ${wrong}`;
  }
  return undefined;
}

/** An assignment before a program: `UPLOAD_PORT=/dev/ttyUSB0 mcconfig ...`. */
function isAssignment(word: string, index: number, all: readonly string[]): boolean {
  return /^[A-Z]\w*=/.test(word) && all.slice(0, index).every((other) => /^[A-Z]\w*=/.test(other));
}
