import { Command } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";

interface CommandFile {
  readonly commands: readonly string[];
  /** Loads the file; the function that adds its commands. */
  readonly load: () => Promise<(program: Command) => void>;
}

/** In the order of the help. */
const files: readonly CommandFile[] = [
  { commands: ["simulate"], load: async () => (await import("./simulate.js")).addSimulate },
  { commands: ["air"], load: async () => (await import("./air.js")).addAir },
  { commands: ["shell"], load: async () => (await import("./shell.js")).addShell },
  { commands: ["report"], load: async () => (await import("./report.js")).addReport },
  {
    commands: ["scan", "provision", "reprovision"],
    load: async () => (await import("./remote.js")).addRemote,
  },
  {
    commands: ["network", "nodes", "plan", "apply", "drift", "get", "set", "keys"],
    load: async () => (await import("./network/index.js")).addNetworkCommands,
  },
  { commands: ["wifi"], load: async () => (await import("./wifi.js")).addWifi },
  {
    commands: ["completion"],
    load: async () => (await import("./completion.js")).addCompletion,
  },
];

/** The files of the command that the line begins with; all, where help or a hint may name any. */
function filesOf(first: string | undefined): readonly CommandFile[] {
  if (first === "--version" || first === "-V") return [];
  // It tells of all others.
  if (first === "completion") return files;
  const one = files.find(({ commands }) => commands.includes(first ?? ""));
  return one ? [one] : files;
}

/**
 * The command line with all commands and their options, or, where `first`, the first word after
 * the program's name, is a command, with the commands of its file alone: each file takes time to
 * load.
 */
export async function xsMeshProgram(first?: string): Promise<Command> {
  const packageFile = join(projectFolder, "package.json");
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const program = new Command("xs-mesh")
    .description("Bluetooth Mesh networks of TypeScript nodes: simulated, provisioned, looked into")
    .version(version);
  for (const { load } of filesOf(first)) (await load())(program);
  return program;
}
