import { resolve } from "node:path";
import { MessageNames } from "./messages.js";

/** The messages that can be sent by name. Rejects with Error for a module that exports none. */
export async function namedMessages(modules: readonly string[]): Promise<MessageNames> {
  const messages = new MessageNames();
  if (modules.length === 0) return messages;
  const { loadModule } = await import("../simulation/load-firmware.js");
  for (const path of modules) {
    const count = messages.add(await loadModule(resolve(path)));
    if (count === 0) throw new Error(`--messages: ${path} exports no message`);
  }
  return messages;
}
