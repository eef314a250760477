import type { Command } from "../command.js";
import { hint } from "../../network/similar.js";
import { ShellError } from "../shell-error.js";
import { deviceCommands } from "./devices.js";
import { keyCommands } from "./keys.js";
import { messageCommands } from "./messages.js";
import { modelCommands } from "./models.js";
import { networkCommands } from "./network.js";
import { nodeCommands } from "./nodes.js";
import { provisionCommands } from "./provision.js";
import { proxyCommands } from "./proxies.js";
import { healthCommands } from "./health.js";
import { shellCommands } from "./shell.js";
import { stateCommands } from "./states.js";
import { watchCommands } from "./watch.js";

/** All commands, by group. */
export const commands: readonly Command[] = [
  ...deviceCommands,
  ...provisionCommands,
  ...nodeCommands,
  ...keyCommands,
  ...modelCommands,
  ...stateCommands,
  ...healthCommands,
  ...messageCommands,
  ...watchCommands,
  ...networkCommands,
  ...proxyCommands,
  ...shellCommands,
];

/** The command of this name, or the only one that begins so. Throws ShellError with similar names. */
export function commandNamed(name: string): Command {
  const exact = commands.find((command) => command.name === name);
  if (exact) return exact;
  const names = commands.map((command) => command.name);
  const begun = commands.filter((command) => name.length >= 2 && command.name.startsWith(name));
  if (begun.length === 1) return begun[0]!;
  const similar = hint(name, names);
  throw new ShellError(`there is no command ${name}${similar || "; help lists the commands"}`);
}
